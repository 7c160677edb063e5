"""What came from outside and waits: taken in, asked to be completed, or refused; supplements sent online."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.acting import act
from dashboard.access.masking import seen
from dashboard.flow import Action
from dashboard.ui.dossier_papers import papers
from dashboard.ui.intake import go
from dashboard.ui.literal import literal
from dashboard.ui.session import link, name, office, told, tr
from dashboard.ui.work_rows import SIGNS
from dashboard.ui.work_style import CSS
from dashboard.work.order import due_words, intake_due
from models.dossier import Dossier
from models.errors import MotcuaError
from models.viewer import Viewer

#: how long something may wait here and still be listed, in days, and how many are shown at once
DAYS = 400
SHOWN = 30


def desks(who: Viewer) -> list[str]:
    """The departments whose queue somebody may see: their own; for those who see all, every desk."""
    if who.scope.departments:
        return sorted(who.scope.departments)
    tree = office().departments.tree(office().local_date())
    return [one.id for one in tree.in_force()]


def waiting(who: Viewer, at: list[str]) -> list[Dossier]:
    """What waits at these desks, by when it has to be taken in."""
    today = office().today()
    found = {
        dossier.id: dossier
        for desk in at
        for dossier in office().dossiers.at_desk(desk, "accept", today - DAYS, today + DAYS, who)
    }
    calendar, now = office().calendar(), office().now()
    return sorted(found.values(), key=lambda one: (intake_due(one, calendar) or now, one.id))


def count(who: Viewer) -> int:
    """How many wait at the viewer's own desks; nobody's own are not counted."""
    return sum(office().dossiers.count_at_desk(desk, "accept", who) for desk in who.scope.departments)


def show(who: Viewer) -> None:
    """The queue, and what to do with its first."""
    st.html(CSS)
    at = desks(who)
    if len(at) > 1:
        chosen = st.selectbox(
            tr("Nơi tiếp nhận", "Desk"), at, index=None, key="queue_desk",
            format_func=lambda one: name("department", one),
            placeholder=tr("tất cả của bạn", "all of yours") if who.scope.departments
            else tr("chọn nơi tiếp nhận…", "choose a desk…"),
        )  # fmt: skip
        at = [chosen] if chosen is not None else at if who.scope.departments else []
    rows = waiting(who, at)
    if not rows:
        st.info(tr("Không có hồ sơ nào chờ tiếp nhận.", "Nothing waits to be taken in."))
        _incomplete(who, at)
        return
    first = turned(len(rows)) * SHOWN
    shown = rows[first : first + SHOWN]
    if len(rows) > SHOWN:
        few = tr(
            f"Hồ sơ {first + 1}–{first + len(shown)} trong {len(rows)}, hạn tiếp nhận sớm nhất trước.",
            f"{first + 1}–{first + len(shown)} of {len(rows)}, the earliest limit first.",
        )
        st.html(f'<p class="mc-soft">{few}</p>')
    for place, dossier in enumerate(shown):
        title = f"{dossier.id} · {_limit(dossier)[0]} · {seen(dossier, who).name or '–'}"
        title += f" · {name('procedure', dossier.procedure)}"
        with st.expander(literal(title), expanded=place == 0):
            _one(dossier, who)
    if len(rows) > SHOWN:
        pager(len(rows))
    _incomplete(who, at)


def _incomplete(who: Viewer, at: list[str]) -> None:
    """What was asked to be completed, and waits for the applicant."""
    today = office().today()
    rows = [
        dossier for desk in at
        for dossier in office().dossiers.at_desk(desk, "paused", today - DAYS, today + DAYS, who)
        if dossier.asked is not None
    ]  # fmt: skip
    if not rows:
        return
    head = tr(f"Chờ người nộp hoàn thiện ({len(rows)})", f"Waiting for the applicant ({len(rows)})")
    st.html(f'<h2 class="mc-h2">{head}</h2>')
    for dossier in sorted(rows, key=lambda one: (one.asks[-1].at, one.id))[:SHOWN]:
        title = f"{dossier.id} · {seen(dossier, who).name or '–'} · {dossier.asks[-1].reason[:60]}"
        with st.expander(literal(title)):
            _one(dossier, who)


def turned(count: int) -> int:
    """The page of the address, from 0; the last one where what was on it is worked off."""
    asked = st.query_params.get("page", "1")
    return max(0, min(int(asked) - 1 if asked.isdecimal() and len(asked) < 9 else 0, (count - 1) // SHOWN))


def pager(count: int) -> None:
    """Back and on; the page is in the address."""
    here, last = turned(count), (count - 1) // SHOWN

    def turn(to: int) -> None:
        st.query_params["page"] = str(to + 1)

    back, on = st.columns(2)
    back.button(
        tr("← Trang trước", "← Page before"), key="queue_back", on_click=turn, args=(here - 1,),
        disabled=here == 0, width="stretch",
    )  # fmt: skip
    on.button(
        tr("Trang sau →", "Next page →"), key="queue_on", on_click=turn, args=(here + 1,),
        disabled=here == last, width="stretch",
    )  # fmt: skip


def _one(dossier: Dossier, who: Viewer) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(_facts(dossier, who))
        papers(dossier, who)
    with right:
        if dossier.state == "supplement":
            _supplement(dossier, who)
        else:
            _decide(dossier, who)


def _decide(dossier: Dossier, who: Viewer) -> None:
    """Take it in; or say what is missing, or why it is not taken in, in words that the applicant reads."""
    code = dossier.id
    if st.button(tr("Tiếp nhận", "Accept"), key=f"accept:{code}", type="primary", width="stretch"):
        _do(dossier, who, Action(name="accept"))
    words = st.text_area(
        tr("Nội dung báo người nộp", "What the applicant is told"), key=f"reason:{code}", height=110,
        help=tr("Thiếu hoặc sai gì, vì sao, cần làm gì: ghi đủ trong một lần; người nộp đọc đúng dòng này.",
                "What is missing or wrong, why, and what to do, all at once; the applicant reads this."),
    )  # fmt: skip
    if st.button(tr("Yêu cầu hoàn thiện", "Ask for more"), key=f"ask:{code}", width="stretch"):
        _do(dossier, who, Action(name="ask_more", reason=words))
    if st.button(tr("Từ chối tiếp nhận", "Refuse"), key=f"refuse:{code}", width="stretch"):
        _do(dossier, who, Action(name="refuse", reason=words))


def _supplement(dossier: Dossier, who: Viewer) -> None:
    """What the applicant has sent: looked at, and taken in, from which the clock runs again."""
    st.caption(
        tr("Kiểm tra tệp vừa gửi rồi nhận bổ sung; thời hạn chạy tiếp từ lúc đó.",
           "Look at the new files, then take them in; the clock runs again from then on.")
    )  # fmt: skip
    if st.button(tr("Nhận bổ sung", "Receive supplement"), key=f"supplement:{dossier.id}", type="primary",
                 width="stretch"):  # fmt: skip
        _do(dossier, who, Action(name="receive_supplement"))
    st.markdown(f"[{tr('Mở hồ sơ', 'Open the dossier')}]({link('dossier', code=dossier.id)})")


def _limit(dossier: Dossier) -> tuple[str, str]:
    """How long is left to take it in, with its sign; and the instant."""
    due = intake_due(dossier, office().calendar())
    if due is None:
        return "–", "–"
    tone, words = due_words(due, office().now(), office().calendar())
    local = due.astimezone(office().store.zone)
    return f"{SIGNS[tone][0]} {tr(*words)}", f"{local:%H:%M %d/%m/%Y}"


def _do(dossier: Dossier, who: Viewer, action: Action) -> None:
    """Act on the dossier as it was seen. A refusal of the action is told and changes nothing."""
    try:
        done = act(office(), who, dossier.id, action, dossier.version)
    except MotcuaError as error:
        st.error(told(error))
        return
    if done.state == "received":
        go(receipt=done.id)
    go(view="queue")


def _told(dossier: Dossier) -> list[tuple[str, str]]:
    """What was asked for, and what the applicant sent then."""
    zone, found = office().store.zone, []
    wanted = dossier.asks[-1].reason if dossier.asks else ""
    if dossier.state == "supplement":
        wanted = dossier.pauses[-1].reason
    if wanted:
        found.append((tr("Đã yêu cầu", "Was asked for"), wanted))
    sent = dossier.supplied
    if sent is not None:
        names = [paper.name for paper in dossier.papers if paper.id in sent.papers]
        words = " · ".join([f"{sent.at.astimezone(zone):%H:%M %d/%m/%Y}", sent.note, *names])
        found.append((tr("Người nộp gửi", "The applicant sent"), words))
    return found


def _facts(dossier: Dossier, who: Viewer) -> str:
    at = None if dossier.submitted_at is None else dossier.submitted_at.astimezone(office().store.zone)
    person = seen(dossier, who)
    rows = [
        (tr("Nộp lúc", "Submitted"), "–" if at is None else f"{at:%H:%M %d/%m/%Y}"),
        (tr("Hạn tiếp nhận", "To be taken in by"), f"{_limit(dossier)[1]} ({_limit(dossier)[0]})"),
        *_told(dossier),
        (tr("Hình thức", "Channel"), name("channel", dossier.channel)),
        (tr("Điện thoại", "Phone"), person.phone or "–"),
        (tr("Số giấy tờ", "Identity number"), person.identity or "–"),
        (tr("Địa chỉ", "Address"), person.address or "–"),
    ]
    lines = "".join(f"<tr><th scope='row'>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows)
    return f'<table class="mc-table">{lines}</table>'

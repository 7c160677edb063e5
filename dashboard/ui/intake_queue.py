"""What was submitted from outside and waits: accepted, or refused with a reason."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.acting import act
from dashboard.access.masking import seen
from dashboard.flow import Action
from dashboard.ui.dossier_papers import papers
from dashboard.ui.intake import go
from dashboard.ui.session import name, office, told, tr
from dashboard.ui.work_style import CSS
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
    """What waits at these desks, longest first."""
    today = office().today()
    found = [
        dossier
        for desk in at
        for dossier in office().dossiers.at_desk(desk, "accept", today - DAYS, today + DAYS, who)
    ]
    return sorted(found, key=lambda one: (one.submitted_at or office().now(), one.id))


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
        return
    first = turned(len(rows)) * SHOWN
    shown = rows[first : first + SHOWN]
    if len(rows) > SHOWN:
        few = tr(
            f"Hồ sơ {first + 1}–{first + len(shown)} trong {len(rows)}, lâu nhất trước.",
            f"{first + 1}–{first + len(shown)} of {len(rows)}, the longest waiting first.",
        )
        st.html(f'<p class="mc-soft">{few}</p>')
    for place, dossier in enumerate(shown):
        title = f"{dossier.id} · {seen(dossier, who).name or '–'} · {name('procedure', dossier.procedure)}"
        with st.expander(title, expanded=place == 0):
            _one(dossier, who)
    if len(rows) > SHOWN:
        pager(len(rows))


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
        if st.button(tr("Tiếp nhận", "Accept"), key=f"accept:{dossier.id}", type="primary", width="stretch"):
            _do(dossier, who, Action(name="accept"))
        reason = st.text_input(tr("Lý do từ chối", "Reason of a refusal"), key=f"reason:{dossier.id}")
        if st.button(tr("Từ chối tiếp nhận", "Refuse"), key=f"refuse:{dossier.id}", width="stretch"):
            _do(dossier, who, Action(name="refuse", reason=reason))


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


def _facts(dossier: Dossier, who: Viewer) -> str:
    at = None if dossier.submitted_at is None else dossier.submitted_at.astimezone(office().store.zone)
    person = seen(dossier, who)
    rows = [
        (tr("Nộp lúc", "Submitted"), "–" if at is None else f"{at:%H:%M %d/%m/%Y}"),
        (tr("Hình thức", "Channel"), name("channel", dossier.channel)),
        (tr("Điện thoại", "Phone"), person.phone or "–"),
        (tr("Số giấy tờ", "Identity number"), person.identity or "–"),
        (tr("Địa chỉ", "Address"), person.address or "–"),
    ]
    lines = "".join(f"<tr><th scope='row'>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows)
    return f'<table class="mc-table">{lines}</table>'

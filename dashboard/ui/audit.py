"""The audit on the screen: two days at a glance, a search in the address, its pages, its export."""

from __future__ import annotations

from html import escape
from typing import Any, get_args

import streamlit as st

from dashboard.access.masking import SHORTEST_REASON
from dashboard.access.roles import may
from dashboard.audit.export import export
from dashboard.audit.finding import MOST_DAYS, NOBODY, PAGE, Asked, actions_meant, counted, find
from dashboard.audit.telling import Line, Teller
from dashboard.audit.words import ACTIONS, KINDS, Kind
from dashboard.clock import date_of, day_number
from dashboard.exchange.dossiers import MOST
from dashboard.period import typed_day
from dashboard.ui.export import FILES, form_field, reason_field
from dashboard.ui.paging import places, row_words, turning
from dashboard.ui.ranked import ranked
from dashboard.ui.session import language, link, number, office, told, tr
from models.audit import AuditAction
from models.errors import MotcuaError
from models.viewer import Viewer

#: days that are shown at first, today among them
USUAL_DAYS = 7
#: what the first line counts: what an administrator looks for in the morning
WATCHED: tuple[AuditAction, ...] = (
    "sign_in_refused", "follow_refused", "follow_slowed", "api_refused", "mask_lifted", "exported",
)  # fmt: skip
PAGES = "mc_audit_pages"


def show(who: Viewer) -> None:
    """What matters since yesterday, the search, what it finds, and the export of it."""
    today = office().today()
    watched(who, today)
    asked = read(today)
    filters(asked)
    try:
        listed(who, asked)
    except MotcuaError as error:
        st.error(told(error))


def read(today: int) -> Asked:
    """What the address asks for; a day that cannot be meant is left out."""
    params = st.query_params
    last = typed_day(params.get("to"))
    last = today if last is None else last
    first = typed_day(params.get("from"))
    what = params.get("action", "")
    return Asked(
        first if first is not None else last - USUAL_DAYS + 1, last, what if actions_meant(what) else "",
        params.get("actor", "").strip(), params.get("subject", "").strip(),
    )  # fmt: skip


def watched(who: Viewer, today: int) -> None:
    """How often what matters was done yesterday and today; each number opens its list."""
    column = 1 if language() == "en" else 0
    cards = []
    for action, count in counted(office(), who, WATCHED, today - 1, today).items():
        title = escape((ACTIONS[action].vi, ACTIONS[action].en)[column])
        href = escape(link("audit", **Asked(today - 1, today, action).params()))
        cards.append(
            f'<a class="mc-chip" href="{href}" target="_self">{title}: <strong>{number(count)}</strong></a>'
        )
    head = tr("Từ hôm qua", "Since yesterday")
    st.html(f'<div class="mc-chips"><span class="mc-soft">{head}</span>{"".join(cards)}</div>')


def filters(asked: Asked) -> None:
    """Days, action, who and about what; they stand in the address."""
    today = office().today()
    column = 1 if language() == "en" else 0
    options: list[str] = ["", *KINDS]
    for kind in get_args(Kind):
        options += [action for action, words in ACTIONS.items() if words.kind == kind]

    def called(id: str) -> str:
        if not id:
            return tr("mọi việc", "anything")
        if id in KINDS:
            return f"{KINDS[id][column]} ({tr('tất cả', 'all')})"
        words = ACTIONS[id]  # type: ignore[index]
        return (words.vi, words.en)[column]

    given = st.query_params.to_dict()
    key = "|".join(f"{name}={given.get(name, '')}" for name in ("from", "to", "action", "actor", "subject"))
    with st.form(f"audit_search:{key}", border=False):
        one, two, three, four = st.columns([1.4, 1.4, 1.2, 1.2])
        days = one.date_input(
            tr(f"Ngày (nhiều nhất {MOST_DAYS})", f"Days (at most {MOST_DAYS})"),
            (date_of(asked.first), date_of(asked.last)), max_value=date_of(max(today, asked.last)),
            format="DD/MM/YYYY",
        )  # fmt: skip
        what = two.selectbox(
            tr("Việc", "Action"), options, options.index(asked.what), format_func=called
        )
        actor = three.text_input(
            tr("Ai làm", "Done by"), asked.who, max_chars=120, placeholder=tr("tên, tên đăng nhập", "name"),
            help=tr(f"Một phần của tên cũng được; {NOBODY} là không rõ ai.",
                    f"A part of the name will do; {NOBODY} is nobody known."),
        )  # fmt: skip
        subject = four.text_input(
            tr("Về", "About"), asked.about, max_chars=120,
            placeholder=tr("mã hồ sơ, tài khoản", "code, account"),
        )  # fmt: skip
        if st.form_submit_button(tr("Tìm", "Search"), type="primary"):
            search(days, what, actor.strip(), subject.strip())


def search(days: Any, what: str, actor: str, subject: str) -> None:
    """Put what was asked into the address."""
    chosen = [day_number(day) for day in days] if isinstance(days, tuple | list) else [day_number(days)]
    if chosen:
        wanted = Asked(chosen[0], chosen[-1], what, actor, subject)
        st.query_params.from_dict(wanted.params())
        st.rerun()


def listed(who: Viewer, asked: Asked) -> None:
    """A page of what is found, and the ways to the others."""
    kept: tuple[Asked, list[str | None]] | None = st.session_state.get(PAGES)
    if kept is None or kept[0] != asked:
        kept = (asked, [None])
        st.session_state[PAGES] = kept
    pages = kept[1]
    found = find(office(), who, asked, pages[-1])
    if not found.entries:
        st.info(tr("Không có gì trong khoảng này.", "There is nothing in this time."))
        return
    st.html(table(list(map(Teller(office(), who, language()).line, found.entries))))
    with st.container(horizontal=True, vertical_alignment="center"):
        turning(pages, found.after)
        shown = places(pages, PAGE, len(found.entries))
        row_words(tr(f"Dòng {shown}, mới nhất trước", f"Rows {shown}, newest first"))
        taken(who, asked)


def table(lines: list[Line]) -> str:
    """One line each; a code opens its dossier."""
    heads = [
        tr("Lúc", "When"), tr("Ai", "Who"), tr("Việc", "What"), tr("Về", "About"),
        tr("Chi tiết", "Details"), tr("Địa chỉ mạng", "Network address"),
    ]  # fmt: skip
    rows = []
    for line in lines:
        about = escape(line.about)
        if line.code:
            about = f'<a href="{escape(link("dossier", code=line.code))}" target="_self">{about}</a>'
        rows.append([
            f'<span class="mc-nowrap">{line.at:%d/%m/%Y %H:%M}</span>', escape(line.who), escape(line.what),
            about, f'<span class="mc-soft mc-why">{escape(line.detail)}</span>', escape(line.address),
        ])  # fmt: skip
    return ranked(heads, rows, tr("Nhật ký sử dụng", "Audit"), fold=True)


def taken(who: Viewer, asked: Asked) -> None:
    """The export of what is found, with a reason."""
    if not may(who, "export"):
        return
    with st.popover(tr("Xuất dữ liệu", "Export"), icon=":material/download:"):
        form = form_field("audit_form")
        reason = reason_field("audit_reason")
        spoken = language()
        st.download_button(
            tr("Tải về", "Download"), lambda: export(office(), who, asked, form, reason, spoken),
            f"nhat-ky.{form}", FILES[form][1], key="audit_export", type="primary", on_click="ignore",
            disabled=len(reason.strip()) < SHORTEST_REASON,
        )  # fmt: skip
        st.caption(
            tr(f"Kết quả tìm, đến {number(MOST)} dòng mới nhất.",
               f"What was found, up to the newest {number(MOST)} lines.")
        )  # fmt: skip

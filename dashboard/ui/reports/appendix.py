"""The overdue dossiers of a period, each with its reason; a reason is entered here."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.reports.content import SUGGESTED
from dashboard.reports.export import where_text
from dashboard.reports.facts import Fact
from dashboard.reports.overdue import (
    ENTERED,
    LONGEST_NOTE,
    OTHER,
    REASON,
    Line,
    appendix,
    days_late,
    enter_reason,
    having,
)
from dashboard.reports.overdue import SUGGESTED as HINTED
from dashboard.ui.about import empty, heading
from dashboard.ui.ranked import number_cell, ranked
from dashboard.ui.reports.asked import View, count, fact_link, working
from dashboard.ui.reports.lists import page_of, steps
from dashboard.ui.said import say
from dashboard.ui.session import date_text, link, name, number, office, told, tr
from models.errors import MotcuaError
from models.viewer import Viewer
from seed.reporting import reasons

PAGE = 100


def show(who: Viewer, view: View, fact: Fact | None = None) -> None:
    """The appendix, the reasons together, and the form that enters one. `fact`: of one figure only."""
    with working(tr("Đang đọc hồ sơ quá hạn…", "Reading the overdue dossiers…")) as progress:
        found = appendix(office(), who, view.asked, progress)
    shown = found if fact is None else having(found, fact)
    if not found:
        st.info(
            tr("Kỳ này không có hồ sơ quá hạn trong phạm vi của bạn.",
               "Nothing is overdue in this period in your scope."),
            icon=":material/check:",
        )  # fmt: skip
        return
    left, right = st.columns([7, 3], gap="small")
    with left, st.container(key="sheet_appendix"):
        st.html(heading(tr("Hồ sơ quá hạn", "Overdue dossiers")) + told_line(view, found, shown, fact))
        sheet(view, shown, fact)
    with right:
        with st.container(key="sheet_reasons"):
            causes(view, found)
        if may(who, "report.enter"):
            with st.container(key="sheet_enter"):
                enter(who, found)


def told_line(view: View, found: list[Line], shown: list[Line], fact: Fact | None) -> str:
    """How many are listed beneath, and what of all of them."""
    n = f'<strong class="mc-count" data-count="{len(shown)}">{number(len(shown))}</strong>'
    if fact is not None:
        back = link("reports", **view.address())
        every = tr("Mọi hồ sơ quá hạn", "All overdue dossiers")
        words = tr("đã ghi nguyên nhân", "with a reason entered")
        if fact.of:
            words = tr("nguyên nhân", "reason") + f" “{reasons()[fact.of]}”, "
            words += tr("đã ghi", "entered") if fact.name == REASON else tr("gợi ý", "suggested")
        return (
            f'<p class="mc-sub"><a class="mc-link" href="{escape(back)}" target="_self">‹ {every}</a> · '
            f"{n} {tr('hồ sơ', 'dossiers')} · {escape(words)}</p>"
        )
    entered = count(len(having(found, Fact(ENTERED))), fact_link(view, Fact(ENTERED)))
    words = tr(
        f"{n} hồ sơ cột 10 và 13, lâu nhất trước; {entered} đã ghi nguyên nhân.",
        f"{n} dossiers of columns 10, 13, longest first; {entered} with a reason entered.",
    )
    return f'<p class="mc-sub">{words}</p>'


def sheet(view: View, shown: list[Line], fact: Fact | None) -> None:
    """One page of the lines."""
    if not shown:
        st.html(empty(tr("Không có hồ sơ nào.", "There is none.")))
        return
    at, pages = page_of(len(shown), PAGE)

    def address(page: int) -> str:
        asked = {} if fact is None else {"fact": fact.name, "of": fact.of}
        return link("reports", **view.address(page=page, **asked))

    end = office().reports.end(view.asked)
    st.html(table(shown[(at - 1) * PAGE : at * PAGE], end) + steps(at, pages, address))


def table(found: list[Line], end: int) -> str:
    """One line each."""
    heads = [
        tr("Mã hồ sơ", "Code"), tr("Cơ quan", "Department"), tr("Tiếp nhận", "Received"),
        tr("Hẹn trả", "Due"), tr("Có kết quả", "Result"), tr("Quá hạn", "Overdue"),
        tr("Nguyên nhân", "Reason"),
    ]  # fmt: skip
    rows = []
    for one in found:
        result = date_text(one.closed_day) if one.closed_day is not None else tr("chưa có", "none yet")
        days = days_late(one, end)
        rows.append([
            number_cell(one.code, link("dossier", code=one.code), "mc-nowrap"),
            escape(name("department", one.department)),
            date_text(one.received_day), date_text(one.due_day), escape(result),
            f'<span class="mc-late mc-nowrap">▲ {tr(f"{number(days)} ngày", f"{number(days)} d")}</span>',
            reason_html(one),
        ])  # fmt: skip
    return ranked(heads, rows, tr("Hồ sơ quá hạn", "Overdue dossiers"), fold=True)


def reason_html(one: Line) -> str:
    """The reason; a suggestion is told as one."""
    known = reasons()
    if one.reason:
        note = f'<br><span class="mc-soft">{escape(one.note)}</span>' if one.note else ""
        return f"✓ {escape(known.get(one.reason, one.reason))}{note}"
    parts = [known[one.suggested], where_text(office(), one)]
    if one.apology:
        parts.append(tr(f"đã hẹn lại: {one.apology}", f"extended: {one.apology}"))
    words = "; ".join(part for part in parts if part)
    hint = tr(SUGGESTED, "suggested by the data, nobody has entered one")
    return f'<span class="mc-soft">{escape(words)}<br><em>{escape(hint)}</em></span>'


def causes(view: View, found: list[Line]) -> None:
    """How many have which reason, entered and suggested apart; each number opens its lines."""
    st.html(heading(tr("Nguyên nhân", "Reasons"), note=tr("đã ghi · gợi ý", "entered · suggested")))
    lines = []
    for id, words in reasons().items():
        facts = Fact(REASON, id), Fact(HINTED, id)
        counts = [len(having(found, fact)) for fact in facts]
        if any(counts):
            told_counts = " · ".join(
                count(n, fact_link(view, fact)) for n, fact in zip(counts, facts, strict=True)
            )
            lines.append([escape(words), f'<span class="mc-n">{told_counts}</span>'])
    st.html(ranked([tr("Nguyên nhân", "Reason"), tr("Hồ sơ", "Dossiers")], lines))


def enter(who: Viewer, found: list[Line]) -> None:
    """Enter the reason of one dossier."""
    st.html(heading(tr("Ghi nguyên nhân", "Enter a reason")))
    known = reasons()
    open_ones = [one.code for one in found if not one.reason] + [one.code for one in found if one.reason]
    with st.form("report_reason", border=False):
        code = st.selectbox(tr("Hồ sơ", "Dossier"), open_ones, key="reason_code")
        reason = st.selectbox(
            tr("Nguyên nhân", "Reason"), list(known), format_func=known.__getitem__, key="reason_id"
        )
        note = st.text_input(
            tr(f"Ghi rõ (bắt buộc với “{known[OTHER]}”)", "In words (needed for “other”)"),
            max_chars=LONGEST_NOTE, key="reason_note",
        )  # fmt: skip
        if st.form_submit_button(tr("Ghi", "Save"), type="primary"):
            try:
                enter_reason(office(), who, code, reason, note)
            except MotcuaError as error:
                st.error(told(error))
                return
            say(tr(f"Đã ghi nguyên nhân của {code}.", f"The reason of {code} is kept."))
            st.rerun()

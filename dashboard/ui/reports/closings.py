"""Closed periods: what was closed, by whom, whether it is sealed, and what has moved since."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.reports.closing import LONGEST_NOTE, Difference, cells_of, close, differences
from dashboard.reports.reading import Asked
from dashboard.ui.about import empty, heading
from dashboard.ui.ranked import number_cell, ranked
from dashboard.ui.reports.asked import View
from dashboard.ui.reports.comparison import compare
from dashboard.ui.said import say
from dashboard.ui.session import date_text, language, link, office, told, tr
from models.errors import MotcuaError
from models.report_closing import ReportClosing, broken
from models.viewer import Viewer


def of_period(view: View) -> ReportClosing | None:
    """The closing that is looked at: of the address, else the last one of the period."""
    if view.closing is not None:
        return view.closing
    days = (view.period.start, view.period.end)
    found = [one for one in office().report_closings.all() if (one.start, one.end) == days]
    return found[-1] if found else None


def moved_cells(who: Viewer, view: View, closing: ReportClosing) -> list[Difference]:
    """The rows of these conditions that are no longer what was closed, within the viewer's scope."""
    report = office().reports.make(who, Asked(closing.start, closing.end, view.where))
    return differences(cells_of(closing, who, view.where), report.cells)


def standing(who: Viewer, view: View) -> None:
    """A line above every view of a period that was closed."""
    closing = of_period(view)
    if closing is None or view.view == "closings":
        return
    at = closing.known_by.astimezone(office().store.zone)
    changed = moved_cells(who, view, closing)
    href = link("reports", **view.address(view="closings"))
    words = tr(
        f"Kỳ này đã chốt lúc {at:%H:%M} ngày {at:%d/%m/%Y} (số {closing.number}, {closing.actor_name}).",
        f"This period was closed on {at:%d/%m/%Y %H:%M} (number {closing.number}, {closing.actor_name}).",
    )
    compare_words = tr("Đối chiếu", "Compare")
    same = tr("Số liệu hiện nay vẫn như lúc chốt.", "The figures are still what was closed.")
    other = tr("Số liệu hiện nay đã khác lúc chốt.", "The figures now differ from what was closed.")
    css, sign = ("mc-risk", "◆") if changed else ("mc-good", "✓")
    st.html(
        f'<p class="mc-known">{escape(words)} <span class="{css}">{sign} {escape(other if changed else same)}'
        f'</span> <a class="mc-link" href="{escape(href)}" target="_self">{compare_words}</a></p>'
    )


def show(who: Viewer, view: View) -> None:
    """Close the period, the closings there are, and the comparison of one."""
    closing = of_period(view)
    left, right = st.columns([7, 3], gap="small")
    with left:
        if closing is not None:
            with st.container(key="sheet_compare"):
                compare(who, view, closing)
        with st.container(key="sheet_closings"):
            closings(view)
    with right, st.container(key="sheet_close"):
        close_form(who, view, closing)


def close_form(who: Viewer, view: View, closing: ReportClosing | None) -> None:
    """The button that closes the period, for those who may."""
    st.html(heading(tr("Chốt kỳ này", "Close this period"), note=view.period.title(language())))
    if not may(who, "report.close"):
        st.html(
            empty(tr("Lãnh đạo hoặc quản trị chốt kỳ.", "Leadership or an administrator closes periods."))
        )
        return
    if view.period.end >= office().today():
        st.html(
            empty(
                tr(
                    f"Kỳ chưa hết: chốt được từ ngày {date_text(view.period.end + 1)}.",
                    f"The period is not over: it can be closed from {date_text(view.period.end + 1)} on.",
                )
            )
        )
        return
    with st.form("report_close", border=False):
        note = st.text_input(tr("Ghi chú", "Note"), max_chars=LONGEST_NOTE, key="close_note")
        again = tr("Chốt lại (lần trước vẫn giữ)", "Close again (the first one stays)")
        label = tr("Chốt kỳ", "Close the period") if closing is None else again
        if st.form_submit_button(label, type="primary", icon=":material/lock:"):
            try:
                made = close(office(), who, view.period.start, view.period.end, note)
            except MotcuaError as error:
                st.error(told(error))
                return
            say(tr(f"Đã chốt kỳ, số {made.number}, mã băm {made.hash[:16]}.",
                   f"The period is closed: number {made.number}, hash {made.hash[:16]}."))  # fmt: skip
            st.rerun()
    st.caption(
        tr("Số liệu được giữ nguyên với mã băm; đính chính về sau hiện ở cạnh, không sửa vào đây.",
           "The figures are kept with a hash; later corrections show beside them and change nothing here.")
    )  # fmt: skip


def closings(view: View) -> None:
    """All closings, the newest first, each with its seal."""
    found = office().report_closings.all()
    wrong = broken(found)
    st.html(heading(tr("Các kỳ đã chốt", "Closed periods")))
    if not found:
        st.html(empty(tr("Chưa chốt kỳ nào.", "No period is closed yet.")))
        return
    rows = []
    for one in reversed(found):
        at = one.known_by.astimezone(office().store.zone)
        href = link("reports", closing=one.number, view="closings")
        seal = (
            f'<span class="mc-late">✗ {tr("mã băm không khớp", "the hash does not fit")}</span>'
            if one.number in wrong
            else f'<span class="mc-good">✓ {escape(one.hash[:16])}</span>'
        )
        rows.append([
            number_cell(str(one.number), href), f"{date_text(one.start)} – {date_text(one.end)}",
            f"{at:%d/%m/%Y %H:%M}", escape(one.actor_name), escape(one.note or "–"), seal,
            number_cell(tr("Xem như đã chốt", "As closed"), link("reports", closing=one.number)),
        ])  # fmt: skip
    heads = [tr("Số", "No."), tr("Kỳ", "Period"), tr("Chốt lúc", "Closed"), tr("Người chốt", "By"),
             tr("Ghi chú", "Note"), tr("Mã băm", "Hash"), tr("Mở", "Open")]  # fmt: skip
    st.html(ranked(heads, rows, tr("Các kỳ đã chốt", "Closed periods")))

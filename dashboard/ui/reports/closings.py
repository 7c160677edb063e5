"""Closed periods: what was closed, by whom, whether it is sealed, and what has moved since."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.flow.rules import RULES
from dashboard.reports.closing import (
    LONGEST_NOTE,
    Difference,
    Moved,
    Since,
    cells_of,
    close,
    differences,
    moved,
)
from dashboard.reports.form import FIGURES, Counts, Placed, total
from dashboard.reports.reading import Asked
from dashboard.ui.about import empty, heading
from dashboard.ui.outcome import OTHER_ACTIONS
from dashboard.ui.ranked import number_cell, ranked
from dashboard.ui.reports.asked import View, working
from dashboard.ui.reports.lists import column_words
from dashboard.ui.said import say
from dashboard.ui.session import date_text, link, name, number, office, told, tr
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


def moved_cells(who: Viewer, closing: ReportClosing) -> list[Difference]:
    """The rows that are no longer what was closed, within the viewer's scope."""
    report = office().reports.make(who, Asked(closing.start, closing.end))
    return differences(cells_of(closing, who), report.cells)


def standing(who: Viewer, view: View) -> None:
    """A line above every view of a period that was closed."""
    closing = of_period(view)
    if closing is None or view.view == "closings":
        return
    at = closing.known_by.astimezone(office().store.zone)
    changed = moved_cells(who, closing)
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
                compare(who, closing)
        with st.container(key="sheet_closings"):
            closings(view)
    with right, st.container(key="sheet_close"):
        close_form(who, view, closing)


def close_form(who: Viewer, view: View, closing: ReportClosing | None) -> None:
    """The button that closes the period, for those who may."""
    st.html(heading(tr("Chốt kỳ này", "Close this period"), note=view.period.title()))
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


def compare(who: Viewer, closing: ReportClosing) -> None:
    """The closed figures beside those of now, with the difference; on request the dossiers that make it."""
    report = office().reports.make(who, Asked(closing.start, closing.end))
    frozen = cells_of(closing, who)
    changed = differences(frozen, report.cells)
    at = closing.known_by.astimezone(office().store.zone)
    st.html(
        heading(
            tr(f"Kỳ đã chốt số {closing.number}", f"Closed period {closing.number}"),
            note=f"{date_text(closing.start)} – {date_text(closing.end)}, {at:%H:%M %d/%m/%Y}, "
            f"{closing.actor_name}",
        )
    )
    st.html(whole_table(total(frozen), total(report.cells)))
    if not changed:
        st.html(
            f'<p class="mc-good">✓ {tr("Không dòng nào đổi từ lúc chốt.", "No row has moved since.")}</p>'
        )
    else:
        n = number(len(changed))
        st.html(f'<p class="mc-risk">◆ {tr(f"{n} dòng đã khác lúc chốt:", f"{n} rows have moved:")}</p>')
        st.html(rows_table(changed))
    if st.button(tr("Tìm hồ sơ làm thay đổi", "Find the dossiers that moved"), key="report_moved",
                 icon=":material/search:"):  # fmt: skip
        words = tr("Đang dựng lại từ lịch sử…", "Folding the history…")
        with working(words) as progress:
            again = office().reports.make(
                who, Asked(closing.start, closing.end, {}, closing.known_by), progress
            )
            found = moved(office(), who, closing, progress)
        same = not differences(frozen, again.cells)
        told_same = tr(
            "Dựng lại từ lịch sử đến lúc chốt: khớp từng dòng.",
            "Folded from the history: the same in each row.",
        )
        told_other = tr(
            "Dựng lại từ lịch sử đến lúc chốt: không khớp.", "Folded from the history: not the same."
        )
        css = "mc-good" if same else "mc-late"
        st.html(f'<p class="{css}">{"✓" if same else "✗"} {told_same if same else told_other}</p>')
        st.html(moved_table(found))


def whole_table(frozen: Counts, now: Counts) -> str:
    """Columns 3 to 13 of the whole: closed, now, and the difference."""
    heads = ["", *(f"({n})" for n in FIGURES)]
    lines = []
    for words, counts in ((tr("Lúc chốt", "Closed"), frozen), (tr("Hiện nay", "Now"), now)):
        lines.append([words, *(number(counts[n]) for n in FIGURES)])
    moves = [now[n] - frozen[n] for n in FIGURES]
    lines.append([tr("Chênh lệch", "Difference"), *(signed(move) for move in moves)])
    return ranked(heads, lines, tr("Tổng cộng", "Total"))


def signed(move: int) -> str:
    """A difference with its sign."""
    if not move:
        return '<span class="mc-soft">0</span>'
    return f'<span class="mc-risk">{"+" if move > 0 else "−"}{number(abs(move))}</span>'


def rows_table(changed: list[Difference]) -> str:
    """Each row that has moved, and which of its columns."""
    lines = []
    for one in changed:
        moves = [f"({n}) {number(one.closed[n])} → {number(one.now[n])}" for n in one.columns]
        told_columns = "; ".join(moves)
        where = [name("department", one.place.department), name("field", one.place.field)]
        lines.append([*map(escape, where), escape(told_columns)])
    heads = [tr("Cơ quan", "Department"), tr("Lĩnh vực", "Field"), tr("Cột: lúc chốt → hiện nay", "Column")]
    return ranked(heads, lines, tr("Dòng đã đổi", "Rows that have moved"))


def moved_table(found: list[Moved]) -> str:
    """The dossiers that stand elsewhere, and what was recorded of them since."""
    if not found:
        return empty(tr("Không hồ sơ nào đổi cột.", "No dossier stands elsewhere."))
    lines = []
    for one in found:
        events = "<br>".join(escape(since_text(event)) for event in one.since)
        lines.append([number_cell(one.code, link("dossier", code=one.code)), escape(stood(one.closed)),
                      escape(stood(one.now)), events])  # fmt: skip
    heads = [tr("Mã hồ sơ", "Code"), tr("Lúc chốt", "Closed"), tr("Hiện nay", "Now"),
             tr("Ghi sau khi chốt", "Recorded since")]  # fmt: skip
    return ranked(heads, lines, tr("Hồ sơ làm thay đổi", "Dossiers that moved"))


def since_text(event: Since) -> str:
    """What was recorded, when, by whom, and why."""
    at = event.at.astimezone(office().store.zone)
    parts = [f"{at:%d/%m/%Y %H:%M}", action_words(event.action), name("person", event.actor), event.reason]
    return " · ".join(part for part in parts if part)


def stood(one: Placed | None) -> str:
    """Where a dossier stands, in words."""
    if one is None:
        return tr("không có trong báo cáo", "not in the report")
    return f"{column_words(one.came)} → {column_words(one.stands)}"


def action_words(action: str) -> str:
    """What an action is called."""
    rule = RULES.get(action)
    return tr(*OTHER_ACTIONS.get(action, (action, action))) if rule is None else tr(rule.vi, rule.en)

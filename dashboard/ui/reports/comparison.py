"""A closed period beside the report of now: each row that has moved, and the dossiers that moved it."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.cube.check import EVENTS_LEFT_OUT
from dashboard.flow.rules import RULES
from dashboard.period import OWN
from dashboard.reports.closing import Difference, Moved, Since, cells_of, differences, moved
from dashboard.reports.form import FIGURES, Counts, Placed, total
from dashboard.reports.periods import ReportPeriod
from dashboard.reports.reading import Asked
from dashboard.ui.about import empty, heading
from dashboard.ui.outcome import OTHER_ACTIONS
from dashboard.ui.ranked import number_cell, ranked
from dashboard.ui.reports.asked import View, cell_link, count, named, working
from dashboard.ui.reports.lists import column_words
from dashboard.ui.session import date_text, link, name, number, office, tr
from models.report_closing import ReportClosing
from models.viewer import Viewer


def compare(who: Viewer, view: View, closing: ReportClosing) -> None:
    """The closed figures beside those of now, with the difference; on request the dossiers that make it."""
    report = office().reports.make(who, Asked(closing.start, closing.end, view.where))
    frozen = cells_of(closing, who, view.where)
    changed = differences(frozen, report.cells)
    sides = sides_of(view, closing)
    at = closing.known_by.astimezone(office().store.zone)
    st.html(
        heading(
            tr(f"Kỳ đã chốt số {closing.number}", f"Closed period {closing.number}"),
            note=f"{date_text(closing.start)} – {date_text(closing.end)}, {at:%H:%M %d/%m/%Y}, "
            f"{closing.actor_name}",
        )
    )
    st.html(whole_table(total(frozen), total(report.cells), sides) + how_listed())
    if not changed:
        st.html(
            f'<p class="mc-good">✓ {tr("Không dòng nào đổi từ lúc chốt.", "No row has moved since.")}</p>'
        )
    else:
        n = number(len(changed))
        st.html(f'<p class="mc-risk">◆ {tr(f"{n} dòng đã khác lúc chốt:", f"{n} rows have moved:")}</p>')
        st.html(rows_table(changed, sides))
    if st.button(tr("Tìm hồ sơ làm thay đổi", "Find the dossiers that moved"), key="report_moved",
                 icon=":material/search:"):  # fmt: skip
        words = tr("Đang dựng lại từ lịch sử…", "Folding the history…")
        with working(words) as progress:
            again = office().reports.make(
                who, Asked(closing.start, closing.end, view.where, closing.known_by), progress
            )
            found = moved(office(), who, closing, progress, view.where)
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


def sides_of(view: View, closing: ReportClosing) -> tuple[View | None, View]:
    """The report as it was closed and as it is now, whose figures open their dossiers.

    No report of then in a store without its history: a closing keeps figures, and their dossiers are folded
    from the events.
    """
    period = named(ReportPeriod(OWN, closing.start, closing.end))
    now = replace(view, period=period, closing=None, known_by=None, day=None)
    then = replace(now, closing=closing, known_by=closing.known_by)
    return None if office().meta.get(EVENTS_LEFT_OUT) else then, now


def how_listed() -> str:
    """Where the dossiers of a closed figure come from, or why it has none."""
    told = tr(
        "Bấm vào số để mở hồ sơ. Bản chốt chỉ giữ con số: hồ sơ lúc chốt được dựng lại từ lịch sử.",
        "Click a number for its dossiers. A closing keeps figures only; those of then come from the history.",
    )
    if office().meta.get(EVENTS_LEFT_OUT):
        told = tr(
            "Bấm vào số hiện nay để mở hồ sơ. Số lúc chốt không mở được: bản chốt chỉ giữ con số, và dữ liệu "
            "này được nạp không kèm lịch sử.",
            "Click a number of now for its dossiers. A closed one cannot be opened: a closing keeps figures "
            "only, and these data were loaded without their history.",
        )
    return f'<p class="mc-sub">{escape(told)}</p>'


def figure(n: int, column: int, side: View | None, **where: str) -> str:
    """A figure with the way to its dossiers, where there is one."""
    return number(n) if side is None else count(n, cell_link(side, column, **where))


def whole_table(frozen: Counts, now: Counts, sides: tuple[View | None, View]) -> str:
    """Columns 3 to 13 of the whole: closed, now, and the difference."""
    heads = ["", *(f"({n})" for n in FIGURES)]
    lines = []
    for words, counts, side in (
        (tr("Lúc chốt", "Closed"), frozen, sides[0]), (tr("Hiện nay", "Now"), now, sides[1])
    ):  # fmt: skip
        lines.append([words, *(figure(counts[n], n, side) for n in FIGURES)])
    moves = [now[n] - frozen[n] for n in FIGURES]
    lines.append([tr("Chênh lệch", "Difference"), *(signed(move) for move in moves)])
    return ranked(heads, lines, tr("Tổng cộng", "Total"))


def signed(move: int) -> str:
    """A difference with its sign."""
    if not move:
        return '<span class="mc-soft">0</span>'
    return f'<span class="mc-risk">{"+" if move > 0 else "−"}{number(abs(move))}</span>'


def rows_table(changed: list[Difference], sides: tuple[View | None, View]) -> str:
    """Each row that has moved, and which of its columns."""
    lines = []
    for one in changed:
        place, (then, now) = one.place._asdict(), sides
        moves = [
            f'<span class="mc-nowrap">({n}) {figure(one.closed[n], n, then, **place)} → '
            f"{figure(one.now[n], n, now, **place)}</span>"
            for n in one.columns
        ]
        where = [name("department", one.place.department), name("field", one.place.field)]
        lines.append([*map(escape, where), "; ".join(moves)])
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

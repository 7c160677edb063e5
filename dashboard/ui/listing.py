"""The parts of a list behind a number: what it counts, its lines, and the way through its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard.cube.measure import Measure
from dashboard.cube.members import Page, Row
from dashboard.cube.question import DIMENSIONS, Figure, Question
from dashboard.period import Trouble
from dashboard.ui.about import about
from dashboard.ui.dossier_view import step_title
from dashboard.ui.filters import CONDITIONS, read_conditions, typed_day
from dashboard.ui.paging import places, row_words, turning
from dashboard.ui.ranked import number_cell, ranked
from dashboard.ui.session import date_text, hours, language, link, name, number, office, tr
from dashboard.ui.tiles import value_text

PAGE = 50
MS_PER_HOUR = 3_600_000
#: what a condition is called, of the dimensions that the filter bar does not have
OTHER = {"holder": ("Nơi giữ", "Holder"), "step": ("Bước", "Step")}
TITLES: dict[str, tuple[str, ...]] = {
    dimension: (CONDITIONS.get(dimension) or OTHER[dimension])[:2] for dimension in DIMENSIONS
}


def read_question(measure: Measure, asked: Mapping[str, str]) -> tuple[Question, list[Trouble]]:
    """The question of an address; a day or an id that cannot be meant is left out, with a sentence."""
    troubles: list[Trouble] = []
    days: dict[str, int | None] = {}
    for key in ("from", "to", "at"):
        days[key] = typed_day(asked.get(key))
        if asked.get(key) and days[key] is None:
            troubles.append(
                (
                    f"Không hiểu ngày “{asked[key]}” (viết như 2026-11-24); được bỏ qua.",
                    f"“{asked[key]}” is not a day (write it as 2026-11-24); it is left out.",
                )
            )
    where, unknown = read_conditions(asked, TITLES)
    troubles += unknown
    question = Question((measure.name,), start=days["from"], end=days["to"], at=days["at"], where=where)
    return question, troubles


def conditions(question: Question, measure: Measure) -> list[str]:
    """What narrows the list, in words."""
    column = 1 if language() == "en" else 0
    day = question.at if question.at is not None else question.end if measure.standing else None
    told: list[str] = []
    if measure.standing:
        told.append(
            tr(f"cuối ngày {date_text(day)}", f"at the end of {date_text(day)}")
            if day is not None
            else tr("hiện nay", "now")
        )
    elif question.start is not None or question.end is not None:
        first = date_text(question.start) if question.start is not None else tr("từ đầu", "the beginning")
        last = date_text(question.end) if question.end is not None else tr("về sau", "later")
        told.append(first if question.start == question.end else f"{first} – {last}")
    for dimension, values in question.where.items():
        title = TITLES[dimension][column]
        if dimension == "step":
            told.append(
                f"{title}: {step_title(next(iter(question.where.get('procedure', ('',)))), values[0])}"
            )
        else:
            told.append(f"{title}: {name(dimension, values[0])}")
    return told


def summary(figure: Figure, question: Question, measure: Measure) -> None:
    """The number that was clicked, how many rows are behind it, and what narrows them."""
    of_visits = measure.subject == "visits" and not measure.standing
    unit = tr("lượt xử lý", "visits") if of_visits else tr("hồ sơ", "dossiers")
    count = f'<strong class="mc-big mc-count" data-count="{figure.n}">{number(figure.n)}</strong> {unit}'
    value = (
        ""
        if figure.unit in ("dossier", "visit")
        else f" · {escape(measure.title(language()))}: <strong>{escape(value_text(figure))}</strong>"
    )
    chips = "".join(f'<span class="mc-chip">{escape(text)}</span>' for text in conditions(question, measure))
    st.html(f'<p>{count}{value} {about(measure.name, place="list")}</p><div class="mc-chips">{chips}</div>')


def visits_table(rows: Sequence[Row]) -> str:
    """One line a visit: the dossier, the step, where, from when to when, queue and handling."""
    zone = office().store.zone
    lines = []
    for row in rows:
        assert row.visit is not None
        dossier, visit = row.dossier, row.dossier.visits[row.visit]
        late = f' <span class="mc-late">✗ {tr("quá hạn bước", "over limit")}</span>' if visit.late else ""

        def known(ms: int | None) -> str:
            return "–" if ms is None else hours(ms / MS_PER_HOUR)

        came, left = (
            "–" if at is None else at.astimezone(zone).strftime("%d/%m/%Y %H:%M")
            for at in (visit.entered_at, visit.left_at)
        )
        lines.append(
            [
                number_cell(dossier.id, link("dossier", code=dossier.id)),
                f"{escape(step_title(dossier.procedure, visit.step))}{late}",
                escape(name("department", visit.holder)),
                f'<span class="mc-nowrap mc-instant">{came}</span>',
                f'<span class="mc-nowrap mc-instant">{left}</span>',
                known(visit.queue_ms),
                known(visit.handling_ms),
            ]
        )
    heads = [
        tr("Mã hồ sơ", "Code"),
        tr("Bước", "Step"),
        tr("Ở đâu", "Where"),
        tr("Đến", "Entered"),
        tr("Đi", "Left"),
        tr("Chờ xử lý", "Queue"),
        tr("Xử lý", "Handling"),
    ]
    return ranked(heads, lines, tr("Lượt xử lý", "Visits"), fold=True)


def pager(page: Page, pages: list[str | None], whole: int) -> None:
    """Which rows are shown, and the buttons to the pages before and after."""
    with st.container(horizontal=True, vertical_alignment="center"):
        turning(pages, page.after)
        shown = places(pages, PAGE, len(page.rows))
        row_words(tr(f"Dòng {shown} trong {number(whole)}", f"Rows {shown} of {number(whole)}"))

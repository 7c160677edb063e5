"""Statistics: the registry of measures, and figures of it within the token's scope."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from dashboard.api.answers import Answer, Local
from dashboard.api.problems import Problem
from dashboard.api.serving import Asking, IfNoneMatch, office, served, store, tagged
from dashboard.clock import date_of, day_number
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import CASE_DIMENSIONS, DIMENSIONS, TIMES, VISIT_DIMENSIONS, Question
from models.form import Words

router = APIRouter()
DAY_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
#: figures are asked for days within these years
FIRST_YEAR, LAST_YEAR = 1990, 2100
#: the longest period by grouping in time, in days; without one, or by longer ones, all
LONGEST = {"day": 400, "week": 1_500}
MOST_MEASURES, MOST_GROUPS, MOST_FIGURES, MOST_IDS = 10, 3, 5_000, 50
Day = Annotated[str | None, Query(pattern=DAY_PATTERN, description="A day: 2026-11-24.")]
Ids = Annotated[list[str], Query(max_length=MOST_IDS, description="Ids, repeatable.")]
MeasureName = Annotated[str, Field(json_schema_extra={"enum": list(MEASURES)})]
GroupName = Annotated[str, Field(json_schema_extra={"enum": [*DIMENSIONS, *TIMES]})]
MeasureNames = Annotated[
    list[MeasureName],
    Query(min_length=1, max_length=MOST_MEASURES, description="Names of /measures, repeatable."),
]
Groups = Annotated[
    list[GroupName],
    Query(max_length=MOST_GROUPS, description="What to group by: of the measure's `by`, at most one a time."),
]


class MeasureAnswer(Answer):
    """One measure of the registry. `by`: what it can be grouped and narrowed by."""

    name: str
    title: Words
    definition: Words
    kind: str
    unit: str
    by: list[str]
    more_is_better: bool | None


class MeasureList(Answer):
    """All measures."""

    measures: list[MeasureAnswer]


class FigureAnswer(Answer):
    """One figure: of `measure` for `group`, made of `n` dossiers (or visits); None is "no data"."""

    measure: str
    group: dict[str, str]
    value: int | float | None
    n: int
    unit: str
    start: date | None
    end: date | None


class FigureList(Answer):
    """The figures of a question, all of one instant."""

    figures: list[FigureAnswer]
    as_of: AwareDatetime


@served(router, "GET", "/measures", tag=True, response_model=MeasureList)
def measures(
    request: Request, if_none_match: IfNoneMatch = None
) -> Response:
    """Every measure with its definition, in both languages."""
    found = [
        MeasureAnswer(
            name=one.name, title=Words(vi=one.vi, en=one.en),
            definition=Words(vi=one.definition_vi, en=one.definition_en), kind=one.kind, unit=one.unit,
            by=[*(CASE_DIMENSIONS if one.subject == "cases" else VISIT_DIMENSIONS), *TIMES],
            more_is_better=one.good,
        )
        for one in MEASURES.values()
    ]  # fmt: skip
    return tagged(request, MeasureList(measures=found))


@served(router, "GET", "/statistics")
def statistics(
    measure: MeasureNames,
    caller: Asking,
    by: Groups = [],  # noqa: B006 - FastAPI copies it
    start: Day = None,
    end: Day = None,
    at: Day = None,
    department: Ids = [],  # noqa: B006
    field: Ids = [],  # noqa: B006
    procedure: Ids = [],  # noqa: B006
    channel: Ids = [],  # noqa: B006
    level: Ids = [],  # noqa: B006
    holder: Ids = [],  # noqa: B006
    step: Ids = [],  # noqa: B006
) -> FigureList:
    """Figures over the days `start` to `end` (both included), or of what stands at the end of the day `at`.

    A count of nothing is 0; a rate, mean or quantile of nothing is null with n = 0.
    """
    given = {
        "department": department, "field": field, "procedure": procedure, "channel": channel,
        "level": level, "holder": holder, "step": step,
    }  # fmt: skip
    question = Question(
        tuple(dict.fromkeys(measure)), tuple(dict.fromkeys(by)), _day(start, "start"), _day(end, "end"),
        _day(at, "at"), {name: tuple(ids) for name, ids in given.items() if ids},
    )  # fmt: skip
    _bounded(question)
    with store():
        as_of = office().now()
        found = office().cube.figures(caller.viewer, question)
    if len(found) > MOST_FIGURES:
        raise _too_much(f"{len(found)} > {MOST_FIGURES}")
    local = Local(office().store.zone)
    return FigureList(
        figures=[
            FigureAnswer(
                measure=one.measure, group=dict(one.group), value=one.value, n=one.n, unit=one.unit,
                start=None if one.start is None else date_of(one.start),
                end=None if one.end is None else date_of(one.end),
            )
            for one in found
        ],
        as_of=local.sure(as_of),
    )  # fmt: skip


def _day(text: str | None, name: str) -> int | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Problem(
            "invalid", f"Không dùng được ngày {text}.", f"The day {text} cannot be used.",
            errors=[
                (name, f"Ngày từ {FIRST_YEAR} đến {LAST_YEAR}.", f"A day of {FIRST_YEAR} to {LAST_YEAR}.")
            ],
        )  # fmt: skip
    return day_number(day)


def _bounded(question: Question) -> None:
    """Raises Problem for what would take long to answer, or answers with too much."""
    longest = LONGEST.get(question.time or "")
    if longest is None or question.at is not None:
        return
    if question.start is None or question.end is None or question.end - question.start >= longest:
        raise _too_much(f"{question.time}: {longest}")


def _too_much(detail: str) -> Problem:
    return Problem(
        "invalid", f"Câu hỏi quá rộng ({detail}); hãy chọn kỳ ngắn hơn hoặc ít nhóm hơn.",
        f"The question is too wide ({detail}); choose a shorter period or fewer groups.",
    )  # fmt: skip

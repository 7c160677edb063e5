"""Every measure of the registry against a plain reading of the events, on small random histories."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cube.cells import cell_changes
from dashboard.cube.contribution import VERSION, Contribution, add, contribution
from dashboard.cube.cube import Cube
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import CASE_DIMENSIONS, TIMES, VISIT_DIMENSIONS, Figure, Question
from dashboard.flow import Action, Intake, Logged, apply
from models.calendar import TERM_UNITS
from models.cell import Cells
from models.dossier import Dossier, RouteStep
from models.dossiers import Dossiers
from models.event import Event
from models.viewer import SYSTEM
from seed.calendars import default_calendar
from tests.doubles import MemoryStore
from tests.helpers import HOUR_MS, ZONE, ZONE_NAME, calendar, offered_action
from tests.property.plain.clock import EPOCH, HOUR, Clock
from tests.property.plain.definitions import DEFINITIONS, Item
from tests.property.plain.told import Told, told

CALENDAR = calendar()
CLOCK = Clock(default_calendar(ZONE_NAME), ZONE)
#: so that histories lie about the longest holidays of the year, and in three quarters of two years
FIRST = datetime(2026, 11, 20, 1, 0, tzinfo=ZONE)
LEVELS = {"A": "province", "B": "province", "D": "commune"}
WAITS = (0, 0, 1, 5, 30, 120, 700)


def intake(chance: random.Random, code: str) -> Action:
    procedure = chance.choice("PQR")
    department = chance.choice("ABD")
    steps = [
        RouteStep(step=f"{procedure}{kind}", kind=kind, holder=holder or department,
                  limit_ms=chance.choice((None, 4, 8, 16)) and chance.choice((4, 8, 12)) * HOUR_MS)
        for kind, holder in (("intake", "desk"), ("review", ""), ("sign", "B"), ("return", "desk"))
    ]  # fmt: skip
    if chance.random() < 0.2:
        steps.pop()
    given = Intake(
        code=code, procedure=procedure, revision=f"{procedure}-1", field="f" if procedure == "P" else "g",
        department=department, level=LEVELS[department], channel=chance.choice(("counter", "online")),
        term_value=chance.randint(0, 15), term_unit=chance.choice(TERM_UNITS), route=tuple(steps),
    )  # fmt: skip
    return Action(name="submit", intake=given)


def office_case(chance: random.Random, code: str) -> tuple[Dossier, list[Event]]:
    """A dossier that people have worked on, in one way or another."""
    now = FIRST + timedelta(days=chance.randint(0, 100), hours=chance.uniform(0, 24))
    dossier, event = apply(None, intake(chance, code), "u1", now, CALENDAR)
    events = [event]
    eager = chance.choice((1, 4, 10))
    for _ in range(chance.randint(0, 30)):
        now += timedelta(hours=chance.choice(WAITS) * chance.random())
        action = offered_action(chance, dossier, CLOCK.day(now), eager)
        if action is None:
            break
        dossier, event = apply(dossier, action, chance.choice(("u1", "u2")), now, CALENDAR)
        events.append(event)
    return dossier, events


def foreign_case(chance: random.Random, code: str) -> tuple[Dossier, list[Event]]:
    """A case of another system's log, and perhaps a longer extract of it."""
    received = FIRST + timedelta(milliseconds=chance.randint(0, 2400 * HOUR))
    at, rows = received + timedelta(milliseconds=chance.randint(-40 * HOUR, 40 * HOUR)), []
    entered: datetime | None = None
    for _ in range(chance.randint(1, 5)):
        at += timedelta(milliseconds=chance.randint(0, chance.choice(WAITS) * HOUR))
        rows.append((chance.choice("xyz"), chance.choice(("A", "none")), None, entered, at))
        entered = at
    due = None if chance.random() < 0.3 else received + timedelta(days=chance.randint(-3, 30))
    whole: dict[str, Any] = {
        "code": code, "source": "log", "procedure": chance.choice("PQ"), "field": "f", "level": "province",
        "department": chance.choice("AB"), "channel": "counter", "received_at": received, "due_at": due,
    }  # fmt: skip
    dossier: Dossier | None = None
    events = []
    for upto in sorted({chance.randint(1, len(rows)), len(rows)}):
        done = upto == len(rows) and chance.random() < 0.8
        said = Logged(**whole, visits=tuple(rows[:upto]), resolved_at=rows[-1][4] if done else None)
        dossier, event = apply(dossier, Action(name="log", logged=said), "u1", FIRST, CALENDAR)
        events.append(event)
    assert dossier is not None
    return dossier, events


def history(chance: random.Random) -> list[tuple[Dossier, list[Event]]]:
    """A few dossiers with their events."""
    count = chance.randint(1, 9)
    return [(foreign_case if chance.random() < 0.25 else office_case)(chance, f"D{n}") for n in range(count)]


def cube_of(dossiers: list[Dossier], today: int) -> Cube:
    """The cube of some dossiers, read as the program reads it."""
    store = MemoryStore(ZONE)
    Dossiers(store).write_many(((None, dossier) for dossier in dossiers), None)
    total: Contribution = {}
    for dossier in dossiers:
        add(total, contribution(dossier))
    changes = cell_changes(total, today)
    Cells(store).insert(changes)
    Cells(store).end_building({change.department for change in changes}, VERSION)
    return Cube(store, lambda: CALENDAR, lambda: today)


def question(chance: random.Random, subject: str, today: int) -> Question:
    """Some question to all measures of a subject."""
    dimensions = CASE_DIMENSIONS if subject == "cases" else VISIT_DIMENSIONS
    by = chance.sample(dimensions, chance.choice((0, 0, 1, 1, 2)))
    time = chance.choice((None, *TIMES))
    days = sorted(today - chance.choice((0, 0, 3, 40, 90, 150)) - chance.randint(-1, 30) for _ in range(2))
    asked: dict[str, int | None] = chance.choice(
        ({"start": days[0], "end": days[1]}, {"start": days[0]}, {"end": days[1]}, {}, {"at": days[1]})
    )
    ids = {
        "department": "ABD", "level": ("province", "commune"), "channel": ("counter", "online", "postal"),
        "field": "fg", "procedure": "PQR", "holder": ("desk", "A", "B", "C", "none"),
        "step": ("Preview", "Qsign", "x", "y", "none"),
    }  # fmt: skip
    where = {
        name: tuple(sorted(chance.sample(list(ids[name]), chance.choice((1, 2)))))
        for name in chance.sample(dimensions, chance.choice((0, 0, 1, 2)))
    }
    names = tuple(name for name, measure in MEASURES.items() if measure.subject == subject)
    return Question(names, (*by, *([time] if time else [])), where=where, **asked)


def label(time: str, day: int) -> str:
    on = EPOCH + timedelta(days=day)
    year, week, _ = on.isocalendar()
    return {
        "day": on.isoformat(), "week": f"{year}-W{week:02d}", "month": f"{on:%Y-%m}",
        "quarter": f"{on.year}-Q{(on.month - 1) // 3 + 1}", "year": f"{on.year}",
    }[time]  # fmt: skip


def last_of(time: str, day: int) -> int:
    """The last day of the period of a day."""
    while label(time, day + 1) == label(time, day):
        day += 1
    return day


def chosen(items: Iterator[Item], asked: Question) -> Iterator[Item]:
    for item in items:
        if all(item.place[name] in values for name, values in asked.where.items()):
            yield item


def key(item: Item, asked: Question) -> tuple[str, ...]:
    return tuple(label(name, item.day) if name in TIMES else item.place[name] for name in asked.by)


def compare(figure: Figure, kind: str, values: list[float], why: object) -> None:
    """One figure against the values that a plain reading found."""
    assert figure.n == len(values), why
    if kind in ("count", "standing"):
        assert figure.value == len(values), why
    elif not values:
        assert figure.value is None, why
    elif kind == "mean":
        assert figure.value == pytest.approx(sum(values) / len(values), rel=1e-9, abs=1e-9), why
    else:
        exact = np.quantile(values, float(kind[1:]) / 100)
        # One unit of what is stored: a millisecond, or a ten-thousandth of a limit.
        unit = 1 / HOUR if figure.unit == "hour" else 1e-4
        assert figure.value == pytest.approx(exact, rel=0, abs=0.0101 * exact + unit), why


def check_flow(
    name: str, figures: dict[tuple[str, ...], Figure], asked: Question, stories: list[Told]
) -> None:
    """A figure over a period: the members by their day."""
    kind, find = DEFINITIONS[name]
    start, end = (asked.at, asked.at) if asked.at is not None else (asked.start, asked.end)
    groups: defaultdict[tuple[str, ...], list[float]] = defaultdict(list)
    for story in stories:
        for item in chosen(find(story), asked):  # type: ignore[call-arg]
            if (start is None or item.day >= start) and (end is None or item.day <= end):
                groups[key(item, asked)].append(item.value)
    assert groups.keys() <= figures.keys(), (name, asked)
    for group, figure in figures.items():
        compare(figure, kind, groups.get(group, []), (name, asked, group))


def check_standing(
    name: str, figures: dict[tuple[str, ...], Figure], asked: Question, stories: list[Told], today: int
) -> None:
    """A figure of the end of a day: the members that stood then."""
    _, find = DEFINITIONS[name]
    last = asked.at if asked.at is not None else asked.end if asked.end is not None else today
    for group, figure in figures.items():
        day = figure.end
        assert day is not None
        if asked.time is not None:
            assert group[-1] == label(asked.time, day)
            assert day == (last if asked.at is not None else min(last, last_of(asked.time, day)))
        else:
            assert day == last
        stood = [item for story in stories for item in chosen(find(story, day), asked)]  # type: ignore[call-arg]
        compare(figure, "standing", [i.value for i in stood if key(i, asked) == group], (name, asked, group))
    ends = {last}
    if asked.time is not None and asked.at is None and asked.start is not None:
        ends = {min(last, last_of(asked.time, day)) for day in range(asked.start, last + 1)}
    for day in ends:
        for story in stories:
            for item in chosen(find(story, day), asked):  # type: ignore[call-arg]
                assert key(item, asked) in figures, (name, asked, item)


def test_every_measure_has_a_plain_definition() -> None:
    assert DEFINITIONS.keys() == MEASURES.keys()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**12))
def test_every_measure_equals_a_plain_reading_of_the_events(seed: int) -> None:
    chance = random.Random(seed)
    dossiers = history(chance)
    latest = max(CLOCK.day(event.at) for _, events in dossiers for event in events)
    today = latest + chance.choice((0, 0, 1, 20, 100))
    cube = cube_of([dossier for dossier, _ in dossiers], today)
    stories = [told(events, CLOCK) for _, events in dossiers]
    for _ in range(4):
        subject = chance.choice(("cases", "visits"))
        asked = question(chance, subject, today)
        found: defaultdict[str, dict[tuple[str, ...], Figure]] = defaultdict(dict)
        for figure in cube.figures(SYSTEM, asked):
            group = tuple(figure.group[name] for name in asked.by)
            assert group not in found[figure.measure], (figure, asked)
            found[figure.measure][group] = figure
        for name in asked.measures:
            if MEASURES[name].standing:
                check_standing(name, found[name], asked, stories, today)
            else:
                check_flow(name, found[name], asked, stories)


def test_the_plain_reading_counts_working_time_as_the_law_does() -> None:
    """The reader's own clock, on a case worked out by hand: over a week end, with the lunch break."""
    friday = datetime(2026, 11, 13, 16, 0, tzinfo=ZONE)
    assert CLOCK.worked(friday, friday + timedelta(days=3)) == 9 * HOUR - HOUR
    assert CLOCK.after(friday, 2 * HOUR) == datetime(2026, 11, 16, 8, 0, tzinfo=ZONE)
    assert CLOCK.due(friday, 2, "working_day") == datetime(2026, 11, 17, 17, 0, tzinfo=ZONE)
    # 24 November is a holiday of 2026, made known on its own.
    assert CLOCK.due(friday, 7, "working_day") == datetime(2026, 11, 25, 17, 0, tzinfo=ZONE)
    assert CLOCK.due(friday, 2, "calendar_day") == datetime(2026, 11, 16, 17, 0, tzinfo=ZONE)
    assert CLOCK.due(friday, 0, "same_day") == datetime(2026, 11, 16, 17, 0, tzinfo=ZONE)
    assert CLOCK.day(friday) == (date(2026, 11, 13) - EPOCH).days

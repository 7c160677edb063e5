"""Every measure as a loop over dossiers or visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from tests.property.plain.clock import HOUR, MS
from tests.property.plain.told import Stay, Then, Told

AGES = ((0, 8), (8, 16), (16, 31), (31, 61), (61, 91), (91, 10**6))


class Item(NamedTuple):
    """One member of a figure: what it belongs to, its day, and its value."""

    place: dict[str, str]
    day: int
    value: float = 1


Find = Callable[[Told], Iterator[Item]]
Stand = Callable[[Told, int], Iterator[Item]]


def by_day(instant: Callable[[Told], datetime | None], when: Callable[[Told], object] = lambda told: True,
           value: Callable[[Told], float] = lambda told: 1) -> Find:  # fmt: skip
    """Dossiers for which `when` holds, by the day of an instant."""

    def find(story: Told) -> Iterator[Item]:
        at = instant(story)
        if at is not None and when(story):
            yield Item(story.place, story.clock.day(at), value(story))

    return find


def left(when: Callable[[Told, Stay], object] = lambda told, stay: True,
         value: Callable[[Told, Stay], float] = lambda told, stay: 1) -> Find:  # fmt: skip
    """Visits for which `when` holds, by the day they were left."""

    def find(story: Told) -> Iterator[Item]:
        for stay in story.stays:
            if stay.left is not None and when(story, stay):
                where = {**story.place, "holder": stay.holder, "step": stay.step}
                yield Item(where, story.clock.day(stay.left), value(story, stay))

    return find


def stands(when: Callable[[Told, Then, int], object] = lambda told, then, day: True) -> Stand:
    """Dossiers that were open at the end of a day and for which `when` holds."""

    def find(story: Told, day: int) -> Iterator[Item]:
        then = story.on(day)
        if then is not None and when(story, then, day):
            yield Item({**story.place, "holder": then.holder, "step": then.step}, day)

    return find


def received(story: Told) -> datetime | None:
    return story.received


def closed(story: Told) -> datetime | None:
    return story.closed


def ended(outcome: str) -> Find:
    return by_day(closed, lambda story: story.outcome == outcome)


def timed(*kinds: str) -> Find:
    return by_day(closed, lambda story: story.timeliness() in kinds)


def running(then: Then) -> bool:
    return then.state not in ("supplement", "payment")


def overdue(story: Told, then: Then, day: int) -> bool:
    return running(then) and then.due is not None and story.clock.day(then.due) < day


def at_risk(story: Told, then: Then, day: int) -> bool:
    if not running(then) or then.due is None:
        return False
    return day <= story.clock.day(then.due) <= story.clock.following(day)


def aged(since: int, until: int) -> Stand:
    def young(story: Told, then: Then, day: int) -> bool:
        assert story.received is not None
        return since <= day - story.clock.day(story.received) < until

    return stands(young)


def due_now(story: Told) -> datetime | None:
    """The due date of a dossier that runs now."""
    return story.due if story.then and story.on(10**6) and running(story.then[-1]) else None


def calendar_ms(story: Told) -> float:
    assert story.received is not None and story.closed is not None
    return (story.closed - story.received) / MS


def limit_ms(story: Told) -> int:
    """Working time from receipt to the original due date."""
    if story.original is None or story.received is None or story.original <= story.received:
        return 0
    return story.clock.worked(story.received, story.original)


def known(story: Told) -> bool:
    return story.result() and not story.logged


WORKING = by_day(closed, Told.result, lambda story: story.waiting() / HOUR)
CALENDAR = by_day(closed, Told.result, lambda story: calendar_ms(story) / HOUR)
AGAINST_LIMIT = by_day(closed, lambda story: story.result() and limit_ms(story),
                       lambda story: story.waiting() / limit_ms(story))  # fmt: skip
VISIT = left(lambda story, stay: stay.entered is not None,
             lambda story, stay: (stay.left - stay.entered) / MS / HOUR)  # type: ignore[operator]
QUEUE = left(lambda story, stay: not stay.logged, lambda story, stay: story.queue(stay) / HOUR)
HANDLING = left(lambda story, stay: not stay.logged, lambda story, stay: story.handling(stay) / HOUR)

#: measure → how its members come to one number, and how they are found
DEFINITIONS: dict[str, tuple[str, Find | Stand]] = {
    "received": ("count", by_day(received)),
    "resolved": ("count", ended("resolved")),
    "rejected": ("count", ended("rejected")),
    "withdrawn": ("count", ended("withdrawn")),
    "stopped": ("count", ended("stopped")),
    "closed": ("count", by_day(closed)),
    "returned": ("count", by_day(lambda story: story.returned)),
    "early": ("count", timed("early")),
    "on_due_day": ("count", timed("on_due_day")),
    "on_time": ("count", timed("early", "on_due_day")),
    "late": ("count", timed("late")),
    "late_excused": ("count", by_day(closed, lambda story: story.timeliness() and story.excused())),
    "due": ("count", by_day(due_now)),
    "rated": ("count", by_day(lambda story: story.rated)),
    "data_problems": ("count", by_day(received, lambda story: story.impossible)),
    "rating_mean": ("mean", by_day(lambda story: story.rated, value=lambda story: story.rating or 0)),
    "on_time_rate": ("mean", by_day(closed, Told.timeliness, lambda story: story.timeliness() != "late")),
    "on_time_rate_extended": (
        "mean",
        by_day(closed, Told.timeliness, lambda story: story.timeliness() != "late" or story.excused()),
    ),
    "backlog": ("standing", stands()),
    "held": ("standing", stands()),
    "paused": ("standing", stands(lambda story, then, day: not running(then))),
    "overdue": ("standing", stands(overdue)),
    "at_risk": ("standing", stands(at_risk)),
    **{f"backlog_age_{band}": ("standing", aged(*ages)) for band, ages in enumerate(AGES)},
    "waiting_working_mean": ("mean", WORKING),
    "waiting_working_p50": ("p50", WORKING),
    "waiting_working_p90": ("p90", WORKING),
    "waiting_calendar_mean": ("mean", CALENDAR),
    "waiting_calendar_p50": ("p50", CALENDAR),
    "waiting_calendar_p90": ("p90", CALENDAR),
    "waiting_to_limit_p50": ("p50", AGAINST_LIMIT),
    "waiting_to_limit_p90": ("p90", AGAINST_LIMIT),
    "share_queue": ("mean", by_day(closed, known, lambda story: story.shares()[0] / HOUR)),
    "share_handling": ("mean", by_day(closed, known, lambda story: story.shares()[1] / HOUR)),
    "share_other": ("mean", by_day(closed, known, lambda story: story.shares()[2] / HOUR)),
    "share_pause": ("mean", by_day(
        closed, Told.result, lambda story: story.paused_ms(story.received, story.closed) / HOUR)),  # type: ignore[arg-type]
    "visits": ("count", left()),
    "late_visits": ("count", left(lambda story, stay: not stay.logged and story.late_at(stay))),
    "visit_calendar_mean": ("mean", VISIT),
    "visit_calendar_p50": ("p50", VISIT),
    "visit_calendar_p90": ("p90", VISIT),
    "queue_working_mean": ("mean", QUEUE),
    "queue_working_p50": ("p50", QUEUE),
    "queue_working_p90": ("p90", QUEUE),
    "handling_working_mean": ("mean", HANDLING),
    "handling_working_p50": ("p50", HANDLING),
    "handling_working_p90": ("p90", HANDLING),
    "late_visit_rate": ("mean", left(
        lambda story, stay: not stay.logged and story.late_at(stay) is not None,
        lambda story, stay: bool(story.late_at(stay)))),
}  # fmt: skip

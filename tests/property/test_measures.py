"""The counts of the cube against a reading of the dossiers that was written on its own."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cube import cells as stored_cells
from dashboard.cube import reading
from dashboard.cube.contribution import Contribution, add, contribution
from dashboard.cube.measures import AGE_BANDS, MEASURES
from dashboard.cube.table import Table
from dashboard.flow import ActionRefused, apply
from models.dossier import Dossier
from models.event import Event
from tests.helpers import BASE, ZONE, calendar, random_action, submitted

CALENDAR = calendar()
OPEN_STATES = ("received", "processing", "supplement", "payment")
EPOCH = date(1970, 1, 1)
AGE_ENDS = (8, 16, 31, 61, 91, 10**6)


def local_day(instant: datetime) -> int:
    return (instant.astimezone(ZONE).date() - EPOCH).days


def history(seed: int) -> list[tuple[Dossier, list[Event], list[Dossier]]]:
    """Ten dossiers with their events, and the dossier after each of them."""
    chance = random.Random(seed)
    told = []
    for number in range(10):
        now = BASE + timedelta(days=chance.randint(0, 60))
        dossier, event = apply(None, submitted(f"D{number}", number), "u1", now, CALENDAR)
        events, states = [event], [dossier]
        for _ in range(chance.randint(2, 40)):
            now += timedelta(hours=chance.choice((1, 5, 30, 120)) * chance.random())
            try:
                dossier, event = apply(dossier, random_action(chance, now), "u1", now, CALENDAR)
            except ActionRefused:
                continue
            events.append(event)
            states.append(dossier)
        told.append((dossier, events, states))
    return told


def at_end_of(day: int, events: list[Event], states: list[Dossier]) -> Dossier | None:
    """The dossier as its last event of the day, or of an earlier one, left it."""
    past = [state for event, state in zip(events, states, strict=True) if local_day(event.at) <= day]
    return past[-1] if past else None


def brute_stocks(told: list[tuple[Dossier, list[Event], list[Dossier]]], day: int) -> Counter[str]:
    """What stood at the end of a day, from the states that the events led through."""
    counted: Counter[str] = Counter()
    for _, events, states in told:
        then = at_end_of(day, events, states)
        if then is None or then.state not in OPEN_STATES or then.received_at is None:
            continue
        counted["backlog"] += 1
        counted["held"] += 1
        age = day - local_day(then.received_at)
        counted[AGE_BANDS[next(i for i, end in enumerate(AGE_ENDS) if age < end)]] += 1
        if then.state in ("supplement", "payment"):
            counted["paused"] += 1
        elif then.due_at is not None and local_day(then.due_at) < day:
            counted["overdue"] += 1
    return counted


def brute_flows(told: list[tuple[Dossier, list[Event], list[Dossier]]], start: int, end: int) -> Counter[str]:
    """What happened in a period, from the names of the actions and the due date of the law."""
    counted: Counter[str] = Counter()
    for _, events, states in told:
        for event, state in zip(events, states, strict=True):
            day = local_day(event.at)
            if not start <= day <= end:
                continue
            counted["received"] += event.action == "accept"
            counted["resolved"] += event.action == "resolve"
            if event.action in ("resolve", "reject"):
                assert state.law_due_at is not None
                due = local_day(state.law_due_at)
                counted["early" if day < due else "late" if day > due else "on_due_day"] += 1
    return counted


def tables(told: list[tuple[Dossier, list[Event], list[Dossier]]]) -> dict[str, Table]:
    total: Contribution = {}
    for dossier, _, _ in told:
        add(total, contribution(dossier))
    return {
        family: Table.of(family, [stored_cells.document(k, n) for k, n in total.items() if k[0] == family])
        for family in ("cases", "visits", "procedures", "steps")
    }


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**9), days=st.tuples(st.integers(-3, 120), st.integers(0, 90)))
def test_counts_of_any_days_are_those_of_a_plain_reading(seed: int, days: tuple[int, int]) -> None:
    told = history(seed)
    start = local_day(BASE) + days[0]
    end = start + days[1]
    found, flows, stocks = tables(told), brute_flows(told, start, end), brute_stocks(told, end)
    for family in ("cases", "procedures"):
        table = found[family]
        for name in ("received", "resolved", "early", "on_due_day", "late"):
            counters = MEASURES[name].counters
            sums = reading.sums(table, counters, table.cells, (), None, start, end).to_dicts()
            assert sum(sums[0][counter] or 0 for counter in counters) == flows[name], (family, name)
        for name in ("backlog", "overdue", "paused", *AGE_BANDS):
            stood = reading.standing(table, MEASURES[name].terms, table.cells, (), [end])
            assert stood["value"].to_list() == [stocks[name]], (family, name)
    for family in ("visits", "steps"):
        stood = reading.standing(found[family], MEASURES["held"].terms, found[family].cells, (), [end])
        assert stood["value"].to_list() == [stocks["held"]], family


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_waiting_is_exact_in_the_mean_and_within_one_percent_in_the_median(seed: int) -> None:
    waits = []
    told = history(seed)
    for _, events, states in told:
        for event, state in zip(events, states, strict=True):
            if event.action in ("resolve", "reject"):
                assert state.received_at is not None
                waits.append((event.at - state.received_at) / timedelta(milliseconds=1))
    table = tables(told)["cases"]
    sums = reading.sums(table, ("cc", "c"), table.cells, (), None, None, None).to_dicts()[0]
    assert (sums["c"] or 0, sums["cc"] or 0) == (len(waits), sum(waits))
    if waits:
        bins = table.bins.filter(table.bins["sketch"] == "c")
        ((_, n, (median,)),) = reading.quantiles(bins, (), False, [0.5])
        assert n == len(waits)
        assert median == pytest.approx(np.median(waits), rel=0.0101, abs=1)

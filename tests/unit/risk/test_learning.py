"""What is learnt from dossiers, and that it looks at nothing that was not known."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clock import instant_ms
from dashboard.risk.backtest import backtest, groups_of, interval, origins_of, taught
from dashboard.risk.history import AFTER, NEVER, History, history_of, worked
from dashboard.risk.learning import DAY_MS, Looker, learn
from dashboard.risk.packing import packed, unpacked
from tests.helpers import BASE, HOUR_MS, calendar

CLOCK = calendar()
DAYS = 90
END = CLOCK.add_ms(BASE, DAYS * DAY_MS)


def made(number: int, chance: Random, until: datetime = END) -> dict[str, Any] | None:
    """A dossier of two steps, due after five days; those of department B take twice as long."""
    began = CLOCK.add_ms(BASE, int(chance.random() * DAYS * DAY_MS))
    department = "AB"[number % 2]
    slow = 2.0 if department == "B" else 1.0
    times = [began]
    for days in (1.0, 2.0):
        times.append(CLOCK.add_ms(times[-1], int(slow * days * chance.lognormvariate(0, 0.4) * DAY_MS)))
    if began > until:
        return None
    visits = []
    for step, entered, left in zip(("review", "sign"), times, times[1:], strict=False):
        if entered <= until:
            gone = left <= until
            visits.append({
                "step": step, "holder": department, "entered_at": entered,
                **({"left_at": left, "outcome": "finished"} if gone else {}),
            })  # fmt: skip
    done = times[-1] <= until
    due_day = CLOCK.next_working_day(int(instant_ms(began) // 86_400_000), 5)
    return {
        "_id": f"d{number}", "state": "resolved" if done else "processing", "procedure": "P",
        "field": "f", "department": department, "received_at": began, "limit_ms": 5 * DAY_MS,
        "route": [{"step": "review", "kind": "review"}, {"step": "sign", "kind": "sign"}],
        "visits": visits, "dues": [{"at": began, "due_day": due_day, "cause": "received"}],
        **({"outcome": "resolved", "closed_at": times[-1]} if done else {}),
    }  # fmt: skip


def told(seed: int, many: int = 600, until: datetime = END) -> History:
    chance = Random(seed)
    rows = [made(number, chance, until) for number in range(many)]
    return history_of([row for row in rows if row is not None], CLOCK)


def place(instant: datetime) -> int:
    return int(worked(CLOCK, [instant_ms(instant)])[0])


@pytest.fixture(scope="module")
def past() -> History:
    return told(1)


def at(hours: float) -> datetime:
    """So many working hours after the beginning."""
    return CLOCK.add_ms(BASE, int(hours * HOUR_MS))


def test_pauses_are_taken_out_of_how_long_a_dossier_ran() -> None:
    pause = {"kind": "supplement", "began_at": at(2), "ended_at": at(3)}
    row = {
        "_id": "x", "state": "processing", "received_at": at(1), "department": "A", "pauses": [pause],
        "visits": [{"step": "review", "holder": "A", "entered_at": at(1), "left_at": at(3.5)},
                   {"step": "sign", "holder": "A", "entered_at": at(3.5)}],
    }  # fmt: skip
    found = history_of([row], CLOCK)
    assert found.passages.run_left[0] == 1.5 * HOUR_MS
    assert found.passages.run_left[1] == NEVER
    assert found.passages.supplements.tolist() == [0, 1]
    assert int(found.ran(place(at(2.5)))[0]) == HOUR_MS
    assert int(found.ran(place(at(4)))[0]) == 2 * HOUR_MS


def test_a_log_is_read_as_passages_between_its_events() -> None:
    visits = [
        {"step": name, "holder": "A", "left_at": at(hours), "outcome": "logged"}
        for name, hours in (("before", 0.5), ("check", 2), ("decide", 3))
    ]
    row = {
        "_id": "x", "state": "resolved", "outcome": "resolved", "received_at": at(1), "closed_at": at(4),
        "department": "A", "visits": visits,
    }  # fmt: skip
    found = history_of([row], CLOCK)
    steps = [found.cells[cell][1] for cell in found.passages.cell.tolist()]
    assert steps == [f"{AFTER}before", f"{AFTER}check", f"{AFTER}decide"]
    assert found.passages.run_entered.tolist() == [0, HOUR_MS, 2 * HOUR_MS]
    assert found.passages.run_left.tolist() == [HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS]


def test_what_happened_later_changes_nothing_that_is_learnt(past: History) -> None:
    now = place(CLOCK.add_ms(BASE, 50 * DAY_MS))
    cut = told(1, until=CLOCK.add_ms(BASE, 50 * DAY_MS))
    whole, short = learn(past, now), learn(cut, now)
    one, two = Looker(whole, past).at(now), Looker(short, cut).at(now)
    chances = dict(zip([past.ids[c] for c in one.case.tolist()], whole.late(one).tolist(), strict=True))
    others = dict(zip([cut.ids[c] for c in two.case.tolist()], short.late(two).tolist(), strict=True))
    assert len(chances) > 10
    assert chances == pytest.approx(others, abs=1e-9)


def test_the_slow_department_is_told_to_be_slower(past: History) -> None:
    model = learn(past, place(END))
    assert model.stay.speed["B"] < 0.9 < model.stay.speed["A"]


@given(st.floats(0, 60), st.floats(0, 60))
@settings(max_examples=25, deadline=None)
def test_more_time_left_never_makes_being_late_likelier(one: float, two: float) -> None:
    model, _ = taught(PAST, PLACE)
    rows = Looker(model, PAST).at(PLACE)
    low, high = sorted((one, two))
    early = model.done_within(rows, np.full(len(rows), low * DAY_MS))
    late = model.done_within(rows, np.full(len(rows), high * DAY_MS))
    assert (early <= late + 1e-9).all()
    assert ((early >= 0) & (late <= 1)).all()


PAST, PLACE = told(2, 200), place(END) - 10 * DAY_MS


def test_who_is_past_the_due_day_is_late_for_certain_and_who_has_long_is_hardly() -> None:
    model, _ = taught(PAST, PLACE)
    rows = Looker(model, PAST).at(PLACE)
    chance = model.late(rows)
    assert (chance[rows.left < 0] == 1).all()
    assert ((chance >= 0) & (chance <= 1)).all()


def test_half_are_done_by_the_middle_and_nine_of_ten_by_the_end(past: History) -> None:
    now = place(CLOCK.add_ms(BASE, 60 * DAY_MS))
    model = learn(past, now)
    rows = Looker(model, past).at(now)
    middle, end = model.quantile(rows, 0.5), model.quantile(rows, 0.9)
    assert (middle <= end).all()
    assert (model.done_within(rows, middle) >= 0.5).all()
    assert (model.done_within(rows, middle * 0.999) <= 0.5).all()


def test_a_backtest_on_a_simple_world_is_better_than_the_share_and_near_what_came(past: History) -> None:
    end = place(END)
    verdict = backtest(past, origins_of(past, end, 0.6, 2), end)
    assert verdict.n > 100
    assert verdict.gain_low is not None and verdict.gain_low > 0
    assert verdict.off is not None and verdict.off < 0.15
    assert verdict.hours is not None and verdict.hours_mean is not None
    assert verdict.hours < verdict.hours_mean * 1.05


def test_it_is_judged_by_nothing_that_it_was_learnt_from(past: History) -> None:
    """Turned round after the origin, what came turns round the verdict, and not the forecast."""
    now = place(CLOCK.add_ms(BASE, 60 * DAY_MS))
    model, before = taught(past, now)
    cut = told(1, until=CLOCK.add_ms(BASE, 60 * DAY_MS))
    again, same = taught(cut, now)
    assert (model.shift, model.power) == pytest.approx((again.shift, again.power))
    assert before.late_all == pytest.approx(same.late_all)


def test_the_interval_takes_looks_at_one_dossier_together() -> None:
    values = np.array([1.0, 1.0, -1.0, -1.0] * 50)
    apart = interval(values, np.arange(200))
    together = interval(values, np.repeat(np.arange(100), 2))
    assert apart[0] == together[0] == 0
    assert together[2] == pytest.approx(apart[2] * np.sqrt(2))


def test_groups_hold_every_forecast_once() -> None:
    chance = np.array([0.0, 0.04, 0.5, 0.999, 1.0])
    groups = groups_of(chance, np.array([0.0, 1, 1, 1, 1]))
    assert sum(group.n for group in groups) == 5
    assert groups[0].came == 0.5


def test_a_model_is_the_same_after_it_was_packed(past: History) -> None:
    now = place(END)
    model, _ = taught(past, now)
    verdict = backtest(past, origins_of(past, now, 0.6, 1), now)
    again, judged = unpacked(packed(model, verdict))
    rows, same = Looker(model, past).at(now - 5 * DAY_MS), Looker(again, past).at(now - 5 * DAY_MS)
    assert again.late(same) == pytest.approx(model.late(rows), abs=1e-5)
    assert judged == verdict


def test_an_empty_history_and_a_step_never_seen_are_met_with_grace(past: History) -> None:
    model = learn(past, place(END))
    row = {
        "_id": "new", "state": "processing", "procedure": "other", "field": "g", "department": "Z",
        "received_at": at(8 * DAYS - 8),
        "visits": [{"step": "odd", "holder": "Z", "entered_at": at(8 * DAYS - 8)}],
    }  # fmt: skip
    rows = Looker(model, history_of([row], CLOCK)).at(place(END))
    assert rows.level.tolist() == [3]
    assert np.isfinite(model.quantile(rows, 0.9)).all()
    assert len(learn(history_of([], CLOCK), place(END)).usual_open) == 0

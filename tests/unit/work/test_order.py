"""The order of work: overdue before due today before later, results before what waits for the applicant."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clock import day_of
from dashboard.flow import Action, ActionRefused, apply
from dashboard.work.order import Turn, in_order, urgency
from models.dossier import Dossier
from tests.helpers import BASE, ZONE, calendar, random_action, submitted

CALENDAR = calendar()
#: what has no work left
ENDED = ("refused", "returned", "withdrawn", "rejected", "stopped")


def some(seed: int, count: int = 12) -> tuple[list[Dossier], datetime]:
    """Dossiers in any state that still asks for work, and an instant after all that happened."""
    chance = random.Random(seed)
    found, latest = [], BASE
    for number in range(count):
        now = BASE + timedelta(days=chance.randint(0, 30))
        dossier, _ = apply(None, submitted(f"D{number}", number, chance.randint(1, 12)), "u1", now, CALENDAR)
        for _ in range(chance.randint(0, 12)):
            now += timedelta(hours=chance.uniform(0, 40))
            try:
                dossier, _ = apply(dossier, random_action(chance, now), "u1", now, CALENDAR)
            except ActionRefused:
                continue
        if dossier.state not in ENDED:
            found.append(dossier)
        latest = max(latest, now)
    return found, latest + timedelta(hours=chance.uniform(0, 90))


def due_class(dossier: Dossier, now: datetime) -> int:
    """0 overdue, 1 due today, 2 later; read from the due day alone."""
    assert dossier.due_at is not None
    today, due = day_of(now, ZONE), day_of(dossier.due_at, ZONE)
    return 0 if due < today else 1 if due == today else 2


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_overdue_comes_before_due_today_before_later_and_paused_comes_last(seed: int) -> None:
    dossiers, now = some(seed)
    ordered = in_order(dossiers, now, CALENDAR)
    assert sorted(dossier.id for dossier, _ in ordered) == sorted(dossier.id for dossier in dossiers)
    states = ["paused" if d.paused else "ready" if d.state == "resolved" else "running" for d, _ in ordered]
    assert states == sorted(states, key=["running", "ready", "paused"].index)
    running = [d for d, _ in ordered if d.state in ("received", "processing")]
    classes = [due_class(dossier, now) for dossier in running]
    assert classes == sorted(classes)
    dues = [dossier.due_at for dossier in running]
    assert dues == sorted(dues)  # type: ignore[type-var]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_the_reason_in_words_says_the_class_in_both_languages(seed: int) -> None:
    dossiers, now = some(seed)
    for dossier, urgent in in_order(dossiers, now, CALENDAR):
        assert all(word.strip() for word in (*urgent.words, *urgent.more))
        if dossier.paused:
            assert urgent.tone == "paused" and urgent.words[0].startswith("đang chờ")
        elif dossier.state == "resolved":
            assert urgent.tone == "ready"
        elif dossier.due_at is not None:
            kind = due_class(dossier, now)
            assert (urgent.tone == "late") == (kind == 0)
            assert urgent.words[0].startswith(("quá hạn", "hạn hôm nay", "còn")[kind])
            assert ("overdue", "due today", "left")[kind] in urgent.words[1]


def test_an_online_application_is_ordered_by_the_eight_hours_in_which_it_has_to_be_taken_in() -> None:
    early, _ = apply(None, submitted("D1"), "u1", BASE, CALENDAR)  # Monday 08:00
    urgent = urgency(early, BASE + timedelta(hours=3), CALENDAR)
    assert urgent.turn is Turn.RUNNING
    assert urgent.words == ("còn 5 giờ làm việc", "5 working hours left")
    late = urgency(early, BASE + timedelta(days=3), CALENDAR)
    assert late.words == ("quá hạn 2 ngày", "2 days overdue")


def test_a_step_that_used_up_its_own_time_says_so_though_the_dossier_is_in_time() -> None:
    dossier, _ = apply(None, submitted("D1", 0, 10), "u1", BASE, CALENDAR)
    dossier, _ = apply(dossier, Action(name="accept"), "u1", BASE, CALENDAR)  # intake: four hours
    urgent = urgency(dossier, BASE + timedelta(hours=8), CALENDAR)
    assert urgent.more[0].startswith("bước này quá") and urgent.more[1].startswith("the step is")
    assert urgent.tone == "calm"
    fresh = urgency(dossier, BASE + timedelta(hours=1), CALENDAR)
    assert fresh.more == ("nhận hôm nay", "received today")

"""What a dossier offers succeeds, and what it does not offer says why, in both languages."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clock import day_of
from dashboard.flow import RULES, Action, ActionRefused, Need, apply, offered, refusal
from models.dossier import Dossier
from tests.helpers import BASE, HOUR_MS, ZONE, calendar, submitted

CALENDAR = calendar()
DEPARTMENTS = ("desk", "A", "B", "C")


def given_for(need: Need, dossier: Dossier, chance: random.Random) -> object:
    """Something that a person may well give where the action asks for it."""
    visit = dossier.visit
    if need == "assignee":
        return chance.choice([f"u{n}" for n in range(3) if visit is None or visit.assignee != f"u{n}"])
    if need == "department":
        return chance.choice([each for each in DEPARTMENTS if visit is None or visit.holder != each])
    if need == "due_at":
        assert dossier.due_at is not None
        return dossier.due_at + timedelta(hours=chance.randint(1, 400))
    if need == "step":
        here = next(i for i, step in enumerate(dossier.route) if step.step == dossier.step)
        return chance.choice(dossier.route[:here]).step
    if need == "correction":
        return chance.choice([{"channel": "postal"}, {"applicant": {"phone": "0912345678"}}])
    if need == "method":
        return chance.choice(["counter", "post", "online"])
    return {"rating": chance.randint(1, 3), "limit_ms": 8 * HOUR_MS}.get(need, "vì lý do cần nêu")


def day(instant: datetime) -> int:
    return day_of(instant, ZONE)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), steps=st.integers(1, 40))
def test_no_sequence_of_offered_actions_is_refused_and_every_other_action_is(seed: int, steps: int) -> None:
    chance = random.Random(seed)
    now = BASE + timedelta(hours=chance.uniform(0, 400))
    dossier, _ = apply(None, submitted("D0", 0, chance.randint(1, 15)), "u0", now, CALENDAR)
    for _ in range(steps):
        now += timedelta(hours=chance.choice((0, 1, 5, 30, 120)) * chance.random())
        offers = {offer.rule.name: offer for offer in offered(dossier, day(now))}
        for name in RULES.keys() - offers.keys():
            reason = refusal(dossier, name, day(now))
            assert reason is not None and reason.vi.strip() and reason.en.strip() and reason.vi != reason.en
            with pytest.raises(ActionRefused) as told:
                apply(dossier, Action(name=name, reason="x", rating=1), "u0", now, CALENDAR)  # type: ignore[arg-type]
            assert (told.value.vi, told.value.en) == (reason.vi, reason.en)
        if not offers:
            assert dossier.state == "refused"
            return
        offer = offers[chance.choice(sorted(offers))]
        taken = [need for need in offer.rule.takes if chance.random() < 0.5]
        given = {need: given_for(need, dossier, chance) for need in (*offer.needs, *taken)}
        dossier, _ = apply(dossier, Action(name=offer.rule.name, **given), "u0", now, CALENDAR)  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_an_offered_action_without_what_it_needs_is_refused_with_a_reason(seed: int) -> None:
    chance = random.Random(seed)
    now = BASE
    dossier, _ = apply(None, submitted("D0", 0, 9), "u0", now, CALENDAR)
    for _ in range(15):
        now += timedelta(hours=chance.uniform(0, 30))
        offers = offered(dossier, day(now))
        for offer in offers:
            for missing in offer.needs:
                given = {n: given_for(n, dossier, chance) for n in offer.needs if n != missing}
                with pytest.raises(ActionRefused) as told:
                    apply(dossier, Action(name=offer.rule.name, **given), "u0", now, CALENDAR)  # type: ignore[arg-type]
                assert told.value.vi.strip() and told.value.en.strip() and told.value.vi != told.value.en
        if not offers:
            return
        offer = chance.choice(offers)
        given = {need: given_for(need, dossier, chance) for need in offer.needs}
        dossier, _ = apply(dossier, Action(name=offer.rule.name, **given), "u0", now, CALENDAR)  # type: ignore[arg-type]


def test_a_dossier_of_a_foreign_log_offers_a_correction_alone() -> None:
    dossier = Dossier(id="L1", source="log", state="processing", received_at=BASE, received_day=day(BASE))
    assert [offer.rule.name for offer in offered(dossier, day(BASE))] == ["correct"]


def test_a_second_extension_asks_for_an_approver() -> None:
    dossier, _ = apply(None, submitted("D0"), "u0", BASE, CALENDAR)
    dossier, _ = apply(dossier, Action(name="accept"), "u0", BASE, CALENDAR)
    needs = {offer.rule.name: offer.needs for offer in offered(dossier, day(BASE))}
    assert needs["extend"] == ("reason", "due_at")
    assert dossier.due_at is not None
    later = dossier.due_at + timedelta(days=3)
    dossier, _ = apply(dossier, Action(name="extend", reason="x", due_at=later), "u0", BASE, CALENDAR)
    needs = {offer.rule.name: offer.needs for offer in offered(dossier, day(BASE))}
    assert needs["extend"] == ("reason", "due_at", "approver")

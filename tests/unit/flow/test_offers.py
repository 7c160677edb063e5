"""What a dossier offers succeeds, and what it does not offer says why, in both languages."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clock import day_of
from dashboard.flow import RULES, Action, ActionRefused, apply, offered, refusal
from models.dossier import Dossier
from tests.helpers import ASKING_ROUTE, BASE, ROUTE, ZONE, calendar, given_for, submitted

CALENDAR = calendar()


def day(instant: datetime) -> int:
    return day_of(instant, ZONE)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), steps=st.integers(1, 40))
def test_no_sequence_of_offered_actions_is_refused_and_every_other_action_is(seed: int, steps: int) -> None:
    chance = random.Random(seed)
    now = BASE + timedelta(hours=chance.uniform(0, 400))
    route = chance.choice((ROUTE, ASKING_ROUTE))
    dossier, _ = apply(None, submitted("D0", 0, chance.randint(1, 15), route), "u0", now, CALENDAR)
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
        given = {n: given_for(n, dossier, chance, offer.rule.name) for n in (*offer.needs, *taken)}
        dossier, _ = apply(dossier, Action(name=offer.rule.name, **given), "u0", now, CALENDAR)  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_an_offered_action_without_what_it_needs_is_refused_with_a_reason(seed: int) -> None:
    chance = random.Random(seed)
    now = BASE
    dossier, _ = apply(None, submitted("D0", 0, 9, ASKING_ROUTE), "u0", now, CALENDAR)
    for _ in range(15):
        now += timedelta(hours=chance.uniform(0, 30))
        offers = offered(dossier, day(now))
        for offer in offers:
            for missing in offer.needs:
                given = {
                    n: given_for(n, dossier, chance, offer.rule.name) for n in offer.needs if n != missing
                }
                with pytest.raises(ActionRefused) as told:
                    apply(dossier, Action(name=offer.rule.name, **given), "u0", now, CALENDAR)  # type: ignore[arg-type]
                assert told.value.vi.strip() and told.value.en.strip() and told.value.vi != told.value.en
        if not offers:
            return
        offer = chance.choice(offers)
        given = {need: given_for(need, dossier, chance, offer.rule.name) for need in offer.needs}
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

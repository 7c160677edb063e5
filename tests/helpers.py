"""A small office for tests: a route, an intake, and random actions that may or may not be possible."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.clock import WorkingCalendar
from dashboard.flow import Action, ActionName, Intake, Need, Target, offered
from dashboard.flow.opinions import awaited, given_here
from models.dossier import Applicant, Dossier, Fee, RouteStep
from models.opinion import Coordination
from seed.calendars import default_calendar

ZONE_NAME = "Asia/Ho_Chi_Minh"
ZONE = ZoneInfo(ZONE_NAME)
#: where random histories begin: a Monday morning
BASE = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
HOUR_MS = 3_600_000
DEPARTMENTS = ("desk", "A", "B", "C")
ROUTE = (
    RouteStep(step="intake", kind="intake", holder="desk", limit_ms=4 * HOUR_MS),
    RouteStep(step="review", kind="review", holder="A", limit_ms=16 * HOUR_MS),
    RouteStep(step="sign", kind="sign", holder="B"),
    RouteStep(step="return", kind="return", holder="desk"),
)
#: the same way, whose second step needs the opinions of two departments; silence of a day is consent
ASKING_ROUTE = tuple(
    each if each.step != "review" else each.model_copy(
        update={"coordination": Coordination(departments=("B", "C"), limit_ms=8 * HOUR_MS, silence=True)}
    )
    for each in ROUTE
)  # fmt: skip
NAMES: tuple[ActionName, ...] = (
    "accept", "start", "finish", "resolve", "return", "send_back", "hand_over", "reassign",
    "ask_supplement", "receive_supplement", "ask_payment", "receive_payment", "extend", "reject",
    "withdraw", "stop", "rate", "correct", "refuse", "release", "note", "take_fee", "move",
    "recount", "ask_opinions", "give_opinion", "take_opinion_back", "waive_opinion", "recall_opinions",
    "retime",
)  # fmt: skip
#: how often each is drawn: what ends a dossier is rare
WEIGHTS = (6, 9, 9, 4, 3, 2, 2, 1, 3, 4, 2, 3, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 2, 2,
           2, 4, 1, 1, 1, 1)
#: whose opinions an action may be about
OF_THE_ASKED = {"give_opinion": awaited, "take_opinion_back": given_here, "waive_opinion": awaited}
#: what ends a dossier before its result; drawn rarely among what a dossier offers
ENDS = ("refuse", "reject", "withdraw", "stop")
FORWARD = ("accept", "start", "finish", "resolve", "return", "receive_supplement", "receive_payment", "rate")


def calendar() -> WorkingCalendar:
    """The calendar that a new Office has."""
    return WorkingCalendar.from_document(default_calendar(ZONE_NAME), ZONE)


def submitted(
    code: str, number: int = 0, term: int = 5, route: tuple[RouteStep, ...] = ROUTE
) -> Action:
    """The application of a dossier; `number` spreads them over departments, fields and channels."""
    intake = Intake(
        code=code, procedure=f"P{number % 3}", revision=f"P{number % 3}-1", field=f"f{number % 2}",
        department="AB"[number % 2], level="province", channel=("counter", "online")[number % 2],
        applicant=Applicant(name="Nguyễn Thị An", phone="0901234567"), term_value=term,
        term_unit="working_day", route=route, fee=Fee(amount=50_000),
    )  # fmt: skip
    return Action(name="submit", intake=intake)


def another_revision(
    dossier_revision: str | None, step: str | None, number: int, way: tuple[RouteStep, ...] = ROUTE
) -> Target:
    """Another revision than `dossier_revision`, with a term of `number` days; without steps of its `way` that
    are behind or ahead of `step`, as `number` has it."""
    route = tuple(
        each for place, each in enumerate(way)
        if each.step == step or each.kind in ("intake", "return") or (number + place) % 3
    )  # fmt: skip
    revision = "P-2" if dossier_revision != "P-2" else "P-3"
    unit = ("working_day", "calendar_day")[number % 2]
    return Target(revision=revision, term_value=number, term_unit=unit, route=route)  # type: ignore[arg-type]


def asked(name: ActionName, now: datetime, rating: int = 2, ahead_days: int = 6) -> Action:
    """An action with everything that it may need."""
    extras: dict[str, object] = {
        "hand_over": {"department": "C", "limit_ms": 8 * HOUR_MS},
        "reassign": {"assignee": f"u{rating}"},
        "ask_supplement": {"approver": "chief"},
        "return": {"method": "post", "receiver": "Nguyễn Thị An"},
        "note": {"note": "gọi lại cho người nộp"},
        "extend": {"due_at": now + timedelta(days=ahead_days), "approver": "chief"},
        "rate": {"rating": rating},
        "give_opinion": {
            "verdict": ("agreed", "remarks", "disagreed")[rating - 1], "department": "BCA"[rating - 1],
        },
        "take_opinion_back": {"department": "BCA"[rating - 1]},
        "waive_opinion": {"department": "BCA"[rating - 1]},
        "take_fee": {"paid_by": "cash", "receipt": "0001234"},
        "move": {"target": another_revision(None, None, ahead_days)},
        "correct": {"correction": {"channel": ("counter", "online", "postal")[rating - 1]}},
    }.get(name, {})  # type: ignore[assignment]
    return Action(name=name, reason="vì lý do cần nêu", **extras)  # type: ignore[arg-type]


def random_action(chance: random.Random, now: datetime) -> Action:
    """Some action, possible or not."""
    name = chance.choices(NAMES, WEIGHTS)[0]
    return asked(name, now, chance.randint(1, 3), chance.randint(3, 20))


def given_for(need: Need, dossier: Dossier, chance: random.Random, name: str = "") -> object:
    """Something that a person may well give where the action `name` asks for it."""
    visit = dossier.visit
    if need == "department" and name in OF_THE_ASKED:
        return chance.choice(OF_THE_ASKED[name](dossier))
    if need == "department" and name == "ask_opinions":
        held = None if visit is None else visit.holder
        return chance.choice([id for id in DEPARTMENTS if id != held and id not in dossier.awaited] or ["E"])
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
    if need == "paid_by":
        return chance.choice(["cash", "transfer", "online"])
    if need == "target":
        return another_revision(dossier.revision, dossier.step, chance.randint(1, 20), dossier.route)
    if need == "method":
        return chance.choice(["counter", "post", "online"])
    if need == "verdict":
        return chance.choice(["agreed", "remarks", "disagreed"])
    return {"rating": chance.randint(1, 3), "limit_ms": 8 * HOUR_MS}.get(need, "vì lý do cần nêu")


def offered_action(
    chance: random.Random, dossier: Dossier, day: int, eager: float = 1.0
) -> Action | None:
    """One of the actions that a dossier offers on a day, with what it needs; None where it offers none.

    `eager` is how much likelier those become that bring it to its result.
    """
    offers = offered(dossier, day)
    if not offers:
        return None
    weights: dict[str, float] = {**dict(zip(NAMES, WEIGHTS, strict=True)), **dict.fromkeys(ENDS, 0.3)}
    weights |= {name: weights[name] * eager for name in FORWARD}
    offer = chance.choices(offers, [weights.get(offer.rule.name, 1) for offer in offers])[0]
    taken = [need for need in offer.rule.takes if chance.random() < 0.5]
    given = {need: given_for(need, dossier, chance, offer.rule.name) for need in (*offer.needs, *taken)}
    return Action(name=offer.rule.name, **given)  # type: ignore[arg-type]

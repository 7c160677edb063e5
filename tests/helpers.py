"""A small office for tests: a route, an intake, and random actions that may or may not be possible."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.clock import WorkingCalendar
from dashboard.flow import Action, ActionName, Intake
from models.dossier import Applicant, RouteStep
from seed.calendars import default_calendar

ZONE_NAME = "Asia/Ho_Chi_Minh"
ZONE = ZoneInfo(ZONE_NAME)
#: where random histories begin: a Monday morning
BASE = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
HOUR_MS = 3_600_000
ROUTE = (
    RouteStep(step="intake", kind="intake", holder="desk", limit_ms=4 * HOUR_MS),
    RouteStep(step="review", kind="review", holder="A", limit_ms=16 * HOUR_MS),
    RouteStep(step="sign", kind="sign", holder="B"),
    RouteStep(step="return", kind="return", holder="desk"),
)
NAMES: tuple[ActionName, ...] = (
    "accept", "start", "finish", "resolve", "return", "send_back", "hand_over", "reassign",
    "ask_supplement", "receive_supplement", "ask_payment", "receive_payment", "extend", "reject",
    "withdraw", "stop", "rate", "correct", "refuse", "release", "note",
)  # fmt: skip
#: how often each is drawn: what ends a dossier is rare
WEIGHTS = (6, 9, 9, 4, 3, 2, 2, 1, 3, 4, 2, 3, 2, 1, 1, 1, 1, 1, 1, 2, 1)


def calendar() -> WorkingCalendar:
    """The calendar that a new Office has."""
    return WorkingCalendar.from_document(default_calendar(ZONE_NAME), ZONE)


def submitted(code: str, number: int = 0, term: int = 5) -> Action:
    """The application of a dossier; `number` spreads them over departments, fields and channels."""
    intake = Intake(
        code=code, procedure=f"P{number % 3}", revision=f"P{number % 3}-1", field=f"f{number % 2}",
        department="AB"[number % 2], level="province", channel=("counter", "online")[number % 2],
        applicant=Applicant(name="Nguyễn Thị An", phone="0901234567"), term_value=term,
        term_unit="working_day", route=ROUTE,
    )  # fmt: skip
    return Action(name="submit", intake=intake)


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
        "correct": {"correction": {"channel": ("counter", "online", "postal")[rating - 1]}},
    }.get(name, {})  # type: ignore[assignment]
    return Action(name=name, reason="vì lý do cần nêu", **extras)  # type: ignore[arg-type]


def random_action(chance: random.Random, now: datetime) -> Action:
    """Some action, possible or not."""
    name = chance.choices(NAMES, WEIGHTS)[0]
    return asked(name, now, chance.randint(1, 3), chance.randint(3, 20))

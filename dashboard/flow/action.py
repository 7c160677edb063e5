"""What somebody wants to do to a dossier, and why it may be refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from dashboard.clock import WorkingCalendar, day_of
from models.calendar import TermUnit
from models.dossier import Answer, Applicant, Fee, HandedIn, PaidBy, Paper, ReturnMethod, RouteStep
from models.errors import MotcuaError
from models.opinion import Verdict
from models.part import Part

ActionName = Literal[
    "submit", "accept", "refuse", "start", "finish", "send_back",
    "ask_supplement", "receive_supplement", "ask_payment", "receive_payment",
    "extend", "hand_over", "resolve", "reject", "return", "withdraw", "stop",
    "reassign", "release", "rate", "take_fee", "note", "correct", "move", "recount", "retime", "log",
    "ask_more", "supply",
    "ask_opinions", "give_opinion", "take_opinion_back", "waive_opinion", "recall_opinions",
]


class ActionRefused(MotcuaError):
    """The action is not possible now; the dossier stays as it was."""


class Intake(Part):
    """What is fixed when an application comes in: the revision of its procedure, resolved."""

    code: str
    procedure: str
    revision: str
    field: str
    department: str
    level: str
    channel: str
    applicant: Applicant = Applicant()
    term_value: int
    term_unit: TermUnit
    route: tuple[RouteStep, ...]
    answers: tuple[Answer, ...] = ()
    components: tuple[HandedIn, ...] = ()
    papers: tuple[Paper, ...] = ()
    fee: Fee | None = None
    note: str = ""


class Target(Part):
    """Another revision of a procedure, resolved for a dossier: its term, and the whole way of its steps."""

    revision: str
    term_value: int
    term_unit: TermUnit
    route: tuple[RouteStep, ...]


def whole(instant: datetime) -> datetime:
    """An instant, rounded down to milliseconds, as the store keeps it."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


#: An instant that somebody gives; what the store would cut off never gets in.
Instant = Annotated[datetime, AfterValidator(whole)]


class Logged(Part):
    """What a log says of a case (see `dashboard.exchange`); its visits are appended, never changed."""

    code: str
    source: str
    procedure: str
    field: str
    department: str
    level: str
    channel: str
    received_at: Instant
    resolved_at: Instant | None = None
    due_at: Instant | None = None
    #: (step, holder, assignee, entered or None, left), in the order of time
    visits: tuple[tuple[str, str, str | None, Instant | None, Instant], ...] = ()


class Action(Part):
    """One action with what it needs; each action says in its docstring which of these it reads."""

    name: ActionName
    reason: str = ""
    note: str = ""
    approver: str = ""
    assignee: str | None = None
    #: why it was given to the assignee, where the roster has chosen
    assigned: str = ""
    department: str | None = None
    step: str | None = None
    limit_ms: int | None = None
    due_at: Instant | None = None
    rating: int | None = None
    method: ReturnMethod | None = None
    receiver: str = ""
    paid_by: PaidBy | None = None
    #: the number of the receipt of a fee
    receipt: str = ""
    #: files that come with it, kept before (see `models.attachment`)
    papers: tuple[Paper, ...] = ()
    intake: Intake | None = None
    logged: Logged | None = None
    correction: dict[str, Any] | None = None
    target: Target | None = None
    #: what a department's opinion is
    verdict: Verdict | None = None

    def params(self) -> dict[str, Any]:
        """What the event remembers of the request; intake, log, target and papers are in its changes."""
        given: dict[str, Any] = {}
        for name, value in self.__dict__.items():
            if value is not None and name not in UNREMEMBERED and value != NOTHING[name]:
                given[name] = value
        return given


#: Fields of an action that its event holds elsewhere.
UNREMEMBERED = frozenset({"name", "note", "intake", "logged", "target", "papers"})
#: What an action holds where nothing was given.
NOTHING: dict[str, Any] = {name: field.default for name, field in Action.model_fields.items()}


@dataclass(frozen=True, slots=True)
class Moment:
    """Who acts, when, and under which calendar."""

    actor: str
    now: datetime
    day: int
    calendar: WorkingCalendar

    @classmethod
    def of(cls, actor: str, now: datetime, calendar: WorkingCalendar) -> Moment:
        """The moment `now` (aware; in UTC and rounded down to milliseconds, as the store keeps it)."""
        # In UTC, because instants of different zones take long to compare.
        whole = now.astimezone(UTC)
        if whole.microsecond % 1000:
            whole = whole.replace(microsecond=whole.microsecond // 1000 * 1000)
        return cls(actor, whole, day_of(whole, calendar.zone), calendar)

    @property
    def zone(self) -> ZoneInfo:
        """The Office's zone."""
        return self.calendar.zone

"""The dossier (hồ sơ): one application, with everything that its statistics are made of.

A document holds its present state, its visits, its pauses and the history of its due date, all
bounded, so that every statistic is a function of the document alone. It is replaced only by
`dashboard.flow`, which also fixes every day, due date and duration in it: instants are UTC, a *day*
is the number of days since 1970-01-01 of the Office's local date, durations are whole milliseconds
(`waiting`, `queue`, `handling`, `pause`: working time; `calendar`: wall time).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from models.calendar import TermUnit
from models.handed import Answer as Answer
from models.handed import Ask as Ask
from models.handed import Fee as Fee
from models.handed import FeeState as FeeState
from models.handed import HandedIn as HandedIn
from models.handed import PaidBy as PaidBy
from models.handed import Paper as Paper
from models.handed import Supply as Supply
from models.opinion import Coordination, Opinion
from models.part import SCALARS, plain
from models.part import Part as Part

State = Literal[
    "submitted", "refused", "received", "processing", "supplement", "payment",
    "resolved", "returned", "withdrawn", "rejected", "stopped",
]
Outcome = Literal["resolved", "rejected", "withdrawn", "stopped"]
Timeliness = Literal["early", "on_due_day", "late"]
PauseKind = Literal["supplement", "payment"]
#: What a department has to do with a dossier: take it in; do the step (claimed by nobody, or by somebody);
#: wait for the applicant; hand over the result.
WorkKind = Literal["accept", "todo", "taken", "paused", "return"]
ReturnMethod = Literal["counter", "post", "online"]
DueCause = Literal["received", "pause", "extension", "calendar", "correction", "revision"]

#: States in which a dossier counts as backlog.
OPEN: frozenset[str] = frozenset({"received", "processing", "supplement", "payment"})
#: States in which the clock stands.
PAUSED: frozenset[str] = frozenset({"supplement", "payment"})
#: The id of the group that nothing is known of; shown as "không rõ".
UNKNOWN = "none"
#: What a document leaves out, beside None.
EMPTY: tuple[object, ...] = ((), "")
#: The mark in `months` of a dossier that is still open.
STILL_OPEN = 0


class Applicant(Part):
    """Who applies. Personal data: masked by role on every screen."""

    name: str = ""
    phone: str = ""
    identity: str = ""
    address: str = ""
    commune: str = ""
    email: str = ""


class RouteStep(Part):
    """One step of the process under which the dossier was received, resolved to its holder."""

    step: str
    kind: str
    holder: str
    role: str = ""
    limit_ms: int | None = None
    coordination: Coordination | None = None


class Visit(Part):
    """One stay of the dossier at one step (lượt xử lý)."""

    step: str
    holder: str
    assignee: str | None = None
    entered_at: datetime | None = None
    entered_day: int | None = None
    started_at: datetime | None = None
    due_at: datetime | None = None
    left_at: datetime | None = None
    left_day: int | None = None
    outcome: Literal["finished", "sent_back", "handed_over", "closed", "logged"] | None = None
    calendar_ms: int | None = None
    queue_ms: int | None = None
    handling_ms: int | None = None
    late: bool | None = None


class Pause(Part):
    """The clock stands: the Office waits for the applicant."""

    kind: PauseKind
    reason: str = ""
    began_at: datetime
    began_day: int
    ended_at: datetime | None = None
    ended_day: int | None = None
    working_ms: int | None = None


class DueChange(Part):
    """What the due date became, when, and why; nothing is ever erased from this list."""

    due_at: datetime
    due_day: int
    at: datetime
    day: int
    cause: DueCause
    reason: str = ""
    approver: str = ""


class Span(Part):
    """Days `since` (included) until `until` (not included)."""

    since: int
    until: int


class Stay(Part):
    """Days at whose end the dossier lay at `step` of `holder`: `since` included, `until` not."""

    holder: str
    step: str
    since: int
    until: int


class Dossier(Part):
    """One application. `id` is its code."""

    model_config = ConfigDict(populate_by_name=True)

    id: str = Field(alias="_id")
    version: int = 0
    source: str = "office"
    state: State

    procedure: str = UNKNOWN
    revision: str = ""
    field: str = UNKNOWN
    department: str = UNKNOWN
    level: str = UNKNOWN
    channel: str = UNKNOWN
    applicant: Applicant = Applicant()
    route: tuple[RouteStep, ...] = ()
    #: what was handed in: answers in the order of the form, without those of the applicant block
    answers: tuple[Answer, ...] = ()
    components: tuple[HandedIn, ...] = ()
    papers: tuple[Paper, ...] = ()
    fee: Fee | None = None
    note: str = ""
    #: what was asked for before it was taken in, and what the applicant sent after having been asked
    asks: tuple[Ask, ...] = ()
    supplies: tuple[Supply, ...] = ()

    submitted_at: datetime | None = None
    submitted_day: int | None = None
    received_at: datetime | None = None
    received_day: int | None = None

    term_value: int | None = None
    term_unit: TermUnit | None = None
    #: what the law gives from receipt to result, in working milliseconds (for waiting ÷ limit)
    limit_ms: int | None = None
    original_due_at: datetime | None = None
    #: the original term moved by pauses: what "late" is measured against
    law_due_at: datetime | None = None
    law_due_day: int | None = None
    #: the present due date, with extensions granted
    due_at: datetime | None = None
    due_day: int | None = None

    visits: tuple[Visit, ...] = ()
    pauses: tuple[Pause, ...] = ()
    dues: tuple[DueChange, ...] = ()
    opinions: tuple[Opinion, ...] = ()

    outcome: Outcome | None = None
    closed_at: datetime | None = None
    closed_day: int | None = None
    returned_at: datetime | None = None
    returned_day: int | None = None
    #: how the result was handed over, and to whom (or under which number of a parcel)
    return_method: ReturnMethod | None = None
    receiver: str = ""
    timeliness: Timeliness | None = None
    #: late by the law, but within an extension that was granted
    excused: bool = False

    waiting_ms: int | None = None
    calendar_ms: int | None = None
    queue_ms: int | None = None
    handling_ms: int | None = None
    other_ms: int | None = None
    pause_ms: int | None = None

    rating: int | None = None
    rated_day: int | None = None
    problems: tuple[str, ...] = ()

    # Kept for lists and for past days: where it lies, since when it runs, when it was overdue.
    holder: str | None = None
    step: str | None = None
    assignee: str | None = None
    held_since: int | None = None
    stays: tuple[Stay, ...] = ()
    runs_since: int | None = None
    overdue: tuple[Span, ...] = ()

    # Keys of lists (see `listing_keys`): equality on arrays, narrow ranges on scalars.
    open_day: int | None = None
    running_due: int | None = None
    months: tuple[int, ...] = ()
    holders: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    due_days: tuple[int, ...] = ()
    #: the departments whose opinions are waited for
    awaited: tuple[str, ...] = ()
    #: whose turn it is, "<department>|<kind of work>" (see `WorkKind`), and the day by which that is ordered
    turn: str | None = None
    turn_day: int | None = None

    #: the hash of the last event of this dossier's history; `version` says how many there are
    head: str = ""

    @property
    def open(self) -> bool:
        """Whether it counts as backlog: received, not closed, and with possible dates."""
        return self.state in OPEN and not self.problems

    @property
    def paused(self) -> bool:
        """Whether the clock stands."""
        return self.state in PAUSED

    @property
    def asked(self) -> Ask | None:
        """What the applicant was asked for before the dossier is taken in, and has not sent yet."""
        if self.state != "submitted" or not self.asks:
            return None
        answered = bool(self.supplies) and self.supplies[-1].at >= self.asks[-1].at
        return None if answered else self.asks[-1]

    @property
    def supplied(self) -> Supply | None:
        """What the applicant has sent since they were last asked, and nobody has taken in yet."""
        if not self.supplies:
            return None
        last = self.supplies[-1]
        if self.state == "submitted":
            return last if self.asks and last.at >= self.asks[-1].at else None
        if self.state == "supplement":
            return last if last.at >= self.pauses[-1].began_at else None
        return None

    @property
    def visit(self) -> Visit | None:
        """The open visit, if there is one."""
        if self.visits and self.visits[-1].left_at is None:
            return self.visits[-1]
        return None

    def document(self) -> dict[str, Any]:
        """The document as it is stored: no empty keys."""
        document = {
            name: value if type(value) in SCALARS else plain(value)
            for name, value in self.__dict__.items()
            if value or not (value is None or value in EMPTY)
        }
        return {"_id": document.pop("id"), **document}

    @classmethod
    def read(cls, document: dict[str, Any]) -> Dossier:
        """The dossier of a stored document.

        Raises pydantic.ValidationError where the document is not one.
        """
        return cls.model_validate(document)

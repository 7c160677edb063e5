"""What the API answers, as pydantic models: the OpenAPI description is made of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict

from dashboard.api.codes import OFFICIAL
from models.calendar import TermUnit
from models.dossier import OPEN, Dossier, FeeState, Outcome, PauseKind, State, Timeliness
from models.feed import Entry
from models.form import Form
from models.viewer import ScopeKind


class Local:
    """Instants in the Office's zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def __call__(self, at: datetime | None) -> datetime | None:
        """The same instant, told in the zone."""
        return None if at is None else self.sure(at)

    def sure(self, at: datetime) -> datetime:
        """As above, of an instant that there is."""
        return at.astimezone(self._zone)


class Answer(BaseModel):
    """Something that is answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Trouble(Answer):
    """One thing that is wrong, and where: a JSON pointer into the body, or the name of a parameter."""

    at: str
    detail: str


class ProblemDetails(Answer):
    """A refusal, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Trouble] | None = None
    #: of a fault of the system: what to tell the administrator
    incident: str | None = None


class OfficialState(Answer):
    """The state in the official list."""

    code: int
    key: str
    name: str

    @classmethod
    def of(cls, state: str) -> OfficialState:
        """The official one of a state of ours."""
        known = OFFICIAL[state]
        return cls(code=known.code, key=known.key, name=known.name)


class HealthAnswer(Answer):
    """Whether the Office can be used now."""

    status: Literal["ready"]


class TokenAnswer(Answer):
    """What the token is, without itself."""

    id: str
    name: str
    scopes: list[str]
    role: str
    dossiers: ScopeKind
    departments: list[str]
    fields: list[str]
    requests_per_minute: int
    expires_at: AwareDatetime


class TermAnswer(Answer):
    """The time limit of the law."""

    value: int
    unit: TermUnit


class ProcedureLine(Answer):
    """A procedure in the list. `taken_in`: whether anybody may apply for it today."""

    id: str
    national_code: str
    name: str
    field: str
    department: str | None
    levels: list[str]
    channels: list[str]
    online_level: str
    term: TermAnswer | None
    fee_vnd: int | None
    taken_in: bool


class ProcedureList(Answer):
    """One page of procedures; `after` leads to the next, None where there is none."""

    procedures: list[ProcedureLine]
    after: str | None


class PaperNeeded(Answer):
    """One component of the dossier."""

    id: str
    name: str
    name_en: str
    originals: int
    copies: int
    required: bool


class ProcedureAnswer(ProcedureLine):
    """A procedure with the revision under which a dossier of today is handled."""

    revision: str | None
    valid_from: date | None
    legal_basis: str
    fee_note: str
    result: str
    applicants: list[str]
    form: Form | None
    papers: list[PaperNeeded]


class PaperAnswer(Answer):
    """A file that waits for its submission."""

    id: str
    name: str
    type: str
    size: int
    sha256: str
    of: str


class Receipt(Answer):
    """What a submission has made. The same for every request with the same key, whatever came of it since."""

    code: str
    state: State
    official: OfficialState
    submitted_at: AwareDatetime
    procedure: str
    revision: str
    department: str
    channel: str


class PauseAnswer(Answer):
    """A time in which the clock stands."""

    kind: PauseKind
    began_at: AwareDatetime
    ended_at: AwareDatetime | None


class FeeAnswer(Answer):
    """What is to be paid."""

    amount_vnd: int
    state: FeeState


class DossierAnswer(Answer):
    """Where a dossier stands. It names nobody: no applicant, no official, no text that somebody wrote."""

    code: str
    state: State
    official: OfficialState
    open: bool
    outcome: Outcome | None
    timeliness: Timeliness | None
    procedure: str
    revision: str
    field: str
    department: str
    holder: str | None
    step: str | None
    level: str
    channel: str
    submitted_at: AwareDatetime | None
    received_at: AwareDatetime | None
    due_at: AwareDatetime | None
    original_due_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    returned_at: AwareDatetime | None
    pauses: list[PauseAnswer]
    fee: FeeAnswer | None
    version: int

    @classmethod
    def of(cls, dossier: Dossier, local: Local) -> DossierAnswer:
        """The answer about a dossier."""
        fee = dossier.fee
        return cls(
            code=dossier.id, state=dossier.state, official=OfficialState.of(dossier.state),
            open=dossier.state in OPEN, outcome=dossier.outcome, timeliness=dossier.timeliness,
            procedure=dossier.procedure, revision=dossier.revision, field=dossier.field,
            department=dossier.department, holder=dossier.holder, step=dossier.step, level=dossier.level,
            channel=dossier.channel, submitted_at=local(dossier.submitted_at),
            received_at=local(dossier.received_at), due_at=local(dossier.due_at),
            original_due_at=local(dossier.original_due_at), closed_at=local(dossier.closed_at),
            returned_at=local(dossier.returned_at),
            pauses=[
                PauseAnswer(kind=one.kind, began_at=local.sure(one.began_at), ended_at=local(one.ended_at))
                for one in dossier.pauses
            ],
            fee=None if fee is None else FeeAnswer(amount_vnd=fee.amount, state=fee.state),
            version=dossier.version,
        )  # fmt: skip


class EventAnswer(Answer):
    """One event of a dossier, and how the dossier stood after it. `cursor` is where it stands in the feed."""

    id: str
    cursor: str
    dossier: str
    n: int
    action: str
    state: State
    official: OfficialState
    at: AwareDatetime
    recorded_at: AwareDatetime
    procedure: str
    field: str
    department: str
    holder: str | None
    step: str | None
    due_at: AwareDatetime | None

    @classmethod
    def of(cls, entry: Entry, local: Local) -> EventAnswer:
        """The answer about an entry of the feed."""
        return cls(
            id=entry.id, cursor=str(entry.seq), dossier=entry.dossier, n=entry.n, action=entry.action,
            state=entry.state, official=OfficialState.of(entry.state),
            at=local.sure(entry.at), recorded_at=local.sure(entry.recorded_at), procedure=entry.procedure,
            field=entry.field, department=entry.department, holder=entry.holder, step=entry.step,
            due_at=local(entry.due_at),
        )  # fmt: skip


class EventList(Answer):
    """Some events in their order. Ask with `cursor` next; `more`: at once."""

    events: list[EventAnswer]
    cursor: str
    more: bool

"""The procedure (thủ tục hành chính), its revisions and their steps; who answers, who holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from models.calendar import TermUnit
from models.catalogue import IMPORTED_ORDER, Catalogue, Dated, Named, NamedCatalogue
from models.condition import Condition
from models.department import Department, DepartmentTree
from models.errors import MotcuaError
from models.form import Form
from models.naming import Slug
from models.opinion import Coordination
from models.store import Index

ApplicantKind = Literal["citizen", "business", "state_agency"]
OnlineLevel = Literal["full", "partial", "information"]
#: a draft is worked on, then read by a second person, then published; a discarded one stays to be read
RevisionState = Literal["draft", "review", "published", "discarded"]
StepKind = Literal[
    "intake",
    "review",
    "sign",
    "issue",
    "return",
    "check",
    "assign",
    "inspection",
    "forward",
    "external",
    "external_tax",
    "clock_stop_payment",
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(_Part):
    """The time limit of the law, in its own unit."""

    value: int
    unit: TermUnit


class Step(_Part):
    """One step of the process (bước).

    `id` is unique in its revision. `role` is the id of a step role. `where` says at whose desk:

    - "responsible": the responsible department;
    - "centre": the centre (`agency`, else the one that there is) where the responsible department takes in
      there, else that department's own one-stop section;
    - with an `agency` otherwise ("lead", "office", "tax", "police", …): that one;
    - else it is the id of a level ("district", "commune"): the agency of that level, see `holder_of`.

    `limit_minutes` are working minutes, 480 a day. `only_if`: the step is taken only where the answers
    of the form say so; without it always.

    `opinions`: the agencies whose opinions the step needs, asked for at once while the dossier stays with
    its holder; each has `opinion_minutes` (0: no limit), and with `silence` none by then is consent.
    """

    id: Slug
    seq: int
    name: str
    kind: StepKind
    role: str
    where: str
    agency: str | None = None
    limit_minutes: int
    only_if: Condition | None = None
    opinions: tuple[str, ...] = ()
    opinion_minutes: int = 0
    silence: bool = False

    @property
    def stops_clock(self) -> bool:
        """Whether the clock stands during the step, because the Office waits for a payment."""
        return self.kind == "clock_stop_payment"


class Component(_Part):
    """One component of the dossier (thành phần hồ sơ): how many originals and copies are handed in.

    `required`: without it the dossier is not complete. `demonstration`: made up for trials, not taken
    from the procedure's decision.
    """

    id: Slug
    name: str
    name_en: str = ""
    originals: int = 0
    copies: int = 0
    required: bool = True
    demonstration: bool = False


class Revision(Dated):
    """What held for dossiers received in its time: term, fee, form, components, steps (DESIGN §2.6).

    `form` is None where nothing but the applicant is asked for. `decision`: by which it was published.
    Only what is published is ever in force; `changed_by` and `changed_at` say who worked on it last.
    """

    procedure: str
    number: int
    term: Term
    fee_vnd: int = 0
    fee_note: str = ""
    channels: tuple[str, ...] = ()
    legal_basis: str = ""
    form: Form | None = None
    components: tuple[Component, ...] = ()
    steps: tuple[Step, ...] = ()
    state: RevisionState = "published"
    decision: str = ""
    changed_by: str = ""
    changed_at: datetime | None = None

    def in_force(self, on: date) -> bool:
        """Whether a dossier received on the day `on` is handled under it."""
        return self.state == "published" and super().in_force(on)

    def step(self, id: str) -> Step | None:
        """The step of that id, or None."""
        return next((step for step in self.steps if step.id == id), None)


class Procedure(Named):
    """What one may apply for.

    `department` leads it; None where each agency of its `levels` does. `interlinked` (liên thông):
    several agencies work on it under one receipt.
    """

    field: str = "none"
    department: str | None = None
    national_code: str = ""
    applicants: tuple[ApplicantKind, ...] = ()
    online_level: OnlineLevel = "information"
    levels: tuple[str, ...] = ()
    interlinked: bool = False
    result: str = ""
    note: str = ""


def responsible_for(procedure: Procedure, level: str, tree: DepartmentTree, place: str | None = None) -> str:
    """The id of the department that answers for a dossier of `procedure` taken up at `level`.

    At the level of the leading department it is that one; at another it is the agency of that level:
    `place` itself or above it (a district, or a commune in it). Raises `MotcuaError` where the
    procedure is not offered at the level or no place is known there.
    """
    if level not in procedure.levels:
        raise MotcuaError(
            f"Thủ tục “{procedure.name}” không thực hiện ở cấp này.",
            f"The procedure “{procedure.name}” is not offered at this level.",
        )
    if procedure.department is not None:
        lead = tree.current(procedure.department)
        if lead.level == level:
            return lead.id
    found = tree.above(place, level) if place is not None and place in tree else None
    if found is None:
        raise MotcuaError(
            f"Chưa chọn nơi giải quyết thủ tục “{procedure.name}”.",
            f"It is not said which place handles the procedure “{procedure.name}”.",
        )
    return tree.current(found.id, near=place).id


def coordination_of(step: Step, holder: str, tree: DepartmentTree) -> Coordination | None:
    """Whose opinions are asked for at `step` of `holder`: the agencies, or what they have become."""
    known = (tree.current(one).id for one in step.opinions if one in tree)
    asked = tuple(one for one in dict.fromkeys(known) if one != holder)
    if not asked:
        return None
    # No minutes are no limit, and without a limit nothing is silent too long.
    limit_ms = step.opinion_minutes * 60_000 or None
    return Coordination(
        departments=asked, limit_ms=limit_ms, silence=step.silence and limit_ms is not None
    )


def holder_of(step: Step, responsible: Department, tree: DepartmentTree, commune: str | None = None) -> str:
    """The id of the department that holds a dossier at `step`; always one that has not ended.

    `responsible` answers for the dossier, `commune` is the agency of the applicant's commune, if known.
    A step of a level goes to the responsible department if it is of that level, else to what is of it
    above that department or above the commune (which counts only where the department's area has it),
    else to the first below the department, else to the first of the level. Where the level is gone,
    the responsible department does the step itself.
    """
    responsible = tree.current(responsible.id, near=commune)
    if step.where == "responsible" or (step.where == "centre" and not responsible.at_centre):
        return responsible.id
    agency = step.agency or (tree.centre() if step.where == "centre" else None)
    if agency is not None:
        return tree.current(agency, near=responsible.id).id
    level = step.where
    below = tree.first_below(responsible.id, level)
    found = tree.above(responsible.id, level)
    if found is None and commune is not None and commune in tree:
        local = tree.current(commune, near=responsible.id)
        if below is None or tree.is_within(local.id, responsible.id):
            found = tree.above(local.id, level)
    found = found or below or tree.first_at(level) or responsible
    return tree.current(found.id, near=responsible.id).id


class Procedures(NamedCatalogue[Procedure]):
    """The procedures, those that have ended too."""

    COLLECTION = "procedures"
    document = Procedure

    def _made(self, id: str, name: str) -> Procedure:
        return Procedure(id=id, name=name, imported=True, order=IMPORTED_ORDER)


class Revisions(Catalogue[Revision]):
    """The revisions of all procedures."""

    COLLECTION = "revisions"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("procedure",)),)
    document = Revision

    def of(self, procedure: str) -> list[Revision]:
        """The revisions of one procedure, oldest first."""
        found = (self._read(one) for one in self._collection.find({"procedure": procedure}))
        return sorted(found, key=lambda one: one.number)

    def in_force(self, procedure: str, on: date) -> Revision | None:
        """The revision under which a dossier received on the day `on` is handled, or None."""
        return next((one for one in reversed(self.of(procedure)) if one.in_force(on)), None)

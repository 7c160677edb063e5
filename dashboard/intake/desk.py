"""Taking an application in: everything is checked here once more, whatever the screen has checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dashboard.access.roles import require
from dashboard.flow import Action, Intake
from dashboard.intake.form_model import Known, check
from dashboard.intake.papers import paper_of
from dashboard.intake.route import Desk, agency_code, desk_of, route_of
from models.department import DepartmentTree
from models.dossier import Answer, Applicant, Dossier, Fee, HandedIn
from models.dossiers import may_see
from models.errors import MotcuaError, NotAllowed
from models.form import Words, with_applicant
from models.procedure import Procedure, Revision
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: The answers of one form as JSON, in bytes: a dossier is read whole in every list that shows it.
LARGEST_ANSWERS = 16 * 1024
LONGEST_NOTE = 1_000
#: where a fault is that belongs to no field of the form
COMPONENTS, FEE, NOTE = "components", "fee", "note"


class FormFaults(MotcuaError):
    """What is wrong with the form, by field; "" and the names above are beside the form."""

    def __init__(self, faults: Mapping[str, Words]) -> None:
        first = next(iter(faults.values()))
        count = len(faults)
        more_vi = f" (và {count - 1} chỗ khác)" if count > 1 else ""
        more_en = f" (and {count - 1} more)" if count > 1 else ""
        super().__init__(
            f"Chưa tiếp nhận được: {first.vi}{more_vi}", f"Not taken in yet: {first.en}{more_en}"
        )
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Application:
    """What the screen, an import or the API hands in; `given` as typed, field → anything."""

    procedure: str
    revision: str
    level: str
    place: str | None
    channel: str
    given: Mapping[str, Any] = field(default_factory=dict)
    components: tuple[HandedIn, ...] = ()
    fee: Fee | None = None
    note: str = ""


def take_in(
    office: Office, viewer: Viewer, application: Application, change: str, *, accept: bool = True
) -> Dossier:
    """Make the dossier of an application, and accept it in the same breath unless told not to.

    `change` is made when the form is opened: the same form sent again gives the same dossier. Files
    kept for the draft of that id become the dossier's. Raises FormFaults, NotAllowed, ActionRefused,
    StoreError; then nothing is written, no number is used, and the draft stays.
    """
    require(viewer, "act.submit")
    if accept:
        require(viewer, "act.accept")
    known = office.events.known(change)
    if known is not None:
        return _seen(office, viewer, known.dossier)
    procedure, revision = resolved(office, application)
    tree = office.departments.tree(office.local_date())
    desk = desk_of(procedure, revision, tree, application.level, application.place)
    in_scope(viewer, procedure, desk, tree)
    intake = checked_intake(office, application, procedure, revision, desk, tree, change)

    def make(code: str) -> list[Action]:
        submit = Action(name="submit", intake=intake.model_copy(update={"code": code}))
        return [submit, Action(name="accept")] if accept else [submit]

    profile = office.profiles.current()
    agency = agency_code(tree, desk.responsible, None if profile is None else profile.province_code)
    dossier = office.commit.take_in(make, viewer.user_id, agency=agency, change=change)
    office.drafts.discard(change, viewer.user_id)
    office.habits.used(viewer.user_id, procedure.id, office.now())
    return dossier


def resolved(office: Office, application: Application) -> tuple[Procedure, Revision]:
    """The procedure and the revision in force today. Raises MotcuaError where the form is of another one."""
    procedure = office.procedures.get(application.procedure)
    revision = office.revisions.in_force(application.procedure, office.local_date())
    if procedure is None or revision is None or not procedure.in_force(office.local_date()):
        raise MotcuaError(
            "Thủ tục này hiện không tiếp nhận.", "This procedure is not taken in at present."
        )
    if application.revision != revision.id:
        raise MotcuaError(
            "Thủ tục vừa có phiên bản mới; hãy mở lại biểu mẫu (nội dung đã nhập vẫn còn trong bản nháp).",
            "The procedure has a new revision; open the form again (what was typed is kept in the draft).",
        )
    if application.channel not in revision.channels:
        raise MotcuaError(
            "Thủ tục không tiếp nhận bằng hình thức này.", "The procedure is not taken in by this channel."
        )
    return procedure, revision


def in_scope(viewer: Viewer, procedure: Procedure, desk: Desk, tree: DepartmentTree) -> None:
    """Raises NotAllowed where the viewer would not see the dossier that they are about to make."""
    if not may_take_in(viewer, procedure, desk):
        name = tree[desk.taken_in_by].name
        raise NotAllowed(
            f"Hồ sơ này do {name} tiếp nhận, ngoài phạm vi của bạn.",
            f"This dossier is taken in by {name}, outside your scope.",
        )


def may_take_in(viewer: Viewer, procedure: Procedure, desk: Desk) -> bool:
    """Whether the dossier would be within the viewer's scope."""
    stub = {"department": desk.responsible, "field": procedure.field, "holders": [desk.taken_in_by]}
    return may_see(stub, viewer)


def checked_intake(
    office: Office, application: Application, procedure: Procedure, revision: Revision, desk: Desk,
    tree: DepartmentTree, change: str,
) -> Intake:  # fmt: skip
    """The intake, without its code. Raises FormFaults with all that is wrong."""
    files = office.attachments.of_draft(change)
    form = with_applicant(revision.form)
    known = Known(
        today=office.local_date(),
        communes=office.commune_ids(),
        files={one.id: one.type for one in files},
    )
    checked = check(form, application.given, known)
    faults = dict(checked.faults) | faults_beside(application, revision)
    if len(json.dumps(checked.answers, ensure_ascii=False).encode()) > LARGEST_ANSWERS:
        faults[""] = Words(
            vi="Nội dung biểu mẫu quá dài; hãy rút ngắn hoặc nộp thành tệp đính kèm.",
            en="The form is too long; shorten it, or hand the text in as a file.",
        )
    if faults:
        raise FormFaults(faults)
    block = form.applicant()
    who = checked.answers.pop(block.id, {}) if block is not None else {}
    named = {one.id for one in revision.components} | {one.id for one in form.fields}
    return Intake(
        code="", procedure=procedure.id, revision=revision.id, field=procedure.field,
        department=desk.responsible, level=desk.level, channel=application.channel,
        applicant=Applicant(**who), term_value=revision.term.value, term_unit=revision.term.unit,
        route=route_of(revision, desk.responsible, tree, desk.place, checked.answers),
        answers=tuple(Answer(field=id, value=value) for id, value in checked.answers.items()),
        components=tuple(_named(one, revision) for one in application.components if _anything(one)),
        papers=tuple(paper_of(one) for one in files if one.of in named),
        fee=application.fee, note=application.note.strip(),
    )  # fmt: skip


def faults_beside(application: Application, revision: Revision) -> dict[str, Words]:
    """What is wrong beside the form: components, fee, note. A dossier is accepted when it is complete."""
    faults: dict[str, Words] = {}
    there = {one.component: one for one in application.components}
    missing = [
        one.name for one in revision.components
        if one.required and not (one.id in there and _anything(there[one.id]))
    ]  # fmt: skip
    if set(there) - {one.id for one in revision.components}:
        faults[COMPONENTS] = Words(
            vi="Có thành phần không thuộc thủ tục.", en="A component is not of the procedure."
        )
    elif missing:
        names = "; ".join(missing)[:700]
        faults[COMPONENTS] = Words(vi=f"Còn thiếu thành phần: {names}.", en=f"Components missing: {names}.")
    fee = application.fee
    if (0 if fee is None else fee.amount) < 0:
        faults[FEE] = Words(vi="Số tiền không được âm.", en="An amount of money is not negative.")
    if len(application.note) > LONGEST_NOTE:
        most = LONGEST_NOTE
        faults[NOTE] = Words(vi=f"Ghi chú dài quá {most} ký tự.", en=f"The note exceeds {most} letters.")
    return faults


def _anything(one: HandedIn) -> bool:
    return one.originals > 0 or one.copies > 0 or one.scanned


def _named(one: HandedIn, revision: Revision) -> HandedIn:
    """The component with its name as it was, because a dossier outlives the list."""
    name = next((each.name for each in revision.components if each.id == one.component), one.name)
    return one.model_copy(update={"name": name})


def _seen(office: Office, viewer: Viewer, code: str) -> Dossier:
    dossier = office.dossiers.get(code, viewer)
    if dossier is None:
        raise NotAllowed("Không tìm thấy hồ sơ.", "There is no such dossier.")
    return dossier

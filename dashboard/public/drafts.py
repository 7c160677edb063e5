"""A form that somebody fills in without an account: begun, saved, resumed from its link, sent once.

The link is the only key to it and is stored hashed. The id of the draft comes of the link too, so that a form
that is sent twice, or whose answer was lost, is one dossier, and its link leads to the receipt from then on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dashboard.access.lockout import Lockout, Policy
from dashboard.intake import papers
from dashboard.intake.content import MEGABYTE, FileRefused
from dashboard.intake.desk import COMPONENTS, Application
from dashboard.intake.form_model import Checked, Known, check
from dashboard.intake.online import CHANNEL, submit_online
from dashboard.names import APPLICANT
from dashboard.public.fields import defaults
from dashboard.public.keys import form_token
from dashboard.public.published import Offered
from models.attachment import Attachment
from models.audit import Entry
from models.dossier import Dossier, Fee, HandedIn
from models.draft import Draft
from models.errors import MotcuaError
from models.form import Form, Words, with_applicant

if TYPE_CHECKING:
    from dashboard.office import Office

#: forms that one address may begin: a whole village may be behind one router
BEGUN = Policy(free=30, first=timedelta(minutes=2), longest=timedelta(hours=1), forgets=timedelta(hours=1))
#: all files of one form that nobody has signed in for
LARGEST_MB = 60
MOST_FILES = 60


class NoForm(MotcuaError):
    """The link leads to no form that is being filled in."""

    def __init__(self) -> None:
        super().__init__(
            "Không có biểu mẫu này, hoặc đã quá 30 ngày. Xin bắt đầu lại từ trang thủ tục.",
            "There is no such form, or it is older than 30 days. Please begin again at the procedure.",
        )


class NotOffered(MotcuaError):
    """The procedure is not taken in online now."""

    def __init__(self) -> None:
        super().__init__(
            "Thủ tục này hiện không nhận hồ sơ trực tuyến. Xin nộp tại nơi tiếp nhận.",
            "This procedure is not taken in online at present. Please apply at the centre.",
        )


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that is being filled in, with all that its page shows."""

    draft: Draft
    offered: Offered
    form: Form
    files: tuple[Attachment, ...]
    checked: Checked
    #: the procedure has another revision than when the form was begun
    renewed: bool

    @property
    def answers(self) -> Mapping[str, Any]:
        """What was typed, field → anything."""
        found: Mapping[str, Any] = self.draft.given.get("answers") or {}
        return found

    @property
    def place(self) -> str:
        """Where it is handed in: "level|place"; "" where nothing is chosen yet."""
        return str(self.draft.given.get("place", ""))

    @property
    def note(self) -> str:
        """What the applicant wants to say beside the form."""
        return str(self.draft.given.get("note", ""))

    def of(self, place: str) -> list[Attachment]:
        """The files under a component or a field."""
        return [one for one in self.files if one.of == place]


def writer_of(token: str) -> str:
    """Whose draft it is: whoever has the link."""
    return "online:" + hashlib.sha256(f"writer|{token}".encode()).hexdigest()


def change_of(token: str) -> str:
    """The id of the draft, and of the change that sending it will be."""
    return hashlib.sha256(f"change|{token}".encode()).hexdigest()[:32]


def offered_online(office: Office, procedure: str) -> Offered:
    """The procedure, if it is taken in online. Raises NotOffered."""
    found = office.published.offered().get(procedure)
    if found is None or not found.online or not office.publications.current().takes_online:
        raise NotOffered
    return found


def begin(office: Office, procedure: str, address: str) -> str:
    """A new form of a procedure; its link. Raises NotOffered, Locked."""
    offered = offered_online(office, procedure)
    Lockout(office.attempts, "begin:", address=BEGUN).spend(address, office.now())
    token, now = form_token(), office.now()
    desks = office.published.desks(offered)
    given: dict[str, Any] = {"answers": defaults(with_applicant(offered.revision.form))}
    if len(desks) == 1:
        given["place"] = next(iter(desks))
    office.drafts.save(
        Draft(
            id=change_of(token), user=writer_of(token), procedure=procedure, revision=offered.revision.id,
            begun_at=now, touched_at=now, given=given,
        )
    )  # fmt: skip
    return token


def opened(office: Office, token: str) -> Begun:
    """The form behind a link. Raises NoForm, NotOffered."""
    draft = office.drafts.get(change_of(token), writer_of(token))
    if draft is None:
        raise NoForm
    offered = offered_online(office, draft.procedure)
    renewed = draft.revision != offered.revision.id
    form = with_applicant(offered.revision.form)
    files = tuple(office.attachments.of_draft(draft.id))
    known = Known(office.local_date(), office.commune_ids(), {one.id: one.type for one in files})
    checked = check(form, given_of(form, draft, files), known)
    return Begun(draft, offered, form, files, checked, renewed)


def given_of(form: Form, draft: Draft, files: tuple[Attachment, ...]) -> dict[str, Any]:
    """The answers, with the files handed in under its fields; without what the form no longer asks."""
    answers = draft.given.get("answers") or {}
    given = {one.id: answers[one.id] for one in form.fields if one.answers and one.id in answers}
    for one in form.fields:
        if one.kind == "attachment":
            given[one.id] = [each.id for each in files if each.of == one.id]
    return given


def save(office: Office, token: str, given: Mapping[str, Any]) -> None:
    """Keep what was typed. Raises NoForm, MotcuaError where it is too long; what was kept before stays."""
    draft = office.drafts.get(change_of(token), writer_of(token))
    if draft is None:
        raise NoForm
    offered = offered_online(office, draft.procedure)
    update = {"given": dict(given), "touched_at": office.now(), "revision": offered.revision.id}
    office.drafts.save(draft.model_copy(update=update))


def hand_in(office: Office, token: str, opened_form: Begun, of: str, name: str, content: bytes) -> None:
    """Keep a file under a component or field. Raises FileRefused."""
    room_online(opened_form.files, len(content), name)
    field = opened_form.form.field(of)
    papers.keep_for(
        office,
        writer_of(token),
        opened_form.draft.id,
        of,
        name,
        content,
        () if field is None else field.types,
    )


def room_online(files: tuple[Attachment, ...], size: int, name: str) -> None:
    """Raises FileRefused where the files that came online would become too many or too large together."""
    if len(files) >= MOST_FILES or sum(one.size for one in files) + size > LARGEST_MB * MEGABYTE:
        raise FileRefused(
            f"Nộp trực tuyến tối đa {MOST_FILES} tệp, {LARGEST_MB} MB cộng lại; chưa nhận “{name[:60]}”.",
            f"Online at most {MOST_FILES} files, {LARGEST_MB} MB together; “{name[:60]}” was not taken.",
        )


def take_back(office: Office, token: str, file: str) -> None:
    """Remove a file of this form; nothing happens to any other."""
    about = office.attachments.get(file)
    if about is not None and about.draft == change_of(token) and about.owner == writer_of(token):
        office.attachments.discard(file)


def faults_of(office: Office, form: Begun) -> dict[str, Words]:
    """All that keeps the form from being sent, by field; `place` and `components` beside the fields."""
    faults = dict(form.checked.faults)
    if form.place not in office.published.desks(form.offered):
        faults["place"] = Words(vi="Hãy chọn nơi nộp hồ sơ.", en="Choose where the application goes.")
    missing = [one.name for one in form.offered.revision.components if one.required and not form.of(one.id)]
    if missing:
        names = "; ".join(missing)[:700]
        faults[COMPONENTS] = Words(vi=f"Còn thiếu giấy tờ: {names}.", en=f"Papers missing: {names}.")
    return faults


def send(office: Office, token: str, address: str) -> Dossier:
    """Send the form: the dossier that it is from now on; the same one where it was sent before.

    Raises NoForm, NotOffered, FormFaults, StoreError; then nothing is written, and the form stays.
    """
    before = sent(office, token)
    if before is not None:
        return before
    form = opened(office, token)
    level, _, place = form.place.partition("|")
    fee = form.offered.revision.fee_vnd
    application = Application(
        procedure=form.draft.procedure, revision=form.draft.revision, level=level, place=place or None,
        channel=CHANNEL, given=given_of(form.form, form.draft, form.files), note=form.note,
        fee=Fee(amount=fee) if fee else None,
        components=tuple(
            HandedIn(component=one.id, name=one.name, scanned=True)
            for one in form.offered.revision.components if form.of(one.id)
        ),
    )  # fmt: skip
    dossier = submit_online(office, application, form.draft.id, writer_of(token))
    office.audit.add_once(
        Entry(
            id=f"submitted_online:{form.draft.id}", at=office.now(), actor=APPLICANT,
            action="submitted_online", subject=dossier.id, address=address,
        )
    )  # fmt: skip
    return dossier


def sent(office: Office, token: str) -> Dossier | None:
    """The dossier that the form behind the link has become; None where it was not sent, or long ago."""
    known = office.events.known(change_of(token))
    dossier = None if known is None else office.dossiers.for_change(known.dossier)
    if dossier is None or dossier.submitted_day is None:
        return None
    return dossier if office.today() - dossier.submitted_day <= 30 else None

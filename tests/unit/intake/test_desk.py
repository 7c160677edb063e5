"""Taking an application in: what is checked, what is kept, and what comes back from the same form twice."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard.flow import ActionRefused
from dashboard.intake import papers
from dashboard.intake.applicants import find_again
from dashboard.intake.content import FileRefused
from dashboard.intake.desk import Application, FormFaults, take_in
from dashboard.office import Office
from models.attachment import Gone
from models.condition import Clause, Condition
from models.department import DepartmentTree
from models.dossier import Applicant, Fee, HandedIn
from models.draft import KEPT, Draft
from models.errors import MotcuaError, NotAllowed
from models.form import Form, FormField, Option, Words
from models.procedure import Component, Revision
from models.viewer import Scope, Viewer
from tests.unit.intake.conftest import NOW
from tests.unit.intake.test_content import pdf

CLERK = Viewer(
    user_id="an", name="An", role="clerk", scope=Scope(kind="department", departments=frozenset({"TTPVHCC"}))
)
STRANGER = CLERK.model_copy(
    update={"user_id": "binh", "scope": Scope(kind="department", departments=frozenset({"H-899"}))}
)
PROCEDURE = "P180"
#: by the real clock: the store itself forgets drafts that are a month old
JUST_NOW = datetime.now(UTC).replace(microsecond=0)
WHO = {"name": "Nguyễn Văn  An", "phone": "+84 912 345 678", "identity": "091 090 000 001"}
FORM = Form(
    fields=(
        FormField(id="nguoi_nop", kind="applicant", required=True, label=Words(vi="Người nộp")),
        FormField(
            id="loai", kind="choice", required=True, label=Words(vi="Loại"),
            options=(Option(value="moi", label=Words(vi="Mới")), Option(value="doi", label=Words(vi="Đổi"))),
        ),
        FormField(
            id="so_cu", kind="text", label=Words(vi="Số cũ"), required=True,
            show_if=Condition(clauses=(Clause(field="loai", op="is", value="doi"),)),
        ),
        FormField(id="so_ban", kind="number", label=Words(vi="Số bản"), least=1, most=20),
        FormField(id="tep", kind="attachment", label=Words(vi="Tệp"), types=("pdf",)),
    )
)  # fmt: skip


@pytest.fixture
def revision(office: Office) -> Revision:
    """The procedure's revision with a form and one component of its own."""
    found = office.revisions.in_force(PROCEDURE, office.local_date())
    assert found is not None
    component = Component(id="to_khai", name="Tờ khai", originals=1)
    changed = found.model_copy(update={"form": FORM, "components": (component,)})
    office.revisions.put_many([changed])
    return changed


def application(revision: Revision, /, **more: Any) -> Application:
    facts: dict[str, Any] = {
        "procedure": PROCEDURE, "revision": revision.id, "level": "province", "place": None,
        "channel": "counter", "given": {"nguoi_nop": WHO, "loai": "moi", "so_ban": "3"},
        "components": (HandedIn(component="to_khai", originals=1),), "fee": Fee(amount=24_000),
    }  # fmt: skip
    return Application(**(facts | more))


def test_a_dossier_keeps_what_was_handed_in_as_it_was_meant(office: Office, revision: Revision) -> None:
    dossier = take_in(office, CLERK, application(revision), "form-1")
    assert dossier.id == "H33.904-260828-0001"
    assert dossier.state == "received"
    assert dossier.applicant == Applicant(name="Nguyễn Văn An", phone="0912345678", identity="091090000001")
    assert [(one.field, one.value) for one in dossier.answers] == [("loai", "moi"), ("so_ban", 3)]
    assert dossier.components == (HandedIn(component="to_khai", name="Tờ khai", originals=1),)
    assert dossier.fee == Fee(amount=24_000)
    assert dossier.route[0].holder == "TTPVHCC"
    assert office.dossiers.get(dossier.id, CLERK) == dossier
    assert office.dossiers.get(dossier.id, STRANGER) is None
    assert [row.id for row in office.finder.find(CLERK, "nguyen van an").rows] == [dossier.id]


def test_the_same_form_sent_twice_is_one_dossier(office: Office, revision: Revision) -> None:
    first = take_in(office, CLERK, application(revision), "form-1")
    again = take_in(office, CLERK, application(revision, note="lần hai"), "form-1")
    assert again == first
    assert office.dossiers.count() == 1
    with pytest.raises(NotAllowed):
        take_in(office, STRANGER, application(revision), "form-1")


def test_every_fault_is_told_at_its_place_and_nothing_is_written(office: Office, revision: Revision) -> None:
    times = {"begun_at": JUST_NOW, "touched_at": JUST_NOW}
    office.drafts.save(Draft(_id="form-1", user="an", procedure=PROCEDURE, revision=revision.id, **times))
    given = {"nguoi_nop": {"name": "An", "phone": "12"}, "loai": "doi", "so_ban": 50}
    bad = application(revision, given=given, components=())
    with pytest.raises(FormFaults) as told:
        take_in(office, CLERK, bad, "form-1")
    assert set(told.value.faults) == {"nguoi_nop", "so_cu", "so_ban", "components"}
    assert "Tờ khai" in told.value.faults["components"].vi
    assert all(words.vi and words.en for words in told.value.faults.values())
    assert office.dossiers.count() == 0
    assert office.drafts.get("form-1", "an") is not None
    assert take_in(office, CLERK, application(revision), "form-1").id.endswith("-0001")
    assert office.drafts.get("form-1", "an") is None


def test_a_draft_is_its_writers_alone(office: Office) -> None:
    mine = Draft(
        _id="d", user="an", procedure="P1", revision="P1-1", begun_at=JUST_NOW, touched_at=JUST_NOW,
        given={"a.b$": [{"x": 1}], "tên": "Ế"},
    )  # fmt: skip
    office.drafts.save(mine)
    assert office.drafts.get("d", "an") == mine
    assert office.drafts.get("d", "binh") is None
    with pytest.raises(MotcuaError):
        office.drafts.save(mine.model_copy(update={"user": "binh", "given": {}}))
    with pytest.raises(MotcuaError):
        office.drafts.save(mine.model_copy(update={"given": {"a": "x" * 70_000}}))
    office.drafts.discard("d", "binh")
    assert office.drafts.of("an") == [mine]
    office.drafts.discard("d", "an")
    assert office.drafts.of("an") == []


def test_a_desk_outside_the_scope_is_refused(office: Office, revision: Revision) -> None:
    with pytest.raises(NotAllowed, match="ngoài phạm vi"):
        take_in(office, STRANGER, application(revision), "form-1")
    at_rach_gia = application(revision, level="district", place="H-899")
    assert take_in(office, STRANGER, at_rach_gia, "form-1").department == "H-899"
    with pytest.raises(MotcuaError, match="Chưa chọn nơi"):
        take_in(office, STRANGER, application(revision, level="district"), "form-2")


def test_a_role_that_takes_nothing_in_is_refused(office: Office, revision: Revision) -> None:
    leader = CLERK.model_copy(update={"role": "leadership"})
    with pytest.raises(NotAllowed):
        take_in(office, leader, application(revision), "form-1")


def test_a_form_of_an_old_revision_or_a_closed_channel_is_refused(office: Office, revision: Revision) -> None:
    with pytest.raises(MotcuaError, match="phiên bản mới"):
        take_in(office, CLERK, application(revision, revision="P180-0"), "form-1")
    office.revisions.put_many([revision.model_copy(update={"channels": ("online",)})])
    with pytest.raises(MotcuaError, match="hình thức"):
        take_in(office, CLERK, application(revision), "form-1")


def test_an_application_from_outside_waits_to_be_accepted(office: Office, revision: Revision) -> None:
    dossier = take_in(office, CLERK, application(revision, channel="online"), "form-1", accept=False)
    assert (dossier.state, dossier.received_at) == ("submitted", None)
    day = office.today()
    waiting = office.dossiers.at_desk("TTPVHCC", "accept", day - 30, day + 30, CLERK)
    assert [one.id for one in waiting] == [dossier.id]
    assert office.dossiers.at_desk("TTPVHCC", "accept", day - 30, day + 30, STRANGER) == []


def test_files_of_the_draft_become_the_dossiers_with_their_hash(office: Office, revision: Revision) -> None:
    content = pdf(2)
    about = papers.keep(office, CLERK, "form-1", "tep", "../sổ hộ khẩu.pdf", content)
    assert papers.keep(office, CLERK, "form-1", "tep", "khác.pdf", content) == about
    given = {"nguoi_nop": WHO, "loai": "moi", "tep": [about.id]}
    dossier = take_in(office, CLERK, application(revision, given=given), "form-1")
    assert [(paper.name, paper.of) for paper in dossier.papers] == [("sổ hộ khẩu.pdf", "tep")]
    assert dossier.papers[0].sha256 == hashlib.sha256(content).hexdigest()
    assert office.attachments.of_draft("form-1") == []
    assert papers.read(office, CLERK, dossier.id, about.id) == (dossier.papers[0], content)
    assert office.audit.about(dossier.id)[0].action == "paper_opened"
    with pytest.raises(NotAllowed):
        papers.read(office, STRANGER, dossier.id, about.id)
    papers.drop(office, CLERK, about.id)
    assert papers.read(office, CLERK, dossier.id, about.id)[1] == content
    leader = CLERK.model_copy(update={"user_id": "chief", "role": "leadership", "scope": Scope()})
    with pytest.raises(NotAllowed, match="dữ liệu cá nhân"):
        papers.read(office, leader, dossier.id, about.id)
    assert papers.read(office, leader, dossier.id, about.id, lifted=True)[1] == content


def test_a_file_that_was_changed_in_the_store_is_not_given_out(office: Office, revision: Revision) -> None:
    about = papers.keep(office, CLERK, "form-1", "tep", "a.pdf", pdf())
    given = {"nguoi_nop": WHO, "loai": "moi", "tep": [about.id]}
    dossier = take_in(office, CLERK, application(revision, given=given), "form-1")
    pieces = office.store.collection("papers.chunks")
    pieces.update_one({"files_id": about.id}, {"$set": {"data": b"x" * about.size}})
    with pytest.raises(FileRefused, match="bị thay đổi"):
        papers.read(office, CLERK, dossier.id, about.id)


def test_what_is_refused_is_not_stored_and_what_is_discarded_is_gone(office: Office) -> None:
    for name, content in (("a.pdf", b"MZ" + b"\0" * 100), ("a.pdf", b""), ("../../b.pdf", b"<html>")):
        with pytest.raises(FileRefused):
            papers.keep(office, CLERK, "d", "tep", name, content)
    assert office.attachments.of_draft("d") == []
    assert not office.store.holds("papers.chunks")
    about = papers.keep(office, CLERK, "d", "tep", "a.pdf", pdf())
    with pytest.raises(NotAllowed):
        papers.drop(office, STRANGER, about.id)
    assert office.attachments.discard_draft("d") == 1
    assert not office.store.holds("papers.chunks")
    with pytest.raises(Gone):
        office.attachments.content(about.id)


def test_files_of_forgotten_drafts_are_swept_away_and_those_of_dossiers_stay(
    office: Office, revision: Revision
) -> None:
    about = papers.keep(office, CLERK, "form-1", "tep", "a.pdf", pdf())
    take_in(office, CLERK, application(revision), "form-1")
    forgotten = papers.keep(office, CLERK, "form-2", "tep", "b.pdf", pdf(2))
    assert office.attachments.sweep(NOW) == 0
    assert office.attachments.sweep(NOW + KEPT) == 1
    assert office.attachments.get(forgotten.id) is None
    assert office.attachments.get(about.id) is not None


def test_an_applicant_is_found_again_by_the_whole_number_and_within_the_scope(
    office: Office, revision: Revision
) -> None:
    take_in(office, CLERK, application(revision), "form-1")
    for number in ("0912345678", "+84 912 345 678", "091090000001"):
        assert [who.name for who in find_again(office, CLERK, number)] == ["Nguyễn Văn An"]
    assert find_again(office, STRANGER, "0912345678") == []
    assert find_again(office, CLERK, "0912345679") == []
    with pytest.raises(MotcuaError):
        find_again(office, CLERK, "5678")
    looked = [one for one in office.audit.about("…678") if one.action == "applicant_looked_up"]
    assert len(looked) == 3
    assert {one.actor for one in looked} == {"an", "binh"}


def test_the_agencies_of_the_demonstration_have_codes(office: Office) -> None:
    tree: DepartmentTree = office.departments.tree(office.local_date())
    assert all(one.code for one in tree.in_force())


def test_a_procedure_without_steps_is_refused(office: Office, revision: Revision) -> None:
    office.revisions.put_many([revision.model_copy(update={"steps": ()})])
    with pytest.raises(MotcuaError, match="chưa có quy trình"):
        take_in(office, CLERK, application(revision), "form-1")
    assert not issubclass(FormFaults, ActionRefused)

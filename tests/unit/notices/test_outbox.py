"""What a change tells, and to whom: written with the change or not at all, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.flow import Action, ActionName, ActionRefused
from dashboard.notices.scan import scan
from dashboard.office import Office
from models.errors import AlreadyThere
from models.viewer import SYSTEM, Scope, Viewer
from seed.notice_templates import notice_templates
from tests.unit.notices.conftest import Clock
from tests.unit.notices.helpers import MAIL, PHONE, account, arrived, kinds, outbox

CODE = "H33-0001"


def test_a_receipt_is_told_by_every_medium_that_there_is_an_address_for(office: Office) -> None:
    arrived(office)
    told = outbox(office)
    assert [(n.template, n.medium, n.address, n.state) for n in told] == [
        ("received", "email", MAIL, "queued"),
        ("received", "webhook", PHONE, "queued"),
    ]
    assert told[0].subject == f"Đã tiếp nhận hồ sơ {CODE}"
    assert "Kính gửi Nguyễn Thị An," in told[0].body
    assert "08:00 01/06/2026" in told[0].body
    assert "17:00 08/06/2026" in told[0].body
    assert "{" not in told[0].body


def test_an_applicant_is_led_to_the_page_to_follow_without_a_secret_where_there_is_a_public_address(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived(office)
    assert not any("Theo dõi" in told.body or "{follow}" in told.body for told in outbox(office))
    settings = office.settings.model_copy(update={"public_url": "https://motcua.example.vn"})
    monkeypatch.setattr(office, "settings", settings)
    arrived(office, "H33-0002")
    told = outbox(office, "H33-0002")
    assert len(told) == 2
    for notice in told:
        line = notice.body.splitlines()[-1]
        assert line == "Theo dõi hồ sơ: https://motcua.example.vn/cong/tra-cuu?ma=H33-0002"
        assert office.secrets.qr_secret("H33-0002") not in notice.body


def test_every_shipped_notice_to_applicants_leads_to_the_page_and_none_to_staff_does() -> None:
    for one in notice_templates():
        for body in (one.body_vi, one.body_en):
            assert ("{follow}" in body) == (one.audience == "applicant"), one.id


def test_who_left_no_address_is_told_nothing(office: Office) -> None:
    arrived(office, mail="", phone="")
    assert outbox(office) == []


@pytest.mark.parametrize(
    ("action", "template"),
    [
        ("ask_supplement", "supplement"),
        ("ask_payment", "payment"),
        ("reject", "rejected"),
        ("stop", "stopped"),
    ],
)
def test_each_action_that_concerns_the_applicant_is_told_with_its_reason(
    office: Office, action: ActionName, template: str
) -> None:
    arrived(office)
    office.commit.act(CODE, Action(name=action, reason="thiếu bản vẽ"), "x")
    told = [notice for notice in outbox(office) if notice.template == template]
    assert [notice.medium for notice in told] == ["email", "webhook"]
    assert "thiếu bản vẽ" in told[0].body


def test_a_result_and_an_apology_are_told(office: Office, clock: Clock) -> None:
    dossier = arrived(office)
    assert dossier.due_at is not None
    later = dossier.due_at + timedelta(days=7)
    office.commit.act(CODE, Action(name="extend", reason="chờ xác minh", due_at=later), "x")
    (apology, _) = [notice for notice in outbox(office) if notice.template == "extended"]
    assert "17:00 08/06/2026" in apology.body
    assert "17:00 15/06/2026" in apology.body
    for name in ("finish", "start", "finish", "start", "resolve"):
        office.commit.act(CODE, Action(name=name), "x")  # type: ignore[arg-type]
    assert ("ready", "email") in kinds(office)


def test_a_refused_action_tells_nobody(office: Office) -> None:
    arrived(office)
    before = outbox(office)
    with pytest.raises(ActionRefused):
        office.commit.act(CODE, Action(name="stop"), "x")
    assert outbox(office) == before


def test_a_notice_that_cannot_be_written_undoes_its_change(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = arrived(office)

    def fail(*_: object) -> None:
        raise AlreadyThere("Đã có.", "There already.")

    monkeypatch.setattr(office.notices, "add", fail)
    with pytest.raises(ActionRefused):
        office.commit.act(CODE, Action(name="stop", reason="x"), "x")
    assert office.dossiers.for_change(CODE) == seen


def test_a_repeated_change_is_told_once(office: Office) -> None:
    arrived(office)
    for _ in range(2):
        office.commit.act(CODE, Action(name="stop", reason="x"), "x", change="c1")
    assert [kind for kind in kinds(office) if kind[0] == "stopped"] == [
        ("stopped", "email"),
        ("stopped", "webhook"),
    ]


def test_whoever_is_given_a_dossier_by_another_is_told_in_their_language(office: Office) -> None:
    account(office, "an", "an.cb@example.vn", "en")
    account(office, "gone", "gone@example.vn", disabled=True)
    arrived(office)
    office.commit.act(CODE, Action(name="reassign", assignee="an"), "head")
    told = [notice for notice in outbox(office) if notice.template == "assigned"]
    assert [(notice.medium, notice.address) for notice in told] == [
        ("email", "an.cb@example.vn"),
        ("webhook", "an"),
    ]
    assert told[0].subject == f"Dossier {CODE} was assigned to you"
    office.commit.act(CODE, Action(name="reassign", assignee="gone"), "head")
    assert kinds(office).count(("assigned", "email")) == 1


def test_whoever_takes_a_dossier_himself_is_not_told(office: Office) -> None:
    account(office, "an", "an.cb@example.vn")
    arrived(office)
    office.commit.act(CODE, Action(name="finish"), "clerk")
    office.commit.act(CODE, Action(name="start"), "an")
    assert ("assigned", "email") not in kinds(office)


def test_a_template_that_is_off_or_without_a_medium_makes_no_notice(office: Office) -> None:
    template = office.notice_templates.get("received")
    assert template is not None
    office.notice_templates.put_many([template.model_copy(update={"media": ("email",)})])
    office.outbox.forget()
    arrived(office)
    assert kinds(office) == [("received", "email")]
    office.notice_templates.put_many([template.model_copy(update={"enabled": False})])
    office.outbox.forget()
    arrived(office, "H33-0002")
    assert outbox(office, "H33-0002") == []


def test_a_dossier_is_told_late_once_and_again_only_for_another_due_day(office: Office, clock: Clock) -> None:
    account(office, "an", "an.cb@example.vn")
    dossier = arrived(office)
    office.commit.act(CODE, Action(name="reassign", assignee="an"), "head")
    assert scan(office) == 0  # due in five working days
    clock.forward(days=6)  # Sunday; the next working day is the due day
    assert scan(office) == 2
    assert scan(office) == 0
    assert ("due_soon", "email") in kinds(office)
    clock.forward(days=2)
    assert scan(office) == 4
    assert scan(office) == 0
    assert [kind for kind in kinds(office) if kind[0] in ("late", "overdue")] == [
        ("late", "email"), ("late", "webhook"), ("overdue", "email"), ("overdue", "webhook"),
    ]  # fmt: skip
    office.commit.act(CODE, Action(name="ask_supplement", reason="x"), "an")
    clock.forward(days=3)
    assert scan(office) == 0, "the clock stands"
    office.commit.act(CODE, Action(name="receive_supplement"), "an")
    moved = office.dossiers.for_change(CODE)
    assert moved is not None
    assert moved.due_day != dossier.due_day
    clock.forward(days=4)
    assert scan(office) == 4, "late again, for the day to which it was moved"


def test_notices_are_seen_within_the_scope_of_their_dossier(office: Office) -> None:
    dossier = arrived(office)
    own = Viewer(user_id="a", name="a", role="manager",
                 scope=Scope(kind="department", departments=frozenset({dossier.department})))  # fmt: skip
    other = own.model_copy(update={"scope": Scope(kind="department", departments=frozenset({"Z"}))})
    day = office.today()
    assert len(office.notices.between(["queued"], day, day, own)) == 2
    assert office.notices.between(["queued"], day, day, other) == []
    assert office.notices.between(["sent"], day, day, own) == []
    assert office.notices.of(CODE, other) == []
    (first, _) = outbox(office)
    assert office.notices.get(first.id, own) == first
    assert office.notices.get(first.id, other) is None
    assert office.notices.counts()["queued"] == 2
    assert office.notices.get("nothing", SYSTEM) is None


def test_a_list_is_read_from_the_newest_day_on_and_no_further_than_it_is_shown(
    office: Office, clock: Clock
) -> None:
    for number in range(4):
        arrived(office, f"H33-000{number}")
        clock.forward(days=1)
    last = office.today()
    newest = office.notices.between(["queued", "sent"], last - 30, last, SYSTEM, limit=3)
    assert [notice.dossier for notice in newest] == ["H33-0003", "H33-0003", "H33-0002"]
    assert len(office.notices.between(["queued"], last - 30, last, SYSTEM)) == 8
    assert len(office.notices.between(["queued"], last - 2, last, SYSTEM)) == 4

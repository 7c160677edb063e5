"""The intake page, as a clerk works on it: find, fill in, hand over the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.config import Settings
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.ui import intake_queue
from models.viewer import Scope, Viewer
from seed.load import load_reference
from tests.stores import leave

PAGE = Path(__file__).resolve().parents[2] / "pages" / "intake.py"
CLERK = Viewer(
    user_id="an", name="An", role="clerk", scope=Scope(kind="department", departments=frozenset({"TTPVHCC"}))
)


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database="test_page_intake", data=tmp_path_factory.mktemp("intake"))
    # The real clock: the store itself forgets drafts that are a month old.
    office = Office.open(settings, mongodb_uri)
    load_reference(office.store)
    install(office)
    yield office
    install(None)
    leave(office)


@pytest.fixture(autouse=True)
def clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "viewer", lambda: CLERK)


def page(**params: str) -> AppTest:
    test = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in params.items():
        test.query_params[name] = value
    return well(test.run())


def well(test: AppTest) -> AppTest:
    assert not test.exception, test.exception
    return test


def asked(test: AppTest, name: str) -> str:
    value = test.query_params[name]
    return value if isinstance(value, str) else value[0]


def opened(typed: str = "ban sao trich luc", procedure: str = "P180") -> tuple[AppTest, str]:
    test = page()
    well(test.text_input(key="intake_find").set_value(typed).run())
    well(test.button(key=f"choose:{procedure}").click().run())
    return test, asked(test, "form")


def fill(test: AppTest, id: str, **values: str) -> AppTest:
    for part, value in values.items():
        test.text_input(key=f"{id}:nguoi_nop:{part}").set_value(value)
    return well(test.run())


def texts(test: AppTest) -> str:
    return " ".join(str(block.proto.body) for block in test.get("html"))


def taken_in(office: Office, **who: str) -> str:
    test, id = opened()
    fill(test, id, **({"phone": "0912345678", "identity": "091090000001", "name": "Danh Thị Lan"} | who))
    test.radio(key=f"{id}:loai_giay").set_value("khai_sinh")
    well(test.button(key=f"{id}:all").click().run())
    well(test.button(key=f"{id}:go").click().run())
    return asked(test, "receipt")


def test_a_simple_dossier_is_taken_in_and_its_receipt_explains_the_due_date(office: Office) -> None:
    code = taken_in(office)
    dossier = office.dossiers.get(code, CLERK)
    assert dossier is not None
    assert (dossier.state, dossier.applicant.name) == ("received", "Danh Thị Lan")
    assert [(one.field, one.value) for one in dossier.answers] == [
        ("loai_giay", "khai_sinh"), ("so_ban", 1), ("nop_thay", False),
    ]  # fmt: skip
    assert dossier.fee is not None and dossier.fee.amount == 8_000
    assert [one.name for one in dossier.components] == ["Tờ khai cấp bản sao trích lục hộ tịch"]
    receipt = page(receipt=code)
    assert code in texts(receipt)
    assert "trong ngày" in texts(receipt)
    assert office.drafts.of("an") == []


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(office: Office) -> None:
    before = office.dossiers.count()
    test, id = opened()
    fill(test, id, phone="12", name="Lan")
    assert "Điện thoại: " not in texts(test)
    assert "Số điện thoại: Số điện thoại có 10" in texts(test)
    well(test.button(key=f"{id}:go").click().run())
    assert len(test.error) == 1
    told = texts(test)
    assert "Mục này phải điền" in told
    assert "Còn thiếu thành phần: Tờ khai" in told
    assert test.text_input(key=f"{id}:nguoi_nop:name").value == "Lan"
    assert office.dossiers.count() == before
    office.drafts.discard(id, "an")


def test_a_field_appears_when_its_condition_holds(office: Office) -> None:
    test, id = opened()
    keys = {one.key for one in test.text_input}
    assert f"{id}:nguoi_duoc_cap" not in keys
    well(test.radio(key=f"{id}:nop_thay").set_value(True).run())
    assert f"{id}:nguoi_duoc_cap" in {one.key for one in test.text_input}
    office.drafts.discard(id, "an")


def test_a_half_filled_form_survives_a_reload_and_can_be_thrown_away(office: Office) -> None:
    test, id = opened()
    fill(test, id, name="Lý Văn Hải")
    well(test.radio(key=f"{id}:nop_thay").set_value(True).run())
    well(test.text_input(key=f"{id}:nguoi_duoc_cap").set_value("Lý Thị Mai").run())
    well(test.checkbox(key=f"{id}:c:to_khai").set_value(True).run())
    again = page(form=id)
    assert again.text_input(key=f"{id}:nguoi_nop:name").value == "Lý Văn Hải"
    assert again.text_input(key=f"{id}:nguoi_duoc_cap").value == "Lý Thị Mai"
    assert again.checkbox(key=f"{id}:c:to_khai").value is True
    listed = page()
    assert "Lý Văn Hải" in texts(listed)
    well(listed.button(key=f"discard:{id}").click().run())
    assert office.drafts.of("an") == []
    assert len(page(form=id).warning) == 1


def test_a_form_sent_again_shows_the_receipt_of_the_first_time(office: Office) -> None:
    test, id = opened()
    fill(test, id, phone="0912345678", identity="091090000002", name="Trần An")
    test.radio(key=f"{id}:loai_giay").set_value("ket_hon")
    well(test.button(key=f"{id}:all").click().run())
    well(test.button(key=f"{id}:go").click().run())
    code, count = asked(test, "receipt"), office.dossiers.count()
    again = page(form=id)
    assert asked(again, "receipt") == code
    assert code in texts(again)
    assert office.dossiers.count() == count


def test_an_applicant_is_found_again_and_filled_in(office: Office) -> None:
    taken_in(office, phone="0987654321", identity="091090000077", name="Quách Mỹ Yến")
    test, id = opened()
    fill(test, id, phone="0987 654 321")
    offer = next(one for one in test.button if "Quách Mỹ Yến" in one.label)
    well(offer.click().run())
    assert test.text_input(key=f"{id}:nguoi_nop:name").value == "Quách Mỹ Yến"
    assert test.text_input(key=f"{id}:nguoi_nop:identity").value == "091090000077"
    office.drafts.discard(id, "an")


def test_what_waits_is_accepted_or_refused_with_a_reason_also_beyond_the_first_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.intake.desk import Application, take_in
    from models.dossier import HandedIn

    codes = []
    for number in range(2):
        who = {"name": f"Người nộp {number}", "phone": "0911111111", "identity": "091090000003"}
        application = Application(
            procedure="P180", revision="P180-1", level="province", place=None, channel="online",
            given={"nguoi_nop": who, "loai_giay": "khai_tu", "so_ban": 1},
            components=(HandedIn(component="to_khai", scanned=True),),
        )  # fmt: skip
        codes.append(take_in(office, CLERK, application, f"online-{number}", accept=False).id)
    queue = page(view="queue")
    assert all(any(code in one.label for one in queue.expander) for code in codes)
    monkeypatch.setattr(intake_queue, "SHOWN", 1)
    queue = page(view="queue")
    seen = [queue.expander[0].label.split(" · ")[0]]
    while not queue.button(key="queue_on").disabled:
        well(queue.button(key="queue_on").click().run())
        seen.append(queue.expander[0].label.split(" · ")[0])
    assert sorted(seen) == sorted(codes)
    assert page(view="queue", page="99").expander[0].label == queue.expander[0].label
    monkeypatch.setattr(intake_queue, "SHOWN", 30)
    queue = page(view="queue")
    well(queue.button(key=f"refuse:{codes[0]}").click().run())
    assert len(queue.error) == 1
    queue.text_area(key=f"reason:{codes[0]}").set_value("Không thuộc thẩm quyền")
    well(queue.button(key=f"refuse:{codes[0]}").click().run())
    well(queue.button(key=f"accept:{codes[1]}").click().run())
    states = [office.dossiers.get(code, CLERK) for code in codes]
    assert [one and one.state for one in states] == ["refused", "received"]


def test_the_desk_asks_for_more_and_takes_in_what_the_applicant_sends_then(office: Office) -> None:
    from dashboard.flow import Action
    from dashboard.intake.desk import Application, take_in
    from models.dossier import HandedIn

    who = {"name": "Kiên Thị Sang", "phone": "0911111112", "identity": "091090000004"}
    application = Application(
        procedure="P180", revision="P180-1", level="province", place=None, channel="online",
        given={"nguoi_nop": who, "loai_giay": "khai_tu", "so_ban": 1},
        components=(HandedIn(component="to_khai", scanned=True),),
    )  # fmt: skip
    code = take_in(office, CLERK, application, "online-more", accept=False).id
    queue = page(view="queue")
    label = next(one.label for one in queue.expander if code in one.label)
    assert "còn " in label and "làm việc" in label
    well(queue.button(key=f"ask:{code}").click().run())
    assert "Phải ghi rõ" in queue.error[0].value
    queue.text_area(key=f"reason:{code}").set_value("Thiếu bản chụp căn cước")
    well(queue.button(key=f"ask:{code}").click().run())
    asked_for = office.dossiers.get(code, CLERK)
    assert asked_for is not None and asked_for.asked is not None and asked_for.state == "submitted"
    queue = page(view="queue")
    assert "Chờ người nộp hoàn thiện (1)" in texts(queue)
    office.commit.act(code, Action(name="supply", note="gửi bản chụp"), "applicant")
    queue = page(view="queue")
    assert "Chờ người nộp hoàn thiện" not in texts(queue)
    assert "gửi bản chụp" in texts(queue)
    well(queue.button(key=f"accept:{code}").click().run())
    for name in ("finish", "start"):
        office.commit.act(code, Action(name=name), "an")  # type: ignore[arg-type]
    office.commit.act(code, Action(name="ask_supplement", reason="thiếu bản gốc", approver="x"), "an")
    assert not any(code in one.label for one in page(view="queue").expander)
    office.commit.act(code, Action(name="supply", note="gửi bản gốc"), "applicant")
    queue = page(view="queue")
    well(queue.button(key=f"supplement:{code}").click().run())
    taken = office.dossiers.get(code, CLERK)
    assert taken is not None and taken.state == "processing" and taken.pauses[-1].ended_at is not None


def test_where_the_department_depends_on_the_place_the_place_is_asked_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = CLERK.model_copy(update={"user_id": "chi", "role": "manager", "scope": Scope()})
    monkeypatch.setattr(session, "viewer", lambda: manager)
    test, id = opened()
    fill(test, id, phone="0912345678", identity="091090000001", name="Danh Thị Lan")
    test.radio(key=f"{id}:loai_giay").set_value("khai_sinh")
    well(test.radio(key=f"{id}:level").set_value("district").run())
    well(test.button(key=f"{id}:all").click().run())
    well(test.button(key=f"{id}:go").click().run())
    assert "Chưa chọn nơi giải quyết" in test.error[0].value
    well(test.selectbox(key=f"{id}:place:district").set_value("H-911").run())
    well(test.button(key=f"{id}:go").click().run())
    dossier = office.dossiers.get(asked(test, "receipt"), manager)
    assert dossier is not None
    assert (dossier.level, dossier.department, dossier.route[0].holder) == ("district", "H-911", "H-911")
    assert office.departments.get("H-911").code in dossier.id  # type: ignore[union-attr]


def test_letters_find_procedures_without_marks_and_by_initials(office: Office) -> None:
    test = page()
    for typed in ("trich luc ho tich", "TRÍCH LỤC", "cbstlht", "P180"):
        well(test.text_input(key="intake_find").set_value(typed).run())
        assert "choose:P180" in {one.key for one in test.button}, typed
    well(test.text_input(key="intake_find").set_value("khongcothutucnay").run())
    assert len(test.info) == 1

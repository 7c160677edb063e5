"""The postal screens: the desk of the centre, and the list of who carries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.config import Settings
from dashboard.office import Office
from dashboard.office_holder import install
from models.viewer import SYSTEM, Viewer
from seed.load import load_reference
from tests.pages.running import page_of, texts, well
from tests.stores import leave
from tests.unit.postal.helpers import CLERK, POSTMAN, call, entered, postmen, went

PAGE = Path(__file__).resolve().parents[2] / "pages" / "postal.py"


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office.open(
        Settings(database="test_page_postal", data=tmp_path_factory.mktemp("postal")), mongodb_uri
    )
    load_reference(office.store)
    postmen(office)
    install(office)
    yield office
    install(None)
    leave(office)


def page(monkeypatch: pytest.MonkeyPatch, who: Viewer, **params: str) -> AppTest:
    return page_of("postal", monkeypatch, who, **params)


def test_a_call_is_entered_assigned_and_stands_on_the_list_of_the_worker(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, wanted = page(monkeypatch, CLERK), call(office)
    well(desk.button(key="call_enter").click().run())
    assert "họ tên" in desk.error[0].value
    desk.text_input(key="call_name").set_value(wanted.name)
    desk.text_input(key="call_phone").set_value(wanted.phone)
    desk.text_input(key="call_address").set_value(wanted.address)
    desk.selectbox(key="call_commune").set_value(wanted.commune)
    desk.selectbox(key="call_procedure").set_value(wanted.procedure)
    well(desk.button(key="call_enter").click().run())
    assert "BC-" in desk.success[0].value
    (request,) = office.postal_requests.in_states(("requested",), CLERK)
    desk.selectbox(key=f"postal:{request.id}:assign:carrier").set_value(POSTMAN.user_id)
    well(desk.button(key=f"postal:{request.id}:assign").click().run())
    mine = page(monkeypatch, POSTMAN)
    assert request.id in texts(mine) and "tel:0912345678" in texts(mine)
    mine.text_input(key=f"postal:{request.id}:pick_up:signed").set_value("Thị Ngọc Hân, 1 giấy tờ")
    well(mine.button(key=f"postal:{request.id}:pick_up").click().run())
    assert "Đang mang về Trung tâm" in texts(mine)


def test_the_worker_sees_nothing_of_others_and_leadership_nothing_of_persons(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = went(office, entered(office), "assign", carrier="buuta2")
    assert request.id not in texts(page(monkeypatch, POSTMAN))
    boss = Viewer(user_id="l", name="L", role="leadership")
    shown = page(monkeypatch, boss, leg="assign")
    told = texts(shown)
    assert request.id in told and request.name not in told and request.phone not in told
    assert "Gọi đến → giao người đi nhận" in told


def test_a_number_of_a_leg_opens_as_many_requests(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    went(office, entered(office), "assign", carrier="buuta2")
    count = sum(
        one.assigned_at is not None for one in office.postal_requests.called_between(0, 99_999, SYSTEM)
    )
    shown = texts(page(monkeypatch, CLERK, view="figures", leg="assign"))
    assert f"n = {count}" in shown
    assert shown.count('<td data-head="Yêu cầu">BC-') == count


def test_papers_that_arrived_lead_into_the_intake(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard.postal.desk import begin_intake

    request = went(office, entered(office), "assign", carrier=POSTMAN.user_id)
    request = went(office, request, "pick_up", POSTMAN, signed="Thị Ngọc Hân, 2")
    desk = page(monkeypatch, CLERK, view="arrivals")
    well(desk.button(key=f"postal:{request.id}:arrive").click().run())
    assert desk.button(key=f"postal:{request.id}:intake")
    draft = begin_intake(office, CLERK, request.id)
    assert begin_intake(office, CLERK, request.id) == draft
    form = AppTest.from_file(str(PAGE.with_name("intake.py")), default_timeout=60)
    form.query_params["form"] = draft
    well(form.run())
    assert form.text_input(key=f"{draft}:nguoi_nop:name").value == "Thị Ngọc Hân"
    assert form.radio(key=f"{draft}:channel").value == "postal"

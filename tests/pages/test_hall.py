"""The hall on a clerk's screen: a number is called and done, figures open their numbers, groups are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.config import Settings
from dashboard.hall.booking import book, days
from dashboard.hall.desk import call_next, take
from dashboard.hall.halls import groups_of, key_of
from dashboard.office import Office
from dashboard.office_holder import install
from models.viewer import Viewer
from seed.load import load_reference
from tests.pages.running import page_of, texts, well
from tests.stores import leave
from tests.unit.hall.helpers import CLERK, HALL, A, furnish

NOW = datetime(2026, 8, 28, 2, 0, tzinfo=UTC)
MANAGER = CLERK.model_copy(update={"user_id": "chi", "role": "manager"})


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database="test_page_hall", data=tmp_path_factory.mktemp("hall"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    load_reference(office.store)
    furnish(office)
    install(office)
    yield office
    install(None)
    leave(office)


def page(monkeypatch: pytest.MonkeyPatch, who: Viewer, **params: str) -> AppTest:
    return page_of("hall", monkeypatch, who, **params)


def test_a_clerk_chooses_a_counter_calls_calls_again_and_is_done(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = take(office, HALL, A, priority=True), take(office, HALL, A)
    desk = page(monkeypatch, CLERK)
    assert "Chọn quầy" in desk.info[0].value
    well(desk.selectbox(key="hall_counter").set_value("Q02").run())
    office.now = lambda: NOW + timedelta(minutes=7)  # type: ignore[method-assign]
    well(desk.button(key="hall_next").click().run())
    assert f'aria-live="polite">{first.number}</p>' in texts(desk)
    assert "★ ưu tiên · đã chờ 7 phút · gọi 1 lần" in texts(desk)
    well(desk.button(key="hall_recall").click().run())
    assert "gọi 2 lần" in texts(desk)
    well(desk.button(key="hall_done_next").click().run())
    assert f'aria-live="polite">{second.number}</p>' in texts(desk)
    well(desk.button(key="hall_no_show").click().run())
    assert "trống" in texts(desk)
    well(desk.button(key=f"hall_back:{second.id}").click().run())
    well(desk.button(key="hall_next").click().run())
    assert f'aria-live="polite">{second.number}</p>' in texts(desk)
    well(desk.button(key="hall_done").click().run())
    well(desk.button(key="hall_next").click().run())
    assert "Không còn ai chờ" in desk.success[0].value


def test_a_number_of_the_table_opens_as_many_tickets_and_stands_beside_the_dossiers(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(office, HALL, A)
    call_next(office, CLERK, "Q03")
    count = sum(
        cell.called
        for cell in office.hall_cells.between(HALL, office.today(), office.today())
        if cell.group == A
    )
    shown = page(monkeypatch, MANAGER, view="figures", group=A, half="morning")
    told = texts(shown)
    assert f"n = {count}<" in told and told.count('<td data-head="Số">') == count
    assert "Hồ sơ" in told


def test_bookings_are_listed_and_who_has_seen_them_is_written_down(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = book(office, HALL, "field-a", days(office, HALL)[1], 8 * 60, "Thị Ngọc Hân", "0912345678")
    shown = page(monkeypatch, CLERK, view="bookings")
    well(shown.selectbox(key="hall_day").set_value(kept.day).run())
    assert "Thị Ngọc Hân" in texts(shown) and "08:00" in texts(shown)
    assert [(e.action, e.actor) for e in office.audit.about(kept.id)] == [("booking_opened", "an")]


def test_a_manager_changes_rules_and_key_and_leadership_sees_figures_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key_of(office, HALL)
    shown = page(monkeypatch, MANAGER, view="arrange")
    well(shown.button(key="hall_key").click().run())
    assert key_of(office, HALL) != before
    shown.number_input(key="hall_seats").set_value(3)
    well(shown.button(key="hall_rules_save").click().run())
    assert office.hall_rules.of(HALL).seats == 3
    well(shown.button(key="hall_groups_save").click().run())
    assert [one.id for one in groups_of(office, HALL)] == [A, f"{HALL}-b"]
    assert {e.detail["what"] for e in office.audit.about(HALL)} >= {"key", "rules"}
    boss = Viewer(user_id="l", name="L", role="leadership")
    assert not page(monkeypatch, boss, view="arrange").button


def test_the_waits_of_hall_and_post_stand_beside_those_of_dossiers(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def app() -> None:
        import dashboard.ui.session as session
        from dashboard.ui.hall.beside import beside

        beside(session.viewer())

    take(office, HALL, A)
    call_next(office, CLERK, "Q01")
    monkeypatch.setattr(session, "viewer", lambda: MANAGER)
    shown = well(AppTest.from_function(app, default_timeout=60).run())
    count = sum(cell.called for cell in office.hall_cells.between(HALL, office.today(), office.today()))
    assert f">{count}</a>" in texts(shown) and "tại sảnh" in texts(shown)
    monkeypatch.setattr(session, "viewer", lambda: Viewer(user_id="b", name="B", role="postal"))
    assert texts(well(AppTest.from_function(app, default_timeout=60).run())) == ""


def test_a_hall_without_groups_has_those_that_are_suggested(office: Office) -> None:
    for one in office.hall_groups.of(HALL):
        office.hall_groups.remove(one.id)
    found = groups_of(office, HALL)
    named = [field for group in found for field in group.fields]
    assert len(found) >= 5 and len(named) == len(set(named)) == len(office.fields.all())
    furnish(office)

"""The hall for everybody: numbers with the key alone, bookings by their code, a wall without persons."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from dashboard.access.gate import is_public
from dashboard.hall.booking import days
from dashboard.hall.desk import call_next, do
from dashboard.hall.halls import key_of
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.public import hall as pages
from dashboard.public import routes
from dashboard.public.booking import BOOKING
from tests.unit.hall.helpers import CLERK, HALL, A

with warnings.catch_warnings():
    # It would rather have httpx2; what it does with httpx is all that is needed here.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@pytest.fixture
def client(office: Office) -> Iterator[TestClient]:
    install(office)
    pages._states.clear()
    yield TestClient(Starlette(routes=routes.ROUTES), base_url="https://testserver")
    install(None)


def address(office: Office, more: str = "") -> str:
    return f"/cong/lay-so?sanh={HALL}&k={key_of(office, HALL)}{more}"


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def taken(office: Office, client: TestClient, more: str = "", **form: str) -> str:
    """Take a number as a browser does; the address of its page."""
    mark = mark_of(client.get(address(office, more)).text)
    answer = client.post(address(office, more), data={"mark": mark, **form}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_number_is_taken_with_the_key_alone_and_a_phone_takes_one(
    office: Office, client: TestClient
) -> None:
    assert client.get(f"/cong/lay-so?sanh={HALL}").status_code == 404
    assert client.get(f"/cong/lay-so?sanh={HALL}&k=wrong").status_code == 404
    mine = taken(office, client, group=A)
    assert client.get(address(office), follow_redirects=False).headers["location"] == mine
    assert len(office.tickets.in_state(HALL, office.today(), "waiting")) == 1
    first, second = taken(office, client, "&may=1", group=A), taken(office, client, "&may=1", group=A)
    assert first != second and first.endswith("?may=1")
    page = client.get(mine).text
    assert "tiếp theo" in page and "<svg" in page
    assert "Trước ông/bà còn" in client.get(second).text


def test_a_form_of_another_site_and_a_group_that_is_none_take_no_number(
    office: Office, client: TestClient
) -> None:
    mark = mark_of(client.get(address(office)).text)
    foreign = client.post(
        address(office), data={"mark": mark, "group": A}, headers={"sec-fetch-site": "cross-site"}
    )
    assert foreign.status_code == 403
    assert client.post(address(office), data={"mark": "x", "group": A}).status_code == 403
    assert client.post(address(office), data={"mark": mark, "group": "x"}).status_code == 422
    assert office.tickets.in_state(HALL, office.today(), "waiting") == []


def test_the_page_of_a_number_says_where_to_go_and_when_it_is_done(
    office: Office, client: TestClient
) -> None:
    mine = taken(office, client, group=A, priority="1")
    called = call_next(office, CLERK, "Q02")
    assert called is not None and called.priority
    assert "Mời ông/bà đến quầy số 2" in client.get(mine).text
    do(office, CLERK, "Q02", called.id, "done")
    assert "Đã xong" in client.get(mine).text
    assert client.get("/cong/so/guessed").status_code == 404


def test_a_time_is_booked_used_at_the_kiosk_and_another_is_cancelled(
    office: Office, client: TestClient
) -> None:
    day = days(office, HALL)[1]
    asked = f"/cong/dat-lich?sanh={HALL}&linh_vuc=field-a&ngay={day}"
    page = client.get(asked).text
    assert "08:00" in page
    form = {
        "mark": mark_of(page), "sanh": HALL, "linh_vuc": "field-a", "ngay": str(day), "gio": "480",
        "ten": "Thị <b>Hân</b>", "so": "0912345678",
    }  # fmt: skip
    assert client.post("/cong/dat-lich", data={**form, "so": "12"}).status_code == 422
    kept = client.post("/cong/dat-lich", data=form, follow_redirects=False).headers["location"]
    shown = client.get(kept).text
    assert "08:00" in shown and "0912345678" not in shown and "Hân" not in shown
    assert "đã có lịch hẹn" in client.post("/cong/dat-lich", data={**form, "gio": "510"}).text
    after = client.post(f"{kept}/huy", data={"mark": mark_of(shown)})
    assert "Đã hủy" in after.text
    again = client.post("/cong/dat-lich", data=form, follow_redirects=False).headers["location"]
    booked = office.appointments.get(again.rsplit("/", 1)[1])
    assert booked is not None
    office.now = lambda: booked.starts_at  # type: ignore[method-assign]
    number = taken(office, client, "&may=1", code=booked.id.lower())
    assert "đặt lịch trước" in client.get(number).text
    assert "Đã lấy số" in client.get(again).text


def test_wrong_codes_of_bookings_say_the_same_and_are_slowed(office: Office, client: TestClient) -> None:
    answers = {client.get(f"/cong/lich-hen/{code}").status_code for code in ("2222222222", "x", "%3Cb%3E")}
    assert answers == {404}
    for _ in range(BOOKING.free):
        answer = client.get("/cong/lich-hen/2222222223")
    assert answer.status_code == 429 and "retry-after" in answer.headers


def test_the_wall_is_public_and_holds_numbers_and_no_person(office: Office, client: TestClient) -> None:
    taken(office, client, "&may=1", group=A)
    call_next(office, CLERK, "Q03")
    assert is_public("/cong/man-hinh") and is_public("/cong/man-hinh/so")
    wall = client.get(f"/cong/man-hinh?sanh={HALL}")
    assert wall.status_code == 200 and "script-src 'self'" in wall.headers["content-security-policy"]
    state = client.get(f"/cong/man-hinh/so?sanh={HALL}").json()
    assert state["calls"] == [
        {"number": 1, "counter": "quầy số 3", "spoken": "Mời số 1 đến quầy số 3",
         "key": f"{office.today()}:1:1"}
    ]  # fmt: skip
    assert set(state) == {"at", "hall", "waiting", "served", "groups", "calls"}
    assert {name for group in state["groups"] for name in group} == {"name", "waiting", "median"}
    assert client.get("/cong/man-hinh?sanh=x").status_code == 404

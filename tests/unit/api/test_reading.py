"""What is read: procedures, the state of a dossier, events, figures; each within the token's scope."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.api.codes import OFFICIAL
from dashboard.cube.measures import MEASURES
from dashboard.flow import Action
from dashboard.flow.actions import STATE_NAMES
from dashboard.office import Office
from models.feed import KEPT
from models.viewer import Scope
from tests.unit.api.conftest import PROCEDURE, Clock, Connected, put_in

ROOT = Path(__file__).parents[3]
OF_A = Scope(kind="department", departments=frozenset({"A"}))


def test_states_are_called_as_in_the_official_list() -> None:
    with (ROOT / "seed" / "statuses.csv").open(encoding="utf-8") as file:
        official = {int(row["code"]): (row["key"], row["name_vi"]) for row in csv.DictReader(file)}
    assert set(OFFICIAL) == set(STATE_NAMES)
    assert {one.code for one in OFFICIAL.values()} == set(official)
    assert all((one.key, one.name) == official[one.code] for one in OFFICIAL.values())


def test_procedures_come_page_by_page_and_each_with_its_form(client: TestClient, office: Office) -> None:
    seen: list[str] = []
    after: str | None = None
    while True:
        page = client.get("procedures", params={"limit": 50} | ({"after": after} if after else {})).json()
        seen += [one["id"] for one in page["procedures"]]
        after = page["after"]
        if after is None:
            break
    on = office.local_date()
    assert seen == sorted(one.id for one in office.procedures.all() if one.in_force(on))
    one = client.get(f"procedures/{PROCEDURE}").json()
    revision = office.revisions.in_force(PROCEDURE, on)
    assert revision is not None
    assert one["revision"] == revision.id
    assert one["term"] == {"value": revision.term.value, "unit": revision.term.unit}
    assert [field["id"] for field in one["form"]["fields"]][:2] == ["nguoi_nop", "loai_giay"]
    assert [paper["id"] for paper in one["papers"]] == ["to_khai", "uy_quyen"]
    only = client.get("procedures", params={"field": one["field"]}).json()["procedures"]
    assert {each["field"] for each in only} == {one["field"]}
    assert client.get("procedures/none").status_code == 404


def test_what_is_known_already_is_not_sent_again(client: TestClient, office: Office) -> None:
    put_in(office, "H-1")
    for path in ("procedures", f"procedures/{PROCEDURE}", "measures", "dossiers/H-1"):
        first = client.get(path)
        assert first.status_code == 200
        again = client.get(path, headers={"if-none-match": f'"other", {first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
    before = client.get("dossiers/H-1").headers["etag"]
    office.commit.act("H-1", Action(name="finish"), "u")
    after = client.get("dossiers/H-1", headers={"if-none-match": before})
    assert (after.status_code, after.json()["state"]) == (200, "processing")


def test_a_dossier_tells_where_it_stands_with_its_pauses(
    client: TestClient, office: Office, clock: Clock
) -> None:
    dossier = put_in(office, "H-1")
    clock.at += timedelta(hours=1)
    asked = Action(name="ask_supplement", reason="thiếu giấy của Nguyễn Văn An", approver="chief")
    office.commit.act("H-1", asked, "u")
    told = client.get("dossiers/H-1")
    answer = told.json()
    assert (answer["state"], answer["official"]["code"]) == ("supplement", 5)
    assert answer["pauses"] == [
        {"kind": "supplement", "began_at": "2026-08-28T10:00:00+07:00", "ended_at": None}
    ]
    assert dossier.due_at is not None
    assert answer["original_due_at"] == dossier.due_at.astimezone(office.store.zone).isoformat()
    assert answer["fee"] == {"amount_vnd": 50_000, "state": "unpaid"}
    assert all(word not in told.text for word in ("Nguyễn", "0901234567", "thiếu"))


def test_what_is_outside_the_scope_is_as_if_it_were_not_there(connect: Connected, office: Office) -> None:
    put_in(office, "H-A", 0)
    put_in(office, "H-B", 1)
    client = connect(role="manager", scope=OF_A)
    assert client.get("dossiers/H-A").status_code == 200
    outside, nowhere = client.get("dossiers/H-B"), client.get("dossiers/H-C")
    assert (outside.status_code, outside.json()) == (404, nowhere.json())
    assert {one["dossier"] for one in client.get("events").json()["events"]} == {"H-A"}
    counted = client.get("statistics", params={"measure": "received", "by": "department"}).json()
    assert [(one["group"], one["value"]) for one in counted["figures"]] == [({"department": "A"}, 1)]
    asked = client.get("statistics", params={"measure": "received", "department": "B"}).json()
    assert [one["value"] for one in asked["figures"]] == [0]


def test_a_dossier_that_comes_to_a_department_is_seen_from_then_on(
    connect: Connected, office: Office
) -> None:
    put_in(office, "H-B", 1)
    client = connect(role="manager", scope=OF_A)
    first = client.get("events").json()
    assert (first["events"], first["more"]) == ([], False)
    office.commit.act("H-B", Action(name="finish"), "u")
    told = client.get("events", params={"cursor": first["cursor"]}).json()
    assert [(one["dossier"], one["action"], one["holder"]) for one in told["events"]] == [
        ("H-B", "finish", "A")
    ]


def test_events_go_on_from_the_cursor_and_tell_no_names(client: TestClient, office: Office) -> None:
    for number in range(3):
        put_in(office, f"H-{number}", number)
    office.commit.act("H-0", Action(name="note", note="gọi lại cho Nguyễn Thị An"), "u")
    whole = client.get("events")
    assert whole.json()["more"] is False
    assert "Nguyễn" not in whole.text
    assert [(one["dossier"], one["action"], one["n"]) for one in whole.json()["events"]] == [
        (f"H-{number}", action, n) for number in range(3) for n, action in ((1, "submit"), (2, "accept"))
    ]
    cursor: str | None = None
    pieces: list[Any] = []
    while True:
        page = client.get("events", params={"limit": 4} | ({"cursor": cursor} if cursor else {})).json()
        pieces += page["events"]
        cursor = page["cursor"]
        if not page["more"]:
            break
    assert pieces == whole.json()["events"]
    assert client.get("events", params={"cursor": pieces[2]["cursor"]}).json()["events"] == pieces[3:]


def test_a_cursor_that_is_too_old_is_told_and_never_skips(
    client: TestClient, office: Office, clock: Clock
) -> None:
    put_in(office, "H-0")
    assert client.get("events", params={"cursor": "99"}).status_code == 410
    cursor = client.get("events", params={"limit": 1}).json()["cursor"]
    clock.at += KEPT + timedelta(days=1)
    put_in(office, "H-1")
    client.get("events")
    assert office.feed.purge(office.now()) == 2
    gone = client.get("events", params={"cursor": cursor})
    assert (gone.status_code, gone.json()["type"]) == (410, "/api/v1/#cursor-gone")
    assert [one["dossier"] for one in client.get("events").json()["events"]] == ["H-1", "H-1"]
    assert office.feed.purge(office.now()) == 0


def test_figures_are_those_of_the_registry(client: TestClient, office: Office) -> None:
    put_in(office, "H-0", 0)
    put_in(office, "H-1", 1)
    catalogue = client.get("measures").json()["measures"]
    assert [one["name"] for one in catalogue] == list(MEASURES)
    assert all(one["definition"]["vi"] and one["definition"]["en"] for one in catalogue)
    asked = {"measure": ["received", "backlog", "on_time_rate"], "start": "2026-08-01", "end": "2026-08-31"}
    answer = client.get("statistics", params=asked).json()
    told = {one["measure"]: (one["value"], one["n"], one["unit"]) for one in answer["figures"]}
    assert told == {
        "received": (2, 2, "dossier"), "backlog": (2, 2, "dossier"), "on_time_rate": (None, 0, "ratio"),
    }  # fmt: skip
    assert answer["figures"][0]["start"] == "2026-08-01"
    by_day = {"measure": "received", "by": ["department", "day"], "start": "2026-08-27", "end": "2026-08-28"}
    figures = client.get("statistics", params=by_day).json()["figures"]
    assert {(one["group"]["department"], one["group"]["day"], one["value"]) for one in figures} == {
        ("A", "2026-08-27", 0), ("A", "2026-08-28", 1), ("B", "2026-08-27", 0), ("B", "2026-08-28", 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        {"measure": "none"}, {}, {"measure": "received", "by": "holder"}, {"measure": "received", "by": "x"},
        {"measure": "received", "by": ["day", "month"], "start": "2026-01-01", "end": "2026-01-31"},
        {"measure": "received", "by": "day"}, {"measure": "received", "start": "2026-02-30"},
        {"measure": "received", "start": "0001-01-01"}, {"measure": "received", "start": "1700000000"},
        {"measure": "received", "by": "day", "start": "2020-01-01", "end": "2026-01-01"},
        {"measure": list(MEASURES)[:11]}, {"measure": "received", "departmnt": "A"},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_refused(client: TestClient, asked: dict[str, Any]) -> None:
    answer = client.get("statistics", params=asked)
    assert answer.status_code == 422
    assert answer.json()["detail"]

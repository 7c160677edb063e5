"""Submitting: what is checked, files in three ways, and one dossier for one key, however often it is sent."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from dashboard.api import application as applying
from dashboard.flow import Action
from dashboard.office import Office
from models.errors import StoreError
from models.viewer import SYSTEM, Scope
from tests.unit.api.conftest import WHO, Connected, application
from tests.unit.intake.test_content import pdf


def send(client: TestClient, body: dict[str, Any], key: str = "key-00001") -> Response:
    return client.post("dossiers", json=body, headers={"idempotency-key": key})


def test_an_application_waits_for_the_office_to_take_it_in(client: TestClient, office: Office) -> None:
    answer = send(client, application(office, note="gửi từ cổng"))
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert receipt["official"] == {"code": 1, "key": "moi_dang_ky", "name": "Mới đăng ký"}
    assert receipt["submitted_at"] == "2026-08-28T09:00:00+07:00"
    assert answer.headers["location"] == f"/api/v1/dossiers/{receipt['code']}"
    dossier = office.dossiers.get(receipt["code"], SYSTEM)
    assert dossier is not None
    assert (dossier.state, dossier.channel, dossier.note) == ("submitted", "online", "gửi từ cổng")
    assert dossier.applicant.name == WHO["name"]
    (token,) = office.api_tokens.all()
    assert [event.actor for event in office.events.of(dossier.id)] == [f"token-{token.id}"]
    state = client.get(f"dossiers/{dossier.id}")
    assert state.json()["state"] == "submitted"
    assert WHO["phone"] not in state.text
    assert "An" not in state.text


def test_every_fault_is_told_at_its_place_and_nothing_is_made(client: TestClient, office: Office) -> None:
    bad = application(office, answers={"so_ban": 50, "ten_la": "x", "loai_giay": None})
    bad["components"] = []
    answer = send(client, bad)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"].endswith("#form")
    places = {one["at"] for one in problem["errors"]}
    assert places == {"/answers/so_ban", "/answers/ten_la", "/answers/loai_giay", "/components"}
    assert office.dossiers.count() == 0
    assert send(client, application(office)).status_code == 201, "the key was not used up by a refusal"


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"procedure": "none"}, 422, "invalid"),
        ({"revision": "P180-0"}, 422, "invalid"),
        ({"level": "nowhere"}, 422, "invalid"),
        ({"channel": "counter"}, 422, "invalid"),
        ({"unknown": 1}, 422, "invalid"),
        ({"papers": ["none"]}, 422, "form"),
        ({"files": [{"name": "a.pdf", "of": "to_khai"}]}, 422, "invalid"),
        ({"note": "x" * 1001}, 422, "invalid"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_is_refused_with_a_reason(
    client: TestClient, office: Office, change: dict[str, Any], status: int, kind: str
) -> None:
    answer = send(client, application(office) | change)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/api/v1/#{kind}")
    assert office.dossiers.count() == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"{", "application/json", 400), (b'{"note": NaN}', "application/json", 400),
     (b"a=b", "text/plain", 415), (b'{"note": "\\ud800"}', "application/json", 400),
     (b"[" * 20_000, "application/json", 400),
     (b"x", "multipart/form-data", 400), (b"[]", "application/json", 422), (b"", "application/json", 400)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(client: TestClient, body: bytes, kind: str, status: int) -> None:
    headers = {"content-type": kind, "idempotency-key": "key-00001"}
    assert client.post("dossiers", content=body, headers=headers).status_code == status


def test_a_key_is_needed_and_has_letters_that_can_be_kept(client: TestClient, office: Office) -> None:
    body = application(office)
    assert client.post("dossiers", json=body).status_code == 422
    assert send(client, body, "short").status_code == 422
    assert send(client, body, "with space").status_code == 422


def test_what_is_outside_the_tokens_scope_is_not_taken_in(connect: Connected, office: Office) -> None:
    elsewhere = connect(scope=Scope(kind="department", departments=frozenset({"H-899"})))
    assert send(elsewhere, application(office)).status_code == 403
    assert office.dossiers.count() == 0


def test_the_same_submission_twenty_times_at_once_is_one_dossier(client: TestClient, office: Office) -> None:
    body = application(office)
    gate = threading.Barrier(20)

    def one(_: int) -> tuple[int, str]:
        gate.wait(60)
        answer = send(client, body, "key-of-twenty")
        return answer.status_code, answer.text

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(one, range(20)))
    assert len(answers) == 1
    ((status, text),) = answers
    assert status == 201
    assert [row["_id"] for row in office.dossiers.all()] == [json.loads(text)["code"]]
    assert office.events.count() == 1
    assert office.cube.today() == office.today()


def test_twenty_with_a_file_each_keep_it_once(client: TestClient, office: Office) -> None:
    body = application(office, components=[], files=[{"name": "to khai.pdf", "of": "to_khai"}])
    scan = pdf()

    def one(_: int) -> tuple[int, str]:
        answer = client.post(
            "dossiers", data={"application": json.dumps(body)},
            files=[("file", ("to khai.pdf", scan, "application/pdf"))],
            headers={"idempotency-key": "key-of-files"},
        )  # fmt: skip
        return answer.status_code, answer.text

    with ThreadPoolExecutor(20) as pool:
        ((status, text),) = set(pool.map(one, range(20)))
    assert status == 201, text
    dossier = office.dossiers.get(json.loads(text)["code"], SYSTEM)
    assert dossier is not None
    (paper,) = dossier.papers
    assert (paper.of, paper.name, office.attachments.content(paper.id)) == ("to_khai", "to khai.pdf", scan)
    assert [(one.component, one.scanned) for one in dossier.components] == [("to_khai", True)]


def test_without_the_turns_of_one_process_it_is_one_dossier_too(
    client: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with several processes, which share nothing but the store."""
    monkeypatch.setattr(applying, "_turn", lambda change: threading.Lock())
    body = application(office)
    with ThreadPoolExecutor(8) as pool:
        answers = {one.text for one in pool.map(lambda _: send(client, body, "key-of-eight"), range(8))}
    assert len(answers) == 1
    assert office.dossiers.count() == 1


def test_a_key_stands_for_one_request_for_good(client: TestClient, office: Office) -> None:
    first = send(client, application(office))
    other = send(client, application(office, note="khác"))
    assert (other.status_code, other.json()["type"]) == (422, "/api/v1/#key-reused")
    office.commit.act(first.json()["code"], Action(name="accept"), "u")
    again = send(client, application(office))
    assert (again.status_code, again.json()) == (201, first.json()), "also when the clerk has taken it in"
    assert office.dossiers.count() == 1


def test_keys_of_two_tokens_have_nothing_to_do_with_each_other(connect: Connected, office: Office) -> None:
    codes = {send(connect(), application(office)).json()["code"] for _ in range(2)}
    assert len(codes) == 2


def test_an_answer_that_was_lost_is_given_again(
    client: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = office.submissions.done

    def lost(*_: object) -> None:
        raise StoreError("Mất kết nối.", "The connection is lost.")

    monkeypatch.setattr(office.submissions, "done", lost)
    assert send(client, application(office)).status_code == 503
    monkeypatch.setattr(office.submissions, "done", whole)
    assert send(client, application(office, note="khác")).status_code == 422
    answer = send(client, application(office))
    assert answer.status_code == 201
    assert [row["_id"] for row in office.dossiers.all()] == [answer.json()["code"]]


def test_files_are_sent_ahead_and_named_by_their_ids(client: TestClient, office: Office) -> None:
    def ahead(content: bytes, of: str, key: str = "key-00001", name: str = "a.pdf") -> Response:
        return client.post(
            "papers", data={"of": of}, files={"file": (name, content)}, headers={"idempotency-key": key}
        )

    first, again, second = ahead(pdf(), "to_khai"), ahead(pdf(), "to_khai"), ahead(pdf(2), "uy_quyen")
    assert first.status_code == 201, first.text
    assert first.json()["id"] == again.json()["id"]
    assert ahead(b"MZ program", "to_khai").status_code == 422
    assert ahead(b"", "to_khai").status_code == 422
    strange = ahead(pdf(), "nowhere", "key-00002").json()["id"]
    body = application(office, components=[])
    lost = send(client, body | {"papers": [strange]}, "key-00002")
    assert lost.json()["errors"][0]["at"] == "/files/nowhere"
    assert send(client, body | {"papers": [strange]}).status_code == 422, "a file of another key"
    answer = send(client, body | {"papers": [first.json()["id"]]})
    assert answer.status_code == 201, answer.text
    dossier = office.dossiers.get(answer.json()["code"], SYSTEM)
    assert dossier is not None
    assert [paper.id for paper in dossier.papers] == [first.json()["id"]], "what is not named is not kept"
    assert office.attachments.get(second.json()["id"]) is None
    assert ahead(pdf(3), "to_khai").status_code == 422, "the dossier of this key is made"


def test_a_request_with_files_is_told_what_is_wrong_with_them(client: TestClient, office: Office) -> None:
    def with_files(body: dict[str, Any] | None, *names: str, part: str = "file") -> int:
        return client.post(
            "dossiers", data={} if body is None else {"application": json.dumps(body)},
            files=[(part, (name, pdf())) for name in names], headers={"idempotency-key": "key-00001"},
        ).status_code  # fmt: skip

    body = application(office, files=[{"name": "a.pdf", "of": "to_khai"}])
    assert with_files(None, "a.pdf") == 422
    assert with_files(body, "b.pdf") == 422
    assert with_files(body, "a.pdf", "a.pdf") == 422
    assert with_files(body, "a.pdf", part="other") == 422
    assert with_files(body, *(f"{n}.pdf" for n in range(30))) in (400, 422)
    assert office.dossiers.count() == 0

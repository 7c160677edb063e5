"""What is read of the store for the administrator and for Prometheus, against what was put there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from dashboard.access.roles import may
from dashboard.config import Settings
from dashboard.meters import REGISTRY
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.readiness import READINESS
from dashboard.state import collector, proof
from dashboard.state.reading import Reader
from models.errors import NotAllowed, StoreError
from models.notice import Notice
from models.viewer import SYSTEM, Viewer
from models.webhook import Webhook
from tests.conftest import UNTIL

ADMIN = Viewer(user_id="a", name="A", role="administrator")
CLERK = Viewer(user_id="c", name="C", role="clerk")


@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path: Path) -> Iterator[Office]:
    """An Office without dossiers, installed as the one of this process."""
    office = Office.open(Settings(database=database, data=tmp_path), mongodb_uri, lambda: UNTIL)
    install(office)
    READINESS.forget()
    yield office
    install(None)
    READINESS.forget()
    office.close()


def notice(number: int, state: str, hours: float) -> Notice:
    return Notice.model_validate({
        "_id": f"n{number}", "cause": "c", "template": "received", "medium": "email", "audience": "applicant",
        "dossier": "H-1", "department": "A", "field": "f", "recipient": "r", "address": "an@example.vn",
        "subject": "s", "body": "b", "created_at": UNTIL - timedelta(hours=hours), "day": 20_000,
        "expires_at": UNTIL + timedelta(days=900), "next_at": UNTIL, "state": state,
    })  # fmt: skip


def test_queues_hooks_and_sessions_are_as_they_stand_in_the_store(office: Office) -> None:
    office.notices.add([notice(1, "queued", 3), notice(2, "queued", 5), notice(3, "failed", 9)])
    for number, state in enumerate(("active", "stopped")):
        office.webhooks.add(Webhook.model_validate({
            "_id": f"w{number}", "token": "t", "url": "http://127.0.0.1/x", "secret": "s" * 20,
            "state": state, "created_at": UNTIL, "created_by": "a", "next_at": UNTIL, "cursor": 0,
            "failing_since": UNTIL if state == "active" else None,
        }))  # fmt: skip
    sessions = office.store.collection("sessions")
    for id, used, ends in (("s1", 1, 60), ("s2", 30, 60), ("s3", 30, -1)):
        sessions.insert_one({
            "_id": id, "user": "u", "seen_at": UNTIL - timedelta(minutes=used),
            "expires_at": UNTIL + timedelta(minutes=ends),
        })  # fmt: skip
    found = Reader().read(office)
    assert found.error is None and found.server is not None and found.disk is not None
    waiting = found.waiting["email"]
    assert (waiting.count, waiting.since) == (2, UNTIL - timedelta(hours=5))
    assert found.notices == {"sending": 0, "failed": 1, "stale": 0}
    assert found.hooks is not None
    assert (found.hooks.active, found.hooks.stopped, found.hooks.failing_since) == (1, 1, UNTIL)
    assert (found.sessions, found.in_use) == (2, 1)
    assert found.proof is None


def test_the_store_is_asked_once_however_many_look(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader()
    assert reader.read(office) is reader.read(office)
    assert reader.read(office, 0.0) is not reader.read(office, 0.0)


def test_a_silent_store_is_told_and_the_disk_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> None:
        raise StoreError("Im lặng.", "Silent.")

    monkeypatch.setattr(office.notices, "waiting", silent)
    found = Reader().read(office)
    assert found.error is not None and found.disk is not None and found.sessions is None


def test_a_proof_is_kept_with_what_it_found_and_told_while_it_goes_on(told_office: Office) -> None:
    seen: list[proof.Going | None] = []
    verdict = proof.prove(told_office, lambda done, total: seen.append(proof.going(told_office)))
    assert verdict.ok
    assert seen and all(one is not None for one in seen)
    assert proof.going(told_office) is None
    kept = proof.last(told_office)
    assert kept is not None
    assert (kept.ok, kept.dossiers, kept.events, kept.at) == (True, verdict.dossiers, verdict.events, UNTIL)


def test_a_proof_of_a_process_that_was_killed_does_not_go_on_for_ever(office: Office) -> None:
    stale = UNTIL - proof.SILENT - timedelta(seconds=1)
    office.meta.set(proof.GOING, {"done": 1, "total": 9, "at": stale})
    assert proof.going(office) is None


def test_only_an_administrator_may_begin_a_proof(office: Office) -> None:
    with pytest.raises(NotAllowed):
        proof.begin(office, CLERK)
    assert may(ADMIN, "verify") and not may(CLERK, "verify")


def test_what_is_collected_follows_the_conventions_of_prometheus_and_names_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "READER", Reader())
    office.notices.add([notice(1, "queued", 3)])
    office.cube.frame.load()
    proof.prove(office, lambda done, total: None)
    registry = CollectorRegistry()
    registry.register(collector.Standing())
    text = generate_latest(registry).decode()
    samples = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(samples["motcua_ready"]) == float(samples["motcua_store_up"]) == 1
    assert float(samples['motcua_notices_waiting{medium="email"}']) == 1
    assert float(samples['motcua_notices_oldest_seconds{medium="email"}']) == 3 * 3600
    assert float(samples["motcua_verify_differences"]) == 0
    assert float(samples["motcua_verify_timestamp_seconds"]) == UNTIL.timestamp()
    assert float(samples["motcua_frame_age_seconds"]) >= 0
    text += generate_latest(REGISTRY).decode()
    assert "an@example.vn" not in text and str(SYSTEM.user_id) + '"' not in text
    families = re.findall(r"# TYPE (motcua_\S+) (\S+)", text)
    assert len(families) > 25
    for name, kind in families:
        assert re.fullmatch(r"motcua_[a-z_]+", name), name
        assert name.endswith("_total") == (kind == "counter"), name
        assert kind != "histogram" or name.endswith("_seconds"), name
        assert not re.search(r"_(ms|minutes|kb|mb|count)$", name), name


def test_where_the_store_is_silent_it_is_told_and_nothing_is_waited_for_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise StoreError("Im lặng.", "Silent.")

    monkeypatch.setattr("dashboard.readiness.pulse", silent)
    monkeypatch.setattr(collector.READER, "read", lambda *_: pytest.fail("the store was asked again"))
    registry = CollectorRegistry()
    registry.register(collector.Standing())
    text = generate_latest(registry).decode()
    assert "motcua_store_up 0.0" in text and "motcua_ready 0.0" in text


def test_what_the_document_names_is_what_is_shown(office: Office) -> None:
    office.cube.frame.load()
    shown = set(re.findall(r"# TYPE (motcua_\S+)", generate_latest(REGISTRY).decode()))
    text = (Path(__file__).resolve().parents[3] / "docs" / "howto" / "operations.md").read_text("utf-8")
    named = set(re.findall(r"`(motcua_[a-z_]+)`", text))
    assert shown - named == set(), "not told of in docs/howto/operations.md"
    seldom = ("motcua_verify", "motcua_notices_", "motcua_backup")
    assert {name for name in named - shown if not name.startswith(seldom)} == set()

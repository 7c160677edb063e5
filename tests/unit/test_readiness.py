"""Readiness tells the truth: with the server gone, hanging and back, and while figures are not there."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from dashboard import readiness
from dashboard.config import Settings
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.readiness import Fault, Readiness
from models.embedded import EmbeddedServer
from models.process import signal_to
from tests.logs import heard

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="stops a server by signals of POSIX"),
]


@pytest.fixture(scope="module")
def office(server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office.open(Settings(database="ready", data=tmp_path_factory.mktemp("data")), server.uri)
    yield office
    office.close()


@pytest.fixture
def ready(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Readiness]:
    """What answers, asking anew each time; its Office is the one of this process."""
    monkeypatch.setattr(readiness, "EVERY", 0.0)
    install(office)
    yield Readiness()
    install(None)


def becomes(ready: Readiness, wanted: Callable[[Fault | None], bool]) -> Fault | None:
    """Its answer as soon as it is as wanted."""
    ends = time.monotonic() + 120
    while not wanted(found := ready.fault()):
        assert time.monotonic() < ends, found
        time.sleep(0.05)
    return found


def is_silent(found: Fault | None) -> bool:
    return found is not None and found.part == "store"


def is_ready(found: Fault | None) -> bool:
    return found is None


def test_until_the_figures_are_in_memory_it_is_not_ready_and_then_it_is(
    ready: Readiness, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ready.fault()
    assert found is not None
    assert (found.part, found.error.vi) == ("figures", "Đang nạp số liệu vào bộ nhớ.")
    office.cube.frame.load()
    assert ready.fault() is None


def test_a_server_that_hangs_is_told_without_hanging_and_so_is_its_return(
    ready: Readiness, office: Office, server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.cube.frame.load()
    assert ready.fault() is None
    monkeypatch.setattr(readiness, "PATIENCE", 0.2)
    assert server.pid is not None
    signal_to(server.pid, signal.SIGSTOP)
    try:
        found = becomes(ready, is_silent)
    finally:
        signal_to(server.pid, signal.SIGCONT)
    assert found is not None
    assert "không trả lời" in found.error.vi
    assert str(server.uri) not in found.error.en
    assert becomes(ready, is_ready) is None


def test_a_server_that_is_gone_is_told_and_so_is_its_return(
    ready: Readiness, office: Office, server: EmbeddedServer
) -> None:
    office.cube.frame.load()
    with heard() as lines:
        assert becomes(ready, is_ready) is None
        server.stop()
        becomes(ready, is_silent)
        becomes(ready, is_silent)
        server.restart()
        becomes(ready, is_ready)
    told = [line["event"] for line in lines if line["event"] in ("ready", "not ready")]
    assert told == ["not ready", "ready"], "each change is one line"


def test_while_the_cube_is_rebuilt_or_of_another_version_it_is_not_ready(
    ready: Readiness, office: Office
) -> None:
    office.cube.frame.load()
    epochs = office.store.collection("epochs")
    kept = epochs.find_one({"_id": "*"})
    assert kept is not None
    for changed, word in (({"building": True}, "dựng lại"), ({"version": -1}, "rebuild")):
        epochs.update_one({"_id": "*"}, {"$set": changed})
        found = ready.fault()
        assert found is not None
        assert found.part == "figures"
        assert word in found.error.vi
        epochs.replace_one({"_id": "*"}, kept)
    assert ready.fault() is None


def test_a_store_that_was_replaced_or_upgraded_under_it_is_told(ready: Readiness, office: Office) -> None:
    office.cube.frame.load()
    assert ready.fault() is None
    meta = office.store.collection("meta")
    kept = meta.find_one({"_id": "store"})
    assert kept is not None
    meta.replace_one({"_id": "store"}, {**kept, "format": 99})
    try:
        upgraded = ready.fault()
        meta.delete_one({"_id": "store"})
        removed = ready.fault()
    finally:
        meta.replace_one({"_id": "store"}, kept, upsert=True)
    assert upgraded is not None and removed is not None
    assert upgraded.part == removed.part == "layout"
    assert ready.fault() is None


def test_a_store_that_takes_no_writes_is_not_ready(
    ready: Readiness, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.cube.frame.load()
    uri = office.store.uri
    other = Office.open(Settings(database="ready", data=office.settings.data), uri)
    monkeypatch.setattr(type(other.store.collection("health")), "replace_one", _full)
    install(other)
    try:
        found = ready.fault()
    finally:
        monkeypatch.undo()
        other.close()
    assert found is not None
    assert found.part == "store"


def _full(*_: object, **__: object) -> None:
    from pymongo.errors import OperationFailure

    raise OperationFailure("No space left on device", 14031)


def test_without_an_office_it_says_that_it_is_starting(ready: Readiness) -> None:
    install(None)
    found = ready.fault()
    assert found is not None
    assert (found.part, "đang khởi động" in found.error.vi) == ("office", True)


def test_however_many_ask_the_store_is_looked_at_once_in_three_seconds(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    ready = Readiness()
    monkeypatch.setattr(ready, "_found", lambda: looks.append(1))
    monkeypatch.setattr(readiness, "EVERY", 1_000.0)
    for _ in range(5):
        assert ready.fault() is None
    assert len(looks) == 1
    ready.forget()
    ready.fault()
    assert len(looks) == 2

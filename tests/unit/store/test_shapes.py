"""Every query of the screens, actions and jobs is served by an index, and told of in docs/storage.md.

`MOTCUA_WRITE_SHAPES=1` writes the table anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from pymongo import MongoClient, monitoring
from streamlit.testing.v1 import AppTest

from dashboard.access.roles import may
from dashboard.alerts.digest import send_digests
from dashboard.alerts.watching import look
from dashboard.api.delivery import Delivery
from dashboard.config import Settings
from dashboard.flow import Action
from dashboard.notices.scan import scan
from dashboard.notices.sender import Sender
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.screens import SCREENS
from dashboard.state.reading import Reader
from dashboard.ui import session
from models.errors import MotcuaError
from models.viewer import SYSTEM, Role, Scope, Viewer
from seed.demo import load_history
from tests.conftest import UNTIL
from tests.helpers import submitted
from tests.shapes import Recorder, Shape, plan, told
from tests.stores import leave

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = ROOT / "docs" / "storage.md"
#: collections that grow with the dossiers, the people or the days
GROWING = frozenset({
    "dossiers", "events", "cells", "search_keys", "notices", "audit", "feed", "tickets",
    "appointments", "papers.files", "papers.chunks", "postal_requests", "postal_events", "sessions", "drafts",
    "submissions", "alerts", "removed_papers", "hall_cells", "attempts", "habits",
})  # fmt: skip
ROW = re.compile(r"^\| `([^`]+)` \| (\w+) \| (.*?) \| (.*?) \| (.*?) \|$", re.M)


@pytest.fixture(scope="module")
def recorded(
    mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, Recorder]]:
    """An Office with 60 dossiers whose queries are remembered from the moment at which it is filled."""
    database = f"test_shapes_{os.getpid()}"
    recorder = Recorder(database)
    kept = monitoring._LISTENERS
    monitoring.register(recorder)
    try:
        data = tmp_path_factory.mktemp("shapes")
        office = Office.open(Settings(database=database, data=data), mongodb_uri, lambda: UNTIL)
    finally:
        monitoring._LISTENERS = kept
    load_history(office, 60, UNTIL, 3)
    recorder.seen.clear()
    install(office)
    yield office, recorder
    install(None)
    leave(office)


def drive(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open every screen as every role, do actions, search, and run each background job once."""
    code = next(iter(office.dossiers.find({"open_day": {"$gte": 0, "$lte": office.today()}}, SYSTEM)))["_id"]
    department = office.dossiers.get(code, SYSTEM)
    assert department is not None
    scopes = {
        "administrator": Scope(), "leadership": Scope(),
        "clerk": Scope(kind="department", departments=frozenset({department.department})),
        "staff": Scope(kind="fields", departments=frozenset({department.department}),
                       fields=frozenset({department.field})),
    }  # fmt: skip
    params = {"dossier": {"code": code}, "listing": {"measure": "backlog"}, "search": {"q": "nguyen van"}}
    roles: tuple[Role, ...] = ("administrator", "leadership", "clerk", "staff")
    for role in roles:
        viewer = Viewer(user_id=role, name=role, role=role, scope=scopes[role])
        monkeypatch.setattr(session, "viewer", lambda viewer=viewer: viewer)
        for screen in SCREENS:
            if may(viewer, screen.permission):
                test = AppTest.from_file(str(ROOT / "pages" / f"{screen.file}.py"), default_timeout=120)
                for name, value in params.get(screen.file, {}).items():
                    test.query_params[name] = value
                test.run()
    office.commit.act("T-1", submitted("T-1"), "clerk", change="one")
    for name in ("accept", "finish", "start"):
        with suppress(MotcuaError):
            office.commit.act("T-1", Action(name=name), "clerk", change=name)  # type: ignore[arg-type]
    scan(office)
    look(office)
    send_digests(office)
    Sender(office, {}).run_once()
    Delivery(office).run_once()
    office.feed.purge(UNTIL + timedelta(days=1))
    Reader().read(office)


@pytest.fixture(scope="module")
def served(
    recorded: tuple[Office, Recorder], mongodb_uri: str
) -> Iterator[dict[Shape, tuple[str, bool]]]:
    """Each shape on a growing collection, with its index and whether it is sorted in memory."""
    office, recorder = recorded
    with pytest.MonkeyPatch.context() as monkeypatch:
        drive(office, monkeypatch)
    found = {}
    with MongoClient[object](mongodb_uri) as client:
        for shape, (asked, sort) in sorted(recorder.seen.items()):
            if shape.collection in GROWING:
                found[shape] = plan(client, office.store.db.name, shape, asked, sort)
    if os.environ.get("MOTCUA_WRITE_SHAPES"):
        write(found)
    yield found


Key = tuple[str, str, str, str]


def key_of(shape: Shape) -> Key:
    return shape.collection, shape.command, shape.asks.replace("|", "or") or "all", shape.sort or "–"


def line(key: Key, index: str) -> str:
    return f"| `{key[0]}` | {key[1]} | {key[2]} | {key[3]} | {index} |"


def write(found: dict[Shape, tuple[str, bool]]) -> None:
    text = DOCUMENT.read_text("utf-8")
    known = {row[:4]: row[4] for row in ROW.findall(text)}
    for shape, (index, _) in found.items():
        known[key_of(shape)] = index or known.get(key_of(shape), "**none**")
    rows = "\n".join(line(key, index) for key, index in sorted(known.items()))
    head, rest = text.split("<!-- shapes -->\n", 1)
    tail = rest.split("<!-- end -->", 1)[1]
    top = "| collection | command | asks for | order | index |\n|---|---|---|---|---|\n"
    DOCUMENT.write_text(f"{head}<!-- shapes -->\n{top}{rows}\n<!-- end -->{tail}", "utf-8")


def listed() -> dict[tuple[str, str, str, str], str]:
    return {row[:4]: row[4] for row in ROW.findall(DOCUMENT.read_text("utf-8"))}


def test_no_query_of_a_growing_collection_reads_all_of_it_without_a_reason(
    served: dict[Shape, tuple[str, bool]],
) -> None:
    reasons = listed()
    scans = []
    for shape, (index, _) in served.items():
        if not index and not reasons.get(key_of(shape), "").startswith("none: "):
            scans.append(line(key_of(shape), "?"))
    assert scans == []


def test_no_query_of_a_growing_collection_is_sorted_in_memory(served: dict[Shape, tuple[str, bool]]) -> None:
    assert [shape for shape, (_, in_memory) in served.items() if in_memory] == []


def test_every_shape_stands_in_the_document_with_the_index_that_serves_it(
    served: dict[Shape, tuple[str, bool]],
) -> None:
    rows = listed()
    missing = [
        line(key_of(shape), index) for shape, (index, _) in served.items()
        if index and rows.get(key_of(shape)) != index
    ]  # fmt: skip
    assert missing == [], "MOTCUA_WRITE_SHAPES=1 writes them; look whether each is as it should be"
    assert len(served) > 40
    unknown = {key for key, index in rows.items() if index == "**none**"}
    assert unknown == set()


def test_a_shape_tells_the_operators_of_each_field() -> None:
    assert told({"day": {"$gte": 1, "$lte": 2}, "a": 1, "_id": {"$in": [1]}}) == "_id in, a =, day ≥≤"

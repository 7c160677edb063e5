"""A history is written in bulk: the same by any number of processes, whole after a kill, and verified."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import dashboard.cube.building as building
import seed.bulk as bulk
from dashboard.config import Settings
from dashboard.cube.check import HISTORY_LOADING, rebuild, verify
from dashboard.flow import Action
from dashboard.office import Office
from models.dossiers import Dossiers
from models.errors import MotcuaError, StoreError
from seed.demo import load_history
from tests.stores import leave
from tests.unit.seed.settings import UNTIL

DOSSIERS = 80
COLLECTIONS = ("dossiers", "events", "search_keys", "cells", "serials")
CORRECTION = Action(name="correct", reason="x", correction={"channel": "postal"})
_numbers = count(1)


@pytest.fixture(autouse=True, scope="module")
def without_indexes() -> Iterator[None]:
    """Making them takes longer than all that is tested here."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Office, "REPOSITORIES", ())
        yield


@contextmanager
def an_office(uri: str, folder: Path) -> Iterator[Office]:
    name = f"test_bulk_{next(_numbers)}"
    office = Office.open(Settings(database=name, data=folder), uri, lambda: UNTIL)
    try:
        yield office
    finally:
        leave(office)


def stored(office: Office) -> dict[str, dict[Any, Any]]:
    return {name: {row["_id"]: row for row in office.store.collection(name).find()} for name in COLLECTIONS}


@pytest.fixture(scope="module")
def whole(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[Any, Any]]:
    """What one process writes."""
    with an_office(mongodb_uri, tmp_path_factory.mktemp("one")) as office:
        assert load_history(office, DOSSIERS, UNTIL, 7, processes=1) == DOSSIERS
        verdict = verify(office.store, office.today())
        assert verdict.ok, verdict.examples
        assert (verdict.dossiers, verdict.events) == (DOSSIERS, office.events.count())
        return stored(office)


def test_two_processes_write_what_one_does_also_in_small_pieces(
    mongodb_uri: str, tmp_path: Path, whole: dict[str, dict[Any, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 20)
    monkeypatch.setattr(building, "HELD", 60)
    seen: list[tuple[int, int]] = []
    with an_office(mongodb_uri, tmp_path) as office:
        load_history(office, DOSSIERS, UNTIL, 7, lambda done, total: seen.append((done, total)), processes=2)
        assert stored(office) == whole
    assert seen[-1] == (DOSSIERS, DOSSIERS)
    assert seen == sorted(seen) and len(seen) >= 4


def test_a_load_that_is_broken_off_serves_nothing_and_is_begun_anew(
    mongodb_uri: str, tmp_path: Path, whole: dict[str, dict[Any, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 20)
    put, calls = bulk.Scribe._put, count(1)

    def break_off(self: bulk.Scribe, batch: list[bulk.Told]) -> None:
        put(self, batch)
        if next(calls) == 2:
            raise KeyboardInterrupt

    with an_office(mongodb_uri, tmp_path) as office:
        with monkeypatch.context() as broken:
            broken.setattr(bulk.Scribe, "_put", break_off)
            with pytest.raises(KeyboardInterrupt):
                load_history(office, DOSSIERS, UNTIL, 7, processes=1)
        half = office.dossiers.count()
        assert 0 < half < DOSSIERS
        some = next(office.dossiers.all())["_id"]
        with pytest.raises(StoreError):
            office.commit.act(some, CORRECTION, "an")
        with pytest.raises(MotcuaError, match="seed demo"):
            rebuild(office.store, office.today())
        assert office.dossiers.count() == half
        load_history(office, DOSSIERS, UNTIL, 7, processes=1)
        assert stored(office) == whole
        assert not office.meta.get(HISTORY_LOADING)
        rebuild(office.store, office.today())


def test_a_refused_load_leaves_no_mark_and_dossiers_of_another_origin_stay(
    mongodb_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_office(mongodb_uri, tmp_path) as office:
        with pytest.raises(MotcuaError, match="có hiệu lực từ"):
            load_history(office, 5, UNTIL.replace(year=2017), 7)
        assert not office.meta.get(HISTORY_LOADING)
        assert office.dossiers.count() == 0
        load_history(office, 5, UNTIL, 7)
        with pytest.raises(MotcuaError, match="đã có hồ sơ"):
            load_history(office, 5, UNTIL, 7)
        assert office.dossiers.count() == 5
        # What a process of the pool cannot do is told in words, and leaves the mark.
        office.store.renew(Dossiers)
        monkeypatch.setattr(bulk, "BATCH", 5)
        office.store.uri = "mongodb://127.0.0.1:9/"
        with pytest.raises(MotcuaError, match="tiến trình"):
            load_history(office, 40, UNTIL, 7, processes=2)
        assert office.meta.get(HISTORY_LOADING)


def test_the_next_dossier_of_the_day_gets_the_next_number(whole: dict[str, dict[Any, Any]]) -> None:
    day = f"{UNTIL:%y%m%d}"
    begun = [code for code in whole["dossiers"] if code.split("-")[1] == day]
    for key, row in whole["serials"].items():
        assert row["n"] == sum(code.startswith(f"{key}-") for code in begun) > 0
    assert sum(row["n"] for row in whole["serials"].values()) == len(begun)

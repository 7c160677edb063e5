"""The search keys of an older version of the program are made anew at the start."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.keeping.derived import renew
from dashboard.office import Office
from dashboard.search.keys import VERSION, key_of
from dashboard.search.rebuild import MARK
from models.searchkey import SearchKey
from models.viewer import SYSTEM
from tests.helpers import BASE, submitted

CODES = [f"K-{number:04d}" for number in range(5)]


@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path: Path) -> Iterator[Office]:
    """An Office whose keys an older version has made, by which nothing is found."""
    office = Office.open(Settings(database=database, data=tmp_path), mongodb_uri)
    for number, code in enumerate(CODES):
        office.commit.act(code, submitted(code, number), "u1", at=BASE)
    office.keys.replace_many([SearchKey(code, 0, ("old",)) for code in CODES], None)
    office.meta.set(MARK, VERSION - 1)
    yield office
    office.close()


def test_keys_of_an_older_version_are_made_anew_by_two_processes_at_once(office: Office) -> None:
    other = Office(office.settings, office.store)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(renew, (office, other))) == [None, None]
    assert office.meta.get(MARK) == VERSION
    for code in CODES:
        dossier = office.dossiers.get(code, SYSTEM)
        assert dossier is not None
        assert office.keys.get(code) == key_of(dossier)
    assert office.keys.between("t", "old", 0, 1) == []


def test_keys_of_this_version_are_left_as_they_are(office: Office) -> None:
    office.meta.set(MARK, VERSION)
    renew(office)
    assert {key.code for key in office.keys.between("t", "old", 0, 1)} == set(CODES)

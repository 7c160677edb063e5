"""An Office with the reference data of the demonstration, and no dossiers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pymongo import MongoClient

from dashboard.config import Settings
from dashboard.office import Office
from seed.files import profile
from seed.load import load_reference
from seed.reference import DEFAULT_PROFILE, read_first

#: a Friday, 09:00 in Vietnam
NOW = datetime(2026, 8, 28, 2, 0, tzinfo=UTC)


#: filled by opening an Office and changed by tests; what else tests fill is empty before
CHANGED = {"epochs", "audit"}


@pytest.fixture(scope="module")
def furnished(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, str]]:
    """A database with the reference data, whose making takes seconds: one for all tests of a file."""
    name = f"test_intake_{os.getpid()}"
    settings = Settings(database=name, data=tmp_path_factory.mktemp("intake"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    load_reference(office.store)
    office.close()
    yield settings, mongodb_uri
    with MongoClient[dict[str, object]](mongodb_uri) as client:
        client.drop_database(name)


@pytest.fixture
def office(furnished: tuple[Settings, str]) -> Iterator[Office]:
    """The Office of Kiên Giang on 28/08/2026, 09:00, without dossiers."""
    settings, uri = furnished
    office = Office.open(settings, uri, lambda: NOW)
    office.revisions.put_many(read_first(profile(DEFAULT_PROFILE)).revisions)
    kept = {name for name in office.store.db.list_collection_names() if office.store.holds(name)} - CHANGED
    yield office
    for name in office.store.db.list_collection_names():
        if name not in kept:
            office.store.clear(name)
    office.close()

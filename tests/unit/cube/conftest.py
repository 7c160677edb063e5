"""An Office with a small simulated history, shared by the tests of the cube."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.config import Settings
from dashboard.office import Office
from seed.demo import load_history

DATABASE = "test_cube_parity"


@pytest.fixture(scope="session")
def told(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """70 simulated dossiers over more than a year, ending now."""
    office = Office.open(Settings(database=DATABASE, data=tmp_path_factory.mktemp("cube")), mongodb_uri)
    office.store.client.drop_database(DATABASE)
    office.close()
    office = Office.open(Settings(database=DATABASE, data=tmp_path_factory.mktemp("cube")), mongodb_uri)
    load_history(office, 70, office.now(), 7)
    yield office
    office.store.client.drop_database(DATABASE)
    office.close()

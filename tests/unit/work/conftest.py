"""An empty Office on the real store, at a fixed instant; one for a file, for dropping one takes long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dashboard.config import Settings
from dashboard.office import Office
from tests.helpers import BASE

NOW = BASE + timedelta(days=200)


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An Office without dossiers; its clock stands."""
    settings = Settings(database="test_desk", data=tmp_path_factory.mktemp("desk"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    yield office
    office.store.client.drop_database("test_desk")
    office.close()

"""An Office with the reference data and a few dossiers whose words are known."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from dashboard.config import Settings
from dashboard.office import Office
from models.viewer import Viewer
from seed.load import load_reference

with warnings.catch_warnings():
    # It would rather have httpx2; what it does with httpx is all that is needed here.
    warnings.simplefilter("ignore")
    import starlette.testclient  # noqa: F401

NOW = datetime(2026, 11, 20, 3, 0, 0, 123_456, tzinfo=UTC)
CLERK = Viewer(user_id="c", name="Thị Ngọc Hân", role="clerk")


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database="test_forms", data=tmp_path_factory.mktemp("forms"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    load_reference(office.store)
    office.names.forget()
    yield office
    office.store.client.drop_database("test_forms")
    office.close()

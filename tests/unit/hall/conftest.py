"""An Office with a hall, and nobody in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.office import Office
from tests.unit.hall.helpers import furnish

#: a Friday, 09:00 in Vietnam
NOW = datetime(2026, 8, 28, 2, 0, tzinfo=UTC)


@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path: Path) -> Iterator[Office]:
    office = Office.open(Settings(database=database, data=tmp_path), mongodb_uri, lambda: NOW)
    furnish(office)
    yield office
    office.close()

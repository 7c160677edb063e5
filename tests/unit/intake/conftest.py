"""An Office with the reference data of the demonstration, and no dossiers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.office import Office
from seed.load import load_reference

#: a Friday, 09:00 in Vietnam
NOW = datetime(2026, 8, 28, 2, 0, tzinfo=UTC)


@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path: Path) -> Iterator[Office]:
    """The Office of Kiên Giang on 28/08/2026, 09:00."""
    office = Office.open(Settings(database=database, data=tmp_path), mongodb_uri, lambda: NOW)
    load_reference(office.store)
    yield office
    office.close()

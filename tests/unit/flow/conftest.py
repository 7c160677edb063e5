"""An empty Office on the real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.office import Office


@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path: Path) -> Iterator[Office]:
    """An Office without dossiers."""
    office = Office.open(Settings(database=database, data=tmp_path), mongodb_uri)
    yield office
    office.close()

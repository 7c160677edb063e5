"""One planted Office for all of the fuzzing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.office import Office
from tests.fuzz.planting import planted


@pytest.fixture(scope="session")
def planted_office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with planted(mongodb_uri, tmp_path_factory.mktemp("planted")) as made:
        yield made

"""What is drawn is told in Vietnamese, without a run of Streamlit around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.ui import session


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    mark = session._spoken.set("vi")
    yield
    session._spoken.reset(mark)

"""The calendar of the Office, and a way to write its local times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard.clock import WorkingCalendar
from seed.calendars import default_calendar

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="package")
def office() -> WorkingCalendar:
    """07:00–11:30 and 13:30–17:00, with Vietnam's holidays."""
    return WorkingCalendar.from_document(default_calendar("Asia/Ho_Chi_Minh"), VIETNAM)


@pytest.fixture(scope="package")
def at() -> Callable[[str], datetime]:
    """ "23/11/2026 08:00" in Vietnam."""
    return lambda text: datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)

"""The background task: it scans and sends by itself, and outlives what goes wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from dashboard.notices import loop
from dashboard.notices.loop import Loop
from dashboard.office import Office
from models.errors import StoreError
from models.viewer import SYSTEM
from tests.unit.notices.conftest import Clock, Hook
from tests.unit.notices.helpers import arrived

#: far longer than a round takes on the slowest machine
PATIENCE = 60.0


def until(holds: Callable[[], bool]) -> bool:
    """Whether it holds before the patience ends."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def webhook(office: Office, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> Hook:
    told = office.settings.model_copy(update={"webhook_url": hook.url})
    monkeypatch.setattr(office, "settings", told)
    return hook


def test_what_is_written_while_it_runs_is_sent_and_it_stops_when_told(office: Office, webhook: Hook) -> None:
    with_it = Loop(office, every=0.01)
    with_it.start()
    arrived(office)
    assert until(lambda: len(webhook.posts) == 1)
    with_it.stop()
    assert not any(thread.name == "notices" for thread in threading.enumerate())
    arrived(office, "H33-0002")
    assert office.notices.of("H33-0002", SYSTEM)[-1].state == "queued"


def test_it_tells_what_became_late_without_an_action(office: Office, webhook: Hook, clock: Clock) -> None:
    arrived(office, mail="")
    clock.forward(days=9)
    with_it = Loop(office, every=0.01)
    with_it.start()
    assert until(lambda: any(b'"late"' in body for _, body in webhook.posts))
    with_it.stop()


@pytest.mark.parametrize("wrong", [StoreError("Bận.", "Busy."), OSError("gone")])
def test_it_goes_on_after_an_error(
    office: Office, webhook: Hook, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    arrived(office, mail="")
    failures: list[Exception] = []

    def scan(_: Office) -> int:
        if len(failures) < 2:
            failures.append(wrong)
            raise wrong
        return 0

    monkeypatch.setattr(loop, "scan", scan)
    with_it = Loop(office, every=0.01)
    with_it.start()
    assert until(lambda: len(webhook.posts) == 1)
    with_it.stop()
    assert len(failures) == 2

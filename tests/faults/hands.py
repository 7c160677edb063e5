"""Hands for the fault tests: threads that write through Commit as people do, and keep what they are told."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from bench.killed_writer import BASE, SCRIPT, application
from bench.killing import Tally, check, prove
from dashboard.flow import Action
from dashboard.office import Office
from models.errors import StoreError

#: far longer than anybody needs to go on, in seconds
PATIENCE = 120.0


class Hands:
    """Some threads, each with dossiers of its own. A change that failed is sent again under its id."""

    def __init__(self, office: Office, many: int) -> None:
        self.office = office
        #: what was acknowledged, and what was said instead, by hand
        self.done: list[list[tuple[str, str]]] = [[] for _ in range(many)]
        self.told: list[list[Exception]] = [[] for _ in range(many)]
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(place,)) for place in range(many)]

    def _work(self, place: int) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            code, at = f"T{place}-{number:04d}", BASE
            for action in (application(code, number), *SCRIPT):
                at += timedelta(hours=5)
                change = uuid.uuid4().hex
                while not self._stop.is_set() and not self._did(place, code, action, at, change):
                    self._stop.wait(0.05)

    def _did(self, place: int, code: str, action: Action, at: object, change: str) -> bool:
        try:
            self.office.commit.act(code, action, "u1", at=at, change=change)  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001 - which kind it is, is what the tests are about
            self.told[place].append(error)
            return False
        self.done[place].append((code, change))
        return True

    def all_done(self) -> list[tuple[str, str]]:
        """(code, change) of everything that was acknowledged."""
        return [one for done in self.done for one in list(done)]

    def all_told(self) -> list[Exception]:
        """Everything that was said instead."""
        return [error for told in self.told for error in list(told)]

    def await_more(self, what: list[list[tuple[str, str]]] | list[list[Exception]]) -> None:
        """Wait until every hand has more of `done` or of `told` than now."""
        had, until = [len(one) for one in what], time.monotonic() + PATIENCE
        while any(len(one) <= before for one, before in zip(what, had, strict=True)):
            assert time.monotonic() < until, [str(error) for error in self.all_told()[-5:]]
            time.sleep(0.02)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """They work while the block runs."""
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()


def whole(office: Office, hands: Hands) -> None:
    """Nothing acknowledged is lost, nothing is done twice, figures agree, and all errors are sentences."""
    tally = Tally()
    check(office, hands.all_done(), tally)
    prove(office, tally)
    assert (tally.lost, tally.twice) == (set(), set())
    assert tally.differences == 0, tally.examples
    strangers = [repr(error) for error in hands.all_told() if not isinstance(error, StoreError)]
    assert strangers == []
    assert all(isinstance(error, StoreError) and error.vi and error.en for error in hands.all_told())

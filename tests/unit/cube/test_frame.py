"""The frame in memory: neither a late commit is missed nor half a move seen, whenever somebody writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.config import Settings
from dashboard.cube.question import Question
from dashboard.flow import Action
from dashboard.flow.commit import Change
from dashboard.office import Office
from models.viewer import SYSTEM
from tests.helpers import BASE, submitted

#: of `submitted`: even numbers belong to department A and came over the counter, odd ones to B, online
CHANNELS = ("counter", "online", "postal")


@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path: Path) -> Iterator[Office]:
    """The Office as the process sees it whose figures are looked at."""
    office = Office.open(Settings(database=database, data=tmp_path), mongodb_uri)
    yield office
    office.close()


@pytest.fixture
def other(office: Office, mongodb_uri: str) -> Iterator[Office]:
    """The same Office in another process."""
    other = Office.open(office.settings, mongodb_uri)
    yield other
    other.close()


def take_in(office: Office, number: int) -> str:
    code = f"F-{number:04d}"
    office.commit.act(code, submitted(code, number), "u1", at=BASE)
    office.commit.act(code, Action(name="accept"), "u1", at=BASE + timedelta(hours=1))
    return code


def move(office: Office, code: str, channel: str) -> None:
    """A change that takes from one cell what it gives to another."""
    action = Action(name="correct", reason="nhầm", correction={"channel": channel})
    office.commit.act(code, action, "u1", at=BASE + timedelta(hours=2))


def counted(office: Office, by: str = "department") -> dict[str, int]:
    """Dossiers received, by department or by channel; groups without any are left out."""
    figures = office.cube.figures(SYSTEM, Question(("received",), (by,)))
    return {figure.group[by]: figure.n for figure in figures if figure.n}


def held(office: Office) -> int:
    """What lies anywhere, of another family of cells."""
    return office.cube.figures(SYSTEM, Question(("held",)))[0].n


@contextmanager
def late(office: Office, do: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """A commit that has written everything and is not committed until what is given here is called."""
    written, go_on = threading.Event(), threading.Event()

    def wait(session: Any, changes: Sequence[Change]) -> None:
        written.set()
        assert go_on.wait(60)

    office.commit.also(wait)
    with ThreadPoolExecutor(1) as pool:
        done: Future[object] = pool.submit(do)

        def finish() -> None:
            go_on.set()
            done.result(60)

        try:
            assert written.wait(60)
            yield finish
        finally:
            go_on.set()


def test_a_commit_that_is_late_is_seen_when_it_is_there_and_not_before(office: Office, other: Office) -> None:
    """It began before another one, of another department, that was committed and read long before it."""
    slow, fast = take_in(office, 0), take_in(office, 1)
    assert counted(office, "channel") == {"counter": 1, "online": 1}
    with late(other, lambda: move(other, slow, "postal")) as finish:
        move(office, fast, "postal")
        assert counted(office, "channel") == {"counter": 1, "postal": 1}
        take_in(office, 3)
        assert counted(office, "channel") == {"counter": 1, "online": 1, "postal": 1}
        finish()
        assert counted(office, "channel") == {"online": 1, "postal": 2}


def test_a_new_dossier_that_is_late_is_seen_when_it_is_there(office: Office, other: Office) -> None:
    """Its cells are new, and so may be its department."""
    code = "F-0000"
    take_in(office, 1)
    other.commit.act(code, submitted(code, 0), "u1", at=BASE)
    assert counted(office) == {"B": 1}
    with late(other, lambda: other.commit.act(code, Action(name="accept"), "u1", at=BASE)) as finish:
        take_in(office, 3)
        assert (counted(office), held(office)) == ({"B": 2}, 2)
        finish()
        assert (counted(office), held(office)) == ({"A": 1, "B": 2}, 3)


@pytest.mark.parametrize("warm", [True, False], ids=["what changed", "everything"])
@pytest.mark.parametrize("after", [1, 2])
def test_half_a_move_is_never_seen_though_it_happens_in_the_middle_of_the_reading(
    office: Office, other: Office, monkeypatch: pytest.MonkeyPatch, warm: bool, after: int
) -> None:
    """A commit between the readings of two families, or of the epochs and the cells, of one refresh.

    What is read whole is then brought up to an instant after it, what has changed is of one before.
    """
    codes = [take_in(other, number) for number in range(0, 6, 2)]
    if warm:
        assert counted(office, "channel") == {"counter": 3}
        move(other, codes[0], "online")  # so that the next look finds that something has changed
    before = {"counter": 2, "online": 1} if warm else {"counter": 3}
    seen = 3 if warm else 4
    cells, name = office.cube.frame._cells, "changed" if warm else "load"
    real, calls = getattr(cells, name), 0

    def in_the_middle(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        found = None
        if calls == after:
            found = list(real(*given))  # the first part is read, then somebody moves, then the rest is read
            move(other, codes[1], "postal")
            take_in(other, 6)
        return real(*given) if found is None else found

    monkeypatch.setattr(cells, name, in_the_middle)
    figures = office.cube.figures(SYSTEM, Question(("received", "backlog", "held")))
    assert [figure.n for figure in figures] == [seen, seen, seen]
    assert calls >= after
    monkeypatch.undo()
    assert counted(office, "channel") == {**before, "postal": 1}  # one went, and a new one came
    assert held(office) == 4


def test_while_others_move_dossiers_the_whole_stays_what_it_is(office: Office, other: Office) -> None:
    """Two hands move dossiers between channels all the time; each look adds up, and none sees a negative."""
    codes = [take_in(other, number) for number in range(4)]
    over = threading.Event()

    def hand(mine: Sequence[str]) -> int:
        moves = 0
        while not over.is_set():
            moves += 1
            move(other, mine[moves % 2], CHANNELS[moves % 3])
        return moves

    with ThreadPoolExecutor(2) as pool:
        hands = [pool.submit(hand, codes[:2]), pool.submit(hand, codes[2:])]
        try:
            looks = [counted(office, "channel")]
            while len(looks) < 40 or all(look == looks[0] for look in looks):
                looks.append(counted(office, "channel"))
                assert not any(each.done() for each in hands), [each.exception() for each in hands]
        finally:
            over.set()
    assert {sum(look.values()) for look in looks} == {4}
    assert min(count for look in looks for count in look.values()) > 0


def test_people_see_their_own_action_and_that_of_another_process_at_once(
    office: Office, other: Office
) -> None:
    for number in range(6):
        take_in((office, other)[number % 2], number)
        for process in (office, other):
            assert sum(counted(process).values()) == held(process) == number + 1

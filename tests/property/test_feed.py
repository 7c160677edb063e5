"""The feed under writers: whoever follows the cursor gets every event once, in the order of each dossier."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.api.feeding import INWARD
from dashboard.api.following import events_after
from dashboard.config import Settings
from dashboard.flow import Action, ActionRefused
from dashboard.office import Office
from models.errors import StoreError
from models.feed import BATCH, Entry, in_order
from models.viewer import SYSTEM, Scope, Viewer
from tests.helpers import BASE, submitted
from tests.stores import leave

WRITERS, EACH = 3, 8
OF_A = Viewer(
    user_id="a", name="a", role="manager", scope=Scope(kind="department", departments=frozenset({"A"}))
)


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An Office whose clocks differ: every look at the time may be a little before the one before."""
    chance = random.Random(7)
    settings = Settings(database=f"test_feed_{os.getpid()}", data=tmp_path_factory.mktemp("feed"))
    office = Office.open(
        settings, mongodb_uri, lambda: BASE + timedelta(seconds=chance.uniform(-5, 5))
    )
    yield office
    leave(office)


def follow(office: Office, viewer: Viewer, cursor: int | None, limit: int) -> tuple[list[Entry], int]:
    """Everything from the cursor on, page by page."""
    found: list[Entry] = []
    while True:
        page = events_after(office, viewer, cursor, limit)
        found += page.entries
        cursor = page.cursor
        if not page.more:
            return found, page.cursor


def write(office: Office, name: str, seed: int) -> None:
    """Some dossiers with some actions each."""
    chance = random.Random(seed)
    for number in range(EACH):
        code = f"{name}-{number}"
        office.commit.act(code, submitted(code, number), "u")
        for action in ("accept", "note", "finish"):
            if chance.random() < 0.7:
                try:
                    office.commit.act(code, Action(name=action, note="x"), "u")  # type: ignore[arg-type]
                except ActionRefused:
                    break


@pytest.mark.parametrize("limit", [1, 7, 500])
def test_no_event_is_lost_or_told_twice_while_writers_go_on(office: Office, limit: int) -> None:
    """Two readers at once, one of them of a department, each numbering what it finds."""
    name = f"L{limit}"
    begin = office.feed.number()
    writers = [
        threading.Thread(target=write, args=(office, f"{name}{who}", who)) for who in range(WRITERS)
    ]
    told: dict[str, list[Entry]] = {"all": [], "A": []}
    cursors = {"all": begin, "A": begin}
    viewers = {"all": SYSTEM, "A": OF_A}
    faults: list[BaseException] = []

    def read(who: str) -> None:
        try:
            busy = True
            while busy:
                busy = any(writer.is_alive() for writer in writers)  # once more after the last has ended
                found, cursors[who] = follow(office, viewers[who], cursors[who], limit)
                told[who] += found
        except BaseException as fault:
            faults.append(fault)
            raise

    for writer in writers:
        writer.start()
    readers = [threading.Thread(target=read, args=(who,)) for who in told]
    for reader in readers:
        reader.start()
    for thread in (*writers, *readers):
        thread.join(300)
    assert not faults
    events = [
        event for row in office.dossiers.all() if str(row["_id"]).startswith(name)
        for event in office.events.of(row["_id"]) if event.action not in INWARD
    ]  # fmt: skip
    assert sorted(one.id for one in told["all"]) == sorted(event.id for event in events)
    assert [one.seq for one in told["all"]] == list(range(begin + 1, begin + 1 + len(events)))
    places: dict[str, int] = {}
    for one in told["all"]:
        assert places.get(one.dossier, 0) < one.n
        places[one.dossier] = one.n
    seen = [one.id for one in told["all"] if "A" in {one.department, *one.holders}]
    assert [one.id for one in told["A"]] == seen
    assert follow(office, SYSTEM, begin, limit)[0] == told["all"], "and the same again"


def test_two_that_number_at_once_give_no_number_twice(office: Office) -> None:
    begin = office.feed.number()
    write(office, "two", 1)
    last: list[int] = []

    def number() -> None:
        try:
            last.append(office.feed.number())
        except StoreError:
            last.append(office.feed.number())

    threads = [threading.Thread(target=number) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    entries = office.feed.between(begin, begin + BATCH)
    assert set(last) == {begin + len(entries)}
    assert [entry.seq for entry in entries] == list(range(begin + 1, begin + 1 + len(entries)))


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.integers(0, 60)),
        unique_by=lambda row: row[:2],
    )
)
@settings(max_examples=100, deadline=None)
def test_events_of_one_dossier_keep_their_order_whatever_the_clocks_say(
    given_: list[tuple[str, int, int]],
) -> None:
    noon = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    rows = [
        {"_id": (dossier, n), "dossier": dossier, "n": n, "recorded_at": noon + timedelta(seconds=at)}
        for dossier, n, at in given_
    ]
    ids = in_order(rows)
    assert sorted(ids) == sorted(row["_id"] for row in rows)
    for dossier in "abc":
        ours = [n for one, n in ids if one == dossier]
        assert ours == sorted(ours)

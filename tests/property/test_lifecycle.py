"""Whatever happens to dossiers: the cube is the sum of their contributions, and history gives them again."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dashboard.clock import day_of
from dashboard.cube.cells import stored
from dashboard.cube.contribution import VERSION, Contribution, add, contribution
from dashboard.cube.counters import FAMILIES
from dashboard.flow import Action, ActionName, ActionRefused
from dashboard.flow.changes import folded
from dashboard.flow.commit import Commit, LostRace
from dashboard.office import Office
from models.cell import Cells
from models.dossier import Dossier
from models.dossiers import Dossiers
from models.errors import StoreError
from models.event import Event, Events
from models.store import Store
from tests.doubles import MemoryStore
from tests.helpers import (
    ASKING_ROUTE,
    BASE,
    NAMES,
    ROUTE,
    ZONE,
    ZONE_NAME,
    asked,
    calendar,
    offered_action,
    submitted,
)

CALENDAR = calendar()
CODES = ("D0", "D1", "D2")
#: mostly forward; at times the machine's clock jumps back
HOURS = st.one_of(st.floats(0, 6), st.floats(0, 400), st.floats(-30, 0))
CODE = st.sampled_from(CODES)
#: collections that a commit writes
WRITTEN = ("dossiers", "events", "cells", "epochs", "search_keys")


def without_zeros(cells: Contribution) -> Contribution:
    kept = {key: {name: n for name, n in counters.items() if n} for key, counters in cells.items()}
    return {key: counters for key, counters in kept.items() if counters}


class Lifecycle(RuleBasedStateMachine):
    """Random actions at random instants on three dossiers, by two processes that share a store."""

    def make_store(self) -> Store:
        return MemoryStore(ZONE)

    def __init__(self) -> None:
        super().__init__()
        self.now = BASE
        self.store = self.make_store()
        Cells(self.store).set_version(VERSION)
        self.commits = [Commit(self.store, lambda: CALENDAR, lambda: self.now) for _ in range(2)]
        self.done: list[tuple[str, Action, str]] = []

    # -- what is done, and looked at -----------------------------------------------------------

    def dossier(self, code: str) -> Dossier | None:
        return Dossiers(self.store).for_change(code)

    def contents(self) -> dict[str, list[Any]]:
        """All that commits write, as it is stored."""
        found = {name: list(self.store.collection(name).find()) for name in WRITTEN}
        return {name: sorted(rows, key=lambda row: str(row["_id"])) for name, rows in found.items()}

    def do(self, code: str, action: Action, by: int = 0, **more: Any) -> Dossier | None:
        """Try an action; a refused one leaves the store as it was, and says why."""
        before, change = self.contents(), uuid.uuid4().hex
        try:
            after = self.commits[by].act(code, action, "u1", change=change, **more)
        except ActionRefused as refused:
            assert refused.vi.strip() and refused.en.strip() and refused.vi != refused.en
            assert self.contents() == before
            return None
        assert Dossier.read(after.document()) == self.dossier(code)
        self.done.append((code, action, change))
        return after

    @initialize(terms=st.tuples(*(st.integers(1, 15) for _ in CODES)))
    def apply_for_all(self, terms: tuple[int, ...]) -> None:
        for number, (code, term) in enumerate(zip(CODES, terms, strict=True)):
            way = ASKING_ROUTE if number == 2 else ROUTE
            assert self.do(code, submitted(code, number, term, way))
            if number:
                assert self.do(code, asked("accept", self.now))

    @rule(code=CODE, name=st.sampled_from(NAMES), hours=HOURS, rating=st.integers(1, 3),
          ahead=st.integers(1, 30), by=st.integers(0, 1))  # fmt: skip
    def try_anything(
        self, code: str, name: ActionName, hours: float, rating: int, ahead: int, by: int
    ) -> None:
        self.now += timedelta(hours=hours)
        self.do(code, asked(name, self.now, rating, ahead), by)

    @rule(code=CODE, hours=HOURS, seed=st.integers(0, 10**6))
    def do_what_is_offered(self, code: str, hours: float, seed: int) -> None:
        self.now += timedelta(hours=hours)
        dossier = self.dossier(code)
        assert dossier is not None
        day = max(day_of(instant, ZONE) for instant in (self.now, *instants(dossier), *heard(dossier)))
        action = offered_action(random.Random(seed), dossier, day)
        assert action is None or self.do(code, action) is not None, (action, dossier)

    @rule(code=CODE, hours=HOURS)
    def go_on(self, code: str, hours: float) -> None:
        """What would usually come next, so that dossiers get to their end."""
        self.now += timedelta(hours=hours)
        for name in ("receive_supplement", "receive_payment", "start", "finish", "resolve", "return"):
            self.do(code, asked(name, self.now))  # type: ignore[arg-type]

    @rule(code=CODE, hours=HOURS, wait=st.floats(0, 80))
    def ask_and_finish(self, code: str, hours: float, wait: float) -> None:
        """A step that needs opinions goes on with all of them, or after their limit, and never before."""
        self.now += timedelta(hours=hours)
        self.do(code, asked("start", self.now))
        self.do(code, asked("ask_opinions", self.now).model_copy(update={"department": None}))
        self.do(code, asked("give_opinion", self.now, rating=1))
        self.now += timedelta(hours=wait)
        dossier = self.dossier(code)
        assert dossier is not None
        waited = [one for one in dossier.opinions if one.awaited and one.step == dossier.step]
        day = max(day_of(instant, ZONE) for instant in (self.now, *instants(dossier), *heard(dossier)))
        after = self.do(code, asked("finish", self.now))
        if after is not None and waited:
            assert all(one.silence and one.due_day is not None and one.due_day < day for one in waited)
            assert all(one.ending == "silent" for one in after.opinions[-len(waited) :])

    @invariant()
    def an_opinion_is_waited_for_only_at_the_present_step(self) -> None:
        for code in CODES:
            dossier = self.dossier(code)
            if dossier is None:
                continue
            waited = [one for one in dossier.opinions if one.awaited]
            assert {one.step for one in waited} <= {dossier.step}
            assert tuple(dict.fromkeys(one.department for one in waited)) == dossier.awaited
            assert dossier.open or not waited
            assert set(dossier.awaited) <= set(dossier.holders)
            for one in dossier.opinions:
                assert one.awaited or (one.working_ms or 0) >= 0
                assert one.given_at is None or one.given_at >= one.asked_at
                assert (one.text != "") == (one.ending in ("agreed", "remarks", "disagreed", "waived"))

    @rule(code=CODE, hours=st.floats(0, 60))
    def hand_over_and_back(self, code: str, hours: float) -> None:
        dossier = self.dossier(code)
        home = dossier.holder if dossier else None
        if self.do(code, asked("hand_over", self.now)) is None:
            return
        self.now += timedelta(hours=hours)
        self.do(code, asked("start", self.now))
        assert home is not None
        back = self.do(code, Action(name="hand_over", department=home))
        assert back is not None and back.holder == home and back.visits[-2].holder == "C"

    @rule(code=CODE)
    def extend_twice(self, code: str) -> None:
        once = self.do(code, Action(name="extend", reason="x", approver="chief", due_at=self.later(code, 5)))
        if once is None:
            return
        assert self.do(code, Action(name="extend", reason="x", due_at=self.later(code, 9))) is None
        twice = self.do(code, Action(name="extend", reason="x", approver="chief", due_at=self.later(code, 9)))
        assert twice is not None and twice.due_at is not None and once.due_at is not None
        assert twice.due_at > once.due_at and twice.original_due_at == once.original_due_at

    def later(self, code: str, days: int) -> Any:
        dossier = self.dossier(code)
        due = dossier.due_at if dossier else None
        return (due or self.now) + timedelta(days=days)

    @rule(code=CODE)
    def apply_again(self, code: str) -> None:
        assert self.do(code, submitted(code)) is None

    @rule(by=st.integers(0, 1), back=st.integers(1, 6))
    def send_a_known_change_again(self, by: int, back: int) -> None:
        """As a browser does that has lost the answer; perhaps to another process."""
        code, action, change = self.done[-min(back, len(self.done))]
        before = self.contents()
        assert self.commits[by].act(code, action, "u1", change=change) == self.dossier(code)
        assert self.contents() == before

    @rule(code=CODE, name=st.sampled_from(NAMES))
    def act_on_what_is_no_longer_so(self, code: str, name: ActionName) -> None:
        dossier, before = self.dossier(code), self.contents()
        assert dossier is not None
        with pytest.raises(LostRace):
            self.commits[1].act(code, asked(name, self.now), "u2", version=dossier.version - 1)
        assert self.contents() == before

    @rule(code=CODE, mine=st.sampled_from(NAMES), theirs=st.sampled_from(NAMES), seen=st.booleans())
    def two_at_once(self, code: str, mine: ActionName, theirs: ActionName, seen: bool) -> None:
        """The other process is faster, between the reading and the writing of this one."""
        dossier = self.dossier(code)
        assert dossier is not None
        first, second = asked(mine, self.now), asked(theirs, self.now)
        version, change = dossier.version if seen else None, uuid.uuid4().hex
        won: list[bool] = []

        def other_is_faster(_: Dossier | None) -> None:
            if not won:
                won.append(False)
                won[0] = self.do(code, second, by=1) is not None

        try:
            after = self.commits[0].act(
                code, first, "u1", version=version, change=change, allowed=other_is_faster
            )
        except ActionRefused as refused:
            told = isinstance(refused, LostRace)
            now = self.dossier(code)
            assert now is not None and now.version == dossier.version + won[0]
            # Who saw the dossier as it was is told of the race, unless the action was impossible even then.
            assert not told or won[0]
        else:
            assert not (seen and won[0])
            assert after.version == dossier.version + won[0] + 1
            self.done.append((code, first, change))

    @precondition(lambda self: isinstance(self.store, MemoryStore))
    @rule(code=CODE, seed=st.integers(0, 10**6), fault=st.sampled_from(("lost before", "lost answer")))
    def the_connection_breaks(self, code: str, seed: int, fault: str) -> None:
        """Before anything is written, or after all of it is; then the same change is sent again."""
        dossier = self.dossier(code)
        assert dossier is not None and isinstance(self.store, MemoryStore)
        day = max(day_of(instant, ZONE) for instant in (self.now, *instants(dossier), *heard(dossier)))
        action = offered_action(random.Random(seed), dossier, day)
        if action is None:
            return
        before, change = self.contents(), uuid.uuid4().hex
        self.store.faults = [fault]
        if fault == "lost before":
            with pytest.raises(StoreError):
                self.commits[0].act(code, action, "u1", change=change)
            assert self.contents() == before
        else:
            self.commits[0].act(code, action, "u1", change=change)
        again = self.commits[1].act(code, action, "u1", change=change)
        assert again.version == dossier.version + 1
        self.done.append((code, action, change))

    @invariant()
    def the_cube_is_the_sum_of_the_contributions(self) -> None:
        total: Contribution = {}
        for code in CODES:
            dossier = self.dossier(code)
            add(total, {} if dossier is None else contribution(dossier))
        kept = {key: n for key, n in stored(Cells(self.store).all()) if not FAMILIES[key.family].daily}
        total = {key: counters for key, counters in total.items() if not FAMILIES[key.family].daily}
        assert without_zeros(kept) == without_zeros(total)

    @invariant()
    def the_history_gives_the_dossier_again_and_is_a_chain(self) -> None:
        for code in CODES:
            row = self.store.collection("dossiers").find_one({"_id": code})
            if row is None:
                continue
            history: list[Event] = Events(self.store).of(code)
            assert folded(code, [(event.changes, event.hash) for event in history]) == row
            previous = ""
            for seq, event in enumerate(history, start=1):
                assert (event.seq, event.previous, event.seal()) == (seq, previous, event.hash)
                previous = event.hash
            assert (row["version"], row["head"]) == (len(history), previous)

    @invariant()
    def durations_are_whole(self) -> None:
        """None is negative, and queue, handling and other departments make up the waiting time."""
        for code in CODES:
            dossier = self.dossier(code)
            if dossier is None:
                continue
            for visit in dossier.visits:
                assert min(visit.queue_ms or 0, visit.handling_ms or 0, visit.calendar_ms or 0) >= 0
            if dossier.waiting_ms is not None:
                assert dossier.queue_ms is not None
                assert dossier.handling_ms is not None and dossier.other_ms is not None
                assert dossier.waiting_ms == dossier.queue_ms + dossier.handling_ms + dossier.other_ms >= 0
            at = instants(dossier)
            assert at == sorted(at)


def heard(dossier: Dossier) -> list[Any]:
    """The instants at which opinions were asked for and given."""
    told = [(one.asked_at, one.given_at) for one in dossier.opinions]
    return [instant for pair in told for instant in pair if instant is not None]


def instants(dossier: Dossier) -> list[Any]:
    """The instants at which a dossier came to where it is, in the order in which they happened."""
    at = [dossier.submitted_at, dossier.received_at]
    for visit in dossier.visits:
        at += [visit.entered_at, visit.started_at, visit.left_at]
    return [each for each in at if each is not None]


Lifecycle.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestLifecycle = Lifecycle.TestCase


@pytest.fixture
def on_the_server(mongodb_uri: str) -> Iterator[Callable[[], Lifecycle]]:
    """Makes machines whose store is a real server's, each with a database of its own."""
    stores: list[Store] = []

    class OnTheServer(Lifecycle):
        def make_store(self) -> Store:
            store = Store.open(mongodb_uri, f"test_lifecycle_{uuid.uuid4().hex[:8]}", ZONE_NAME)
            store.ensure_indexes(Office.REPOSITORIES)
            stores.append(store)
            return store

        def teardown(self) -> None:
            self.store.drop()

    yield OnTheServer
    assert stores


def test_the_same_holds_on_a_real_server(on_the_server: Callable[[], Lifecycle]) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        on_the_server, settings=settings(max_examples=3, stateful_step_count=12, deadline=None)
    )



"""Whatever happens to dossiers: the cube is the sum of their contributions, and history gives them again."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dashboard.cube.contribution import Contribution, add, contribution, difference
from dashboard.flow import Action, ActionRefused, apply
from dashboard.flow.changes import folded
from models.dossier import Dossier
from models.event import Event
from tests.helpers import BASE, NAMES, asked, calendar, submitted

CALENDAR = calendar()
CODES = ("D0", "D1", "D2")
HOURS = st.one_of(st.floats(0, 6), st.floats(0, 400), st.floats(-30, 0))


def without_zeros(cells: Contribution) -> Contribution:
    kept = {key: {name: n for name, n in counters.items() if n} for key, counters in cells.items()}
    return {key: counters for key, counters in kept.items() if counters}


class Lifecycle(RuleBasedStateMachine):
    """Random actions at random instants (the clock jumps back at times) on three dossiers."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BASE
        self.dossiers: dict[str, Dossier] = {}
        self.events: dict[str, list[Event]] = {code: [] for code in CODES}
        self.cube: Contribution = {}

    def do(self, code: str, action: Action) -> None:
        before = self.dossiers.get(code)
        kept = None if before is None else before.document()
        try:
            after, event = apply(before, action, "u1", self.now, CALENDAR)
        except ActionRefused:
            assert (None if before is None else before.document()) == kept
            return
        assert before is None or before.document() == kept
        old = {} if before is None else contribution(before)
        add(self.cube, difference(old, contribution(after)))
        self.dossiers[code] = after
        self.events[code].append(event)

    @initialize(terms=st.tuples(*(st.integers(1, 15) for _ in CODES)))
    def apply_for_all(self, terms: tuple[int, ...]) -> None:
        for number, (code, term) in enumerate(zip(CODES, terms, strict=True)):
            self.do(code, submitted(code, number, term))
            self.do(code, asked("accept", self.now))

    @rule(code=st.sampled_from(CODES), name=st.sampled_from(NAMES), hours=HOURS,
          rating=st.integers(1, 3), ahead=st.integers(1, 30))  # fmt: skip
    def act(self, code: str, name: str, hours: float, rating: int, ahead: int) -> None:
        self.now += timedelta(hours=hours)
        self.do(code, asked(name, self.now, rating, ahead))  # type: ignore[arg-type]

    @rule(code=st.sampled_from(CODES), hours=HOURS)
    def go_on(self, code: str, hours: float) -> None:
        """What would usually come next, so that dossiers get to their end."""
        self.now += timedelta(hours=hours)
        for name in ("receive_supplement", "receive_payment", "start", "finish", "resolve", "return"):
            self.do(code, asked(name, self.now))  # type: ignore[arg-type]

    @rule(code=st.sampled_from(CODES))
    def apply_again(self, code: str) -> None:
        self.do(code, submitted(code))

    @invariant()
    def the_cube_is_the_sum_of_the_contributions(self) -> None:
        total: Contribution = {}
        for dossier in self.dossiers.values():
            add(total, contribution(dossier))
        assert without_zeros(self.cube) == without_zeros(total)

    @invariant()
    def the_history_gives_the_dossier_again_and_is_a_chain(self) -> None:
        for code, dossier in self.dossiers.items():
            events = self.events[code]
            again = folded(code, [(event.changes, event.hash) for event in events])
            assert Dossier.read(again) == Dossier.read(dossier.document()) == dossier
            assert Dossier.read(again).document() == dossier.document()
            previous = ""
            for seq, event in enumerate(events, start=1):
                assert (event.seq, event.previous, event.seal()) == (seq, previous, event.hash)
                previous = event.hash
            assert (dossier.version, dossier.head) == (len(events), previous)


Lifecycle.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestLifecycle = Lifecycle.TestCase

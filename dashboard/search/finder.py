"""Tra cứu: from what was typed and the filters chosen to dossiers, within the viewer's scope."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard.clock import date_of
from dashboard.cube.question import Question
from dashboard.search.atoms import Exactly, NotShown
from dashboard.search.box import Box, Chip, read_box
from dashboard.search.fold import untyped, words
from dashboard.search.keys import ENDS, NUMBER
from dashboard.search.names import Vocabulary
from dashboard.search.plan import Asked, in_scope, leads
from dashboard.search.query import Reading, readings, scanned, whole_code
from dashboard.search.sample import Sampler
from dashboard.search.walk import FOREVER, Place, Span, walk
from dashboard.search.wanted import Now, Wanted
from models.dossier import Dossier
from models.searchkey import TIMELESS, SearchKey
from models.viewer import SYSTEM, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: lines of a page
PAGE = 20
#: counted exactly up to here, where the sample says that there are not many more
COUNTED = 60
#: exact hits come first among about so many of the newest hits; older ones stand by their date
RANKED = 2_000
#: what a line of the result shows of a dossier
LINE = dict.fromkeys(
    (
        *("state", "procedure", "field", "department", "level", "channel", "holder", "holders", "step"),
        *("assignee", "applicant", "received_at", "received_day", "submitted_day", "due_day", "closed_day"),
        *("timeliness", "outcome", "problems"),
    ),
    1,
)
NOTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Found:
    """A page: dossiers, newest first (exact hits before others), with what a line shows of them.

    `after`: where the next page begins (None: there is none). `total`: how many there are in all, where
    that was cheap to tell. `kind`: how the text was read: "typed", "untyped" (Telex or VNI taken out),
    "begun" (the last word only begun), "noted", "procedure", "field", "department", "code".
    """

    rows: list[Dossier]
    after: str | None = None
    total: int | None = None
    kind: str = "typed"
    wanted: Wanted = NOTHING
    chips: tuple[Chip, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: in which reading, among the exact hits (0) or the others (1), at which place.

    `since`: the second down to which exact hits are ranked first.
    """

    reading: int
    phase: int
    since: int
    place: Place

    def __str__(self) -> str:
        return f"{self.reading}~{self.phase}~{self.since}~{-self.place.negative_at}~{self.place.code}"

    @classmethod
    def parse(cls, text: str | None) -> Cursor | None:
        """The cursor of an address; a broken one (somebody edited it) begins again."""
        told = (text or "").split("~", 4)
        if len(told) < 5 or not all(part.isdecimal() and len(part) < 13 for part in told[:4]):
            return None
        reading, phase, since, at = map(int, told[:4])
        return cls(reading, min(phase, 1), since, Place(-at, told[4]))


class Finder:
    """Finds dossiers."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._sampler = Sampler(office.keys, self._first, self._now, self._total)
        self.vocabulary = Vocabulary(office)

    def box(self, text: str) -> Box:
        """What a text says."""
        return read_box(text, self.vocabulary.lexicon(), self._office.today())

    def find(
        self,
        viewer: Viewer,
        text: str,
        wanted: Wanted | None = None,
        after: str | None = None,
        limit: int = PAGE,
    ) -> Found:
        """One page of the dossiers that the text and every filter fit, within the viewer's scope.

        Filters chosen beside the text count before those that the text tells. Never a short page while
        there are more.
        """
        box = self.box(text)
        both = (wanted or Wanted()).plus(box.wanted)
        rest = scanned(box.rest)
        told = replace(Found([]), wanted=both, chips=box.chips, rest=rest)
        cursor = Cursor.parse(after)
        if cursor is None:
            whole = self._by_code(viewer, rest, both)
            if whole is not None:
                return replace(told, rows=[whole], total=1, kind="code")
        for number, (reading, filters) in enumerate(self._meanings(rest, both)):
            if cursor is not None and number < cursor.reading:
                continue
            page = self._page(viewer, reading, filters, number, cursor, limit)
            if page.rows or cursor is not None:
                return replace(page, kind=reading.kind, wanted=filters, chips=box.chips, rest=rest)
        return replace(told, total=0)

    def with_numbers(self, viewer: Viewer, numbers: tuple[str, ...], most: int) -> list[Dossier]:
        """The newest dossiers whose phone or identity number is, as a whole, one of `numbers` (digits)."""
        found: dict[str, SearchKey] = {}
        for number in numbers:
            for key in self._office.keys.between("t", NUMBER + number[-ENDS[1] :], TIMELESS, FOREVER):
                if number in key.numbers and in_scope(key, viewer.scope):
                    found[key.code] = key
        newest = sorted(found.values(), key=Place.of)[:most]
        return self._office.dossiers.many([key.code for key in newest], viewer)

    def _meanings(self, rest: str, wanted: Wanted) -> Iterator[tuple[Reading, Wanted]]:
        """The ways to read the text: as a name or number, then as a procedure, a field, a department."""
        if not rest:
            yield Reading(()), wanted
            return
        kept, known = self._office.keys.words, self._known(words(rest))
        for reading in readings(rest, known.__contains__, kept.beginning):
            yield reading, wanted
        for kind, ids in self.vocabulary.called(rest):
            if not getattr(wanted, kind):
                yield Reading((), kind=kind), wanted.put(kind, ids)

    def _known(self, typed: list[str]) -> set[str]:
        """Which of the words, as typed or without what Telex leaves over, somebody's name has.

        A word that is known without its Telex keys is not looked up with them: nobody is called so.
        """
        kept = self._office.keys.words
        sure = kept.kept((*typed, *map(untyped, typed)))
        doubtful = [word for word in typed if sure.isdisjoint((word, untyped(word)))]
        return sure | kept.known((*doubtful, *map(untyped, doubtful)))

    def _by_code(self, viewer: Viewer, text: str, wanted: Wanted) -> Dossier | None:
        """The dossier whose whole code the text is."""
        for code in whole_code(text):
            key = self._office.keys.get(code)
            if key is not None and in_scope(key, viewer.scope) and wanted.holds(key, self._when()):
                return next(iter(self._office.dossiers.many([code], viewer, LINE)), None)
        return None

    def _page(self, viewer: Viewer, reading: Reading, wanted: Wanted, number: int, cursor: Cursor | None,
              limit: int) -> Found:  # fmt: skip
        sample = self._sampler.sample()
        asked = Asked(reading.atoms, wanted, viewer.scope, self._when())
        first = replace(asked, atoms=(*reading.atoms, Exactly(reading.exact))) if reading.exact else asked
        chosen = leads(first, sample)
        every = chosen[0].array is None
        expected = sample.total if every else sample.expected([lead.value for lead in chosen])
        since = TIMELESS
        if cursor is not None:
            since = cursor.since
        elif reading.exact and expected > RANKED:
            since = max(TIMELESS, int(sample.last - (sample.last - sample.first) * RANKED / expected))
        span = self._span(wanted)
        phases: list[tuple[int, Asked, Span]] = [(1, asked, span)]
        if reading.exact:
            others = replace(asked, atoms=(*reading.atoms, NotShown(reading.exact, since)))
            phases = [(0, first, replace(span, since=max(span.since, since))), (1, others, span)]
        taken: list[tuple[int, SearchKey]] = []
        counted = 0
        for phase, part, bound in phases:
            if cursor is not None and phase < cursor.phase:
                continue
            at = cursor.place if cursor is not None and phase == cursor.phase else None
            going = walk(self._office.keys, chosen, part, sample, replace(bound, after=at), limit + 1)
            taken += [(phase, key) for key in itertools.islice(going, limit + 1 - len(taken))]
            if len(taken) > limit and expected <= COUNTED:
                counted += sum(1 for _ in going)
        shown = taken[:limit]
        rows = self._office.dossiers.many([key.code for _, key in shown], viewer, LINE)
        if len(taken) <= limit:
            return Found(rows, None, len(taken) if cursor is None else None)
        phase, last = shown[-1]
        told = Cursor(number, phase, since, Place.of(last))
        exact = cursor is None and expected <= COUNTED
        return Found(rows, str(told), len(taken) + counted if exact else None)

    def _span(self, wanted: Wanted) -> Span:
        """The seconds of the period of receipt."""
        if wanted.received is None:
            return Span()
        return Span(max(TIMELESS, self._begin(wanted.received[0])), self._begin(wanted.received[1] + 1))

    def _begin(self, day: int) -> int:
        """The second in which a day begins in the Office's zone."""
        midnight = datetime.datetime.combine(date_of(day), datetime.time(), self._office.store.zone)
        return min(FOREVER, int(midnight.timestamp()))

    def _when(self) -> Now:
        today = self._office.today()
        return Now(today, self._office.calendar().next_working_day(today))

    def _first(self) -> int:
        return max(TIMELESS, self._begin(self._office.cube.first_day()))

    def _total(self) -> int:
        """How many dossiers were ever received: from the cube, because counting is O(N) on one server."""
        (received,) = self._office.cube.figures(SYSTEM, Question(("received",)))
        return int(received.value or 0)

    def _now(self) -> int:
        return int(self._office.now().timestamp())

"""Making the cube from many contributions at once, in bounded memory.

Contributions come in the order of the days of receipt. A dossier counts on no day before that one, so
the cells of a month (or of a day) are whole once every dossier received until its end has been added:
they are written then, and let go. Where more are held than `HELD` all the same, they are written as they
are, and what comes later for their months is added to what is there.
"""

from __future__ import annotations

from dashboard.cube.cells import cell_changes
from dashboard.cube.contribution import VERSION, Contribution, Key, add
from dashboard.cube.counters import FAMILIES
from dashboard.flow.facts import month_of
from models.cell import Cells
from models.store import Store

#: cells that are held at most, about 5 KB each: a month of 30,000 dossiers makes 70,000
HELD = 120_000

Period = tuple[bool, int]


class Building:
    """The making of a cube. From its beginning to `finish` no commit moves a cell and no reader answers."""

    def __init__(self, store: Store, today: int) -> None:
        self._cells = Cells(store)
        self._today = today
        self._held: Contribution = {}
        #: months and days of which some cells are in the store already
        self._begun: set[Period] = set()
        self._departments: set[str] = set()
        self._cells.begin_building()
        self._cells.clear()

    def add(self, part: Contribution) -> None:
        """Add the sum of some contributions."""
        add(self._held, part)
        if len(self._held) > HELD:
            held, self._held = self._held, {}
            self._write(held)
            self._begun |= {period_of(key) for key in held}

    def settle(self, day: int) -> None:
        """No dossier received before `day` will be added any more."""
        month = month_of(day)
        whole = {
            key: counters
            for key, counters in self._held.items()
            if key.period < (day if FAMILIES[key.family].daily else month)
        }
        for key in whole:
            del self._held[key]
        self._write(whole)

    def finish(self) -> None:
        """Write what is left, and let commits and readers in."""
        self._write(self._held)
        self._held = {}
        self._cells.end_building(self._departments, VERSION)

    def _write(self, cells: Contribution) -> None:
        new = {key: counters for key, counters in cells.items() if period_of(key) not in self._begun}
        known = {key: counters for key, counters in cells.items() if period_of(key) in self._begun}
        made, grown = cell_changes(new, self._today), cell_changes(known, self._today)
        self._departments |= {change.department for change in (*made, *grown)}
        self._cells.insert(made)
        self._cells.grow(grown)


def period_of(key: Key) -> Period:
    """Whether the period of a cell is a day, and which it is."""
    return FAMILIES[key.family].daily, key.period

"""The counters of the cube: short names in the store, because the cost of an update grows with them.

Counters of a case stand at the day named; each family of cases holds the same ones.

| name | day | counts |
|---|---|---|
| r | received | dossiers received |
| x, X | received, closed | of these, with impossible dates: in no duration and no backlog |
| o | received | open |
| u | due | open and running |
| n, N | began, ended | pauses |
| m | began | pauses for a supplement |
| e | granted | extensions |
| f, F | since, until | spans of days overdue |
| p1…, P1… | reached, closed | dossiers (now closed) that grew older than `AGES[i − 1]` days while open |
| k, j, w, t | closed | resolved, returned with reasons, withdrawn, stopped |
| a, d, l | closed | result before, on, after the due day of the law |
| v | closed | of the late, those within an extension that was granted |
| b | returned | results handed over |
| g, G | rated | ratings, and their sum |
| c | closed | results with a duration; their sums in milliseconds: |
| cw, cc, cp | closed | waiting (working time), calendar time, pauses |
| q | closed | of these, with queue and handling known; their sums in milliseconds: |
| qq, qh, qo | closed | queue and handling at the department, time at other holders |

Counters of visits:

| name | day | counts |
|---|---|---|
| i | entered | arrivals |
| y | left | visits left |
| c, cc | left | of these, with a duration; its sum in milliseconds (wall time) |
| q, qq, qh | left | with queue and handling known; their sums in working milliseconds |
| z, s | left | visits with a limit; of these, late |
| f, F | since, until | stays: days at whose end a dossier lay at the holder |

Sketches: w waiting, c calendar, x waiting ÷ limit (in ten-thousandths) of results; c, q, h calendar,
queue and handling of visits.
"""

from __future__ import annotations

from dataclasses import dataclass

#: ages (calendar days since receipt) at which a band of the backlog begins
AGES: tuple[int, ...] = (8, 16, 31, 61, 91)
#: waiting ÷ limit is kept as whole ten-thousandths
RATIO_UNIT = 10_000

CASE_COUNTERS: tuple[str, ...] = (
    "r", "x", "X", "o", "u", "n", "N", "m", "e", "f", "F", "k", "j", "w", "t", "a", "d", "l", "v", "b",
    "g", "G", "c", "cw", "cc", "cp", "q", "qq", "qh", "qo",
    *(f"p{band}" for band in range(1, len(AGES) + 1)),
    *(f"P{band}" for band in range(1, len(AGES) + 1)),
)  # fmt: skip
VISIT_COUNTERS: tuple[str, ...] = ("i", "y", "c", "cc", "q", "qq", "qh", "z", "s", "f", "F")


@dataclass(frozen=True, slots=True)
class Family:
    """A family of cells: its dimensions, what it counts, and whether a period is a month or a day."""

    name: str
    dimensions: tuple[str, ...]
    counters: tuple[str, ...]
    daily: bool = False

    @property
    def period(self) -> str:
        """The name of the period in a stored cell."""
        return "day" if self.daily else "month"


CASE_PLACE = ("department", "level", "channel")
FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family("cases", CASE_PLACE, CASE_COUNTERS),
        Family("procedures", ("procedure", "field", *CASE_PLACE), CASE_COUNTERS),
        Family("visits", ("holder", "department"), VISIT_COUNTERS),
        Family("steps", ("procedure", "field", "step", "holder", "department"), VISIT_COUNTERS),
        Family("days_cases", CASE_PLACE, (), daily=True),
        Family("days_visits", ("holder", "department"), (), daily=True),
        # never stored: the border days of a period that is neither whole months nor recent
        Family("border_cases", ("procedure", "field", *CASE_PLACE), (), daily=True),
        Family("border_visits", ("procedure", "field", "step", "holder", "department"), (), daily=True),
    )
}
#: Families that every process keeps in memory; the others are read on demand.
COARSE: tuple[str, ...] = ("cases", "visits", "days_cases", "days_visits")

"""What a figure is: one `Measure` says how it is read from the frame and which dossiers are behind it.

Tiles, charts, reports, exports, the command line and `docs/metrics.md` all come from the registry in
`dashboard.cube.measures`; a number and its list are two faces of one object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["flow", "stock", "mean", "rate", "quantile", "at_risk"]
Unit = Literal["dossier", "visit", "hour", "ratio", "point", "times"]
Subject = Literal["cases", "visits"]

MS_PER_HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Term:
    """A counter in the running difference of a stock: `sign` × counter, `shift` days later."""

    counter: str
    sign: int = 1
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Members:
    """Which dossiers (or visits) a figure counts, as the store finds them.

    `key` is the scalar day by which the list is bounded and ordered, newest first: for a flow, a
    mean, a rate or a quantile, its days lie in the period asked for; a stock says in `standing`
    how a past day is read. `query` holds conditions on the dossier, `visit` on each visit.
    """

    key: str
    query: Mapping[str, Any] = field(default_factory=dict)
    visit: Mapping[str, Any] = field(default_factory=dict)
    standing: Literal["backlog", "overdue", "paused", "older", "held", "at_risk"] | None = None
    #: for `older`: ages from … up to (days since receipt)
    ages: tuple[int, int | None] = (0, None)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of the registry.

    `counters` are summed for a flow (and are the numerator of a rate, the sum of a mean), `over` are
    the denominator; `terms` make a stock; `sketch` and `q` a quantile. `scale` divides what is stored
    (milliseconds, ten-thousandths) into `unit`.
    """

    name: str
    subject: Subject
    kind: Kind
    unit: Unit
    vi: str
    en: str
    definition_vi: str
    definition_en: str
    members: Members
    counters: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    sketch: str = ""
    q: float = 0.0
    scale: float = 1.0
    #: whether more of it is better (True), worse (False), or neither (None)
    good: bool | None = None

    def title(self, language: str) -> str:
        """Its name on screen."""
        return self.en if language == "en" else self.vi

    def definition(self, language: str) -> str:
        """Its definition in one or two sentences."""
        return self.definition_en if language == "en" else self.definition_vi

    @property
    def standing(self) -> bool:
        """Whether it is read at the end of a day rather than over a period."""
        return self.kind in ("stock", "at_risk")

    @property
    def day_hours(self) -> int:
        """How many of its hours are told as a day: of working time eight, of the calendar 24."""
        return 24 if "_calendar_" in self.name else 8

"""The lists behind the figures of the process map: which visits (or dossiers) a number counts. Pure.

A number and its list are read from the same columns by the same conditions, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

import polars as pl

from dashboard.mining.losses import known
from dashboard.mining.relations import VIEWS, View, with_nodes
from dashboard.mining.ways import Ways

What = Literal[
    "all",
    "result",
    "arrow",
    "node",
    "known_node",
    "began",
    "handed_out",
    "handed_in",
    "again",
    "sent_back",
    "part",
    "part_node",
    "group",
]
WHATS: Final[tuple[What, ...]] = get_args(What)
#: what is listed: each visit that counts, or each dossier that has one
Of = Literal["visits", "dossiers"]
#: parts of the time whose list is of visits: "queue" and "handling" are those of the same visits
PART_OF: Final = {"queue": "own", "handling": "own", "other": "other", "again": "again"}


@dataclass(frozen=True, slots=True)
class Find:
    """What is listed: visits at a box (`node`), on an arrow from `a` to `b`, and so on; or their dossiers."""

    what: What
    view: View = "kind"
    a: str = ""
    b: str = ""
    of: Of = "visits"

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Find | None:
        """What an address asks for; None where it cannot be meant."""
        what, view = asked.get("find", ""), asked.get("view", "kind")
        if what not in WHATS or view not in VIEWS:
            return None
        of: Of = "dossiers" if asked.get("of") == "dossiers" else "visits"
        return cls(what, view, asked.get("a", ""), asked.get("b", ""), of)

    @property
    def address(self) -> dict[str, str]:
        """What stands for it in an address."""
        of = {"of": self.of} if self.of == "dossiers" else {}
        return {"find": self.what, "view": self.view, "a": self.a, "b": self.b, **of}


class Listed(NamedTuple):
    """One line: the dossier, the day by which it is listed (0: none), and the visit (-1: the dossier)."""

    code: str
    day: int
    visit: int


def places(ways: Ways, find: Find) -> list[Listed]:
    """What a figure counts, newest first."""
    if find.of == "dossiers" or find.what == "result" or (find.what == "part" and find.a == "pause"):
        found = dossiers(ways, find).select("code", "day", pl.lit(-1).alias("place"))
    else:
        visits = selected(ways, find).select("case", pl.col("day").fill_null(0), "place")
        found = visits.join(ways.cases.select("case", "code"), on="case").select("code", "day", "place")
    ordered = found.sort(["day", "code", "place"], descending=[True, False, False])
    return [Listed(*row) for row in ordered.iter_rows()]


def dossiers(ways: Ways, find: Find) -> pl.DataFrame:
    """The dossiers that a figure counts, or those of the visits that it counts."""
    if find.what == "all":
        return ways.cases
    if find.what == "result":
        return ways.cases.filter(pl.col("result"))
    if find.what == "part" and find.a == "pause":
        return ways.cases.filter(pl.col("pause_ms") > 0)
    return ways.cases.join(selected(ways, find).select("case").unique(), on="case", how="semi")


def selected(ways: Ways, find: Find) -> pl.DataFrame:
    """The visits that a figure counts."""
    if find.what == "all":
        return ways.visits
    if find.what == "part":
        return known(ways).filter(pl.col("part") == PART_OF.get(find.a, ""))
    table = with_nodes(ways, find.view)
    at, before = pl.col("node"), pl.col("before")
    if find.what in ("part_node", "known_node"):
        cases = known(ways).select("case", "place", "part")
        within = table.join(cases, on=["case", "place"]).filter(at == find.a)
        return within.filter(pl.col("part") == find.b) if find.what == "part_node" else within
    conditions: dict[str, pl.Expr] = {
        "arrow": (before == find.a) & (at == find.b),
        "node": at == find.a,
        "began": (at == find.a) & (pl.col("place") == 0),
        "handed_out": (before == find.a) & (at != find.a),
        "handed_in": (at == find.a) & (before != find.a),
        "again": (at == find.a) & pl.col("again"),
        "sent_back": (at == find.a) & pl.col("again") & (pl.col("before_outcome") == "sent_back"),
    }
    return table.filter(conditions[find.what])

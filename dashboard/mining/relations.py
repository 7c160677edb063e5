"""Which step follows which (directly-follows), hand-overs between departments, and steps done again. Pure.

An arrow from a to b counts each time that a dossier came to b right after it left a. Its time is that of the
visit at b: from arriving to being started (working time, pauses taken out) where that is known, else how
long the visit took (wall time). After van der Aalst, "Process Mining" (2016), ch. 6 and 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from dashboard.mining.ways import NO_KIND, Ways

#: what a box of the map is: a kind of step, a step, or a department
View = Literal["kind", "step", "holder"]
VIEWS: Final[tuple[View, ...]] = ("kind", "step", "holder")


@dataclass(frozen=True, slots=True)
class Spread:
    """How long: how many visits have the time, their sum, median and 90th percentile, in milliseconds."""

    n: int = 0
    total_ms: int = 0
    p50_ms: float | None = None
    p90_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A box: `n` visits of `cases` dossiers; `began` and `ended` of them were a dossier's first and last."""

    id: str
    n: int
    cases: int
    began: int
    ended: int
    queue: Spread
    handling: Spread
    calendar: Spread


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box to another: `n` times, by `cases` dossiers; times are those of the visits at `b`."""

    a: str
    b: str
    n: int
    cases: int
    queue: Spread
    calendar: Spread


@dataclass(frozen=True, slots=True)
class Handing:
    """What a department passed on, took over, and went on with itself.

    `wait`: how long what it took over waited there until somebody began (not what waits to be fetched).
    """

    holder: str
    handed_out: int
    handed_in: int
    self_kept: int
    wait: Spread


@dataclass(frozen=True, slots=True)
class Loop:
    """A step done again: `n` visits of `cases` dossiers, `sent_back` of them by sending back."""

    node: str
    n: int
    cases: int
    sent_back: int
    time_ms: int


def with_nodes(ways: Ways, view: View) -> pl.DataFrame:
    """The visits with `node` (what box they stand in) and `before` (the box of the visit before, or null).

    A step that belongs to no process is its own kind.
    """
    node = pl.col("step" if view == "kind" else view)
    if view == "kind":
        node = pl.when(pl.col("kind") == NO_KIND).then(pl.col("step")).otherwise(pl.col("kind"))
    return ways.visits.with_columns(node.alias("node")).with_columns(
        pl.col("node").shift(1).over("case").alias("before"),
        pl.col("outcome").shift(1).over("case").alias("before_outcome"),
        (pl.col("place") == pl.col("place").max().over("case")).alias("last"),
    )


def _spread(column: str) -> list[pl.Expr]:
    one = pl.col(column)
    return [
        one.count().alias(f"{column}_n"),
        one.sum().alias(f"{column}_total"),
        one.quantile(0.5, "linear").alias(f"{column}_p50"),
        one.quantile(0.9, "linear").alias(f"{column}_p90"),
    ]


def _read_spread(row: dict[str, object], column: str) -> Spread:
    return Spread(*(row[f"{column}_{part}"] for part in ("n", "total", "p50", "p90")))  # type: ignore[arg-type]


def nodes(table: pl.DataFrame) -> list[Node]:
    """The boxes of `with_nodes`, those with most visits first."""
    found = table.group_by("node").agg(
        pl.len().alias("n"),
        pl.col("case").n_unique().alias("cases"),
        (pl.col("place") == 0).sum().alias("began"),
        pl.col("last").sum().alias("ended"),
        *(part for column in ("queue_ms", "handling_ms", "calendar_ms") for part in _spread(column)),
    )
    return [
        Node(
            row["node"], row["n"], row["cases"], row["began"], row["ended"],
            *(_read_spread(row, column) for column in ("queue_ms", "handling_ms", "calendar_ms")),
        )
        for row in found.sort(["n", "node"], descending=[True, False]).to_dicts()
    ]  # fmt: skip


def arrows(table: pl.DataFrame) -> list[Arrow]:
    """The arrows of `with_nodes`, the most frequent first."""
    found = (
        table.filter(pl.col("before").is_not_null())
        .group_by("before", "node")
        .agg(
            pl.len().alias("n"),
            pl.col("case").n_unique().alias("cases"),
            *_spread("queue_ms"),
            *_spread("calendar_ms"),
        )
        .sort(["n", "before", "node"], descending=[True, False, False])
    )
    return [
        Arrow(
            row["before"], row["node"], row["n"], row["cases"],
            _read_spread(row, "queue_ms"), _read_spread(row, "calendar_ms"),
        )
        for row in found.to_dicts()
    ]  # fmt: skip


def handings(ways: Ways) -> list[Handing]:
    """What each department passed on and took over, of all that it did; the busiest first."""
    table = with_nodes(ways, "holder")
    pairs = arrows(table)
    took = table.filter((pl.col("before") != pl.col("node")) & ~pl.col("after"))
    waits = {
        row["node"]: _read_spread(row, "queue_ms")
        for row in took.group_by("node").agg(*_spread("queue_ms")).to_dicts()
    }
    holders = dict.fromkeys(id for pair in pairs for id in (pair.a, pair.b))
    found = [
        Handing(
            holder,
            sum(pair.n for pair in pairs if pair.a == holder and pair.b != holder),
            sum(pair.n for pair in pairs if pair.b == holder and pair.a != holder),
            sum(pair.n for pair in pairs if pair.a == pair.b == holder),
            waits.get(holder, Spread()),
        )
        for holder in holders
    ]
    return sorted(found, key=lambda one: (-(one.handed_out + one.handed_in), one.holder))


def loops(table: pl.DataFrame) -> list[Loop]:
    """Steps done again, by box; those that cost most time first."""
    spent = pl.coalesce(pl.col("queue_ms") + pl.col("handling_ms"), pl.col("calendar_ms"), pl.lit(0))
    found = (
        table.filter(pl.col("again"))
        .group_by("node")
        .agg(
            pl.len().alias("n"),
            pl.col("case").n_unique().alias("cases"),
            (pl.col("before_outcome") == "sent_back").sum().alias("sent_back"),
            spent.sum().alias("time"),
        )
        .sort(["time", "n", "node"], descending=[True, True, False])
    )
    return [
        Loop(row["node"], row["n"], row["cases"], row["sent_back"], row["time"]) for row in found.to_dicts()
    ]

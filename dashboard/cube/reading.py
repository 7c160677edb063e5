"""How each kind of measure is read from a table: sums over a period, running differences, quantiles.

All functions are pure. They return data frames with the columns of the groups (`by`, and `period`
where a time was asked for), and the values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from dashboard.cube.measure import Term
from dashboard.cube.question import period_start
from dashboard.cube.sketch import quantile
from dashboard.cube.table import Table


def sums(
    table: Table, counters: Sequence[str], cells: pl.DataFrame, by: Sequence[str], time: str | None,
    start: int | None, end: int | None,
) -> pl.DataFrame:  # fmt: skip
    """Counters summed over the days start … end, one row a group that has any."""
    rows = within(table.days, start, end)
    keys = ["cell"]
    if time is not None:
        rows = rows.with_columns(period=period_start(time))
        keys.append("period")
    # The counters in the store are added cell by cell first: a few numbers a cell are left to join.
    counted = rows.group_by(keys).agg(pl.col(list(counters)).sum())
    joined = counted.join(cells.select("cell", *by), on="cell", how="inner")
    groups = [*by, *keys[1:]]
    if not groups:
        return joined.select(pl.col(list(counters)).sum())
    return joined.group_by(groups).agg(pl.col(list(counters)).sum())


def within(rows: pl.DataFrame, start: int | None, end: int | None, day: str = "day") -> pl.DataFrame:
    """The rows of the days start … end (either may be open)."""
    if start is not None:
        rows = rows.filter(pl.col(day) >= start)
    if end is not None:
        rows = rows.filter(pl.col(day) <= end)
    return rows


def standing(
    table: Table, terms: Sequence[Term], cells: pl.DataFrame, by: Sequence[str], ends: Sequence[int]
) -> pl.DataFrame:
    """What stands at the end of each day of `ends` (ascending): columns by, `end`, `value`.

    Each group that has ever had any, up to now, has one row an end.
    """
    keys = list(by) if by else ["all"]
    joined = moves_of(table.days, terms).join(cells.select("cell", *by), on="cell", how="inner")
    if not by:
        joined = joined.with_columns(all=pl.lit(0, dtype=pl.Int64))
    groups = joined.select(keys).unique() if by else pl.DataFrame({"all": [0]})
    joined = joined.filter(pl.col("day") <= ends[-1])
    # Each move counts from the first end on that is not before it; a cumulative sum does the rest.
    slots = pl.Series("slot", np.searchsorted(np.asarray(ends), joined["day"].to_numpy(), side="left"))
    placed = joined.with_columns(slots.cast(pl.Int64)).group_by([*keys, "slot"]).agg(pl.col("value").sum())
    grid = groups.join(
        pl.DataFrame({"slot": range(len(ends)), "end": list(ends)}, schema_overrides={"slot": pl.Int64}),
        how="cross",
    )
    filled = grid.join(placed, on=[*keys, "slot"], how="left").sort([*keys, "slot"])
    value = pl.col("value").fill_null(0).cum_sum().over(keys)
    return filled.with_columns(value.alias("value")).select(*by, "end", "value")


def moves_of(days: pl.DataFrame, terms: Sequence[Term]) -> pl.DataFrame:
    """The terms of a stock as moves: columns `cell`, `day`, `value`."""
    parts: list[pl.DataFrame] = []
    for shift in sorted({term.shift for term in terms}):
        total = pl.sum_horizontal(
            pl.col(term.counter) * term.sign for term in terms if term.shift == shift
        )
        part = days.select("cell", (pl.col("day") + shift).cast(pl.Int32).alias("day"), value=total)
        parts.append(part.filter(pl.col("value") != 0))
    return pl.concat(parts)


def quantiles(
    rows: pl.DataFrame, by: Sequence[str], timed: bool, wanted: Sequence[float]
) -> list[tuple[dict[str, Any], int, list[float | None]]]:
    """The quantiles `wanted` of one sketch for each group: (group, n, values in stored units).

    `rows` has the columns of the groups, `bin`, `n` and, where `timed`, `period`.
    """
    keys = [*by, *(["period"] if timed else [])]
    merged = rows.group_by([*keys, "bin"]).agg(pl.col("n").sum()).filter(pl.col("n") > 0)
    merged = merged.sort([*keys, "bin"])
    answers: list[tuple[dict[str, Any], int, list[float | None]]] = []
    for group in merged.partition_by(keys, maintain_order=True) if keys else [merged]:
        counted, places = group["n"].to_numpy(), group["bin"].to_numpy()
        total = int(counted.sum())
        if total:
            values = [quantile(places, counted, q) for q in wanted]
            answers.append(({key: group[key][0] for key in keys}, total, values))
    return answers

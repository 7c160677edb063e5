"""Quantiles: the sketches of a period, put together from whole months, recent days, and single days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from dashboard.cube import reading
from dashboard.cube.asked import Asked
from dashboard.cube.cells import TRUSTED_DAYS
from dashboard.cube.counters import FAMILIES
from dashboard.cube.measure import Measure
from dashboard.cube.question import Figure, condition, period_start
from dashboard.cube.sketch import bin_of
from dashboard.cube.table import Table, first_day


def quantiles(asked: Asked, measures: Sequence[Measure]) -> list[Figure]:
    """Medians and percentiles, of the sketches of the period."""
    parts = pieces(asked)
    figures: list[Figure] = []
    for sketch in dict.fromkeys(m.sketch for m in measures):
        of_sketch = [m for m in measures if m.sketch == sketch]
        # Pieces differ in how their cells are numbered, so each is joined to its own dimensions.
        rows = pl.concat(
            bins.filter(pl.col("sketch") == sketch)
            .join(cells.select("cell", *asked.by), on="cell", how="inner")
            .select(*asked.by, "period", "bin", "n")
            for bins, cells in parts
        )
        if asked.time is not None:
            rows = rows.rename({"period": "day"}).with_columns(period=period_start(asked.time))
        ever = asked.table.bins.filter(pl.col("sketch") == sketch)
        known = ever.join(asked.cells.select("cell", *asked.by), on="cell", how="inner")
        figures += spread(asked, of_sketch, rows, known)
    return figures


def spread(
    asked: Asked, measures: Sequence[Measure], rows: pl.DataFrame, known: pl.DataFrame
) -> list[Figure]:
    """The quantiles of one sketch for every group."""
    keys = [*asked.by, *(["period"] if asked.time else [])]
    found = reading.quantiles(rows, asked.by, asked.time is not None, [m.q for m in measures])
    answered = {tuple(group[name] for name in keys): (n, values) for group, n, values in found}
    schema = {**dict.fromkeys(asked.by, pl.String), **({"period": pl.Int32} if asked.time else {})}
    groups = pl.DataFrame([dict(zip(keys, key, strict=True)) for key in answered], schema=schema)
    figures: list[Figure] = []
    for row in asked.every_group(groups, known):
        n, values = answered.get(tuple(row[name] for name in keys), (0, [None] * len(measures)))
        for measure, value in zip(measures, values, strict=True):
            scaled = None if value is None else value / measure.scale
            figures.append(asked.figure(measure, asked.group(row), scaled, n))
    return figures


def distribution(asked: Asked, measure: Measure, edges: Sequence[float]) -> list[int]:
    """How many values are at most each of the ascending `edges` (in the measure's unit), and how many over.

    One count more than there are edges; each value is placed to 1 %, as in a quantile.
    """
    upto = np.asarray([bin_of(round(edge * measure.scale)) for edge in edges])
    counts = np.zeros(len(edges) + 1, dtype=np.int64)
    for bins, cells in pieces(asked):
        rows = bins.filter(pl.col("sketch") == measure.sketch).join(cells.select("cell"), on="cell", how="semi")
        np.add.at(counts, np.searchsorted(upto, rows["bin"].to_numpy(), side="left"), rows["n"].to_numpy())
    return [int(count) for count in counts]


def pieces(asked: Asked) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """The sketches of the period: whole months, recent days, and border days from the dossiers.

    Each piece is (bins with the first day of their period in `period`, cells).
    """
    months, days = months_and_days(asked, by_day=asked.time in ("day", "week"))
    parts: list[tuple[pl.DataFrame, pl.DataFrame]] = []
    firsts = pl.col("period").replace_strict({m: first_day(m) for m in months}, return_dtype=pl.Int32)
    whole = asked.table.bins.filter(pl.col("period").is_in(months)).with_columns(firsts)
    parts.append((whole, asked.cells))
    trusted = asked.lists.today() - TRUSTED_DAYS
    in_days = set(asked.by) | asked.where.keys() <= set(FAMILIES[asked.recent.family].dimensions)
    recent = [day for day in days if day >= trusted and in_days]
    if recent:
        kept = asked.recent.bins.filter(pl.col("period").is_in(recent))
        chosen = asked.recent.chosen(condition(asked.where, FAMILIES[asked.recent.family].dimensions))
        parts.append((kept, chosen))
    border = [day for day in days if day < trusted or not in_days]
    for first, last in runs(border):
        cells = asked.lists.border(asked.where, asked.viewer, asked.subject, first, last, asked.holders)
        table = Table.of("border_cases" if asked.subject == "cases" else "border_visits", cells)
        kept_cells = table.chosen(condition(asked.where, FAMILIES[table.family].dimensions))
        parts.append((table.bins, kept_cells))
    return parts


def months_and_days(asked: Asked, by_day: bool) -> tuple[list[int], list[int]]:
    """Split a period into whole months and single days; only days that hold any sketch."""
    if asked.table.bins.is_empty():
        return [], []
    low, high = asked.table.bins.select(pl.col("period").min().alias("a"), pl.col("period").max()).row(0)
    start, end = asked.days
    if end is not None and end >= last_counted(asked.table):
        # Nothing was closed or left later: the last month, begun only, is read whole.
        end = None
    first = first_day(low) if start is None else max(start, first_day(low))
    final = first_day(high + 1) - 1 if end is None else min(end, first_day(high + 1) - 1)
    months: list[int] = []
    days: list[int] = []
    for month in range(low, high + 1):
        begin, over = first_day(month), first_day(month + 1) - 1
        if over < first or begin > final:
            continue
        if begin >= first and over <= final and not by_day:
            months.append(month)
        else:
            days += range(max(begin, first), min(over, final) + 1)
    return months, days


def last_counted(table: Table) -> int:
    """The last day with anything that a sketch holds; the counter `c` counts exactly that."""
    counted: int | None = table.days.filter(pl.col("c") != 0)["day"].max()  # type: ignore[assignment]
    return -1 if counted is None else counted


def runs(days: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending days as runs of neighbours: (first, last) of each."""
    begin: int | None = None
    previous = 0
    for day in days:
        if begin is None:
            begin = day
        elif day != previous + 1:
            yield begin, previous
            begin = day
        previous = day
    if begin is not None:
        yield begin, previous

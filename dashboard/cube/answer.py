"""The figures of a question: counts, means and rates over a period, and what stands at the end of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard.cube import reading
from dashboard.cube.asked import Asked
from dashboard.cube.measure import Measure
from dashboard.cube.question import Figure, label_of, starts
from dashboard.cube.spread import quantiles


def figures(asked: Asked, measures: Sequence[Measure]) -> list[Figure]:
    """The figures of measures of one subject."""
    found: list[Figure] = []
    summed = [m for m in measures if m.kind in ("flow", "mean", "rate")]
    if summed:
        found += counted(asked, summed)
    for measure in measures:
        if measure.kind == "stock":
            found += standing(asked, measure)
        elif measure.kind == "at_risk":
            found += at_risk(asked, measure)
    spread = [m for m in measures if m.kind == "quantile"]
    if spread:
        found += quantiles(asked, spread)
    return found


def counted(asked: Asked, measures: Sequence[Measure]) -> list[Figure]:
    """Counts, means and rates: counters summed over the period."""
    start, end = asked.days
    counters = sorted({name for m in measures for name in (*m.counters, *m.over)})
    found = reading.sums(asked.table, counters, asked.cells, asked.by, asked.time, start, end)
    ever = found
    if asked.by and (asked.time or start is not None or end is not None):
        ever = reading.sums(asked.table, counters, asked.cells, asked.by, None, None, None)
    figures: list[Figure] = []
    for measure in measures:
        wanted = measure.over or measure.counters
        known = ever.filter(pl.any_horizontal(pl.col(name) != 0 for name in wanted))
        for row in asked.every_group(found, known):
            top = sum(row.get(name) or 0 for name in measure.counters)
            below = sum(row.get(name) or 0 for name in measure.over)
            group = asked.group(row)
            if measure.kind == "flow":
                figures.append(asked.figure(measure, group, int(top), int(top)))
            else:
                value = top / measure.scale / below if below else None
                figures.append(asked.figure(measure, group, value, int(below)))
    return figures


def ends(asked: Asked) -> list[int]:
    """The days at whose end a stock is read."""
    if asked.time is None or asked.question.at is not None:
        return [asked.last]
    first = asked.table.first if asked.question.start is None else asked.question.start
    if first is None or asked.last < first:
        return []
    begun = starts(asked.time, first, asked.last)
    return [following - 1 for following in begun[1:]] + [asked.last]


def standing(asked: Asked, measure: Measure) -> list[Figure]:
    """A stock at the ends of the days asked for: a running difference."""
    days = ends(asked)
    if not days:
        return []
    found = reading.standing(asked.table, measure.terms, asked.cells, asked.by, days)
    return [stood(asked, measure, row, int(row["value"])) for row in found.to_dicts()]


def stood(asked: Asked, measure: Measure, row: Mapping[str, Any], value: int) -> Figure:
    """The figure of what stood at the end of the day `end` of `row`."""
    group = {name: row[name] for name in asked.by}
    if asked.time is not None:
        group[asked.time] = label_of(asked.time, row["end"])
    return Figure(measure.name, group, value, value, measure.unit, row["end"], row["end"])


def at_risk(asked: Asked, measure: Measure) -> list[Figure]:
    """What falls due by the next working day: a sum over due days, or of a past day from the dossiers."""
    figures: list[Figure] = []
    for end in ends(asked):
        if end >= asked.lists.today():
            until = asked.lists.at_risk_until(end)
            found = reading.sums(asked.table, measure.counters, asked.cells, asked.by, None, end, until)
            rows = groups_only(asked, found)
        else:
            rows = past_at_risk(asked, end)
        figures += [stood(asked, measure, {**row, "end": end}, int(row["u"] or 0)) for row in rows]
    return figures


def groups_only(asked: Asked, found: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of `found`, and one for each group of the cells that has none."""
    if not asked.by:
        return found.to_dicts() or [{"u": 0}]
    groups = asked.cells.select(*asked.by).unique()
    return groups.join(found, on=list(asked.by), how="left").sort(list(asked.by)).to_dicts()


def past_at_risk(asked: Asked, day: int) -> list[dict[str, Any]]:
    """Counted from the dossiers that had a due date in the days in question."""
    found = asked.lists.at_risk(asked.where, asked.viewer, day)
    if not asked.by:
        return [{"u": len(found)}]
    schema = {**dict.fromkeys(asked.by, pl.String), "u": pl.Int64}
    rows = pl.DataFrame([{**{n: d[n] for n in asked.by}, "u": 1} for d in found], schema=schema)
    return groups_only(asked, rows.group_by(list(asked.by)).agg(pl.col("u").sum()))

"""Quantiles: the sketches of a period, put together from whole months, recent days, and single days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.cube import reading
from dashboard.cube.asked import Asked
from dashboard.cube.cells import TRUSTED_DAYS
from dashboard.cube.counters import FAMILIES
from dashboard.cube.measure import Measure
from dashboard.cube.places import OUT, Name, Places
from dashboard.cube.question import Figure
from dashboard.cube.sketch import bin_of
from dashboard.cube.table import Numbers, Table, first_day


@dataclass(frozen=True, slots=True)
class Piece:
    """The bins of some periods (days, or whole months) of a table."""

    table: Table
    places: Places
    periods: Sequence[int]
    monthly: bool = False


def quantiles(asked: Asked, measures: Sequence[Measure]) -> list[Figure]:
    """Medians and percentiles, of the sketches of the period."""
    firsts, labels = asked.periods
    if not labels:
        return []
    parts = pieces(asked)
    figures: list[Figure] = []
    for sketch in dict.fromkeys(m.sketch for m in measures):
        of_sketch = [m for m in measures if m.sketch == sketch]
        figures += spread(asked, of_sketch, parts, firsts, labels)
    return figures


def spread(
    asked: Asked, measures: Sequence[Measure], parts: Sequence[Piece], firsts: Sequence[int],
    labels: Sequence[str | None],
) -> list[Figure]:  # fmt: skip
    """The quantiles of one sketch for every group that has ever had any, and every period."""
    sketch = measures[0].sketch
    # Pieces differ in how their groups are numbered: the names are the same.
    known = groups_with(sketch, asked)
    numbers = {name: number for number, name in enumerate(known)}
    columns = [columns_of(piece, sketch, numbers, firsts) for piece in parts]
    slots, bins, counts = (np.concatenate(column) for column in zip(*columns, strict=True))
    width = len(labels)
    totals, values = reading.quantiles(
        slots, bins, counts, len(known) * width, [m.q for m in measures]
    )
    figures: list[Figure] = []
    for number, name in enumerate(known):
        for column, label in enumerate(labels):
            slot = number * width + column
            n, group = int(totals[slot]), asked.group(name, label)
            for row, measure in enumerate(measures):
                value = float(values[row, slot]) / measure.scale if n else None
                figures.append(asked.figure(measure, group, value, n))
    return figures


def distribution(asked: Asked, measure: Measure, edges: Sequence[float]) -> list[int]:
    """How many values are at most each of the ascending `edges` (in the measure's unit), and how many over.

    One count more than there are edges; each value is placed to 1 %, as in a quantile.
    """
    upto = np.asarray([bin_of(round(edge * measure.scale)) for edge in edges])
    found = np.zeros(len(edges) + 1, dtype=np.int64)
    for piece in pieces(asked):
        _, _, bins, counts = kept_of(piece, measure.sketch, piece.places.of_spot)
        found += reading.exact_sums(np.searchsorted(upto, bins, side="left"), counts, len(found))
    return [int(count) for count in found]


def groups_with(sketch: str, asked: Asked) -> list[Name]:
    """The groups that have ever had a value of the sketch, in order (the one of all, in any case)."""
    if not asked.by:
        return list(asked.places.names)
    known = asked.places.holding(asked.table.sketched(sketch))
    return [name for name, any_ in zip(asked.places.names, known.tolist(), strict=True) if any_]


def columns_of(
    piece: Piece, sketch: str, numbers: Mapping[Name, int], firsts: Sequence[int]
) -> tuple[Numbers, Numbers, Numbers]:
    """The bins of a piece: slot (group × periods + period), bin, how many."""
    number_of = np.array([numbers.get(name, OUT) for name in piece.places.names] + [OUT], dtype=np.int64)
    groups, periods, bins, counts = kept_of(piece, sketch, number_of[piece.places.of_spot])
    if firsts:
        days = first_days(periods) if piece.monthly else periods
        groups = groups * len(firsts) + reading.slots_of(days, firsts, "right")
    return groups, bins, counts


def kept_of(piece: Piece, sketch: str, of_spot: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """The bins of a sketch within a piece: group by `of_spot`, period, bin, how many (also negative)."""
    stretches = list(runs(piece.periods))
    columns: list[tuple[Numbers, Numbers, Numbers, Numbers]] = []
    for sign, part in piece.table.parts:
        spots, periods, bins, counts = part.within(sketch, stretches)
        groups = of_spot[spots]
        kept = groups >= 0
        columns.append((groups[kept], periods[kept], bins[kept], sign * counts[kept]))
    if len(columns) == 1:
        return columns[0]
    groups, periods, bins, counts = (np.concatenate(column) for column in zip(*columns, strict=True))
    return groups, periods, bins, counts


def first_days(months: Numbers) -> Numbers:
    """The first day of each month."""
    different, place = np.unique(months, return_inverse=True)
    found: Numbers = np.array([first_day(month) for month in different.tolist()], dtype=np.int64)[place]
    return found


def pieces(asked: Asked) -> list[Piece]:
    """The sketches of the period: whole months, recent days, and border days from the dossiers."""
    months, days = months_and_days(asked, by_day=asked.time in ("day", "week"))
    parts = [Piece(asked.table, asked.places, months, monthly=True)]
    trusted = asked.lists.today() - TRUSTED_DAYS
    in_days = set(asked.by) | asked.where.keys() <= set(FAMILIES[asked.recent.family].dimensions)
    recent = [day for day in days if day >= trusted and in_days]
    if recent:
        parts.append(Piece(asked.recent, Places.of(asked.recent, asked.where, asked.by), recent))
    border = [day for day in days if day < trusted or not in_days]
    for first, last in runs(border):
        asked.beside = True
        cells = asked.lists.border(asked.where, asked.viewer, asked.subject, first, last, asked.holders)
        table = Table.of("border_cases" if asked.subject == "cases" else "border_visits", cells)
        parts.append(Piece(table, Places.of(table, asked.where, asked.by), range(first, last + 1)))
    return parts


def months_and_days(asked: Asked, by_day: bool) -> tuple[list[int], list[int]]:
    """Split a period into whole months and single days; only days that hold any sketch."""
    if asked.table.span is None:
        return [], []
    low, high = asked.table.span
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
    return table.last_with("c")


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

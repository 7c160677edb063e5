"""The figures of a question: counts, means and rates over a period, and what stands at the end of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dashboard.cube import reading
from dashboard.cube.asked import Asked
from dashboard.cube.measure import Measure
from dashboard.cube.places import Name
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
    """Counts, means and rates: counters summed over the period.

    A group that has ever had any of what is counted has a figure, be it 0 or None.
    """
    firsts, labels = asked.periods
    if not labels:
        return []
    needed = {name for m in measures for name in (*m.counters, *m.over)}
    found = {name: reading.sums(asked.table, name, asked.places, *asked.days, firsts) for name in needed}
    start, end = asked.days
    groups = [[asked.group(name, label) for label in labels] for name in asked.places.names]
    figures: list[Figure] = []
    for measure in measures:
        known = reading.ever(asked.table, measure.over or measure.counters, asked.places).tolist()
        top = sum(found[name] for name in measure.counters).tolist()  # type: ignore[union-attr]
        below = top if measure.kind == "flow" else sum(found[name] for name in measure.over).tolist()  # type: ignore[union-attr]
        for place, names in enumerate(groups):
            if not known[place] and asked.by:
                continue
            for group, counts, n in zip(names, top[place], below[place], strict=True):
                value = counts if measure.kind == "flow" else counts / measure.scale / n if n else None
                figures.append(Figure(measure.name, group, value, n, measure.unit, start, end))
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
    found, known = reading.standing(asked.table, measure.terms, asked.places, days)
    return [
        stood(asked, measure, name, day, value)
        for name, some, values in zip(asked.places.names, known.tolist(), found.tolist(), strict=True)
        if some or not asked.by
        for day, value in zip(days, values, strict=True)
    ]


def stood(asked: Asked, measure: Measure, name: Name, day: int, value: int) -> Figure:
    """The figure of what stood at the end of a day."""
    label = None if asked.time is None else label_of(asked.time, day)
    return Figure(measure.name, asked.group(name, label), value, value, measure.unit, day, day)


def at_risk(asked: Asked, measure: Measure) -> list[Figure]:
    """What falls due by the next working day: a sum over due days, or of a past day from the dossiers."""
    figures: list[Figure] = []
    for end in ends(asked):
        if end >= asked.lists.today():
            until = asked.lists.at_risk_until(end)
            (counter,) = measure.counters
            found = reading.sums(asked.table, counter, asked.places, end, until)[:, 0].tolist()
            counts = dict(zip(asked.places.names, found, strict=True))
        else:
            asked.beside = True
            dossiers = asked.lists.at_risk(asked.where, asked.viewer, end)
            counts = Counter(tuple(str(dossier[name]) for name in asked.by) for dossier in dossiers)
        figures += [stood(asked, measure, name, end, counts.get(name, 0)) for name in asked.places.names]
    return figures

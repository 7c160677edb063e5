"""One question being answered: which tables, which cells, which days, and the figures of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from dashboard.cube import reading
from dashboard.cube.cells import TRUSTED_DAYS
from dashboard.cube.counters import FAMILIES
from dashboard.cube.frame import Frame, Slice
from dashboard.cube.measure import Measure
from dashboard.cube.measures import MEASURES
from dashboard.cube.members import Lists
from dashboard.cube.question import (
    CASE_DIMENSIONS,
    TIMES,
    VISIT_DIMENSIONS,
    BadQuestion,
    Figure,
    Question,
    condition,
    label,
    period_start,
    starts,
)
from dashboard.cube.table import Table, first_day
from models.viewer import Viewer


def measure_of(name: str) -> Measure:
    """The measure of the registry, or BadQuestion."""
    if name not in MEASURES:
        raise BadQuestion(f"Không có chỉ số “{name}”.", f"There is no measure “{name}”.")
    return MEASURES[name]


def check(question: Question, subject: str) -> None:
    """Refuse groups and filters that the subject does not have."""
    allowed = CASE_DIMENSIONS if subject == "cases" else VISIT_DIMENSIONS
    for name in (*question.dimensions, *question.where):
        if name not in allowed:
            raise BadQuestion(
                f"Chỉ số này không chia theo “{name}” được.", f"This measure cannot be split by “{name}”."
            )
    if sum(name in TIMES for name in question.by) > 1:
        raise BadQuestion("Chỉ chọn một mốc thời gian.", "Choose one grouping in time.")


def narrowed(where: Mapping[str, tuple[str, ...]], viewer: Viewer) -> dict[str, tuple[str, ...]]:
    """The filters, within what the viewer's scope counts.

    Figures of a department's scope are those of the dossiers that it is responsible for.
    """
    scope, wanted = viewer.scope, dict(where)
    limits: dict[str, frozenset[str]] = {}
    if scope.kind == "department" or scope.departments:
        limits["department"] = scope.departments
    if scope.kind == "fields":
        limits["field"] = scope.fields
    for name, allowed in limits.items():
        values = wanted.get(name)
        wanted[name] = tuple(sorted(allowed if values is None else allowed & set(values)))
    return wanted


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


class Answer:
    """One question to one subject, being answered."""

    def __init__(
        self, frame: Frame, lists: Lists, viewer: Viewer, question: Question, subject: str,
        measures: Sequence[Measure],
    ) -> None:  # fmt: skip
        check(question, subject)
        self.lists = lists
        self.viewer = viewer
        self.question = question
        self.subject = subject
        self.measures = measures
        self.where = narrowed(question.where, viewer)
        coarse = "cases" if subject == "cases" else "visits"
        fine = "procedures" if subject == "cases" else "steps"
        needed = {*question.dimensions, *self.where}
        self.family = coarse if needed <= set(FAMILIES[coarse].dimensions) else fine
        recent = Slice("days_cases" if subject == "cases" else "days_visits")
        self.table, self.recent, visits = frame.tables([self._slice(), recent, Slice("visits")])
        self.holders = visits.holders
        self.cells = self.table.chosen(condition(self.where, FAMILIES[self.family].dimensions))
        self.by = question.dimensions
        self.time = question.time

    def _slice(self) -> Slice:
        """The smallest part of the family that holds the answer."""
        if self.family in ("procedures", "steps"):
            for dimension in ("procedure", "department", "field"):
                if dimension in self.where:
                    return Slice(self.family, dimension, tuple(sorted(self.where[dimension])))
        return Slice(self.family)

    @property
    def days(self) -> tuple[int | None, int | None]:
        """The period asked for: first and last day, either open."""
        at = self.question.at
        return (at, at) if at is not None else (self.question.start, self.question.end)

    @property
    def last(self) -> int:
        """The day at whose end things stand: `at`, or the end of the period, or today."""
        for day in (self.question.at, self.question.end):
            if day is not None:
                return day
        return self.lists.today()

    def figures(self) -> list[Figure]:
        """All figures."""
        figures: list[Figure] = []
        counted = [m for m in self.measures if m.kind in ("flow", "mean", "rate")]
        if counted:
            figures += self._counted(counted)
        for measure in self.measures:
            if measure.kind == "stock":
                figures += self._standing(measure)
            elif measure.kind == "at_risk":
                figures += self._at_risk(measure)
        spread = [m for m in self.measures if m.kind == "quantile"]
        if spread:
            figures += self._quantiles(spread)
        return figures

    # -- counts, means, rates ------------------------------------------------------------------

    def _counted(self, measures: Sequence[Measure]) -> list[Figure]:
        start, end = self.days
        counters = sorted({name for m in measures for name in (*m.counters, *m.over)})
        found = reading.sums(self.table, counters, self.cells, self.by, self.time, start, end)
        ever = found
        if self.by and (self.time or start is not None or end is not None):
            ever = reading.sums(self.table, counters, self.cells, self.by, None, None, None)
        figures: list[Figure] = []
        for measure in measures:
            wanted = measure.over or measure.counters
            known = ever.filter(pl.any_horizontal(pl.col(name) != 0 for name in wanted))
            for row in self._every_group(found, known):
                top = sum(row.get(name) or 0 for name in measure.counters)
                below = sum(row.get(name) or 0 for name in measure.over)
                group = self._group(row)
                if measure.kind == "flow":
                    figures.append(self._figure(measure, group, int(top), int(top)))
                else:
                    value = top / measure.scale / below if below else None
                    figures.append(self._figure(measure, group, value, int(below)))
        return figures

    def _every_group(self, found: pl.DataFrame, known: pl.DataFrame) -> list[dict[str, Any]]:
        """The rows of `found`, and one without values for each group of `known` that has none."""
        keys = [*self.by, *(["period"] if self.time else [])]
        if not keys:
            return found.to_dicts() or [{}]
        grid = known.select(*self.by).unique() if self.by else pl.DataFrame({"_": [0]})
        if self.time:
            start, end = self.days
            first = self.table.first if start is None else start
            final = self.table.last if end is None else end
            if first is None or final is None or final < first:
                return []
            periods = pl.Series("period", starts(self.time, first, final), dtype=pl.Int32)
            grid = grid.join(pl.DataFrame({"period": periods}), how="cross")
        return grid.join(found, on=keys, how="left").sort(keys).to_dicts()

    # -- what stands ---------------------------------------------------------------------------

    def _ends(self) -> list[int]:
        """The days at whose end a stock is read."""
        if self.time is None or self.question.at is not None:
            return [self.last]
        first = self.table.first if self.question.start is None else self.question.start
        if first is None or self.last < first:
            return []
        begun = starts(self.time, first, self.last)
        return [following - 1 for following in begun[1:]] + [self.last]

    def _standing(self, measure: Measure) -> list[Figure]:
        ends = self._ends()
        if not ends:
            return []
        found = reading.standing(self.table, measure.terms, self.cells, self.by, ends)
        return [self._stood(measure, row, int(row["value"])) for row in found.to_dicts()]

    def _stood(self, measure: Measure, row: Mapping[str, Any], value: int) -> Figure:
        group = {name: row[name] for name in self.by}
        if self.time is not None:
            group[self.time] = label(self.time, starts(self.time, row["end"], row["end"])[0])
        return Figure(measure.name, group, value, value, measure.unit, row["end"], row["end"])

    def _at_risk(self, measure: Measure) -> list[Figure]:
        figures: list[Figure] = []
        for end in self._ends():
            if end >= self.lists.today():
                until = self.lists.at_risk_until(end)
                found = reading.sums(self.table, measure.counters, self.cells, self.by, None, end, until)
                rows = self._groups_only(found)
            else:
                rows = self._past_at_risk(end)
            figures += [self._stood(measure, {**row, "end": end}, int(row["u"] or 0)) for row in rows]
        return figures

    def _groups_only(self, found: pl.DataFrame) -> list[dict[str, Any]]:
        if not self.by:
            return found.to_dicts() or [{"u": 0}]
        groups = self.cells.select(*self.by).unique()
        return groups.join(found, on=list(self.by), how="left").sort(list(self.by)).to_dicts()

    def _past_at_risk(self, day: int) -> list[dict[str, Any]]:
        """Counted from the dossiers that had a due date in the days in question."""
        found = self.lists.at_risk(self.where, self.viewer, day)
        if not self.by:
            return [{"u": len(found)}]
        schema = {**dict.fromkeys(self.by, pl.String), "u": pl.Int64}
        rows = pl.DataFrame([{**{n: d[n] for n in self.by}, "u": 1} for d in found], schema=schema)
        return self._groups_only(rows.group_by(list(self.by)).agg(pl.col("u").sum()))

    # -- quantiles -----------------------------------------------------------------------------

    def _quantiles(self, measures: Sequence[Measure]) -> list[Figure]:
        pieces = self._pieces()
        figures: list[Figure] = []
        for sketch in dict.fromkeys(m.sketch for m in measures):
            of_sketch = [m for m in measures if m.sketch == sketch]
            # Pieces differ in how their cells are numbered, so each is joined to its own dimensions.
            rows = pl.concat(
                bins.filter(pl.col("sketch") == sketch)
                .join(cells.select("cell", *self.by), on="cell", how="inner")
                .select(*self.by, "period", "bin", "n")
                for bins, cells in pieces
            )
            if self.time is not None:
                rows = rows.rename({"period": "day"}).with_columns(period=period_start(self.time))
            ever = self.table.bins.filter(pl.col("sketch") == sketch)
            known = ever.join(self.cells.select("cell", *self.by), on="cell", how="inner")
            figures += self._spread(of_sketch, rows, known)
        return figures

    def _spread(self, measures: Sequence[Measure], rows: pl.DataFrame, known: pl.DataFrame) -> list[Figure]:
        """The quantiles of one sketch for every group."""
        keys = [*self.by, *(["period"] if self.time else [])]
        found = reading.quantiles(rows, self.by, self.time is not None, [m.q for m in measures])
        answered = {tuple(group[name] for name in keys): (n, values) for group, n, values in found}
        schema = {**dict.fromkeys(self.by, pl.String), **({"period": pl.Int32} if self.time else {})}
        groups = pl.DataFrame([dict(zip(keys, key, strict=True)) for key in answered], schema=schema)
        figures: list[Figure] = []
        for row in self._every_group(groups, known):
            n, values = answered.get(tuple(row[name] for name in keys), (0, [None] * len(measures)))
            for measure, value in zip(measures, values, strict=True):
                scaled = None if value is None else value / measure.scale
                figures.append(self._figure(measure, self._group(row), scaled, n))
        return figures

    def _pieces(self) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
        """The sketches of the period: whole months, recent days, and border days from the dossiers.

        Each piece is (bins with the first day of their period in `period`, cells).
        """
        months, days = self._months_and_days(by_day=self.time in ("day", "week"))
        pieces: list[tuple[pl.DataFrame, pl.DataFrame]] = []
        firsts = pl.col("period").replace_strict({m: first_day(m) for m in months}, return_dtype=pl.Int32)
        whole = self.table.bins.filter(pl.col("period").is_in(months)).with_columns(firsts)
        pieces.append((whole, self.cells))
        trusted = self.lists.today() - TRUSTED_DAYS
        in_days = set(self.by) | self.where.keys() <= set(FAMILIES[self.recent.family].dimensions)
        recent = [day for day in days if day >= trusted and in_days]
        if recent:
            kept = self.recent.bins.filter(pl.col("period").is_in(recent))
            chosen = self.recent.chosen(condition(self.where, FAMILIES[self.recent.family].dimensions))
            pieces.append((kept, chosen))
        border = [day for day in days if day < trusted or not in_days]
        for first, last in runs(border):
            cells = self.lists.border(self.where, self.viewer, self.subject, first, last, self.holders)
            table = Table.of("border_cases" if self.subject == "cases" else "border_visits", cells)
            kept_cells = table.chosen(condition(self.where, FAMILIES[table.family].dimensions))
            pieces.append((table.bins, kept_cells))
        return pieces

    def _months_and_days(self, by_day: bool) -> tuple[list[int], list[int]]:
        """Split a period into whole months and single days; only days that hold any sketch."""
        if self.table.bins.is_empty():
            return [], []
        low, high = self.table.bins.select(pl.col("period").min().alias("a"), pl.col("period").max()).row(0)
        start, end = self.days
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

    # -- helpers -------------------------------------------------------------------------------

    def _group(self, row: Mapping[str, Any]) -> dict[str, str]:
        group = {name: str(row[name]) for name in self.by}
        if self.time is not None:
            group[self.time] = label(self.time, int(row["period"]))
        return group

    def _figure(
        self, measure: Measure, group: dict[str, str], value: float | int | None, n: int
    ) -> Figure:
        return Figure(measure.name, group, value, n, measure.unit, *self.days)

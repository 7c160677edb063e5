"""The same figures by Polars, lazily, from the Parquet files: all questions of a page in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from bench.flat import Flat
from bench.plain import Answers, Asked, Condition, Plain

EPOCH = date(1970, 1, 1)
TRUNCATE = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
Finish = Callable[[pl.DataFrame, Answers], None]
Part = tuple[pl.LazyFrame, Finish]


def day(number: int) -> date:
    """A day number as a date."""
    return EPOCH + timedelta(days=number)


def number(date_: date) -> int:
    """A date as a day number."""
    return (date_ - EPOCH).days


def kept(condition: Condition) -> pl.Expr:
    """A condition as an expression."""
    column = pl.col(condition.column)
    if condition.kind == "in":
        return column.is_in(list(condition.values))
    return column.is_not_null() if condition.kind == "exists" else column > condition.values[0]


def both(conditions: Sequence[Condition]) -> pl.Expr:
    """All of some conditions; a missing value keeps nothing."""
    return pl.all_horizontal(pl.lit(True), *map(kept, conditions)).fill_null(False)


class PolarsRival:
    """Answers questions from the files."""

    name = "Polars"

    def __init__(self, files: Flat) -> None:
        self._files = files

    def answers(self, asked: Sequence[Asked]) -> list[Answers]:
        """The answers to each question."""
        parts = [(place, part) for place, each in enumerate(asked) for part in self._parts(each)]
        found: list[Answers] = [{} for _ in asked]
        for (place, (_, finish)), rows in zip(parts, pl.collect_all([p[0] for _, p in parts]), strict=True):
            finish(rows, found[place])
        return found

    def _scan(self, asked: Asked, spans: bool = False) -> pl.LazyFrame:
        rows = pl.scan_parquet(self._files.spans if spans else self._files.dossiers)
        for name, values in asked.question.where.items():
            rows = rows.filter(pl.col(name).is_in(list(values)))
        return rows

    def _parts(self, asked: Asked) -> list[Part]:
        parts: list[Part] = []
        for key in dict.fromkeys(m.day for m in asked.of_kind("flow", "rate", "mean")):
            parts.append(
                self._counted(asked, key, [m for m in asked.of_kind("flow", "rate", "mean") if m.day == key])
            )
        parts += [self._ranked(asked, m) for m in asked.of_kind("quantile")]
        parts += [self._standing(asked, m) for m in asked.of_kind("stock")]
        return parts

    def _grouped(self, asked: Asked, rows: pl.LazyFrame, key: str, *values: pl.Expr) -> pl.LazyFrame:
        rows = rows.filter(pl.col(key).is_between(day(asked.start), day(asked.end)))
        keys = list(asked.by)
        if asked.time is not None:
            rows = rows.with_columns(period=pl.col(key).dt.truncate(TRUNCATE[asked.time]))
            keys.append("period")
        return rows.group_by(keys).agg(*values) if keys else rows.select(*values)

    def _counted(self, asked: Asked, key: str, measures: Sequence[Plain]) -> Part:
        values: list[pl.Expr] = []
        for m in measures:
            about = both(m.conditions)
            values.append((about.sum() if m.conditions else pl.len()).alias(f"n_{m.measure}"))
            if m.kind == "rate":
                values.append((about & both(m.good)).sum().alias(f"top_{m.measure}"))
            elif m.kind == "mean":
                values.append((pl.when(about).then(value_of(m)).sum()).alias(f"top_{m.measure}"))

        def finish(rows: pl.DataFrame, into: Answers) -> None:
            for row in rows.iter_rows(named=True):
                for m in measures:
                    n = int(row[f"n_{m.measure}"] or 0)
                    if n:
                        top = n if m.kind == "flow" else row[f"top_{m.measure}"]
                        into[m.measure, group(asked, row)] = (top if m.kind == "flow" else top / n, n)

        return self._grouped(asked, self._scan(asked), key, *values), finish

    def _ranked(self, asked: Asked, m: Plain) -> Part:
        rows = self._scan(asked).filter(both(m.conditions))
        value = value_of(m).quantile(m.q, "linear").alias("value")

        def finish(found: pl.DataFrame, into: Answers) -> None:
            for row in found.iter_rows(named=True):
                if row["n"]:
                    into[m.measure, group(asked, row)] = (row["value"], row["n"])

        return self._grouped(asked, rows, m.day, value, pl.len().alias("n")), finish

    def _standing(self, asked: Asked, m: Plain) -> Part:
        ends = [day(end) for end in asked.ends]
        if m.standing == "at_risk":
            rows = self._scan(asked).filter(
                pl.col("running_due").is_between(ends[-1], day(asked.at_risk_until))
            )
            moves = rows.select(*asked.by, day=pl.lit(ends[-1]), move=1)
        else:
            since, until = ("received_day", "closed_day") if m.standing == "backlog" else ("since", "until")
            rows = self._scan(asked, spans=m.standing == "overdue")
            if m.standing == "backlog":
                rows = rows.filter(pl.col("problems").is_null())
            begun = rows.select(*asked.by, day=since, move=1)
            over = rows.select(*asked.by, day=until, move=-1)
            moves = pl.concat([begun, over])
        moves = moves.filter(pl.col("day") <= ends[-1]).group_by([*asked.by, "day"]).agg(pl.col("move").sum())

        def finish(found: pl.DataFrame, into: Answers) -> None:
            # A move counts from the first end on that is not before it.
            slots = pl.DataFrame({"end": ends}).sort("end")
            placed = found.sort("day").join_asof(slots, left_on="day", right_on="end", strategy="forward")
            for part in placed.partition_by(list(asked.by)) if asked.by else [placed]:
                moved = dict(part.group_by("end").agg(pl.col("move").sum()).iter_rows())
                dimensions = part.select(asked.by).row(0) if asked.by else ()
                stands = 0
                for end in ends:
                    stands += moved.get(end, 0)
                    if stands:
                        into[m.measure, asked.group(dimensions, number(end))] = (stands, stands)

        return moves, finish


def value_of(m: Plain) -> pl.Expr:
    """The value of a dossier that is averaged or ranked."""
    column, over = m.value
    return pl.col(column) / (pl.col(over) if isinstance(over, str) else over)


def group(asked: Asked, row: dict[str, Any]) -> tuple[str, ...]:
    """The group of a row."""
    period = None if asked.time is None else number(row["period"])
    return asked.group(tuple(row[name] for name in asked.by), period)

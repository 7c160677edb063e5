"""The same figures by DuckDB over the Parquet files: one statement for each day column of a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import duckdb

from bench.flat import Flat
from bench.plain import Answers, Asked, Condition, Plain

EPOCH = date(1970, 1, 1)


def literal(value: Any) -> str:
    """A value as SQL."""
    if isinstance(value, bool | int | float):
        return str(value).upper() if isinstance(value, bool) else str(value)
    return "'" + str(value).replace("'", "''") + "'"


def kept(condition: Condition) -> str:
    """A condition as SQL."""
    if condition.kind == "in":
        return f"{condition.column} IN ({', '.join(map(literal, condition.values))})"
    if condition.kind == "exists":
        return f"{condition.column} IS NOT NULL"
    return f"{condition.column} > {literal(condition.values[0])}"


def both(conditions: Sequence[Condition]) -> str:
    """All of some conditions."""
    return " AND ".join(map(kept, conditions)) or "TRUE"


def sql_day(number: int) -> str:
    """A day number as SQL."""
    return f"DATE '{(EPOCH + timedelta(days=number)).isoformat()}'"


def value_of(m: Plain) -> str:
    """The value of a dossier that is averaged or ranked."""
    column, over = m.value
    return f"{column} / {over}" if isinstance(over, str) else f"{column} / {float(over)}"


class DuckDBRival:
    """Answers questions from the files, on one connection of this process."""

    name = "DuckDB"

    def __init__(self, files: Flat) -> None:
        self._files = files
        self._connection = duckdb.connect()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def answers(self, asked: Sequence[Asked]) -> list[Answers]:
        """The answers to each question."""
        return [self._answer(each) for each in asked]

    def _answer(self, asked: Asked) -> Answers:
        found: Answers = {}
        counted = asked.of_kind("flow", "rate", "mean", "quantile")
        for key in dict.fromkeys(m.day for m in counted):
            self._counted(asked, key, [m for m in counted if m.day == key], found)
        for m in asked.of_kind("stock"):
            self._standing(asked, m, found)
        return found

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement).fetchall()

    def _from(self, asked: Asked, spans: bool = False) -> str:
        path = self._files.spans if spans else self._files.dossiers
        where = " AND ".join(
            f"{name} IN ({', '.join(map(literal, values))})" for name, values in asked.question.where.items()
        )
        return f"read_parquet({literal(path)}) WHERE {where or 'TRUE'}"

    def _counted(self, asked: Asked, key: str, measures: Sequence[Plain], into: Answers) -> None:
        keys = [*asked.by, *([f"date_trunc('{asked.time}', {key})::DATE"] if asked.time else [])]
        values: list[str] = []
        for m in measures:
            about = both(m.conditions)
            values.append(f"count(*) FILTER (WHERE {about})")
            if m.kind == "flow":
                values.append("NULL")
            elif m.kind == "rate":
                values.append(f"count(*) FILTER (WHERE {about} AND {both(m.good)})")
            elif m.kind == "mean":
                values.append(f"avg({value_of(m)}) FILTER (WHERE {about})")
            else:
                values.append(f"quantile_cont({value_of(m)}, {m.q}) FILTER (WHERE {about})")
        period = f"{key} BETWEEN {sql_day(asked.start)} AND {sql_day(asked.end)}"
        rows = self._rows(
            f"SELECT {', '.join([*keys, *values])} FROM {self._from(asked)} AND {period}"
            + (f" GROUP BY {', '.join(str(i + 1) for i in range(len(keys)))}" if keys else "")
        )
        for row in rows:
            day = (row[len(asked.by)] - EPOCH).days if asked.time else None
            group = asked.group(row[: len(asked.by)], day)
            for place, m in enumerate(measures):
                n, value = row[len(keys) + 2 * place : len(keys) + 2 * place + 2]
                if n:
                    told = n if m.kind == "flow" else value / n if m.kind == "rate" else value
                    into[m.measure, group] = (told, n)

    def _standing(self, asked: Asked, m: Plain, into: Answers) -> None:
        by, ends = "".join(f"{name}, " for name in asked.by), asked.ends
        grouped = f" GROUP BY {', '.join(asked.by)}" if asked.by else ""
        source = self._from(asked, spans=m.standing == "overdue")
        since, until = ("since", "until") if m.standing == "overdue" else ("received_day", "closed_day")
        if m.standing == "backlog":
            source += " AND problems IS NULL"
        last = sql_day(ends[-1])
        if m.standing == "at_risk":
            where = f"running_due BETWEEN {last} AND {sql_day(asked.at_risk_until)}"
            statement = f"SELECT {by}{last}, count(*) FROM {source} AND {where}{grouped}"
        elif len(ends) == 1:
            where = f"{since} <= {last} AND ({until} IS NULL OR {until} > {last})"
            statement = f"SELECT {by}{last}, count(*) FROM {source} AND {where}{grouped}"
        else:
            listed = ", ".join(f"({sql_day(end)})" for end in ends)
            statement = (
                f"WITH moves AS (SELECT {by}{since} AS day, count(*) AS move FROM {source} GROUP BY ALL"
                f" UNION ALL SELECT {by}{until}, -count(*)"
                f" FROM {source} AND {until} IS NOT NULL GROUP BY ALL)"
                f" SELECT {by}e.day, sum(move)::BIGINT FROM (VALUES {listed}) e(day)"
                f" JOIN moves ON moves.day <= e.day GROUP BY ALL"
            )
        for row in self._rows(statement):
            if row[-1]:
                group = asked.group(row[:-2], (row[-2] - EPOCH).days)
                into[m.measure, group] = (row[-1], row[-1])

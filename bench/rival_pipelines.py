"""The same figures by aggregation pipelines over the dossiers, on the same server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from pymongo.collection import Collection

from bench.plain import Answers, Asked, Condition, Plain
from models.store import Store

Document = dict[str, Any]
Rows = list[Document]
#: group → day → how many more (or fewer) stand from that day on
Moves = Mapping[tuple[str, ...], Mapping[int, int]]


def expression(condition: Condition) -> Document:
    """A condition on a dossier as an aggregation expression."""
    column = f"${condition.column}"
    if condition.column == "problems":
        return {"$in": [condition.values[0], {"$ifNull": [column, []]}]}
    if condition.kind == "in":
        return {"$in": [{"$ifNull": [column, None]}, list(condition.values)]}
    if condition.kind == "exists":
        return {"$ne": [{"$ifNull": [column, None]}, None]}
    return {"$gt": [{"$ifNull": [column, None]}, condition.values[0]]}


def one_if(conditions: Sequence[Condition], value: Any = 1) -> Any:
    """`value` where all conditions hold, else 0."""
    if not conditions:
        return value
    return {"$cond": [{"$and": [expression(c) for c in conditions]}, value, 0]}


def value_of(m: Plain) -> Document:
    """The value of a dossier that is averaged or ranked."""
    column, over = m.value
    return {"$divide": [f"${column}", f"${over}" if isinstance(over, str) else over]}


class PipelineRival:
    """Answers questions by `$match` on an index and `$group`; running sums are made here."""

    name = "aggregation pipelines"

    def __init__(self, store: Store) -> None:
        self._dossiers: Collection[Document] = store.collection("dossiers")

    def answers(self, asked: Sequence[Asked]) -> list[Answers]:
        """The answers to each question."""
        return [self._answer(each) for each in asked]

    def _answer(self, asked: Asked) -> Answers:
        found: Answers = {}
        counted = asked.of_kind("flow", "rate", "mean")
        for key in dict.fromkeys(m.day for m in counted):
            self._counted(asked, key, [m for m in counted if m.day == key], found)
        for m in asked.of_kind("quantile"):
            self._ranked(asked, m, found)
        for m in asked.of_kind("stock"):
            self._standing(asked, m, found)
        return found

    def _run(self, asked: Asked, match: Document, *stages: Document) -> Rows:
        where = {name: {"$in": list(values)} for name, values in asked.question.where.items()}
        return list(self._dossiers.aggregate([{"$match": {**match, **where}}, *stages]))

    def _keys(self, asked: Asked, day: Any = None) -> Document:
        keys = {name: f"${name}" for name in asked.by}
        return keys if day is None else {**keys, "day": day}

    def _counted(self, asked: Asked, key: str, measures: Sequence[Plain], into: Answers) -> None:
        sums: Document = {}
        for place, m in enumerate(measures):
            sums[f"n{place}"] = {"$sum": one_if(m.conditions)}
            if m.kind == "rate":
                sums[f"t{place}"] = {"$sum": one_if((*m.conditions, *m.good))}
            elif m.kind == "mean":
                sums[f"t{place}"] = {"$sum": one_if(m.conditions, value_of(m))}
        period = {key: {"$gte": asked.start, "$lte": asked.end}}
        keys = self._keys(asked, f"${key}" if asked.time else None)
        counted: defaultdict[tuple[int, tuple[str, ...]], list[float]] = defaultdict(lambda: [0, 0])
        for row in self._run(asked, period, {"$group": {"_id": keys or None, **sums}}):
            id = row["_id"] or {}
            group = asked.group(tuple(id[name] for name in asked.by), id.get("day"))
            for place in range(len(measures)):
                entry = counted[place, group]
                entry[0] += row[f"n{place}"]
                entry[1] += row.get(f"t{place}", 0)
        for (place, group), (n, top) in counted.items():
            if n:
                m = measures[place]
                into[m.measure, group] = (n if m.kind == "flow" else top / n, int(n))

    def _ranked(self, asked: Asked, m: Plain, into: Answers) -> None:
        match: Document = {m.day: {"$gte": asked.start, "$lte": asked.end}}
        for condition in m.conditions:
            match[condition.column] = {
                "in": {"$in": list(condition.values)}, "exists": {"$exists": True},
                "above": {"$gt": condition.values[0] if condition.values else 0},
            }[condition.kind]  # fmt: skip
        keys = self._keys(asked, f"${m.day}" if asked.time else None)
        gathered: defaultdict[tuple[str, ...], list[float]] = defaultdict(list)
        # $percentile would need MongoDB 7 and is approximate: the values are ranked here.
        for row in self._run(asked, match, {"$group": {"_id": keys or None, "v": {"$push": value_of(m)}}}):
            id = row["_id"] or {}
            gathered[asked.group(tuple(id[name] for name in asked.by), id.get("day"))] += row["v"]
        for group, values in gathered.items():
            into[m.measure, group] = (float(np.quantile(values, m.q)), len(values))

    def _standing(self, asked: Asked, m: Plain, into: Answers) -> None:
        ends = asked.ends
        present = len(ends) == 1 and ends[0] >= asked.today
        group: Document = {"$group": {"_id": self._keys(asked) or None, "n": {"$sum": 1}}}
        if present or m.standing == "at_risk":
            bound: Document = {
                "backlog": {"open_day": {"$gte": 0, "$lte": ends[0]}},
                "overdue": {"running_due": {"$gte": 0, "$lt": ends[0]}},
                "at_risk": {"running_due": {"$gte": ends[0], "$lte": asked.at_risk_until}},
            }[m.standing]
            for row in self._run(asked, bound, group):
                dimensions = tuple((row["_id"] or {})[name] for name in asked.by)
                into[m.measure, asked.group(dimensions, ends[-1])] = (row["n"], row["n"])
            return
        moves = self._backlog_moves(asked) if m.standing == "backlog" else self._overdue_moves(asked)
        for dimensions, moved in moves.items():
            for end in ends:
                stands = sum(n for day, n in moved.items() if day <= end)
                if stands:
                    into[m.measure, asked.group(dimensions, end)] = (stands, stands)

    def _backlog_moves(self, asked: Asked) -> Moves:
        whole = {"problems": {"$exists": False}}
        rows: list[tuple[Document, int]] = []
        for day, sign in (("received_day", 1), ("closed_day", -1)):
            keys = self._keys(asked, f"${day}")
            bound = {day: {"$lte": asked.ends[-1]}, **whole}
            found = self._run(asked, bound, {"$group": {"_id": keys, "n": {"$sum": 1}}})
            rows += [(row["_id"], sign * row["n"]) for row in found]
        return moves_of(asked, rows)

    def _overdue_moves(self, asked: Asked) -> Moves:
        ended = self._run(
            asked,
            {"overdue": {"$exists": True}},
            {"$unwind": "$overdue"},
            {"$group": {
                "_id": self._keys(asked, {"s": "$overdue.since", "u": "$overdue.until"}), "n": {"$sum": 1}
            }},
        )  # fmt: skip
        going = self._run(
            asked,
            {"running_due": {"$gte": 0, "$lt": asked.ends[-1]}},
            {"$group": {"_id": self._keys(asked, {"d": "$due_day", "r": "$runs_since"}), "n": {"$sum": 1}}},
        )
        rows: list[tuple[Document, int]] = []
        for row in ended:
            rows.append(({**row["_id"], "day": row["_id"]["day"]["s"]}, row["n"]))
            rows.append(({**row["_id"], "day": row["_id"]["day"]["u"]}, -row["n"]))
        for row in going:
            due, since = row["_id"]["day"]["d"], row["_id"]["day"]["r"]
            rows.append(({**row["_id"], "day": max(due + 1, since)}, row["n"]))
        return moves_of(asked, rows)


def moves_of(asked: Asked, rows: Iterable[tuple[Document, int]]) -> Moves:
    """The moves of rows that name their dimensions and a day."""
    moves: defaultdict[tuple[str, ...], defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for id, n in rows:
        moves[tuple(id[name] for name in asked.by)][id["day"]] += n
    return moves

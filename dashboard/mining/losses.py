"""Where the time of dossiers goes: queue, handling, other departments, steps again, the applicant. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from dashboard.mining.ways import Ways

#: the parts of the time, in the order in which they are shown
PARTS: Final = ("queue", "handling", "other", "again", "pause")


@dataclass(frozen=True, slots=True)
class Loss:
    """One part of the time of all dossiers: how much in working milliseconds, in how many visits.

    `n` counts visits; of `pause` it counts dossiers that were paused.
    """

    part: str
    time_ms: int
    n: int


def parts(ways: Ways) -> list[Loss]:
    """The time of the dossiers by what it was spent on; each visit stands in one part.

    queue and handling: first visits at the responsible department; other: first visits elsewhere, queue and
    handling together; again: visits at a step that the dossier had been at before, wherever; pause: waiting
    for the applicant (papers or payment), which stands outside the waiting time.
    """
    table = known(ways)
    sums = table.group_by("part").agg(
        pl.col("queue_ms").sum().alias("queue"), pl.col("handling_ms").sum().alias("handling"),
        pl.len().alias("n"),
    )  # fmt: skip
    found = {row["part"]: row for row in sums.to_dicts()}
    own, other, again = (
        found.get(part, {"queue": 0, "handling": 0, "n": 0}) for part in ("own", "other", "again")
    )
    paused = ways.cases.filter(pl.col("pause_ms") > 0)
    return [
        Loss("queue", own["queue"], own["n"]),
        Loss("handling", own["handling"], own["n"]),
        Loss("other", other["queue"] + other["handling"], other["n"]),
        Loss("again", again["queue"] + again["handling"], again["n"]),
        Loss("pause", int(paused["pause_ms"].sum()), paused.height),
    ]


def known(ways: Ways) -> pl.DataFrame:
    """The visits within the Office's time whose queue and handling are known, with their `part`.

    "own", "other" or "again". Of a dossier whose visits are all known they add up to its waiting time.
    """
    there = pl.col("queue_ms").is_not_null() & pl.col("handling_ms").is_not_null() & ~pl.col("after")
    table = ways.visits.filter(there)
    table = table.join(ways.cases.select("case", "department"), on="case", how="left")
    part = (
        pl.when(pl.col("again")).then(pl.lit("again"))
        .when(pl.col("holder") == pl.col("department")).then(pl.lit("own"))
        .otherwise(pl.lit("other"))
    )  # fmt: skip
    return table.with_columns(part.alias("part"))

"""Two periods side by side: their results, loads and repeats, ready to be shared out; and an interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import polars as pl
from scipy import stats

from dashboard.cube.question import Question
from dashboard.mining.change import Change, Group, Load, Sums, decompose, partition
from dashboard.mining.lists import Listed
from dashboard.mining.losses import known
from dashboard.mining.ways import Cohort, Ways
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: how sure the interval is meant to be
CONFIDENCE = 0.95
COLUMNS = ("queue", "handling", "elsewhere", "repeats", "again", "unknown")

Key = tuple[str, str]


@dataclass(frozen=True)
class Interval:
    """Welch's interval of the difference of two means (unequal variances, t with Welch and Satterthwaite's
    degrees of freedom), in milliseconds; None where a period has fewer than two results."""  # fmt: skip

    low: float
    high: float

    @property
    def may_be_chance(self) -> bool:
        """Whether no change at all lies within it."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class Comparison:
    """What changed, how sure that is, and the load of each unit ("": all small departments together).

    `reads`: the stamps of the reads that it was made of.
    """

    change: Change
    interval: Interval | None
    loads: Mapping[str, tuple[Load, Load]]
    cohorts: tuple[Cohort, Cohort]
    reads: tuple[str, str]

    @property
    def load(self) -> tuple[Load, Load]:
        """The load of all units together."""
        return tuple(  # type: ignore[return-value]
            Load(
                sum(each[place].arrivals for each in self.loads.values()),
                sum(each[place].person_weeks for each in self.loads.values()),
                next(iter(self.loads.values()))[place].days,
            )
            for place in (0, 1)
        )

    @property
    def repeats(self) -> tuple[float, float]:
        """Visits again of each result, before and after."""
        shares = self.change.shares
        return (
            sum(one.group.before.repeats for one in shares) / self.change.n_before,
            sum(one.group.after.repeats for one in shares) / self.change.n_after,
        )


def compare(office: Office, viewer: Viewer, before: Cohort, after: Cohort) -> Comparison | None:
    """The results of two periods compared; None where one of them has none. Raises TooMany."""
    cohorts = (before, after)
    ways = [office.ways.read(viewer, cohort) for cohort in cohorts]
    results = [results_of(each) for each in ways]
    if not all(each.height for each in results):
        return None
    place = partition(*(counts(each) for each in results))
    groups = groups_of(place, results)
    loads = load_of(office, viewer, cohorts, ways, place)
    interval = welch(*(each["waiting_ms"] for each in results))
    return Comparison(decompose(groups, loads), interval, loads, cohorts, (ways[0].stamp, ways[1].stamp))


def members(
    office: Office, viewer: Viewer, cohorts: tuple[Cohort, Cohort], group: str, place: int,
    reads: tuple[str, str] = ("", ""),
) -> list[Listed]:  # fmt: skip
    """The results of one group in the period before (`place` 0) or after (1). Raises TooMany."""
    ways = [office.ways.read(viewer, cohort, stamp) for cohort, stamp in zip(cohorts, reads, strict=True)]
    results = [results_of(each) for each in ways]
    groups = partition(*(counts(each) for each in results))
    table = grouped(results[place], groups).filter(pl.col("group") == group)
    rows = table.select("code", "day").sort(["day", "code"], descending=[True, False])
    return [Listed(code, day, -1) for code, day in rows.iter_rows()]


def results_of(ways: Ways) -> pl.DataFrame:
    """One row a result that counts: what its waiting time was spent on (the columns `COLUMNS`).

    What its visits do not account for (an imported log has no queue and handling) is "unknown".
    """
    part, both = pl.col("part"), pl.col("queue_ms") + pl.col("handling_ms")
    spent = known(ways).group_by("case").agg(
        pl.col("queue_ms").filter(part == "own").sum().alias("queue"),
        pl.col("handling_ms").filter(part == "own").sum().alias("handling"),
        both.filter(part == "other").sum().alias("elsewhere"),
        both.filter(part == "again").sum().alias("again"),
        (part == "again").sum().cast(pl.Int64).alias("repeats"),
    )  # fmt: skip
    results = ways.cases.filter(pl.col("result")).join(spent, on="case", how="left")
    parts = ("queue", "handling", "elsewhere", "again")
    results = results.with_columns(pl.col(*parts, "repeats").fill_null(0))
    return results.with_columns((pl.col("waiting_ms") - pl.sum_horizontal(*parts)).alias("unknown"))


def counts(results: pl.DataFrame) -> dict[Key, int]:
    """(department, procedure) → how many results."""
    found = results.group_by("department", "procedure").len()
    return {(department, procedure): n for department, procedure, n in found.iter_rows()}


def groups_of(place: Mapping[Key, tuple[str, str]], results: list[pl.DataFrame]) -> list[Group]:
    """The groups of results that are alike, with their sums in both periods."""
    found: dict[tuple[str, str], list[Sums]] = {each: [Sums(), Sums()] for each in place.values()}
    for period, table in enumerate(results):
        summed = grouped(table, place).group_by("unit", "group").agg(
            pl.len().alias("n"), pl.col(*COLUMNS).sum()
        )  # fmt: skip
        for row in summed.to_dicts():
            found[row["unit"], row["group"]][period] = Sums(row["n"], *(int(row[name]) for name in COLUMNS))
    return [Group(group, unit, *sums) for (unit, group), sums in sorted(found.items())]


def grouped(results: pl.DataFrame, place: Mapping[Key, tuple[str, str]]) -> pl.DataFrame:
    """The results with the unit and the group in which each stands."""
    keys: dict[str, list[Any]] = {
        "department": [key[0] for key in place], "procedure": [key[1] for key in place],
        "unit": [each[0] for each in place.values()], "group": [each[1] for each in place.values()],
    }  # fmt: skip
    table = pl.DataFrame(keys, schema=dict.fromkeys(keys, pl.String))
    return results.join(table, on=["department", "procedure"], how="left")


def load_of(
    office: Office, viewer: Viewer, cohorts: tuple[Cohort, Cohort], ways: list[Ways],
    place: Mapping[Key, tuple[str, str]],
) -> dict[str, tuple[Load, Load]]:  # fmt: skip
    """What came to each unit, and the weeks in which somebody of it finished a step of these results."""
    # What came to departments that closed nothing stands with the small ones, so that nothing is left out.
    unit_of = {department: unit for (department, _), (unit, _) in place.items()}
    units = {*unit_of.values(), ""}
    found: list[dict[str, Load]] = []
    for cohort, each in zip(cohorts, ways, strict=True):
        question = Question(
            ("received",), ("department",), start=cohort.start, end=cohort.end, where=cohort.where
        )
        came, worked = dict.fromkeys(units, 0), dict.fromkeys(units, 0)
        for figure in office.cube.figures(viewer, question):
            came[unit_of.get(figure.group["department"], "")] += figure.n
        for department, many in person_weeks(each, cohort).items():
            if department in unit_of:
                worked[unit_of[department]] += many
        days = working_days(office, cohort)
        found.append({unit: Load(came[unit], worked[unit], days) for unit in units})
    return {unit: (found[0][unit], found[1][unit]) for unit in found[0]}


def person_weeks(ways: Ways, cohort: Cohort) -> dict[str, int]:
    """department → (person, week) pairs in which the person finished a step there within the period."""
    within = pl.col("day").is_between(cohort.start, cohort.end) & pl.col("who").is_not_null()
    # Day 0 was a Thursday; weeks begin on Mondays.
    weeks = ways.visits.filter(within).select("holder", "who", ((pl.col("day") + 3) // 7).alias("week"))
    return dict(weeks.unique().group_by("holder").len().iter_rows())


def working_days(office: Office, cohort: Cohort) -> int:
    """Working days of a period, at least one."""
    return max(1, office.calendar().working_days_between(cohort.start - 1, cohort.end))


def welch(before: pl.Series, after: pl.Series) -> Interval | None:
    """The interval of the change of the mean. B. L. Welch, Biometrika 34 (1947)."""
    if min(before.len(), after.len()) < 2:
        return None
    errors = [float(each.var() or 0) / each.len() for each in (before, after)]  # type: ignore[arg-type]
    error = sum(errors)
    change = float(after.mean()) - float(before.mean())  # type: ignore[arg-type]
    if not error:
        return Interval(change, change)
    below = sum(part**2 / (each.len() - 1) for part, each in zip(errors, (before, after), strict=True))
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, error**2 / below)) * sqrt(error)
    return Interval(change - reach, change + reach)

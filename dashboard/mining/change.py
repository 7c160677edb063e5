"""Why the mean waiting time changed between two periods: mix, arrivals, staffing, rework, pace. Pure.

The mean is written as a sum of products, one row a group of similar results (docs/decisions/0006):

    mean = Σ share × ( arrivals ÷ staffing × queue-per-load + handling + elsewhere
                       + repeats × time-per-repeat + unknown )

Each product's change is shared out by Shapley's value (the mean over all orders in which its factors may
change), in whole fractions; so the parts add up to the change exactly, and no order is preferred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Final

#: the parts of a change, in the order in which they are told
FACTORS: Final = ("mix", "arrivals", "staffing", "rework", "pace")
#: what pace is made of
PACES: Final = ("queue", "handling", "elsewhere", "repeat", "unknown")
#: fewer results than this in either period are put together with others
LEAST: Final = 5
ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Sums:
    """What the results of one group and period add up to: `n` of them, the rest in milliseconds.

    `repeats` counts visits at a step again, `again_ms` is their time.
    """

    n: int = 0
    queue_ms: int = 0
    handling_ms: int = 0
    elsewhere_ms: int = 0
    repeats: int = 0
    again_ms: int = 0
    unknown_ms: int = 0

    @property
    def total_ms(self) -> int:
        """The waiting time of all of them."""
        return self.queue_ms + self.handling_ms + self.elsewhere_ms + self.again_ms + self.unknown_ms


@dataclass(frozen=True, slots=True)
class Load:
    """What a unit had to do and who did it: arrivals, weeks in which a person worked, working days."""

    arrivals: int = 0
    person_weeks: int = 0
    days: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Results that are alike: its id, the unit (department) whose load it shares, both periods."""

    id: str
    unit: str
    before: Sums
    after: Sums


@dataclass(frozen=True)
class Share:
    """How a group moved the mean, by factor, and what of pace; in milliseconds of the mean of all."""

    group: Group
    parts: Mapping[str, Fraction]
    paces: Mapping[str, Fraction]

    @property
    def total(self) -> Fraction:
        """Its whole part in the change."""
        return sum(self.parts.values(), ZERO)


@dataclass(frozen=True)
class Change:
    """The means of both periods in milliseconds, and what moved them."""

    before: Fraction
    after: Fraction
    n_before: int
    n_after: int
    shares: Sequence[Share] = field(default_factory=tuple)

    @property
    def total(self) -> Fraction:
        """By how much the mean changed."""
        return self.after - self.before

    def part(self, factor: str) -> Fraction:
        """What of the change one factor made."""
        return sum((share.parts[factor] for share in self.shares), ZERO)

    def pace(self, name: str) -> Fraction:
        """What of the change one part of pace made."""
        return sum((share.paces[name] for share in self.shares), ZERO)


#: a factor of a product: its name, and its values before and after
Factor = tuple[str, Fraction, Fraction]


def shapley(factors: Sequence[Factor]) -> dict[str, Fraction]:
    """What each factor adds to the change of the product: they sum to it exactly. Names differ."""
    many = len(factors)
    found: dict[str, Fraction] = {}
    for place, (name, before, after) in enumerate(factors):
        others = [each for other, each in enumerate(factors) if other != place]
        total = ZERO
        for size in range(many):
            weight = Fraction(factorial(size) * factorial(many - size - 1), factorial(many))
            for changed in combinations(range(many - 1), size):
                product = weight
                for other, (_, old, new) in enumerate(others):
                    product *= new if other in changed else old
                total += product
        found[name] = (after - before) * total
    return found


def decompose(groups: Iterable[Group], loads: Mapping[str, tuple[Load, Load]]) -> Change:
    """The change of the mean, shared out. `loads`: of each unit, before and after.

    A group that is there in one period only has the other's durations there, so that its coming or going
    is mix. Raises ZeroDivisionError where a period has no result at all.
    """
    groups = list(groups)
    n_before, n_after = sum(one.before.n for one in groups), sum(one.after.n for one in groups)
    before = Fraction(sum(one.before.total_ms for one in groups), n_before)
    after = Fraction(sum(one.after.total_ms for one in groups), n_after)
    middle = (before + after) / 2
    shares = [share_of(one, n_before, n_after, *loads[one.unit], middle) for one in groups]
    return Change(before, after, n_before, n_after, tuple(shares))


def share_of(
    group: Group, n_before: int, n_after: int, load_before: Load, load_after: Load, middle: Fraction
) -> Share:
    """The part of one group in the change."""
    old, new = group.before, group.after
    mix: Factor = ("mix", Fraction(old.n, n_before), Fraction(new.n, n_after))
    parts, paces = dict.fromkeys(FACTORS, ZERO), dict.fromkeys(PACES, ZERO)

    def take(pace: str, factors: Sequence[Factor]) -> None:
        for name, part in shapley([mix, *factors]).items():
            if name == "pace":
                paces[pace] += part
            parts[name] += part

    queue = mean(old.queue_ms, old.n), mean(new.queue_ms, new.n)
    take("queue", loaded(filled(*queue), load_before, load_after))
    for pace, sums in (
        ("handling", (old.handling_ms, new.handling_ms)),
        ("elsewhere", (old.elsewhere_ms, new.elsewhere_ms)),
        ("unknown", (old.unknown_ms, new.unknown_ms)),
    ):
        take(pace, [("pace", *filled(mean(sums[0], old.n), mean(sums[1], new.n)))])
    repeats = filled(mean(old.repeats, old.n), mean(new.repeats, new.n))
    each = filled(mean(old.again_ms, old.repeats), mean(new.again_ms, new.repeats))
    take("repeat", [("rework", *repeats), ("pace", *each)])
    # Shares sum to one in both periods: to measure them against the middle moves nothing between factors,
    # and lets a group that waits longer than the others count as such when its share grows.
    parts["mix"] -= (mix[2] - mix[1]) * middle
    return Share(group, parts, paces)


def loaded(queue: tuple[Fraction, Fraction], before: Load, after: Load) -> list[Factor]:
    """Queue as arrivals × (1 ÷ staffing) × queue-per-load; as pace alone where the load is not known."""
    if not all((before.arrivals, before.person_weeks, after.arrivals, after.person_weeks)):
        return [("pace", *queue)]
    came = Fraction(before.arrivals, before.days), Fraction(after.arrivals, after.days)
    people = Fraction(before.days, before.person_weeks), Fraction(after.days, after.person_weeks)
    per_load = queue[0] / (came[0] * people[0]), queue[1] / (came[1] * people[1])
    return [("arrivals", *came), ("staffing", *people), ("pace", *per_load)]


def mean(total: int, n: int) -> Fraction | None:
    """The mean, or None of nothing."""
    return Fraction(total, n) if n else None


def filled(before: Fraction | None, after: Fraction | None) -> tuple[Fraction, Fraction]:
    """Both values; what one period does not have is taken from the other."""
    one = before if before is not None else after if after is not None else ZERO
    other = after if after is not None else one
    return one, other


def partition(before: Mapping[tuple[str, str], int], after: Mapping[tuple[str, str], int]
              ) -> dict[tuple[str, str], tuple[str, str]]:  # fmt: skip
    """(department, procedure) → (unit, group), so that each has `LEAST` results in both periods if it can be.

    A procedure of a department stands alone, else with the rest of the department; a department with too
    few results stands with all others like it, as the unit "".
    """
    totals: list[defaultdict[str, int]] = [defaultdict(int), defaultdict(int)]
    for counts, total in zip((before, after), totals, strict=True):
        for (department, _), n in counts.items():
            total[department] += n
    found = {}
    for key in {**before, **after}:
        department, procedure = key
        if min(total[department] for total in totals) < LEAST:
            found[key] = ("", "*")
        elif min(before.get(key, 0), after.get(key, 0)) < LEAST:
            found[key] = (department, f"{department}|*")
        else:
            found[key] = (department, f"{department}|{procedure}")
    return found

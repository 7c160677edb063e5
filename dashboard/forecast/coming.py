"""What a coming week will bring: the same weekdays of the last weeks, with holidays left out (pure).

For each of the last weeks, what it would have brought had it had the coming week's working days: a
weekday that was worked counts as it was; one that was closed, and a swapped Saturday that the coming
week works, as the median of such days. The forecast is the median of these weeks, its band from their
10th to their 90th part in a hundred. Nothing cleverer: eight weeks say no more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

#: the band holds about four weeks of five
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Expected:
    """Dossiers of a week: the middle, and the band."""

    middle: float
    low: float
    high: float


def forecast(
    counts: Mapping[int, int], mondays: Sequence[int], target: int, worked: Callable[[int], bool]
) -> Expected | None:
    """What the week of the Monday `target` will bring, from day → count of the weeks `mondays`.

    `worked`: whether a day is a working day; a worked day without a count had nothing. What came on days
    off counts for the next working day of its week, or the last where none follows. None where no day of
    those weeks was worked, 0 throughout where the coming week is closed.
    """
    wanted = [offset for offset in range(7) if worked(target + offset)]
    weeks = [brought for monday in mondays if (brought := _by_offset(counts, monday, worked))]
    if not weeks:
        return None
    every = [count for week in weeks for count in week.values()]
    usual = {
        offset: quantile([week[offset] for week in weeks if offset in week] or every, 0.5)
        for offset in wanted
    }
    totals = [sum(week.get(offset, usual[offset]) for offset in wanted) for week in weeks]
    return Expected(quantile(totals, 0.5), quantile(totals, LOW), quantile(totals, HIGH))


def _by_offset(counts: Mapping[int, int], monday: int, worked: Callable[[int], bool]) -> dict[int, int]:
    """Weekday → what the worked days of a week brought; {} for a week that was closed."""
    open_ = [offset for offset in range(7) if worked(monday + offset)]
    brought = dict.fromkeys(open_, 0)
    for offset in range(7) if open_ else ():
        falls = next((one for one in open_ if one >= offset), open_[-1])
        brought[falls] += counts.get(monday + offset, 0)
    return brought


def quantile(values: Sequence[float], q: float) -> float:
    """The quantile at (n − 1)·q, interpolated between the two ranks; there is at least one value."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * q
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (at - below))

"""Where the boxes and arrows of a process map stand: layers from top to bottom, few crossings. Pure.

After Sugiyama, Tagawa and Toda (1981): arrows that lead back are turned for the layering, long arrows go
through points of their own in each layer between, layers are ordered by the mean of their neighbours. Every
arrow has a point between two layers, which is where its label stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

#: pixels: a box, the label of an arrow, a point of a long arrow, and the space between neighbours
BOX_WIDTH, BOX_HEIGHT = 172.0, 56.0
LABEL_WIDTH, LABEL_HEIGHT = 78.0, 34.0
POINT_WIDTH, APART = 20.0, 16.0
#: pixels between the rows
GAP: Final = 20.0
SWEEPS: Final = 10

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow: the points it goes through from `a` to `b`, and the middle of its label."""

    a: str
    b: str
    points: tuple[tuple[float, float], ...]
    label: tuple[float, float]
    #: it leads to a box above, or to its own
    back: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Middles of the boxes, the arrows, and how wide and high the whole is, in pixels."""

    boxes: Mapping[str, tuple[float, float]]
    lines: tuple[Line, ...]
    width: float
    height: float


def place(counts: Mapping[Pair, int]) -> Drawing:
    """The drawing of arrows, each with how often it is gone."""
    pairs, names = list(counts), ordered(counts)
    order = {name: number for number, name in enumerate(names)}
    turned = {pair: order[pair[0]] > order[pair[1]] for pair in pairs if pair[0] != pair[1]}
    layer = layers(names, [(b, a) if back else (a, b) for (a, b), back in turned.items()])
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for name in names:
        rows[layer[name] * 2].append(name)
    chains: dict[Pair, list[str]] = {}
    links: list[Pair] = []
    for (a, b), back in turned.items():
        top, bottom = (b, a) if back else (a, b)
        chain = [top]
        for row in range(layer[top] * 2 + 1, layer[bottom] * 2):
            point = f"\0{a}\0{b}\0{row}"
            rows[row].append(point)
            chain.append(point)
        chain.append(bottom)
        links += pairwise(chain)
        chains[a, b] = chain[::-1] if back else chain
    halves = dict.fromkeys((name for row in rows.values() for name in row), POINT_WIDTH / 2)
    halves |= {labelled(chain): LABEL_WIDTH / 2 for chain in chains.values()}
    # A box with an arrow to itself keeps the room for it.
    halves |= {name: BOX_WIDTH / 2 + (LABEL_WIDTH + 6 if (name, name) in pairs else 0) for name in names}
    xs = across([rows[row] for row in sorted(rows)], links, halves)
    left = min((x - halves[name] for name, x in xs.items()), default=0.0)
    ys, height = downwards(sorted(rows))
    of_row = {name: row for row, members in rows.items() for name in members}
    at = {name: (xs[name] - left + APART, ys[row]) for name, row in of_row.items()}
    lines = [
        Line(a, b, tuple(at[name] for name in chain), at[labelled(chain)], turned[a, b])
        for (a, b), chain in chains.items()
    ]
    lines += [own(a, at[a]) for a, b in pairs if a == b]
    width = max((x + halves[name] for name, (x, _) in at.items()), default=0.0)
    return Drawing({name: at[name] for name in names}, tuple(lines), width + APART, height)


def ordered(counts: Mapping[Pair, int]) -> list[str]:
    """The boxes in an order in which few moves lead back (Eades, Lin and Smyth 1993, with weights).

    What nothing leads to any more comes next from above, what leads nowhere next from below; else the box
    that more is gone from than to.
    """
    left = {name for pair in counts for name in pair}
    first: list[str] = []
    last: list[str] = []

    def weigh(name: str, end: int) -> int:
        return sum(n for pair, n in counts.items() if pair[end] == name and pair[1 - end] in left - {name})

    while left:
        out = {name: weigh(name, 0) for name in left}
        into = {name: weigh(name, 1) for name in left}
        sinks = sorted(name for name in left if not out[name])
        if sinks:
            last.insert(0, sinks[-1])
            left.remove(sinks[-1])
            continue
        # Among equals the one that more leads to from what stands above already.
        led = {name: sum(n for (a, b), n in counts.items() if b == name and a in first) for name in left}
        found = min(left, key=lambda name: (into[name] > 0, into[name] - out[name], -led[name], name))
        first.append(found)
        left.remove(found)
    return first + last


def layers(names: Sequence[str], pairs: Sequence[Pair]) -> dict[str, int]:
    """The layer of each box: one beneath the lowest of those before it. `names` are in an order of pairs."""
    before: defaultdict[str, list[str]] = defaultdict(list)
    for a, b in pairs:
        before[b].append(a)
    found: dict[str, int] = {}
    for name in names:
        found[name] = 1 + max((found[each] for each in before[name]), default=-1)
    return found


def labelled(chain: Sequence[str]) -> str:
    """The point at which the label of an arrow stands: in the middle of its way, between two layers."""
    inner = chain[1:-1]
    middle = len(inner) // 2
    # Inner points alternate between rows of labels and rows of boxes, and begin and end with labels.
    return inner[middle - middle % 2]


def across(rows: list[list[str]], links: Sequence[Pair], halves: Mapping[str, float]) -> dict[str, float]:
    """The middle of each name from left to right, so that neighbours in a row do not touch.

    `halves`: half the width of each name.
    """
    beside: defaultdict[str, list[str]] = defaultdict(list)
    for a, b in links:
        beside[a].append(b)
        beside[b].append(a)
    xs: dict[str, float] = {}
    for row in rows:
        for number, name in enumerate(row):
            xs[name] = (number - (len(row) - 1) / 2) * (BOX_WIDTH + APART)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            wanted = {
                name: sum(xs[each] for each in beside[name]) / len(beside[name]) if beside[name] else xs[name]
                for name in row
            }
            row.sort(key=lambda name: (wanted[name], name))
            settle(row, wanted, halves, xs)
    return xs


def settle(
    row: Sequence[str], wanted: Mapping[str, float], halves: Mapping[str, float], xs: dict[str, float]
) -> None:
    """Put a row as near to the wanted places as its widths let it, without a drift to one side."""
    right, left = dict(wanted), dict(wanted)
    for a, b in pairwise(row):
        right[b] = max(wanted[b], right[a] + halves[a] + halves[b] + APART)
    for b, a in pairwise(row[::-1]):
        left[a] = min(wanted[a], left[b] - halves[a] - halves[b] - APART)
    # The mean of both keeps the distances, because each of the two does.
    for name in row:
        xs[name] = (right[name] + left[name]) / 2


def downwards(rows: Sequence[int]) -> tuple[dict[int, float], float]:
    """The middle of each row, and the height of all: even rows have boxes, odd ones labels."""
    found, y = {}, GAP
    for row in rows:
        high = BOX_HEIGHT if row % 2 == 0 else LABEL_HEIGHT
        found[row] = y + high / 2
        y += high + GAP
    return found, y


def own(name: str, at: tuple[float, float]) -> Line:
    """An arrow from a box to itself, as a loop at its right side."""
    x, y = at[0] + BOX_WIDTH / 2, at[1]
    out = x + LABEL_WIDTH / 2 + 6
    return Line(name, name, ((x, y - 14), (out, y - 22), (out, y + 22), (x, y + 14)), (out, y), True)

"""How charts stand on a page: in rows of twelve parts, each as wide as it wants to be."""

from __future__ import annotations

from collections.abc import Sequence

from models.board import WIDTHS, Chart

WHOLE = 12


def rows(charts: Sequence[Chart]) -> list[list[tuple[int, int]]]:
    """The rows of a page: (place in `charts`, parts of twelve); a row that is not full stays so."""
    found: list[list[tuple[int, int]]] = []
    left = 0
    for place, chart in enumerate(charts):
        wide = WIDTHS[chart.width]
        if wide > left:
            found.append([])
            left = WHOLE
        found[-1].append((place, wide))
        left -= wide
    return found

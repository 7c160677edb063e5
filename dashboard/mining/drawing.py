"""The lines of a process map as a picture (SVG) that lies beneath its boxes and labels. Pure."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import log
from typing import Final

from dashboard.charts import Palette
from dashboard.mining.layout import BOX_HEIGHT, Drawing, Line

#: pixels: the thinnest and the thickest arrow, the head of an arrow
THIN, THICK, HEAD = 1.4, 6.0, 9.0
NAMESPACE: Final = "http://www.w3.org/2000/svg"


def svg(drawing: Drawing, count: Callable[[Line], int], palette: Palette) -> str:
    """All arrows: the more often, the thicker (by the logarithm); those that lead back are dashed."""
    most = max((count(line) for line in drawing.lines), default=1)
    inside = "".join(one(line, weight(count(line), most), palette) for line in drawing.lines)
    size = f'width="{drawing.width:.0f}" height="{drawing.height:.0f}"'
    return f'<svg xmlns="{NAMESPACE}" {size}>{inside}</svg>'


def weight(n: int, most: int) -> float:
    """How thick an arrow is."""
    return THIN + (THICK - THIN) * (log(1 + n) / log(1 + most)) ** 2


def one(line: Line, thick: float, palette: Palette) -> str:
    """One arrow with its head."""
    colour = palette.risk if line.back else palette.accent
    dashes = ' stroke-dasharray="6 4"' if line.back else ""
    path, (x, y), (dx, dy) = way(line)
    head = HEAD * (0.7 + thick / 12)
    wings = f"{x - dx * head - dy * head / 2:.1f} {y - dy * head + dx * head / 2:.1f}"
    wings += f"L{x - dx * head + dy * head / 2:.1f} {y - dy * head - dx * head / 2:.1f}"
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{thick:.1f}" opacity=".75"{dashes}/>'
        f'<path d="M{x:.1f} {y:.1f}L{wings}Z" fill="{colour}"/>'
    )


def way(line: Line) -> tuple[str, tuple[float, float], tuple[float, float]]:
    """The path of an arrow, where it ends, and in which direction."""
    points = line.points
    if line.a == line.b:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
        return (
            f"M{x0:.1f} {y0:.1f}C{x1:.1f} {y1:.1f} {x2:.1f} {y2:.1f} {x3:.1f} {y3:.1f}",
            points[-1],
            (-1, 0),
        )
    down = 1 if points[-1][1] > points[0][1] else -1
    edge = BOX_HEIGHT / 2 * down
    ends = [(points[0][0], points[0][1] + edge), *points[1:-1], (points[-1][0], points[-1][1] - edge)]
    path = f"M{ends[0][0]:.1f} {ends[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(ends):
        middle = (y0 + y1) / 2
        path += f"C{x0:.1f} {middle:.1f} {x1:.1f} {middle:.1f} {x1:.1f} {y1:.1f}"
    return path, ends[-1], (0, down)

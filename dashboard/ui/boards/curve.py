"""Lines over time as HTML: a picture of the lines, and over it every point as a link to its list.

It needs no script, is there with the page, and its points can be opened in a new tab as any link. The
keyboard goes by the table beneath, which has the same links in fewer steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard.charts import Palette, Series
from dashboard.ui.ranked import picture

DASHES = ("", "6 4", "2 4", "8 3 2 3")
#: the picture's own units; it is stretched to the place that there is
WIDE, HIGH = 1000.0, 300.0


def curve(
    drawn: Mapping[str, Any], series: Sequence[Series], periods: Sequence[str], palette: Palette, title: str
) -> str:
    """`drawn`: the lines with all places computed; `series` their values, words and addresses."""
    usual = (palette.accent, palette.calm, palette.risk, palette.accent)
    colours = [
        palette.late if line["late"] else usual[place % len(usual)]
        for place, line in enumerate(drawn["lines"])
    ]
    ticks = "".join(
        f'<span class="mc-tick" style="bottom:{tick["at"] * 100:.1f}%"><i>{escape(tick["text"])}</i></span>'
        for tick in drawn["ticks"]
    )
    whens = "".join(
        f'<span class="mc-when" style="left:{when["at"] * 100:.1f}%">{escape(when["text"])}</span>'
        for when in drawn["periods"]
    )
    ends = "".join(
        f'<span class="mc-end mc-line-{"late" if line["late"] else place % len(usual)}" '
        f'style="bottom:{line["end"] * 100:.1f}%">{escape(each.name)}</span>'
        for place, (line, each) in enumerate(zip(drawn["lines"], series, strict=True))
    )
    points = "".join(
        point(line["points"][place], each, place, periods[place], colour)
        for line, each, colour in zip(drawn["lines"], series, colours, strict=True)
        for place in range(len(periods))
    )
    room = max((len(each.name) for each in series), default=0) * 0.5 + 1
    inside = f"{ticks}{lines_picture(drawn['lines'], colours)}{whens}{ends}{points}"
    return (
        f'<div class="mc-curve" role="group" aria-label="{escape(title)}" style="--ends:{room:.1f}rem">'
        f'<div class="mc-plot">{inside}</div></div>'
    )


def lines_picture(lines: Sequence[Mapping[str, Any]], colours: Sequence[str]) -> str:
    """The lines alone; a gap where there is no value."""
    paths = []
    for place, (line, colour) in enumerate(zip(lines, colours, strict=True)):
        steps: list[str] = []
        drawing = False
        for at in line["points"]:
            if at is None:
                drawing = False
                continue
            steps.append(f"{'L' if drawing else 'M'}{at[0] * WIDE:.1f} {(1 - at[1]) * HIGH:.1f}")
            drawing = True
        dash = DASHES[place % len(DASHES)]
        paths.append(
            f'<path d="{"".join(steps)}" fill="none" stroke="{colour}" stroke-width="2.2" '
            f'stroke-dasharray="{dash}" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
        )
    return picture("".join(paths), f"0 0 {WIDE:.0f} {HIGH:.0f}", "mc-lines")


def point(at: Sequence[float] | None, series: Series, place: int, period: str, colour: str) -> str:
    """One point as a link; nothing where there is no value."""
    if at is None:
        return ""
    told = escape(f"{series.name}, {period}: {series.texts[place]}")
    side = " mc-left" if at[0] > 0.6 else ""
    return (
        f'<a class="mc-point{side}" tabindex="-1" href="/{escape(series.links[place])}" target="_self" '
        f'style="left:{at[0] * 100:.2f}%;bottom:{at[1] * 100:.2f}%;background:{colour}" '
        f'aria-label="{told}" data-told="{told}"></a>'
    )

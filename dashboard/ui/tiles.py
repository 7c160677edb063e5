"""Tiles: one number each, its change, its n and its definition; a click opens what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboard import telling
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure
from dashboard.ui.about import about
from dashboard.ui.ranked import bar_cell, few_note, list_link, picture, ranked
from dashboard.ui.session import language, number, tr

__all__ = ["bar_cell", "change_text", "grid", "list_link", "ranked", "spark", "tile", "value_text"]

#: so many points make a course; fewer are not drawn
LEAST_POINTS = 4
ACCENT = "#2a8ca8"


def value_text(figure: Figure) -> str:
    """A figure in its unit."""
    return telling.value_text(figure.value, MEASURES[figure.measure], language())


def change_text(figure: Figure, before: Figure | None) -> str:
    """The change against the period before: a sign, a number, and a colour for better or worse.

    A change that is nothing as it is written is told as none, without an arrow.
    """
    if before is None or before.value is None or figure.value is None:
        return ""
    change = figure.value - before.value
    digits = 1 if figure.unit == "ratio" else 0
    shown = round(abs(change) * (100 if figure.unit == "ratio" else 1), digits)
    than = tr("so với kỳ trước", "on the period before")
    if not shown:
        return f'<span class="mc-soft">= {tr("như kỳ trước", "as in the period before")}</span>'
    unit = {"ratio": f" {tr('điểm %', 'points')}", "hour": f" {tr('giờ', 'h')}"}.get(figure.unit, "")
    good = MEASURES[figure.measure].good
    kind = "mc-soft" if good is None else "mc-good" if (change > 0) == good else "mc-late"
    sign = "▲ +" if change > 0 else "▼ −"
    return (
        f'<span class="{kind}">{sign}{number(shown, digits)}{unit}</span> <span class="mc-soft">{than}</span>'
    )


def spark(values: Sequence[float | None], css: str = "mc-spark", colour: str = ACCENT) -> str:
    """The course of a value as a small picture; nothing where there is no course to speak of.

    Counts stand on zero; what never comes near zero (a rate) is drawn between its extremes.
    """
    known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
    if len(known) < LEAST_POINTS or not any(value for _, value in known):
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    floor = 0.0 if low < high * 0.6 else low - (high - low or high) * 0.3
    span = (high - floor) or 1.0
    last = max(1, len(values) - 1)
    points = [(place / last * 200, 38 - (value - floor) / span * 34) for place, value in known]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    area = f"M{points[0][0]:.1f} 40L{line}L{points[-1][0]:.1f} 40Z"
    return picture(
        f'<path d="{area}" fill="{colour}" opacity=".16"/>'
        f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2" '
        'vector-effect="non-scaling-stroke"/>',
        "0 0 200 40",
        css,
    )


def tile(
    figure: Figure,
    before: Figure | None,
    values: Sequence[float | None],
    href: str,
    beside: str = "",
    title: str = "",
    place: str = "tile",
) -> str:
    """One tile as HTML. `beside`: what stands next to its n, as HTML; `title`: told instead of the measure's;
    `place` tells tiles of one measure on one page from each other."""  # fmt: skip
    measure = MEASURES[figure.measure]
    called = title or measure.title(language())
    counted = f"n = {number(figure.n)}" if figure.unit in ("ratio", "hour", "point") else ""
    parts = [part for part in (counted, few_note(figure), beside) if part]
    words = f'<div class="mc-soft">{" · ".join(parts)}</div>' if parts else ""
    late = " mc-late" if figure.measure == "overdue" and figure.value else ""
    sign = "▲ " if late else ""
    return (
        f'<article class="mc-card mc-tile" data-measure="{figure.measure}"><header><span>'
        f"{escape(called)}</span>{about(figure.measure, place=place)}</header>"
        f'<a class="mc-big{late}" href="{escape(href)}" target="_self" '
        f'aria-label="{escape(called)}: {escape(value_text(figure))}">'
        f"{sign}{escape(value_text(figure))}</a>"
        f'<div class="mc-change">{change_text(figure, before)}{words}</div>'
        f"{spark(values)}</article>"
    )


def grid(tiles: list[str]) -> str:
    """Tiles beside each other, beneath each other on a phone."""
    return f'<div class="mc-grid">{"".join(tiles)}</div>'

"""Tiles: one number each, its change, its n and its definition; a click opens what it counts."""

from __future__ import annotations

from html import escape

from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure
from dashboard.ui.session import hours, language, link, number, percent, tr


def value_text(figure: Figure) -> str:
    """A figure in its unit."""
    if figure.unit == "ratio":
        return percent(figure.value)
    if figure.unit == "hour":
        return hours(figure.value)
    return number(figure.value)


def change_text(figure: Figure, before: Figure | None) -> str:
    """The change against the period before, with an arrow and a colour for better or worse."""
    if before is None or before.value is None or figure.value is None:
        return ""
    change = figure.value - before.value
    if figure.unit == "ratio":
        told = f"{'+' if change > 0 else ''}{number(change * 100, 1)} {tr('điểm %', 'points')}"
    else:
        told = f"{'+' if change > 0 else ''}{number(change)}"
    good = MEASURES[figure.measure].good
    kind = "mc-soft" if good is None or change == 0 else "mc-good" if (change > 0) == good else "mc-late"
    arrow = "▲" if change > 0 else "▼" if change < 0 else "="
    return f'<span class="{kind}">{arrow} {escape(told)}</span>'


def spark(values: list[float]) -> str:
    """The last values as small columns (Streamlit takes drawings out of HTML, so they are boxes)."""
    top = max(values, default=0)
    if len(values) < 3 or top <= 0:
        return ""
    columns = "".join(f'<i style="height:{max(4, round(value / top * 100))}%"></i>' for value in values)
    return f'<div class="mc-spark" aria-hidden="true">{columns}</div>'


def tile(figure: Figure, before: Figure | None, values: list[float], href: str) -> str:
    """One tile as HTML."""
    measure = MEASURES[figure.measure]
    n = f" · n = {number(figure.n)}" if figure.unit in ("ratio", "hour") else ""
    late = " mc-late" if figure.measure == "overdue" and figure.value else ""
    return (
        f'<div class="mc-card"><div class="mc-soft">{escape(measure.title(language()))}</div>'
        f'<a class="mc-big{late}" href="{escape(href)}" target="_self">{escape(value_text(figure))}</a>'
        f"<div>{change_text(figure, before)}<span class='mc-soft'>{n}</span></div>"
        f"{spark(values)}"
        f"<details><summary>{tr('định nghĩa', 'definition')}</summary>"
        f"{escape(measure.definition(language()))}</details></div>"
    )


def grid(tiles: list[str]) -> str:
    """Tiles beside each other, beneath each other on a phone."""
    return f'<div class="mc-grid">{"".join(tiles)}</div>'


def ranked(head: list[str], rows: list[list[str]]) -> str:
    """A table of HTML cells; the first column is text, the others numbers."""
    top = "".join(f"<th scope='col'>{escape(text)}</th>" for text in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        '<div class="mc-scroll" tabindex="0"><table class="mc-table"><thead>'
        f"<tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def bar_cell(text: str, share: float, href: str, kind: str = "") -> str:
    """A number with a small bar beneath it, leading to its list."""
    width = max(0.0, min(1.0, share)) * 100
    return (
        f'<a class="{kind}" href="{escape(href)}" target="_self">{escape(text)}</a>'
        f'<div class="mc-bar {kind}" style="width:{width:.0f}%"></div>'
    )


def list_link(measure: str, **params: object) -> str:
    """The address of the list behind a figure."""
    return link("listing", measure=measure, **params)

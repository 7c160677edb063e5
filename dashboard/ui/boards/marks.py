"""Heat maps and dots as HTML: each number is a link that the keyboard reaches, on a phone as on a desk."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboard.ui.session import tr

#: how much of the accent the darkest cell has: what is written on it must still be read
DARKEST = 56
#: beyond this times the legal limit a mark is drawn at the edge, and its number tells the rest
FURTHEST = 3.2

#: value, n, address, shade 0 … 1
HeatCell = tuple[str, str, str, float]
#: name, median, p90, (text, address) of both, n, whether it is over the limit
DotRow = tuple[str, float, float, tuple[str, str], tuple[str, str], str, bool]


def heat_table(
    corner: str, tops: Sequence[str], names: Sequence[str], body: Sequence[Sequence[HeatCell]], caption: str
) -> str:
    """A table whose cells are the darker the more they hold."""
    head = "".join(f"<th scope='col'>{escape(each)}</th>" for each in (corner, *tops))
    rows = []
    for name, cells in zip(names, body, strict=True):
        told = "".join(_heat_cell(*cell) for cell in cells)
        rows.append(f'<tr><th scope="row">{_name(name)}</th>{told}</tr>')
    return (
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="mc-table mc-heat"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _heat_cell(text: str, note: str, href: str, dark: float) -> str:
    small = f"<small>{escape(note)}</small>" if note else ""
    if not href:
        return f'<td class="mc-soft">{escape(text)}</td>'
    return (
        f'<td style="--dark:{dark * DARKEST:.0f}%"><a href="{escape(href)}" target="_self">{escape(text)}</a>'
        f"{small}</td>"
    )


def dots_list(rows: Sequence[DotRow], limit: float | None) -> str:
    """A row a group: its name and numbers, and beneath them the two marks on one scale."""
    most = max([row[2] for row in rows] + ([limit * 1.15] if limit else []), default=1.0) or 1.0
    most = (min(most, limit * FURTHEST) if limit else most) * 1.04

    def place(value: float) -> str:
        return f"{min(value / most, 1.0) * 100:.1f}%"

    lines = []
    for name, low, high, p50, p90, note, over in rows:
        late = "mc-late" if over else ""
        mark = f'<s style="left:{place(limit)}"></s>' if limit else ""
        lines.append(
            f'<li><div>{_name(name)}<span class="mc-nowrap">'
            f"{_number(p50, tr('trung vị', 'median'), '')} – {_number(p90, 'p90', late)}"
            f' <span class="mc-soft mc-small">{escape(note)}</span></span></div>'
            '<div class="mc-track" aria-hidden="true">'
            f'<i style="left:{place(low)};right:calc(100% - {place(high)})"></i>{mark}'
            f'<b style="left:{place(low)}"></b><b class="mc-nine {late}" style="left:{place(high)}"></b>'
            "</div></li>"
        )
    return f'<ul class="mc-dots">{"".join(lines)}</ul>'


def _number(told: tuple[str, str], what: str, css: str) -> str:
    text, href = told
    return (
        f'<a class="mc-link {css}" href="{escape(href)}" target="_self" '
        f'aria-label="{escape(what)}: {escape(text)}">{escape(text)}</a>'
    )


def _name(text: str) -> str:
    """A name in at most two lines."""
    return f'<span class="mc-two" title="{escape(text)}">{escape(text)}</span>'

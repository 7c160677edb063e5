"""Tables of HTML: small bars, small pictures, and numbers that lead to their lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from dashboard.cube.question import Figure
from dashboard.ui.session import link, number, tr

#: with fewer results than this a rate or a percentile says little
FEW = 5


def ranked(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "", fold: bool = False) -> str:
    """A table of HTML cells; the first column is text. A head that begins with "<" is HTML already.

    With `fold`, a phone shows each row as a small sheet: the first cell above, the others beneath it.
    """
    top = "".join(f"<th scope='col'>{text if text.startswith('<') else escape(text)}</th>" for text in head)
    words = [escape(re.sub(r"<.*", "", re.sub(r"^<span[^>]*>", "", text))) for text in head]
    body = "".join(
        "<tr>"
        + "".join(f'<td data-head="{words[place]}">{cell}</td>' for place, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    name = escape(caption or tr("Bảng số liệu", "Table of figures"))
    css = "mc-table mc-fold" if fold else "mc-table"
    return (
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{name}"><table class="{css}"><thead>'
        f"<tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def head_with(text: str, button: str) -> str:
    """The head of a column with the button of its definition."""
    return f"<span style='white-space:nowrap'>{escape(text)}{button}</span>"


def name_cell(text: str, href: str = "") -> str:
    """A name in at most two lines, whole when it is pointed at."""
    shown = escape(text)
    if href:
        shown = f'<a href="{escape(href)}" target="_self">{shown}</a>'
    return f'<span class="mc-two" title="{escape(text)}">{shown}</span>'


def number_cell(text: str, href: str = "", kind: str = "") -> str:
    """A number that leads to its list; nothing to see is nothing to click."""
    if not href:
        return f'<span class="{kind}">{escape(text)}</span>'
    return f'<a class="{kind}" href="{escape(href)}" target="_self">{escape(text)}</a>'


def bar_cell(
    text: str, share: float, href: str, kind: str = "", mark: float | None = None, beside: str = ""
) -> str:
    """A number with a small bar beneath it, leading to its list. `mark`: where a limit is drawn in, 0 … 1;
    `beside`: HTML between the two."""  # fmt: skip
    width = max(0.0, min(1.0, share)) * 100
    limit = "" if mark is None else f'<b style="left:{mark * 100:.0f}%"></b>'
    return (
        f"{number_cell(text, href, kind)}{beside}"
        f'<div class="mc-bar" aria-hidden="true"><i class="{kind}" style="width:{width:.0f}%"></i>'
        f"{limit}</div>"
    )


def picture(inside: str, box: str, css: str) -> str:
    """A drawing as an image: Streamlit takes drawings themselves out of HTML. It is an ornament: no words."""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" preserveAspectRatio="none">{inside}</svg>'
    )
    return f'<img class="{css}" alt="" src="data:image/svg+xml,{quote(drawing)}">'


def few_note(figure: Figure | None) -> str:
    """The words for a sample that is too small to say much; none for a count or a large one."""
    if figure is None or figure.unit not in ("ratio", "hour", "point") or not 0 < figure.n < FEW:
        return ""
    return tr("ít hồ sơ, chưa nói được nhiều", "too few to say much")


def list_link(measure: str, **params: object) -> str:
    """The address of the list behind a figure."""
    return link("listing", measure=measure, **params)


def days_list(rows: Sequence[tuple[str, int, str, str]]) -> str:
    """Days with a bar and a number each: (words, count, address of the list, "late", "risk" or "")."""
    most = max((count for _, count, _, _ in rows), default=0) or 1
    lines = "".join(
        f'<li><span class="{css}">{escape(words)}</span>'
        f'<div class="mc-bar" aria-hidden="true">'
        f'<i class="{css}" style="width:{count / most * 100:.0f}%"></i></div>'
        f'<a href="{escape(href)}" target="_self" aria-label="{escape(words)}: {count}">'
        f"{number(count)}</a></li>"
        for words, count, href, kind in rows
        for css in [f"mc-{kind}" if kind else ""]
    )
    return f'<ol class="mc-days">{lines}</ol>'


def more_link(shown: int, whole: int, href_all: str, href_few: str) -> str:
    """The way from the first rows to all of them, and back."""
    if whole <= shown:
        return ""
    if href_all:
        words, href = tr(f"Xem cả {number(whole)} dòng", f"Show all {number(whole)} rows"), href_all
    else:
        words, href = tr("Chỉ xem những dòng đầu", "Show the first rows only"), href_few
    return f'<p><a class="mc-link mc-small" href="{escape(href)}" target="_self">{words}</a></p>'

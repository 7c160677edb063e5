"""Definitions beside figures: a button that the keyboard reaches, and what it opens."""

from __future__ import annotations

from html import escape

from dashboard.cube.measures import MEASURES
from dashboard.ui.session import language, link, tr


def about(*measures: str, place: str = "") -> str:
    """The definitions of some measures behind one button, with the way to all of them.

    `place` tells two buttons for the same measures on one page from each other.
    """
    id = "-".join(("mc-about", place, *measures)).replace("--", "-")
    titles = ", ".join(dict.fromkeys(stem(MEASURES[name].title(language())) for name in measures))
    entries = {
        stem(MEASURES[name].title(language())): MEASURES[name].definition(language()) for name in measures
    }
    body = "".join(f"<dt>{escape(title)}</dt><dd>{escape(told)}</dd>" for title, told in entries.items())
    every = link("definitions", measure=measures[0])
    return (
        f'<button type="button" class="mc-about" popovertarget="{id}" '
        f'aria-label="{tr("Định nghĩa", "Definition")}: {escape(titles)}"></button>'
        f'<div class="mc-pop" popover id="{id}"><dl>{body}</dl>'
        f'<p><a class="mc-link" href="{escape(every)}" target="_self">'
        f"{tr('Mọi định nghĩa', 'All definitions')}</a></p></div>"
    )


def stem(title: str) -> str:
    """A measure's title without the kind of average: both kinds have one definition."""
    head, _, tail = title.rpartition(", ")
    return head if tail in ("trung vị", "p90", "trung bình", "median", "mean") else title


def heading(text: str, *measures: str, note: str = "", place: str = "") -> str:
    """The heading of a part of a page, with the definitions of what it shows, and a soft line beneath."""
    beneath = f'<p class="mc-sub">{escape(note)}</p>' if note else ""
    button = about(*measures, place=place) if measures else ""
    return (
        f'<div style="display:flex;align-items:center;gap:.3rem"><h2 class="mc-h2">{escape(text)}</h2>'
        f"{button}</div>{beneath}"
    )


def empty(text: str) -> str:
    """The words where there is nothing, or too little, to draw."""
    return f'<p class="mc-empty">{escape(text)}</p>'

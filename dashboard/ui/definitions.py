"""All definitions on one page, the one that was asked for first."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.cube.documentation import KINDS, UNITS, sections
from dashboard.cube.measure import Measure
from dashboard.cube.measures import MEASURES
from dashboard.ui.literal import literal
from dashboard.ui.ranked import list_link
from dashboard.ui.session import language, tr


def entry(measure: Measure) -> str:
    """One definition: its title, its words, how it is counted, and the way to its list."""
    column = 1 if language() == "en" else 0
    kind, unit = KINDS[measure.kind][column], UNITS[measure.unit][column]
    return (
        f'<div><dt id="measure-{measure.name}"><strong>{escape(measure.title(language()))}</strong> '
        f'<code class="mc-soft mc-small">{measure.name}</code></dt>'
        f"<dd>{escape(measure.definition(language()))}<br>"
        f'<span class="mc-soft mc-small">{escape(kind)}, {escape(unit)} · '
        f'<a class="mc-link" href="{escape(list_link(measure.name))}" target="_self">'
        f"{tr('mở danh sách', 'open its list')}</a></span></dd></div>"
    )


def draw(asked: str) -> None:
    """The definition asked for in a sheet of its own, then all of them by kind."""
    if asked in MEASURES:
        with st.container(key="sheet_asked"):
            st.html(f'<dl class="mc-terms">{entry(MEASURES[asked])}</dl>')
    elif asked:
        st.warning(tr(f"Không có chỉ số “{literal(asked)}”.", f"There is no measure “{literal(asked)}”."))
    for place, (titles, measures) in enumerate(sections()):
        with st.container(key=f"sheet_{place}"):
            entries = "".join(entry(measure) for measure in measures)
            st.html(f'<h2 class="mc-h2">{escape(tr(*titles))}</h2><dl class="mc-terms">{entries}</dl>')

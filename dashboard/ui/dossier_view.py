"""One dossier on a screen: its state, its time, what belongs to it, and what can be done."""

from __future__ import annotations

import streamlit as st

from dashboard.access.masking import opened
from dashboard.access.roles import may
from dashboard.ui.acting import actions
from dashboard.ui.dossier_facts import applicant, state_line
from dashboard.ui.dossier_opinions import opinions
from dashboard.ui.dossier_papers import papers
from dashboard.ui.dossier_past import event_list, notes, others, viewers
from dashboard.ui.dossier_time import clock, timeline
from dashboard.ui.outcome import show_outcome
from dashboard.ui.printing import print_buttons
from dashboard.ui.risk_worth import dossier_line
from dashboard.ui.session import office, tr
from dashboard.ui.steps import step_title
from dashboard.ui.work_style import CSS
from models.dossier import Dossier
from models.viewer import Viewer

__all__ = ["show", "step_title"]


def show(dossier: Dossier, who: Viewer) -> None:
    """The page."""
    note_opening(dossier, who)
    st.html(CSS)
    show_outcome(f"dossier|{dossier.id}")
    st.html(state_line(dossier) + dossier_line(dossier))
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(opinions(dossier) + timeline(dossier))
        st.html(clock(dossier))
    with right:
        st.html(f'<h2 class="mc-h2">{tr("Việc có thể làm", "What can be done")}</h2>')
        actions(dossier, who)
        print_buttons([dossier], who)
        applicant(dossier, who)
        beside(dossier, who)


def beside(dossier: Dossier, who: Viewer) -> None:
    """What belongs to the dossier, one thing a tab."""
    events = office().events.of(dossier.id)
    titles = [
        tr("Giấy tờ, biểu mẫu", "Papers, form"), tr("Sự kiện", "Events"), tr("Ghi chú", "Notes"),
        tr("Cùng người nộp", "Same applicant"),
    ]  # fmt: skip
    if may(who, "viewers"):
        titles.append(tr("Ai đã xem", "Who looked"))
    tabs = st.tabs(titles)
    with tabs[0]:
        papers(dossier, who)
    with tabs[1]:
        event_list(dossier, events)
    with tabs[2]:
        notes(events)
    with tabs[3]:
        others(dossier, who)
    if may(who, "viewers"):
        with tabs[4]:
            viewers(dossier)


def note_opening(dossier: Dossier, who: Viewer) -> None:
    """Write into the audit that the viewer has opened it, once a day; a session asks only once."""
    key = f"opened|{office().today()}|{dossier.id}"
    if not st.session_state.get(key):
        opened(office(), who, dossier)
        st.session_state[key] = True

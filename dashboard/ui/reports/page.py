"""The screen of reports: the bar, the views, and what the address asks for."""

from __future__ import annotations

import streamlit as st

from dashboard.reports.form import FIGURES
from dashboard.ui.literal import literal
from dashboard.ui.reports import appendix, closings, evaluation, form, index766, lists
from dashboard.ui.reports.asked import VIEWS, asked_fact, back, bar, choose, read
from dashboard.ui.reports.style import CSS
from dashboard.ui.said import said
from dashboard.ui.session import told, tr
from models.errors import MotcuaError
from models.viewer import Viewer


def page(who: Viewer) -> None:
    """Everything beneath the title."""
    st.html(CSS)
    view, troubles = read()
    said()
    bar(view)
    for vi, en in troubles:
        st.warning(literal(tr(vi, en)), icon=":material/filter_alt_off:")
    cell, fact = st.query_params.get("cell", ""), asked_fact()
    choose("view", VIEWS, view.view, "form", tr("Báo cáo", "Report"))
    try:
        if cell.isdecimal() and int(cell) in FIGURES:
            lists.of_column(who, view, int(cell))
            return
        if fact is not None and view.view != "overdue":
            lists.of_fact(who, view, fact)
            return
        closings.standing(who, view)
        if view.view == "form":
            form.show(who, view, form.read_report(who, view))
        elif view.view == "overdue":
            appendix.show(who, view, fact)
        elif view.view == "evaluation":
            evaluation.show(who, view)
        elif view.view == "index":
            index766.show(who, view)
        else:
            closings.show(who, view)
    except MotcuaError as error:
        st.error(told(error))
        if fact is not None:
            st.html(back(view))

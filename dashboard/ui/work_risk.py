"""One's own work in another order: what is likeliest to be late first."""

from __future__ import annotations

import streamlit as st

from dashboard.access.roles import may
from dashboard.risk.watching import chances
from dashboard.ui.session import office, tr
from dashboard.work.desk import Job
from models.viewer import Viewer

KEY = "work_by_risk"


def by_risk(jobs: list[Job], who: Viewer) -> list[Job]:
    """The jobs in the order that the viewer has chosen; nothing to choose with one job, or nothing learnt."""
    learnt = office().risk.current() if len(jobs) > 1 and may(who, "page.risk") else None
    if learnt is None:
        return jobs
    told = tr(
        "Xếp theo khả năng trễ hẹn thay vì theo ngày hẹn.",
        "By the chance of being late instead of by due day.",
    )
    if not st.toggle(tr("Nguy cơ trễ cao trước", "Likeliest to be late first"), key=KEY, help=told):
        return jobs
    found = chances(office(), [dossier for dossier, _ in jobs], learnt)
    # The order is stable: what has no chance (paused, closed, without due day) stays as it was, at the end.
    return sorted(jobs, key=lambda job: -found.get(job[0].id, -1.0))

"""Phân công: who is on what, and what is uncovered."""

from __future__ import annotations

from dashboard.ui.roster.page import show
from dashboard.ui.session import header, tr, viewer_for

viewer = viewer_for("roster")
header(
    tr("Phân công", "Roster"),
    tr("Ai trực lĩnh vực nào, và còn trống ở đâu?", "Who is on what, and what is uncovered?"),
)
show(viewer)

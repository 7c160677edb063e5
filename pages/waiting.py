"""Thời gian chờ: where do people wait?"""

from __future__ import annotations

from dashboard.ui.filters import bar
from dashboard.ui.session import header, tr, viewer_for
from dashboard.ui.waiting import groups, shares, steps, trend

who = viewer_for("waiting")
header(tr("Thời gian chờ", "Waiting time"), tr("Người dân chờ ở đâu?", "Where do people wait?"))
filters = bar()
if groups(who, filters):
    shares(who, filters)
    trend(who, filters)
    steps(who, filters)

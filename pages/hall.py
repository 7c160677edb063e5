"""Gọi số: who waits in the hall, and whose turn it is."""

from __future__ import annotations

from dashboard.ui.hall.page import show
from dashboard.ui.session import viewer_for

show(viewer_for("hall"))

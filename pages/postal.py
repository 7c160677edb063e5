"""Bưu chính: pick-ups, arrivals and results by the public postal service."""

from __future__ import annotations

from dashboard.ui.postal.page import show
from dashboard.ui.session import viewer_for

show(viewer_for("postal"))

"""Bảng theo dõi: charts that people put together themselves."""

from __future__ import annotations

from dashboard.ui.boards.page import show
from dashboard.ui.session import viewer_for

show(viewer_for("boards"))

"""Báo cáo: what do we report, of which days, and does it still hold?"""

from __future__ import annotations

from dashboard.ui.reports.page import page
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("reports")
header(
    tr("Báo cáo", "Reports"),
    tr("Kỳ này báo cáo con số nào, và nó còn đúng không?", "What do we report, and does it still hold?"),
)
page(who)

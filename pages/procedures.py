"""Danh mục thủ tục: what one may apply for, and what holds for it."""

from __future__ import annotations

from dashboard.ui.catalogue.page import show
from dashboard.ui.session import header, tr, viewer_for

viewer = viewer_for("procedures")
header(
    tr("Thủ tục hành chính", "Procedures"),
    tr("Thủ tục nào, trong bao lâu, qua những bước nào?", "Which procedures, how long, by which steps?"),
)
show(viewer)

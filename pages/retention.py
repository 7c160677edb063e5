"""Lưu giữ dữ liệu: what is past its time now, and what would be lost by removing it?"""

from __future__ import annotations

from dashboard.ui.retention import page
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("retention")
header(
    tr("Lưu giữ dữ liệu", "Retention of data"),
    tr(
        "Dữ liệu cá nhân nào đã hết hạn lưu giữ, và xóa thì mất gì?",
        "Which personal data are past their time, and what is lost by removing them?",
    ),
)
page.show(who)

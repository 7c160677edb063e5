"""Nhật ký sử dụng: who did what, and who was refused?"""

from __future__ import annotations

from dashboard.ui import audit
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("audit")
header(
    tr("Nhật ký sử dụng", "Audit"),
    tr(
        "Ai đã xem, xuất, thay đổi gì, và ai bị từ chối?",
        "Who looked at, took away or changed what, and who was refused?",
    ),
)
audit.show(who)

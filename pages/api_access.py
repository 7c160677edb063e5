"""Kết nối: which other systems come in, to do what, and where is what happens sent?"""

from __future__ import annotations

from dashboard.ui import connections
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("api_access")
header(
    tr("Kết nối", "Connections"),
    tr("Hệ thống nào khác được vào, để làm gì, và sự kiện gửi đi đâu?",
       "Which other systems come in, to do what, and where are events sent?"),
)  # fmt: skip
connections.show(who)

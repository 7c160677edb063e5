"""Tình trạng hệ thống: is everything running, and what is to be looked at?"""

from __future__ import annotations

from dashboard.ui.session import header, tr, viewer_for
from dashboard.ui.state import page

who = viewer_for("state")
header(
    tr("Tình trạng hệ thống", "State of the system"),
    tr("Mọi thứ có đang chạy tốt, và cần xem việc gì?", "Is everything running, and what needs a look?"),
)
page.show(who)

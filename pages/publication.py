"""Công bố: what the public pages say of the centre."""

from __future__ import annotations

from dashboard.ui import publication
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("publication")
header(
    tr("Công bố", "Publication"),
    tr("Người dân đọc được gì về Trung tâm?", "What can the public read about the centre?"),
)
publication.show(who)

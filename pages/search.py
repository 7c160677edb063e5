"""Tra cứu: where is this dossier?"""

from __future__ import annotations

from dashboard.ui.search import show
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("search")
header(tr("Tra cứu", "Search"), tr("Hồ sơ này đang ở đâu?", "Where is this dossier?"))
show(who)

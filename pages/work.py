"""Việc của tôi: what should I do now?"""

from __future__ import annotations

from dashboard.ui.session import header, tr, viewer_for
from dashboard.ui.work import show

who = viewer_for("work")
header(tr("Việc của tôi", "My work"), tr("Bây giờ tôi nên làm gì?", "What should I do now?"))
show(who)

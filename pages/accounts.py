"""Tài khoản: who may come in, as what, and to see what?"""

from __future__ import annotations

from dashboard.ui import accounts
from dashboard.ui.session import header, tr, viewer_for

who = viewer_for("accounts")
header(
    tr("Tài khoản", "Accounts"),
    tr("Ai được vào, với vai trò gì, và thấy phần nào?", "Who may come in, as what, and to see what?"),
)
accounts.show(who)

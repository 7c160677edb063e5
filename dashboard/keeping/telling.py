"""Telling administrators that a backup failed: the notice of an alert, once a backup."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.keeping.scheduled import last_backup
from dashboard.notices.accounts import to_account
from models.notice import Notice

if TYPE_CHECKING:
    from dashboard.office import Office

TEMPLATE = "alert"
#: what failed longer ago is no news
NEWS = timedelta(days=2)


def tell_failed(office: Office) -> int:
    """Write the notices of a last backup that failed, unless they have been; how many were new.

    It may run at any time, any number of times, in several processes. Raises StoreError.
    """
    last, _ = last_backup(office)
    if last is None or last.ok or office.now() - last.ended_at > NEWS:
        return 0
    template = office.notice_templates.get(TEMPLATE)
    if template is None:
        return 0
    found: list[Notice] = []
    for user in office.users.all():
        if user.role != "administrator":
            continue
        english = user.language == "en"
        words = {
            "alert": "Backup failed" if english else "Sao lưu thất bại",
            "reason": last.reason[1] if english else last.reason[0],
            "department": "The whole Office" if english else "Toàn Văn phòng",
        }
        found += to_account(office, user, template, f"backup:{last.id}", "", words)
    return office.notices.add_missing(found)

"""Words of the postal screens, in Vietnamese and English."""

from __future__ import annotations

from models.postal import WantedPart

HALVES: dict[WantedPart, tuple[str, str]] = {
    "": ("cả ngày", "any time"),
    "morning": ("sáng", "morning"),
    "afternoon": ("chiều", "afternoon"),
}
INPUTS: dict[str, tuple[str, str]] = {
    "carrier": ("Nhân viên bưu chính", "Postal worker"),
    "signed": ("Người giao ký, số giấy tờ", "Who signed, how many papers"),
    "reason": ("Lý do", "Reason"),
    "tracking": ("Số hiệu bưu gửi", "Tracking number"),
    "received_by": ("Người nhận ký", "Who signed for it"),
}

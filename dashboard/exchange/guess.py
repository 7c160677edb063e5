"""Which column of a log is what, guessed from its header."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.exchange.rows import ROLES

#: words in a column's name, most telling first
HINTS: dict[str, tuple[str, ...]] = {
    "case": ("case_id", "case id", "case", "ma_ho_so", "mã hồ sơ", "dossier"),
    "activity": ("activity", "concept:name", "buoc", "bước", "step"),
    "time": ("timestamp", "time:timestamp", "thoi_diem", "thời điểm", "time"),
    "resource": ("org:resource", "resource", "nguoi_xu_ly", "người xử lý"),
    "holder": ("org:group", "org_group", "holder", "dang_giu", "đơn vị giữ"),
    "department": ("department", "co_quan", "cơ quan"),
    "field": ("field", "linh_vuc", "lĩnh vực"),
    "procedure": ("procedure", "thu_tuc", "thủ tục"),
    "channel": ("channel", "hinh_thuc", "hình thức"),
    "received": ("startdate", "received", "ngay_tiep_nhan", "ngày tiếp nhận"),
    "resolved": ("enddate", "resolved", "ngay_ket_qua", "ngày có kết quả"),
    "due": ("deadline", "due", "ngay_hen", "ngày hẹn"),
}


def guessed(names: Sequence[str]) -> dict[str, str]:
    """Role → column; each column once, a planned end is no end."""
    free = [name for name in names if "planned" not in name.casefold()]
    found: dict[str, str] = {}
    for whole in (True, False):
        for role in ROLES:
            for hint in HINTS[role]:
                if role in found:
                    break
                for name in free:
                    plain = name.casefold()
                    if plain == hint if whole else hint in plain:
                        found[role] = name
                        free.remove(name)
                        break
    return found

"""A list of procedures as Offices keep it, made up: merged headings, continued rows, limits in words."""

from __future__ import annotations

import io
import random

from xlsxwriter import Workbook

LIMITS = (
    "03 ngày làm việc",
    "20 ngày (kể từ ngày nhận đủ hồ sơ)",
    "Trong ngày",
    "8 giờ làm việc",
    "không quá 7 (bảy) ngày làm việc",
    "",
)
FEES = ("Không", "50.000 đồng/lần", "Miễn phí", "1.500.000 đồng", "Theo Thông tư 85/2019/TT-BTC", "")
BROKEN_LIMITS = ("vài tuần", "theo luật định")


def messy(rows: int, seed: int) -> tuple[bytes, int, int]:
    """A list as Offices keep it: title, merged header, groups, continued rows. (file, procedures, broken)"""
    chance = random.Random(seed)
    out = io.BytesIO()
    departments = ("Sở Xây dựng", "SKHDT", "Sở Nông nghiệp và Phát triển nông thôn", "UBND cấp huyện", "")
    broken = 0
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 6, "DANH MỤC THỦ TỤC HÀNH CHÍNH")
        for column, (top, below) in enumerate(
            (
                ("STT", ""),
                ("Mã", "TTHC"),
                ("Tên thủ tục", "hành chính"),
                ("Lĩnh", "vực"),
                ("Cơ quan", "giải quyết"),
                ("Thời hạn", "giải quyết"),
                ("Phí,", "lệ phí"),
            )
        ):
            sheet.write(2, column, top)
            sheet.write(3, column, below)
        place = 4
        for number in range(rows):
            code = chance.choice((f"1.{number:06d}", f"1.{number:06d}.000.00.00.H33", f"2.{number:06d}"))
            limit = chance.choice(LIMITS)
            department = chance.choice(departments)
            if chance.random() < 0.05:
                limit, department = (
                    (chance.choice(BROKEN_LIMITS), department)
                    if chance.random() < 0.5
                    else (limit, "Sở Không Có")
                )
                broken += 1
            texts = (
                str(number + 1),
                code,
                f"Thủ tục thử số {number} về việc cấp giấy",
                chance.choice(("Đầu tư tại Việt Nam", "Lĩnh vực mới")),
                department,
                limit,
                chance.choice(FEES),
            )
            for column, text in enumerate(texts):
                sheet.write_string(place, column, text)
            place += 1
            if chance.random() < 0.1:
                sheet.write_string(place, 3, "Đầu tư tại Việt Nam")
                place += 1
    return out.getvalue(), rows, broken

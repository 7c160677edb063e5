"""What a report says on paper and in a sheet: heads, rows and notes in the words of the printed form. Pure.

The form is Vietnamese, as the law has it, whatever the language of the screen.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.reports.form import BESIDE, FIGURES, Row
from dashboard.reports.overdue import Line
from dashboard.telling import day_text, number_text

#: level → what its group of rows is called (`seed/report_06a.json`, row_groups)
GROUPS = {
    "province": "Sở, ban, ngành", "district": "Huyện, thị xã, thành phố", "commune": "Xã, phường, thị trấn",
}  # fmt: skip
TOTAL = "Tổng cộng"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
#: second column → what stands in its head
SECOND = {
    "department": "Cơ quan giải quyết, theo cấp",
    "field": "Lĩnh vực, công việc giải quyết theo cấp",
    "level": "Cấp giải quyết",
}
#: the heads of columns 3 to 13: group, beneath it, beneath that
HEADS: dict[int, tuple[str, str, str]] = {
    3: ("Số hồ sơ nhận giải quyết", "Tổng số", ""),
    4: ("Số hồ sơ nhận giải quyết", "Trong kỳ", "Trực tuyến"),
    5: ("Số hồ sơ nhận giải quyết", "Trong kỳ", "Trực tiếp, dịch vụ bưu chính"),
    6: ("Số hồ sơ nhận giải quyết", "Từ kỳ trước", ""),
    7: ("Số lượng hồ sơ đã giải quyết", "Tổng số", ""),
    8: ("Số lượng hồ sơ đã giải quyết", "Trước hạn", ""),
    9: ("Số lượng hồ sơ đã giải quyết", "Đúng hạn", ""),
    10: ("Số lượng hồ sơ đã giải quyết", "Quá hạn", ""),
    11: ("Số lượng hồ sơ đang giải quyết", "Tổng số", ""),
    12: ("Số lượng hồ sơ đang giải quyết", "Trong hạn", ""),
    13: ("Số lượng hồ sơ đang giải quyết", "Quá hạn", ""),
}
NOTES = (
    "Cột 9 bao gồm cả hồ sơ trả lại, xin rút; cột 12 bao gồm cả hồ sơ chờ bổ sung và hồ sơ khác.",
    "(3) = (4) + (5) + (6); (7) = (8) + (9) + (10); (11) = (12) + (13); (3) = (7) + (11).",
    "So theo ngày: trước hạn, đúng hạn, quá hạn theo ngày hẹn của luật (đã cộng thời gian tạm dừng).",
)
APPENDIX = "Phụ lục: hồ sơ quá hạn và nguyên nhân"
APPENDIX_HEADS = (
    "STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả", "Đơn vị giải quyết", "Ghi chú",
)  # fmt: skip
SUGGESTED = "gợi ý từ dữ liệu, chưa có người ghi"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the form."""

    form: str
    issued: str
    title: str
    reporter: str
    receiver: str
    period: str
    known: str
    seal: str = ""
    unit: str = "Đơn vị tính: Số hồ sơ TTHC"


@dataclass(frozen=True, slots=True)
class Told:
    """One row in words: its number, what it is called, and what it counts."""

    number: str
    label: str
    row: Row


def head(
    titles: dict[str, str], reporter: str, receiver: str, start: int, end: int, last: int,
    known: datetime.datetime, name: str = "", seal: str = "",
) -> Head:  # fmt: skip
    """The head of a report. `known` (in the Office's zone): by when all that it counts was recorded.

    `last`: the last day told of, where that is not the last of the period. `name`: of the period.
    """
    period = f"Kỳ báo cáo{': ' + name if name else ''} (Từ ngày {day_text(start)} đến ngày {day_text(end)})"
    told = f"Số liệu ghi nhận đến {known:%H:%M} ngày {known:%d/%m/%Y}"
    if last < end:
        told += f"; kỳ chưa hết, tính đến hết ngày {day_text(last)}"
    return Head(
        form="Biểu số II.06a/VPCP/KSTT",
        issued="Ban hành theo Thông tư số 01/2020/TT-VPCP ngày 21/10/2020",
        title=titles["II.06a"],
        reporter=reporter,
        receiver=receiver,
        period=period,
        known=told,
        seal=seal,
    )


def told_rows(rows: Sequence[Row], name: Callable[[str], str], level: Callable[[str], str]) -> list[Told]:
    """The rows with their numbers: I, II, … for levels, 1, 2, … in them."""
    found: list[Told] = []
    group = number = 0
    for row in rows:
        if row.kind == "total":
            found.append(Told("", TOTAL, row))
        elif row.kind == "group":
            group, number = group + 1, 0
            roman = ROMAN[group - 1] if group <= len(ROMAN) else str(group)
            found.append(Told(roman, GROUPS.get(row.level) or level(row.level), row))
        else:
            number += 1
            found.append(Told(str(number), name(row.id), row))
    return found


def figures(row: Row) -> list[int]:
    """Columns 3 to 13 of a row."""
    return [row.counts[number] for number in FIGURES]


def beside(counts: dict[str, int], left_out: int) -> list[str]:
    """What stands beneath the form, so that nothing is flattered unseen."""
    told = [
        f"{words[0][:1].upper()}{words[0][1:]}: {number_text(counts[name], 'vi')} hồ sơ."
        for name, words in BESIDE.items()
        if counts.get(name)
    ]
    if left_out:
        told.append(f"Không tính vào cột nào vì ngày không hợp lệ: {number_text(left_out, 'vi')} hồ sơ.")
    return told


def appendix_row(
    number: int, line: Line, reasons: dict[str, str], department: str, where: str
) -> list[str]:
    """A line of the appendix in the columns of the form; the reason is in the last."""
    return [
        str(number), line.code, day_text(line.received_day),
        "" if line.due_day is None else day_text(line.due_day),
        "" if line.closed_day is None else day_text(line.closed_day),
        department, reason_text(line, reasons, where),
    ]  # fmt: skip


def reason_text(line: Line, reasons: dict[str, str], where: str) -> str:
    """Why a dossier is overdue: as entered, else as the data suggest, told as that."""
    if line.reason:
        told = reasons.get(line.reason, line.reason)
        return f"{told}: {line.note}" if line.note else told
    parts = [reasons[line.suggested]]
    if where:
        parts.append(where)
    if line.apology:
        parts.append(f"đã xin lỗi, hẹn lại: {line.apology}")
    return f"{'; '.join(parts)} ({SUGGESTED})"

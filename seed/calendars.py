"""The calendar that an Office begins with: centre hours, and the public holidays of Vietnam.

`holidays.csv` holds 2018–2029 with the days off in lieu and the swapped working Saturdays; its
`status` tells the official ones from those projected by rule.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

from models.calendar import (
    CalendarDocument,
    CalendarException,
    CalendarName,
    ExceptionKind,
    Intervals,
)

HOLIDAYS = Path(__file__).with_name("holidays.csv")
VIETNAM = "Asia/Ho_Chi_Minh"
#: 07:00–11:30 and 13:30–17:00, eight hours
OFFICE_HOURS: Intervals = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))

_ENGLISH = {
    "Tết Dương lịch": "New Year's Day",
    "29 Tết": "Two days before Lunar New Year",
    "Giao thừa Tết Nguyên Đán": "Lunar New Year's Eve",
    "Tết Nguyên Đán": "Lunar New Year",
    "Mùng hai Tết Nguyên Đán": "Second day of Lunar New Year",
    "Mùng ba Tết Nguyên Đán": "Third day of Lunar New Year",
    "Mùng bốn Tết Nguyên Đán": "Fourth day of Lunar New Year",
    "Mùng năm Tết Nguyên Đán": "Fifth day of Lunar New Year",
    "Ngày Giỗ Tổ Hùng Vương": "Hung Kings' Commemoration Day",
    "Ngày Giải phóng miền Nam, thống nhất đất nước (Ngày Chiến thắng)": "Reunification Day",
    "Ngày Quốc tế Lao động": "International Labour Day",
    "Quốc khánh": "National Day",
    "Ngày Văn hóa Việt Nam": "Vietnam Culture Day",
}
_IN_LIEU = " (nghỉ bù)"
_SWAP = re.compile(r"(Ngày nghỉ \(thay cho ngày|Làm bù cho ngày) (\d\d/\d\d/\d{4})\)?")


def default_calendar(zone: str) -> CalendarDocument:
    """The calendar "office"; in another zone than Vietnam's the same hours without its holidays."""
    return CalendarDocument(
        id="office",
        name=CalendarName(vi="Giờ hành chính", en="Office hours"),
        valid_from=date(1970, 1, 1),
        hours=(OFFICE_HOURS,) * 5 + ((), ()),
        exceptions=dict(_holidays()) if zone == VIETNAM else {},
    )


def english_name(name: str) -> str:
    """The English name of a day of `holidays.csv`. Raises `KeyError` for a name that is not known."""
    swap = _SWAP.fullmatch(name)
    if swap is not None:
        return f"{'Swapped with' if name.startswith('Ngày nghỉ') else 'Makeup for'} {swap[2]}"
    if name.endswith(_IN_LIEU):
        return f"{_ENGLISH[name.removesuffix(_IN_LIEU)]} (day off in lieu)"
    return _ENGLISH[name]


def _holidays() -> Iterator[tuple[date, CalendarException]]:
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield (
                date.fromisoformat(row["date"]),
                CalendarException(
                    kind=cast(ExceptionKind, row["kind"]),
                    name=CalendarName(vi=row["name_vi"], en=english_name(row["name_vi"])),
                    intervals=OFFICE_HOURS if row["is_working_day"] == "1" else (),
                ),
            )

"""The periods of reports: by the law from the 15th to the 14th, or by the calendar. Pure.

The report year Y runs from 15/12 of the year before to 14/12 (NĐ 09/2019 art. 12, TT 01/2020); the month
M from the 15th of the month before to the 14th; six months, nine months and the year begin on 15/12.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.clock import date_of, day_number
from dashboard.period import OWN, Trouble, typed_day

#: of which day on a period begins
FIRST_DAY = 15
#: kind → from which month of the report year to which (of months and quarters it is their number)
CUMULATIVE = {"H": 6, "N": 9, "Y": 12}
ROMAN = ("I", "II", "III", "IV")
_KEY = re.compile(r"(?P<calendar>C?)(?P<year>\d{4})-?(?P<kind>[MQHNY])(?P<number>\d{0,2})")


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """Inclusive days; `key` stands for it in an address: "2026-Q4", "C2026-M11" (by the calendar), "own"."""

    key: str
    start: int
    end: int

    @property
    def address(self) -> dict[str, str]:
        """What stands for it in an address."""
        if self.key != OWN:
            return {"period": self.key}
        return {"from": date_of(self.start).isoformat(), "to": date_of(self.end).isoformat()}

    def title(self, language: str = "vi") -> str:
        """What people call it."""
        found = _KEY.fullmatch(self.key)
        days = f"{date_of(self.start):%d/%m/%Y} – {date_of(self.end):%d/%m/%Y}"
        if found is None:
            return days
        year, kind, number = found["year"], found["kind"], int(found["number"] or 0)
        vi, en = {
            "M": (f"Tháng {number}/{year}", f"Month {number}/{year}"),
            "Q": (f"Quý {ROMAN[number - 1] if kind == 'Q' else ''}/{year}", f"Quarter {number}/{year}"),
            "H": (f"6 tháng đầu năm {year}", f"First six months of {year}"),
            "N": (f"9 tháng năm {year}", f"Nine months of {year}"),
            "Y": (f"Năm {year}", f"Year {year}"),
        }[kind]
        by = (" theo lịch", " by the calendar") if found["calendar"] else ("", "")
        return f"{en}{by[1]} ({days})" if language == "en" else f"{vi}{by[0]} ({days})"


def of_key(key: str) -> ReportPeriod:
    """The period of a key. Raises ValueError for what is none."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise ValueError(key)
    year, kind, number = int(found["year"]), found["kind"], int(found["number"] or 0)
    most = {"M": 12, "Q": 4}.get(kind, 0)
    if not (1 <= number <= most if most else not found["number"]) or not 1971 <= year <= 9000:
        raise ValueError(key)
    first, last = {
        "M": (number, number), "Q": (number * 3 - 2, number * 3),
    }.get(kind) or (1, CUMULATIVE[kind])  # fmt: skip
    if found["calendar"]:
        start = datetime.date(year, first, 1)
        end = datetime.date(year, last, calendar.monthrange(year, last)[1])
    else:
        start = datetime.date(year - (first == 1), (first - 2) % 12 + 1, FIRST_DAY)
        end = datetime.date(year, last, FIRST_DAY - 1)
    return ReportPeriod(key, day_number(start), day_number(end))


def month_of_report(day: int) -> tuple[int, int]:
    """Year and month of the report month in which a day lies."""
    date = date_of(day)
    month = date.month + (date.day >= FIRST_DAY)
    return (date.year + 1, 1) if month > 12 else (date.year, month)


def default_period(today: int) -> ReportPeriod:
    """The last report month that is over."""
    year, month = month_of_report(today)
    return of_key(f"{year - 1}-M12" if month == 1 else f"{year}-M{month - 1}")


def choices(today: int) -> list[ReportPeriod]:
    """The periods that are offered: of this report year and the one before, what has begun, newest first."""
    year = month_of_report(today)[0]
    keys = [
        f"{by}{each}-{kind}"
        for by in ("", "C")
        for each in (year, year - 1)
        for kind in ("Y", "N", "H", *(f"Q{n}" for n in (4, 3, 2, 1)), *(f"M{n}" for n in range(12, 0, -1)))
    ]
    found = [of_key(key) for key in keys]
    return [period for period in found if period.start <= today]


def read_report_period(asked: Mapping[str, str], today: int) -> tuple[ReportPeriod, list[Trouble]]:
    """The period of an address; where it cannot be meant, the usual one and a sentence that says so."""
    usual = default_period(today)
    key = asked.get("period", "")
    told = f"{usual.title()}", f"{usual.title('en')}"
    if key:
        try:
            return of_key(key), []
        except ValueError:
            return usual, [
                (f"Không có kỳ báo cáo “{key}”; đang xem {told[0]}.",
                 f"There is no report period “{key}”; this is {told[1]}.")
            ]  # fmt: skip
    if "from" not in asked and "to" not in asked:
        return usual, []
    start, end = typed_day(asked.get("from")), typed_day(asked.get("to"))
    if start is None or end is None or start > end:
        return usual, [
            (f"Ngày đầu và ngày cuối của kỳ chưa đúng (viết như 2026-11-24); đang xem {told[0]}.",
             f"The first and the last day are not right (write 2026-11-24); this is {told[1]}.")
        ]  # fmt: skip
    return ReportPeriod(OWN, start, end), []

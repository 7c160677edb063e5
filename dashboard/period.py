"""The period of a page: presets that begin with a month, or own days; read from the address. Pure."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.clock import date_of, day_number

#: preset → (vi, en, how many months the period before lies back)
PRESETS: dict[str, tuple[str, str, int]] = {
    "this_month": ("Tháng này", "This month", 1),
    "last_month": ("Tháng trước", "Last month", 1),
    "last_3_months": ("3 tháng gần đây", "Last 3 months", 3),
    "this_quarter": ("Quý này", "This quarter", 3),
    "this_year": ("Năm nay", "This year", 12),
    "last_12_months": ("12 tháng gần đây", "Last 12 months", 12),
    "all": ("Từ đầu", "Since the beginning", 0),
}
OWN = "own"
DEFAULT = "last_3_months"

#: what is wrong with an address, in Vietnamese and in English
Trouble = tuple[str, str]


@dataclass(frozen=True)
class Period:
    """Inclusive days; `start` None is the first day there is."""

    key: str
    start: int | None
    end: int

    def before(self) -> Period | None:
        """The period that this one is compared with: as many months before, else as many days before."""
        if self.start is None:
            return None
        months = PRESETS[self.key][2] if self.key in PRESETS else 0
        if not months:
            return Period(OWN, self.start - (self.end - self.start + 1), self.start - 1)
        return Period(OWN, moved(self.start, -months), moved(self.end, -months))

    @property
    def address(self) -> dict[str, str]:
        """What stands for it in an address; nothing for the default."""
        if self.key != OWN:
            return {} if self.key == DEFAULT else {"period": self.key}
        start = {} if self.start is None else {"from": date_of(self.start).isoformat()}
        return start | {"to": date_of(self.end).isoformat()}


def month_start(day: int, back: int = 0) -> int:
    """The first day of the month of `day`, or of the month `back` months before it."""
    date = date_of(day)
    months = date.year * 12 + date.month - 1 - back
    return day_number(datetime.date(months // 12, months % 12 + 1, 1))


def moved(day: int, months: int) -> int:
    """The same day of another month; the last of a month stays the last, and no month overflows."""
    date = date_of(day)
    total = date.year * 12 + date.month - 1 + months
    year, month = total // 12, total % 12 + 1
    longest = calendar.monthrange(year, month)[1]
    is_last = date.day == calendar.monthrange(date.year, date.month)[1]
    return day_number(datetime.date(year, month, longest if is_last else min(date.day, longest)))


def preset(key: str, today: int) -> Period:
    """The days of a preset. Raises KeyError for one that is not in `PRESETS`."""
    month = date_of(today).month
    back = {
        "this_month": 0,
        "last_month": 1,
        "last_3_months": 2,
        "this_quarter": (month - 1) % 3,
        "this_year": month - 1,
        "last_12_months": 11,
        "all": 0,
    }[key]
    if key == "all":
        return Period(key, None, today)
    end = month_start(today) - 1 if key == "last_month" else today
    return Period(key, month_start(today, back), end)


def typed_day(text: str | None) -> int | None:
    """A day of the address (ISO); None where there is none or it is not one."""
    try:
        return None if not text else day_number(datetime.date.fromisoformat(text))
    except ValueError:
        return None


def read_period(asked: Mapping[str, str], today: int, default: str = DEFAULT) -> tuple[Period, list[Trouble]]:
    """The period of an address; where it cannot be meant, the default and a sentence that says so."""
    key = asked.get("period", "")
    if key not in PRESETS and ("from" in asked or "to" in asked):
        return _own(asked, today, default)
    if key in PRESETS:
        return preset(key, today), []
    usual = preset(default, today)
    if not key:
        return usual, []
    return usual, [
        (
            f"Không có kỳ “{key}”; đang xem {PRESETS[default][0].lower()}.",
            f"There is no period “{key}”; this is {PRESETS[default][1].lower()}.",
        )
    ]


def _own(asked: Mapping[str, str], today: int, default: str) -> tuple[Period, list[Trouble]]:
    start, end = typed_day(asked.get("from")), typed_day(asked.get("to"))
    wrong = [asked[name] for name, day in (("from", start), ("to", end)) if asked.get(name) and day is None]
    usual = preset(default, today)
    if wrong:
        told = ", ".join(f"“{text}”" for text in wrong)
        return usual, [
            (
                f"Không hiểu ngày {told} (viết như 2026-11-24); đang xem {PRESETS[default][0].lower()}.",
                f"{told} is not a day (write it as 2026-11-24); this is {PRESETS[default][1].lower()}.",
            )
        ]
    end = today if end is None else end
    if start is not None and start > end:
        return usual, [
            (
                f"Ngày đầu sau ngày cuối; đang xem {PRESETS[default][0].lower()}.",
                f"The first day is after the last; this is {PRESETS[default][1].lower()}.",
            )
        ]
    return Period(OWN, start, end), []

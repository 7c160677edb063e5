"""Days and periods as people type them into a search: "24/11/2026", "tháng 11", "hôm qua" (pure)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.clock import date_of, day_number
from dashboard.search.fold import fold

Days = tuple[int, int]

DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
MONTH = re.compile(r"(\d{1,2})(?:[/.-](\d{4}))?")
YEAR = re.compile(r"(?:19|20)\d\d")
BETWEEN = frozenset({"-", "–", "den", "to", "toi"})
FROM = frozenset({"tu", "from"})
#: words of one or two chunks → days back of the first and of the last day
RECENT = {
    ("hom", "nay"): (0, 0), ("today",): (0, 0), ("hom", "qua"): (1, 1), ("yesterday",): (1, 1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """Days found in a text, and how many of its chunks tell them."""

    days: Days
    length: int


def period_at(chunks: Sequence[str], today: int) -> Period | None:
    """The period that the text tells from its first chunk on, or None."""
    plain = [fold(chunk).strip(",;") for chunk in chunks[:6]]
    if not plain:
        return None
    if plain[0] in FROM and len(plain) > 1:
        found = between(plain[1:], today)
        return None if found is None else Period(found.days, found.length + 1)
    return between(plain, today) or named(plain, today) or one_day(plain[0], today)


def between(plain: Sequence[str], today: int) -> Period | None:
    """ "1/11/2026 đến 15/11/2026"."""
    if len(plain) < 3 or plain[1] not in BETWEEN:
        return None
    first, last = one_day(plain[0], today), one_day(plain[2], today)
    if first is None or last is None or first.days[0] > last.days[1]:
        return None
    return Period((first.days[0], last.days[1]), 3)


def named(plain: Sequence[str], today: int) -> Period | None:
    """ "hôm nay", "tuần này", "tháng trước", "tháng 11 năm 2026", "quý 4/2026", "năm 2026"."""
    for words, (first, last) in RECENT.items():
        if tuple(plain[: len(words)]) == words:
            return Period((today - first, today - last), len(words))
    if len(plain) < 2:
        return None
    word, value = plain[0], plain[1]
    now = date_of(today)
    back = {"nay": 0, "truoc": 1}.get(value)
    if word == "this" or word == "last":
        back = 0 if word == "this" else 1
        word = {"week": "tuan", "month": "thang", "year": "nam"}.get(value, "")
    if word == "tuan" and back is not None:
        monday = today - now.weekday() - 7 * back
        return Period((monday, monday + 6), 2)
    if word == "nam" and (back is not None or YEAR.fullmatch(value)):
        return Period(months(now.year - back if back is not None else int(value), 1, 12), 2)
    if word == "thang" and back is not None:
        at = now.replace(day=1) - timedelta(days=back)
        return Period(months(at.year, at.month, at.month), 2)
    found = MONTH.fullmatch(value)
    if word not in ("thang", "quy", "month", "quarter") or found is None:
        return None
    year, length = int(found.group(2) or now.year), 2
    if found.group(2) is None and len(plain) > 3 and plain[2] == "nam" and YEAR.fullmatch(plain[3]):
        year, length = int(plain[3]), 4
    number, long = int(found.group(1)), 3 if word in ("quy", "quarter") else 1
    if not 1 <= number <= 12 // long or not 1970 <= year < 2200:
        return None
    return Period(months(year, (number - 1) * long + 1, number * long), length)


def one_day(text: str, today: int) -> Period | None:
    """ "24/11/2026", "24.11.2026", "24/11" (the last one that has been), "2026-11-24"."""
    iso, found = ISO.fullmatch(text), DAY.fullmatch(text)
    try:
        if iso is not None:
            day = day_number(date(*map(int, iso.groups())))
        elif found is not None and found.group(3) is not None:
            day = day_number(date(int(found.group(3)), int(found.group(2)), int(found.group(1))))
        elif found is not None and "/" in text:
            day = day_number(date(date_of(today).year, int(found.group(2)), int(found.group(1))))
            if day > today:
                day = day_number(date(date_of(today).year - 1, int(found.group(2)), int(found.group(1))))
        else:
            return None
    except ValueError:
        return None
    return Period((day, day), 1)


def months(year: int, first: int, last: int) -> Days:
    """First and last day of some months of a year."""
    return day_number(date(year, first, 1)), day_number(date(year, last, monthrange(year, last)[1]))

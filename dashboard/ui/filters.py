"""The filters of a page: read from the address, shown, and written back to it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboard.clock import date_of, day_number
from dashboard.cube.question import Question
from dashboard.ui.session import name, office, tr

PERIODS: dict[str, tuple[str, str, int | None]] = {
    "30": ("30 ngày", "30 days", 30),
    "90": ("90 ngày", "90 days", 90),
    "365": ("12 tháng", "12 months", 365),
    "all": ("tất cả", "everything", None),
}


@dataclass(frozen=True)
class Filters:
    """What a page shows: a period and conditions."""

    start: int | None
    end: int
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def ask(self, *measures: str, by: tuple[str, ...] = (), **more: Any) -> Question:
        """A question within the filters."""
        given = {"start": self.start, "end": self.end, "where": self.where, **more}
        return Question(measures, by, **given)

    def before(self, *measures: str) -> Question | None:
        """The same for the period of the same length before; None where there is none."""
        if self.start is None:
            return None
        long = self.end - self.start + 1
        return Question(measures, start=self.start - long, end=self.start - 1, where=self.where)

    @property
    def params(self) -> dict[str, Any]:
        """The filters as parameters of the address of a list."""
        days = {"from": None if self.start is None else date_of(self.start).isoformat(),
                "to": date_of(self.end).isoformat()}  # fmt: skip
        return days | {dimension: values[0] for dimension, values in self.where.items() if values}


def bar(default: str = "90") -> Filters:
    """Draw the filter bar and return what it says."""
    today = office().today()
    asked = st.query_params
    names = office().names
    departments = sorted((id for id in names.of("department")), key=lambda id: name("department", id))
    channels = sorted(names.of("channel"))
    first, second, third = st.columns([3, 2, 1.4])
    period = third.selectbox(
        tr("Kỳ", "Period"), list(PERIODS), index=list(PERIODS).index(asked.get("period", default))
        if asked.get("period", default) in PERIODS else 1,
        format_func=lambda key: tr(PERIODS[key][0], PERIODS[key][1]),
    )  # fmt: skip
    department = first.selectbox(
        tr("Cơ quan", "Department"), ["", *departments],
        index=departments.index(asked["department"]) + 1 if asked.get("department") in departments else 0,
        format_func=lambda id: name("department", id) if id else tr("tất cả cơ quan", "all departments"),
    )  # fmt: skip
    channel = second.selectbox(
        tr("Hình thức", "Channel"), ["", *channels],
        index=channels.index(asked["channel"]) + 1 if asked.get("channel") in channels else 0,
        format_func=lambda id: name("channel", id) if id else tr("tất cả hình thức", "all channels"),
    )  # fmt: skip
    kept = {"period": period if period != default else "", "department": department, "channel": channel}
    for key, value in kept.items():
        if value:
            asked[key] = value
        elif key in asked:
            del asked[key]
    long = PERIODS[period][2]
    where: dict[str, tuple[str, ...]] = {key: (kept[key],) for key in ("department", "channel") if kept[key]}
    return Filters(None if long is None else today - long + 1, today, where)


def typed_day(text: str | None) -> int | None:
    """A day of the address (ISO); None where there is none or it is not one."""
    try:
        return None if not text else day_number(datetime.date.fromisoformat(text))
    except ValueError:
        return None

"""Working calendars (lịch làm việc): weekly hours and exceptions by date; and terms counted on them.

Both are data. How they are counted is in `dashboard.clock` and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from models.errors import MotcuaError

if TYPE_CHECKING:
    from models.store import Index, Store

TermUnit = Literal["working_day", "calendar_day", "working_hour", "same_day"]
TERM_UNITS: tuple[TermUnit, ...] = get_args(TermUnit)
ExceptionKind = Literal[
    "public_holiday", "substitute_day_off", "swapped_day_off", "makeup_working_day", "other"
]
#: (start, end) in minutes of the local day, 0 to 1440, the end excluded
Interval = tuple[int, int]
Intervals = tuple[Interval, ...]

DAY_MINUTES = 1440
#: 15:00, after which a same-day term runs on the next working day (NĐ 61/2018 art. 18 and its successors)
SAME_DAY_UNTIL = 15 * 60


class BadTerm(MotcuaError):
    """A time limit that cannot be counted."""

    def __init__(self, value: object, unit: object) -> None:
        super().__init__(
            f"Thời hạn không hợp lệ: {value} {unit} (số không âm; chỉ giờ làm việc mới có phần lẻ).",
            f"Not a valid time limit: {value} {unit} (not negative; only working hours have fractions).",
        )


class BadHours(MotcuaError):
    """Working hours that overlap, run backwards or leave the day."""

    def __init__(self, intervals: object) -> None:
        super().__init__(
            f"Giờ làm việc không hợp lệ: {intervals}; các khoảng phải theo thứ tự, không chồng nhau.",
            f"Not valid working hours: {intervals}; spans must be in order, apart and within the day.",
        )


def checked_intervals(intervals: Iterable[Interval]) -> Intervals:
    """The intervals of one day as a tuple. Raises `BadHours` unless in order, apart and within the day."""
    kept = tuple((start, end) for start, end in intervals)
    edge = 0
    for start, end in kept:
        if not edge <= start < end <= DAY_MINUTES:
            raise BadHours(kept)
        edge = end
    return kept


class Term(BaseModel):
    """A time limit of the law: a value and its unit.

    Only working hours may be fractional. The value of `same_day` says nothing. Raises `BadTerm`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: int | float
    unit: TermUnit

    @model_validator(mode="after")
    def _countable(self) -> Term:
        whole = isinstance(self.value, int) or self.value.is_integer()
        if self.value < 0 or not math.isfinite(self.value) or not (whole or self.unit == "working_hour"):
            raise BadTerm(self.value, self.unit)
        return self


class CalendarName(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vi: str
    en: str


class CalendarException(BaseModel):
    """A date that is not like its weekday: off (no intervals), or worked at these hours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ExceptionKind
    name: CalendarName
    intervals: Annotated[Intervals, AfterValidator(checked_intervals)] = ()

    @property
    def off(self) -> bool:
        """Whether nobody works on the date."""
        return not self.intervals


class CalendarDocument(BaseModel):
    """A working calendar as it is kept and edited.

    `hours`: seven weekdays, Monday first. `same_day_until`: minute of the day after which a same-day
    term runs on the next working day. Raises `BadHours`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    name: CalendarName
    valid_from: date
    hours: tuple[Annotated[Intervals, AfterValidator(checked_intervals)], ...] = Field(
        min_length=7, max_length=7
    )
    exceptions: dict[date, CalendarException] = Field(default_factory=dict)
    same_day_until: int = Field(default=SAME_DAY_UNTIL, ge=0, le=DAY_MINUTES)

    def document(self) -> dict[str, Any]:
        """The calendar as it is stored; dates are ISO text, the keys of `exceptions` too."""
        return self.model_dump(mode="json", by_alias=True)


class Calendars:
    """The calendars of the Office: a handful, found by id and read whole; never sharded."""

    COLLECTION: ClassVar[str] = "calendars"
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, store: Store) -> None:
        self._documents = store.collection(self.COLLECTION)

    def get(self, calendar_id: str) -> CalendarDocument | None:
        """The calendar, or None."""
        found = self._documents.find_one({"_id": calendar_id})
        return None if found is None else CalendarDocument.model_validate(found)

    def put(self, calendar: CalendarDocument) -> None:
        """Keep the calendar in place of the one of the same id."""
        self._documents.replace_one({"_id": calendar.id}, calendar.document(), upsert=True)

    def all(self) -> list[CalendarDocument]:
        """Every calendar, by id."""
        return [CalendarDocument.model_validate(found) for found in self._documents.find().sort("_id", 1)]

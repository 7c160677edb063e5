"""What the clock refuses, in the words of the people who read it."""

from __future__ import annotations

from models.errors import MotcuaError


class NaiveTime(MotcuaError):
    """An instant without a zone: nobody can say when it was."""

    def __init__(self) -> None:
        super().__init__("Thời điểm thiếu múi giờ.", "The time has no zone.")


class OutsideCalendar(MotcuaError):
    """An instant or a day that the calendar does not cover."""

    def __init__(self) -> None:
        super().__init__(
            "Thời điểm nằm ngoài lịch làm việc (1970–2100).",
            "The time lies outside the working calendar (1970–2100).",
        )


class DayOff(MotcuaError):
    """A day off has no opening and no closing time."""

    def __init__(self) -> None:
        super().__init__("Ngày này là ngày nghỉ.", "This day is a day off.")


class BadPause(MotcuaError):
    """A pause that ends before it begins."""

    def __init__(self) -> None:
        super().__init__("Khoảng tạm dừng kết thúc trước khi bắt đầu.", "The pause ends before it begins.")

"""What conflicts and half-days are called on screen."""

from __future__ import annotations

from dashboard.clock import date_of
from dashboard.roster.conflicts import Conflict
from dashboard.roster.week import WeekPlan
from dashboard.ui.session import name, tr
from models.absence import Half

WEEKDAYS = (
    ("Thứ Hai", "Mon"),
    ("Thứ Ba", "Tue"),
    ("Thứ Tư", "Wed"),
    ("Thứ Năm", "Thu"),
    ("Thứ Sáu", "Fri"),
    ("Thứ Bảy", "Sat"),
    ("Chủ nhật", "Sun"),
)


def weekday(day: int) -> str:
    """The name of a day's weekday."""
    return tr(*WEEKDAYS[date_of(day).weekday()])


def half_name(half: Half) -> str:
    """The name of a half-day."""
    return tr("sáng", "morning") if half == "morning" else tr("chiều", "afternoon")


def when(conflict: Conflict) -> str:
    """Where in the week a conflict lies, or "" where it concerns the whole of it."""
    if conflict.day is None or conflict.half is None:
        return ""
    return f"{half_name(conflict.half)} {date_of(conflict.day):%d/%m}"


def conflict_text(conflict: Conflict, plan: WeekPlan) -> str:
    """A conflict in a sentence."""
    member = plan.people.get(conflict.person)
    who = member.name if member is not None else conflict.person
    field = name("field", conflict.field) if conflict.field else ""
    hours = f"{conflict.amount / 60:.1f}"
    texts = {
        "closed": tr(f"{who} được xếp vào buổi nghỉ", f"{who} is on duty while the Office is closed"),
        "left": tr(f"{who} không còn trong danh sách cán bộ", f"{who} is no longer on the staff"),
        "absent": tr(f"{who} vắng mặt", f"{who} is absent"),
        "not_competent": tr(f"{who} chưa được giao lĩnh vực {field}", f"{who} does not know {field}"),
        "twice": tr(f"{who} bị xếp trùng", f"{who} is in two places at once"),
        "counter_taken": tr(
            f"Quầy {conflict.counter} có hai người", f"Two people sit at counter {conflict.counter}"
        ),
        "counter_wrong": tr(
            f"Quầy {conflict.counter} không nhận lĩnh vực {field}",
            f"Counter {conflict.counter} does not serve {field}",
        ),
        "over_hours": tr(
            f"{who} vượt {hours.replace('.', ',')} giờ trong tuần", f"{who} is {hours} hours over the week"
        ),
        "uncovered": tr(
            f"{field}: thiếu {conflict.amount} người trực", f"{field}: {conflict.amount} missing on duty"
        ),
        "no_stand_in": tr(f"{field}: chưa có người trực thay", f"{field}: nobody stands in"),
    }
    return texts[conflict.kind]

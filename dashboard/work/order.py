"""In which order work should be done, and why, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Literal

from dashboard.clock import WorkingCalendar, date_of, day_of, duration_words
from dashboard.flow.action import Moment
from dashboard.flow.facts import pauses_within
from models.dossier import Ask, Dossier

HOUR_MS = 3_600_000
#: An online application has to be taken in within 8 working hours (NĐ 45/2020; DOMAIN.md §3).
ACCEPT_WITHIN_MS = 8 * HOUR_MS
#: Work without a due date comes after work with one.
NEVER = datetime.max.replace(tzinfo=UTC)

Tone = Literal["late", "risk", "ready", "paused", "calm"]
Words = tuple[str, str]


class Turn(IntEnum):
    """What comes before what: the clock runs; a result waits for its applicant; we wait for them."""

    RUNNING = 0
    READY = 1
    PAUSED = 2


@dataclass(frozen=True, slots=True)
class Urgency:
    """How urgent a dossier is: sorts by `key`; `words` (vi, en) say why, `more` what else to know."""

    turn: Turn
    due: datetime
    since: datetime
    code: str
    tone: Tone
    words: Words
    more: Words

    @property
    def key(self) -> tuple[int, datetime, datetime, str]:
        """Running before ready before paused; by due instant, then the one that has waited longest."""
        return (int(self.turn), self.due, self.since, self.code)


def in_order(
    dossiers: Iterable[Dossier], now: datetime, calendar: WorkingCalendar
) -> list[tuple[Dossier, Urgency]]:
    """The dossiers in the order in which they should be done, each with its urgency."""
    rated = [(dossier, urgency(dossier, now, calendar)) for dossier in dossiers]
    return sorted(rated, key=lambda pair: pair[1].key)


def urgency(dossier: Dossier, now: datetime, calendar: WorkingCalendar) -> Urgency:
    """How urgent a dossier is at `now`, by the due date that is promised to the applicant."""
    since = dossier.received_at or dossier.submitted_at or NEVER
    if dossier.asked is not None:
        return _asked(dossier.asked, since, dossier.id, now, calendar)
    if dossier.supplied is not None or dossier.state == "submitted":
        return _to_take_in(dossier, since, now, calendar)
    if dossier.paused:
        return _paused(dossier, since, now, calendar)
    if dossier.state == "resolved":
        return _ready(dossier, now, calendar)
    if dossier.due_at is None:
        words = ("không có hạn trả", "no due date")
        more = age_words(dossier, now, calendar)
        return Urgency(Turn.RUNNING, NEVER, since, dossier.id, "calm", words, more)
    tone, words = due_words(dossier.due_at, now, calendar)
    more = step_words(dossier, now, calendar) or age_words(dossier, now, calendar)
    return Urgency(Turn.RUNNING, dossier.due_at, since, dossier.id, tone, words, more)


def intake_due(dossier: Dossier, calendar: WorkingCalendar) -> datetime | None:
    """By when what the applicant has sent has to be taken in; None where it waits for nobody here."""
    if dossier.asked is not None:
        return None
    supplied = dossier.supplied
    if supplied is not None:
        return calendar.add_ms(supplied.at, ACCEPT_WITHIN_MS)
    if dossier.state != "submitted" or dossier.submitted_at is None:
        return None
    return calendar.add_ms(dossier.submitted_at, ACCEPT_WITHIN_MS)


def _to_take_in(dossier: Dossier, since: datetime, now: datetime, calendar: WorkingCalendar) -> Urgency:
    due = intake_due(dossier, calendar) or now
    tone, words = due_words(due, now, calendar)
    more = ("chờ tiếp nhận, trong 8 giờ làm việc", "to be taken in within 8 working hours")
    if dossier.supplied is not None:
        more = ("người nộp đã gửi bổ sung, chờ nhận", "the supplement is here, to be taken in")
    return Urgency(Turn.RUNNING, due, since, dossier.id, tone, words, more)


def _asked(ask: Ask, since: datetime, code: str, now: datetime, calendar: WorkingCalendar) -> Urgency:
    long = calendar.elapsed_ms(ask.at, max(now, ask.at))
    words = ("chờ người nộp hoàn thiện", "waiting for the applicant")
    more = (f"đã chờ {duration_words(long, 'vi')}", f"for {duration_words(long, 'en')}")
    return Urgency(Turn.PAUSED, ask.at, since, code, "paused", words, more)


def asked_urgency(dossier: Dossier, department: str, now: datetime, calendar: WorkingCalendar) -> Urgency:
    """How urgent it is that `department` gives the opinion that it is asked for."""
    one = next(one for one in dossier.opinions if one.awaited and one.department == department)
    day = day_of(one.asked_at, calendar.zone)
    more = (f"hỏi ý kiến từ {date_of(day):%d/%m/%Y}", f"asked on {date_of(day):%d/%m/%Y}")
    if one.due_at is None:
        words = ("không có hạn cho ý kiến", "no limit for the opinion")
        return Urgency(Turn.RUNNING, NEVER, one.asked_at, dossier.id, "calm", words, more)
    tone, words = due_words(one.due_at, now, calendar.at(department))
    return Urgency(Turn.RUNNING, one.due_at, one.asked_at, dossier.id, tone, words, more)


def due_words(due: datetime, now: datetime, calendar: WorkingCalendar) -> tuple[Tone, Words]:
    """How a due instant stands to `now`: overdue by calendar days, as the Office compares; or time left."""
    today, due_day = day_of(now, calendar.zone), day_of(due, calendar.zone)
    if due_day < today:
        days = today - due_day
        return "late", (f"quá hạn {days} ngày", f"{days} day{'s' if days > 1 else ''} overdue")
    left = calendar.elapsed_ms(now, due) if due > now else 0
    if due_day == today and not left:
        return "risk", ("hạn hôm nay, đã hết giờ làm việc", "due today, and the working day is over")
    words = (f"còn {duration_words(left, 'vi')}", f"{duration_words(left, 'en')} left")
    if due_day == today:
        return "risk", (f"hạn hôm nay, {words[0]}", f"due today, {words[1]}")
    return ("risk" if due_day <= calendar.next_working_day(today) else "calm"), words


def step_words(dossier: Dossier, now: datetime, calendar: WorkingCalendar) -> Words | None:
    """That the step has used up its own time, pauses taken out; None where it has not."""
    visit = dossier.visit
    if visit is None or visit.due_at is None or visit.entered_at is None:
        return None
    moment = Moment.of("", now, calendar)
    paused = pauses_within(dossier.pauses, visit.entered_at, now, moment, visit.holder)
    clock = calendar.at(visit.holder)
    due = clock.add_ms(visit.due_at, paused) if paused else visit.due_at
    if now <= due:
        return None
    over = clock.elapsed_ms(due, now)
    if not over:
        return None
    return (f"bước này quá {duration_words(over, 'vi')}", f"the step is {duration_words(over, 'en')} over")


def age_words(dossier: Dossier, now: datetime, calendar: WorkingCalendar) -> Words:
    """How long ago it was taken in."""
    begun = dossier.received_at or dossier.submitted_at
    days = 0 if begun is None else day_of(now, calendar.zone) - day_of(begun, calendar.zone)
    if days <= 0:
        return ("nhận hôm nay", "received today")
    return (f"nhận {days} ngày trước", f"received {days} day{'s' if days > 1 else ''} ago")


def _paused(dossier: Dossier, since: datetime, now: datetime, calendar: WorkingCalendar) -> Urgency:
    pause = dossier.pauses[-1]
    waited = duration_words(calendar.elapsed_ms(pause.began_at, max(now, pause.began_at)), "vi")
    waited_en = duration_words(calendar.elapsed_ms(pause.began_at, max(now, pause.began_at)), "en")
    words = {
        "supplement": ("đang chờ bổ sung", "waiting for the supplement"),
        "payment": ("đang chờ nộp tiền", "waiting for the payment"),
    }[pause.kind]
    more = (f"đã chờ {waited}", f"for {waited_en}")
    return Urgency(Turn.PAUSED, dossier.due_at or NEVER, since, dossier.id, "paused", words, more)


def _ready(dossier: Dossier, now: datetime, calendar: WorkingCalendar) -> Urgency:
    done = dossier.closed_at or now
    long = calendar.elapsed_ms(done, max(now, done))
    words = ("có kết quả, chờ trả", "the result is ready")
    more = (f"từ {duration_words(long, 'vi')}", f"for {duration_words(long, 'en')}")
    return Urgency(Turn.READY, done, done, dossier.id, "ready", words, more)

"""How a dossier stands, in the plain words of somebody who waits for it. Nothing of it names a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from dashboard.clock import day_of
from models.dossier import Dossier

if TYPE_CHECKING:
    from dashboard.office import Office

Tone = Literal["good", "wait", "ask", "late", "end"]
Words = tuple[str, str]

#: state → what it means for the applicant, and its tone
STATES: dict[str, tuple[Words, Tone]] = {
    "submitted": (("Hồ sơ đã gửi, chờ tiếp nhận", "Sent, waiting to be taken in"), "wait"),
    "refused": (("Hồ sơ không được tiếp nhận", "Not taken in"), "end"),
    "received": (("Hồ sơ đã được tiếp nhận", "Taken in"), "wait"),
    "processing": (("Hồ sơ đang được giải quyết", "Being handled"), "wait"),
    "supplement": (("Hồ sơ cần bổ sung", "A supplement is needed"), "ask"),
    "payment": (("Cần nộp phí, lệ phí, thuế", "A payment is needed"), "ask"),
    "resolved": (("Đã có kết quả, mời đến nhận", "The result is ready to be collected"), "good"),
    "returned": (("Đã trả kết quả", "The result was handed over"), "good"),
    "withdrawn": (("Hồ sơ đã rút", "Withdrawn"), "end"),
    "rejected": (("Hồ sơ được trả lại, có nêu lý do", "Returned with reasons"), "end"),
    "stopped": (("Dừng giải quyết hồ sơ", "Stopped"), "end"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way: done, now, or still to come."""

    title: str
    where: str
    state: Literal["done", "now", "later"]
    #: the day on which it was left, "24/11/2026"
    day: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is shown of a dossier to who follows it."""

    title: Words
    tone: Tone
    where: str
    due: str
    asked: str
    #: when what was asked for was sent and waits to be looked at
    sent_at: str
    apology: Words | None
    stages: tuple[Stage, ...]
    may_supply: bool
    may_rate: bool
    rating: int | None


def standing(office: Office, dossier: Dossier, reason: str) -> Standing:
    """How the dossier stands now; `reason` is why it was refused, returned or stopped, if it was."""
    title, tone = STATES[dossier.state]
    asked = dossier.asked
    if asked is not None:
        title, tone = (
            ("Hồ sơ cần hoàn thiện trước khi tiếp nhận", "More is needed before it is taken in"),
            "ask",
        )
    supplied = dossier.supplied
    if supplied is not None:
        title, tone = ("Đã gửi bổ sung, chờ kiểm tra", "Supplement sent, to be looked at"), "wait"
    apology = _apology(office, dossier)
    desk = dossier.holder or (
        dossier.route[0].holder if dossier.state == "submitted" and dossier.route else None
    )
    if dossier.state == "resolved" and dossier.visit is not None:
        desk = dossier.visit.holder
    wanted = (
        asked.reason if asked else dossier.pauses[-1].reason if dossier.paused and not supplied else reason
    )
    closed = dossier.state in ("submitted", "refused")
    return Standing(
        title=title, tone="late" if apology and tone == "wait" else tone,
        where=office.names.name("department", desk) if desk else "",
        due="" if closed or dossier.outcome is not None else moment(office, dossier.due_at),
        asked=wanted, sent_at=moment(office, supplied.at) if supplied else "", apology=apology,
        stages=tuple(_stages(office, dossier)),
        may_supply=asked is not None or dossier.state == "supplement" or supplied is not None,
        may_rate=dossier.state in ("resolved", "returned", "rejected") and dossier.rating is None,
        rating=dossier.rating,
    )  # fmt: skip


def moment(office: Office, at: datetime | None) -> str:
    """ "16:30 24/11/2026"."""
    return "" if at is None else f"{at.astimezone(office.store.zone):%H:%M %d/%m/%Y}"


def _apology(office: Office, dossier: Dossier) -> Words | None:
    """The apology that is owed: where it is past its day, or was promised for another one."""
    day = day_of(office.now(), office.store.zone)
    granted = next((change for change in reversed(dossier.dues) if change.cause == "extension"), None)
    if dossier.open and not dossier.paused and dossier.due_day is not None and dossier.due_day < day:
        days = day - dossier.due_day
        return (
            f"Hồ sơ đã quá ngày hẹn {days} ngày. Chúng tôi xin lỗi ông/bà; cơ quan giải quyết đang xử lý.",
            f"The result is {days} day{'s' if days > 1 else ''} late. We apologise; it is being worked on.",
        )
    if dossier.open and granted is not None:
        to = moment(office, granted.due_at)
        return (
            f"Chúng tôi xin lỗi vì phải hẹn lại đến {to}. Lý do: {granted.reason}",
            f"We apologise that the result is promised for {to} now. Why: {granted.reason}",
        )
    if dossier.timeliness == "late":
        return (
            "Kết quả có sau ngày hẹn. Chúng tôi xin lỗi ông/bà vì sự chậm trễ này.",
            "The result came after its day. We apologise for the delay.",
        )
    return None


def _stages(office: Office, dossier: Dossier) -> list[Stage]:
    """The way of the dossier, each step once: what it is, where, and whether it is done."""
    if dossier.state in ("refused", "submitted"):
        return []
    names = office.names
    places = {step.step: place for place, step in enumerate(dossier.route)}
    here = places.get(dossier.step or "", len(dossier.route) if dossier.outcome is not None else -1)
    left = {visit.step: visit.left_at for visit in dossier.visits if visit.left_at is not None}
    found = []
    for place, step in enumerate(dossier.route):
        state: Literal["done", "now", "later"] = (
            "done" if place < here else "now" if place == here else "later"
        )
        if dossier.state == "returned":
            state = "done"
        if state == "later" and dossier.outcome not in (None, "resolved"):
            continue  # an end before the last step
        title = names.name("step", f"{dossier.procedure}:{step.step}")
        shown = title if not title.startswith(f"{dossier.procedure}:") else names.name("step", step.step)
        holder = dossier.holder if state == "now" and dossier.holder else step.holder
        day = left.get(step.step) if state == "done" else None
        told = "" if day is None else f"{day.astimezone(office.store.zone):%d/%m/%Y}"
        found.append(Stage(shown, names.name("department", holder), state, told))
    return found

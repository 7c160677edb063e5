"""A dossier, told by its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from models.event import Event
from tests.property.plain.clock import Clock

NOBODY = "none"
#: what moves neither the clock nor the dossier
OF_NO_TIME = (
    "reassign", "note", "take_fee", "ask_opinions", "give_opinion", "take_opinion_back", "waive_opinion",
    "recall_opinions", "ask_more", "supply", "retime",
)


@dataclass
class Stay:
    """One stay at a step."""

    step: str
    holder: str
    entered: datetime | None
    started: datetime | None = None
    left: datetime | None = None
    limit_ms: int | None = None
    #: of a log: who began, and when, is not known
    logged: bool = False


class Then(NamedTuple):
    """What a dossier was from an instant on."""

    at: datetime
    state: str
    due: datetime | None
    holder: str
    step: str


@dataclass
class Told:
    """A dossier, told by its events."""

    clock: Clock
    place: dict[str, str] = field(default_factory=dict)
    route: list[dict[str, Any]] = field(default_factory=list)
    term: tuple[int, str] = (0, "working_day")
    state: str = ""
    received: datetime | None = None
    closed: datetime | None = None
    outcome: str = ""
    returned: datetime | None = None
    rating: int | None = None
    rated: datetime | None = None
    original: datetime | None = None
    law: datetime | None = None
    due: datetime | None = None
    granted: tuple[datetime, datetime] | None = None
    logged: bool = False
    stays: list[Stay] = field(default_factory=list)
    pauses: list[tuple[str, datetime, datetime | None]] = field(default_factory=list)
    then: list[Then] = field(default_factory=list)

    @property
    def impossible(self) -> bool:
        return self.received is not None and self.closed is not None and self.closed < self.received

    def tell(self, event: Event) -> None:
        """Take in one more event."""
        if event.action in ("submit", "log"):
            getattr(self, event.action)(event.changes)
        elif event.action in ("move", "recount"):
            self.other_revision(event.changes)
        else:
            self.act(event.action, event.at, event.params)
        here = self.stays[-1] if self.stays and self.stays[-1].left is None else None
        lies = (here.holder, here.step) if here else (NOBODY, NOBODY)
        if not self.logged:
            self.then.append(Then(event.at, self.state, self.due, *lies))

    def submit(self, said: dict[str, Any]) -> None:
        self.state = "submitted"
        self.place = {name: said[name] for name in ("department", "level", "channel", "field", "procedure")}
        self.route = [dict(step) for _, step in sorted(said["route"]["places"].items())]
        self.term = said["term_value"], said["term_unit"]

    def log(self, said: dict[str, Any]) -> None:
        """A case of a foreign log: its instants as they are."""
        self.logged = True
        if "department" in said:
            self.place = {n: said[n] for n in ("department", "level", "channel", "field", "procedure")}
            self.received, self.due = said["received_at"], said.get("original_due_at")
            self.original = self.law = self.due
        rows = said.get("visits", {"places": {}})["places"]
        for index in sorted(rows, key=int):
            row = rows[index]
            stay = Stay(row["step"], row["holder"], row.get("entered_at"), None, row["left_at"], logged=True)
            self.stays[int(index) : int(index) + 1] = [stay]
        self.closed = said.get("closed_at") or self.closed
        assert self.received is not None
        self.then = [Then(self.received, "processing", self.due, NOBODY, NOBODY)]
        if self.closed is not None:
            self.outcome = "resolved"
            self.then.append(Then(self.closed, "resolved", self.due, NOBODY, NOBODY))

    def enter(self, step: dict[str, Any], at: datetime) -> None:
        """Leave where it lies and come to a step."""
        if self.stays and self.stays[-1].left is None:
            self.stays[-1].left = at
        self.stays.append(Stay(step["step"], step["holder"], at, limit_ms=step.get("limit_ms")))
        self.state = "processing"

    def index(self) -> int:
        return next(i for i, step in enumerate(self.route) if step["step"] == self.stays[-1].step)

    def act(self, action: str, at: datetime, given: dict[str, Any]) -> None:
        if action == "accept":
            self.received = at
            self.original = self.law = self.due = self.clock.due(at, *self.term)
            self.enter(self.route[0], at)
            self.stays[-1].started = at
            self.state = "received"
        elif action == "start":
            self.stays[-1].started = at
        elif action == "release":
            self.stays[-1].started = None
        elif action == "finish":
            self.enter(self.route[self.index() + 1], at)
        elif action == "send_back":
            before = self.route[: self.index()]
            wanted = given.get("step", before[-1]["step"])
            self.enter(next(step for step in before if step["step"] == wanted), at)
        elif action == "hand_over":
            leg = {**given, "step": self.stays[-1].step, "holder": given["department"]}
            self.enter(leg, at)
        elif action in ("ask_supplement", "ask_payment"):
            self.state = action.removeprefix("ask_")
            self.pauses.append((self.state, at, None))
        elif action in ("receive_supplement", "receive_payment"):
            self.end_pause(at)
            self.state = "processing"
            self.move()
        elif action == "extend":
            self.granted = given["due_at"], at
            self.due = given["due_at"]
        elif action in ("resolve", "reject", "withdraw", "stop") and self.received is not None:
            self.close(action, at)
        elif action in ("refuse", "withdraw"):
            self.state = "refused"
        elif action == "return":
            self.state, self.returned = "returned", at
            if self.stays[-1].left is None:
                self.stays[-1].left = at
        elif action == "rate":
            self.rating, self.rated = given["rating"], at
        elif action == "correct":
            self.place["channel"] = given["correction"].get("channel", self.place["channel"])
        else:
            assert action in OF_NO_TIME, action

    def other_revision(self, said: dict[str, Any]) -> None:
        """Another way from here on, if it says so, and the term counted anew from the receipt."""
        self.term = said.get("term_value", self.term[0]), said.get("term_unit", self.term[1])
        if "route" in said:
            places, length = said["route"]["places"], said["route"].get("length", len(self.route))
            self.route = [
                dict(places[str(n)]) if str(n) in places else self.route[n] for n in range(length)
            ]
        assert self.received is not None
        self.original = self.clock.due(self.received, *self.term)
        self.move()

    def end_pause(self, at: datetime) -> None:
        if self.pauses and self.pauses[-1][2] is None:
            self.pauses[-1] = (*self.pauses[-1][:2], at)

    def move(self) -> None:
        """The due dates after a pause."""
        assert self.original is not None and self.received is not None
        spans = [(begin, end) for _, begin, end in self.pauses if end is not None]
        self.law = self.due = self.clock.moved(self.original, self.received, *self.term, spans)
        if self.granted is not None:
            until, at = self.granted
            later = [span for span in spans if span[1] > at]
            self.due = max(self.law, self.clock.moved(until, at, 1, "working_day", later))

    def close(self, action: str, at: datetime) -> None:
        self.end_pause(at)
        self.closed = at
        self.state = self.outcome = {
            "resolve": "resolved", "reject": "rejected", "withdraw": "withdrawn", "stop": "stopped"
        }[action]  # fmt: skip
        self.stays[-1].left = at
        following = self.route[self.index() + 1 :]
        if action == "resolve" and following:
            self.stays.append(Stay(following[0]["step"], following[0]["holder"], at,
                                   limit_ms=following[0].get("limit_ms")))  # fmt: skip

    # -- what is asked of it -------------------------------------------------------------------

    def on(self, day: int) -> Then | None:
        """What it was at the end of a day; None where it was no backlog."""
        if self.impossible:
            return None
        past = [then for then in self.then if self.clock.day(then.at) <= day]
        last = past[-1] if past else None
        return last if last and last.state in ("received", "processing", "supplement", "payment") else None

    def paused_ms(self, since: datetime, until: datetime) -> int:
        """Working milliseconds of pauses between two instants."""
        ends = [(begin, end or until) for _, begin, end in self.pauses]
        return sum(
            self.clock.worked(max(begin, since), min(end, until))
            for begin, end in ends
            if max(begin, since) < min(end, until)
        )

    def result(self) -> bool:
        """Whether it has a result whose duration counts."""
        return self.outcome in ("resolved", "rejected") and not self.impossible

    def waiting(self) -> int:
        assert self.received is not None and self.closed is not None
        return self.clock.worked(self.received, self.closed) - self.paused_ms(self.received, self.closed)

    def timeliness(self) -> str:
        if self.outcome not in ("resolved", "rejected") or self.law is None:
            return ""
        assert self.closed is not None
        closed, law = self.clock.day(self.closed), self.clock.day(self.law)
        return "early" if closed < law else "late" if closed > law else "on_due_day"

    def excused(self) -> bool:
        assert self.closed is not None and self.due is not None
        return self.timeliness() == "late" and self.clock.day(self.closed) <= self.clock.day(self.due)

    def queue(self, stay: Stay) -> int:
        assert stay.entered is not None and stay.left is not None
        begun = stay.started or stay.left
        return self.clock.worked(stay.entered, begun) - self.paused_ms(stay.entered, begun)

    def handling(self, stay: Stay) -> int:
        assert stay.left is not None
        begun = stay.started or stay.left
        return self.clock.worked(begun, stay.left) - self.paused_ms(begun, stay.left)

    def late_at(self, stay: Stay) -> bool | None:
        """Whether it left the step after the step's own limit; None where it has none."""
        if stay.limit_ms is None:
            return None
        assert stay.entered is not None and stay.left is not None
        worked = self.clock.worked(stay.entered, stay.left) - self.paused_ms(stay.entered, stay.left)
        if worked != stay.limit_ms:
            return worked > stay.limit_ms
        # All of it was used: late only where it left after the minute at which that was so.
        due = self.clock.after(stay.entered, stay.limit_ms)
        return stay.left > self.clock.after(due, self.paused_ms(stay.entered, stay.left))

    def shares(self) -> tuple[int, int, int]:
        """Queue and handling at the responsible department, and time at others, until the result."""
        assert self.closed is not None
        before = [s for s in self.stays if s.entered != self.closed and s.left and s.left <= self.closed]
        own = [stay for stay in before if stay.holder == self.place["department"]]
        others = [stay for stay in before if stay.holder != self.place["department"]]
        return (
            sum(map(self.queue, own)), sum(map(self.handling, own)),
            sum(self.queue(stay) + self.handling(stay) for stay in others),
        )  # fmt: skip


def told(events: Iterable[Event], clock: Clock) -> Told:
    """A dossier as its events tell it."""
    story = Told(clock)
    for event in events:
        story.tell(event)
    return story

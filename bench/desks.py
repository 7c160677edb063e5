"""People who work through what they are given: what is due first, first; one dossier at a time."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.workdays import Workdays
from dashboard.roster.week import Slot, WeekPlan, monday_of
from models.roster import Assignment
from models.staff import StaffMember


@dataclass(frozen=True, slots=True)
class Arrival:
    """A dossier at the step: when on the axis, its field, the step's limit and its handling, in minutes."""

    at: int
    field: str
    limit: int
    work: float


@dataclass
class Outcome:
    """Minutes waited for each dossier, how many ended late, and the unevenness at each week's end."""

    waits: list[float] = field(default_factory=list)
    late: int = 0
    uneven: list[float] = field(default_factory=list)


@dataclass
class Desk:
    """One person. `own`: the minutes that they have worked by the begin of each half-day, and by the last's
    end; `limits`: the limits of what they hold, which is how the product reckons the work left."""

    starts: Sequence[int]
    own: list[int]
    queue: list[tuple[int, int, float, Arrival]] = field(default_factory=list)
    busy_until: float = 0.0
    doing: Arrival | None = None
    held: int = 0
    limits: int = 0
    left: float = 0.0

    def mine(self, axis: float) -> float:
        """Own minutes worked by an instant of the axis."""
        place = min(bisect_right(self.starts, axis) - 1, len(self.own) - 2)
        there = self.own[place + 1] > self.own[place]
        return self.own[place] + (axis - self.starts[place] if there else 0.0)

    def begins(self, own: float) -> float:
        """The instant after `own` minutes at which they go on working."""
        place = min(bisect_right(self.own, own) - 1, len(self.own) - 1)
        return self.starts[place] + own - self.own[place]

    def ends(self, own: float) -> float:
        """The instant at which they have worked `own` minutes."""
        place = max(min(bisect_left(self.own, own) - 1, len(self.own) - 1), 0)
        return self.starts[place] + own - self.own[place]

    def work(self, now: float, told: Outcome) -> None:
        """Do what can be done until the instant."""
        until = self.mine(now)
        while self.busy_until <= until:
            if self.doing is not None:
                self.held -= 1
                self.limits -= self.doing.limit
                told.late += self.ends(self.busy_until) > self.doing.at + self.doing.limit
                self.doing = None
            if not self.queue:
                return
            _, _, effort, arrival = heapq.heappop(self.queue)
            told.waits.append(max(0.0, self.begins(self.busy_until) - arrival.at))
            self.left -= effort
            self.doing = arrival
            self.busy_until += effort

    def take(self, now: float, number: int, effort: float, arrival: Arrival) -> None:
        """Put a dossier on the pile; who was idle begins with it now."""
        if self.doing is None and not self.queue:
            self.busy_until = max(self.busy_until, self.mine(now))
        heapq.heappush(self.queue, (arrival.at + arrival.limit, number, effort, arrival))
        self.held += 1
        self.limits += arrival.limit
        self.left += effort

    def open_minutes(self, now: float) -> float:
        """The work that lies before them."""
        return self.left + (max(0.0, self.busy_until - self.mine(now)) if self.doing is not None else 0.0)


@dataclass
class Team:
    """The people of a department with their days; `plan` is what the product's choice is judged by."""

    days: Workdays
    plan: WeekPlan
    away: Mapping[str, set[int]]
    desks: dict[str, Desk] = field(default_factory=dict)
    _able: dict[str, list[str]] = field(default_factory=dict)
    _duty: dict[tuple[str, int], list[Assignment]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Sequence[StaffMember], days: Workdays, away: Mapping[str, set[int]]) -> Team:
        """A team of which nobody has begun."""
        places = {half: place for place, half in enumerate(("morning", "afternoon"))}
        slots = tuple(
            Slot(day, places[half], half, days.starts[at + 1] - days.starts[at])
            for at, (day, half) in enumerate(days.halves)
        )
        plan = WeekPlan(days.halves[0][0], slots, (), {one.id: one for one in people})
        team = cls(days, plan, away)
        team.clear()
        return team

    def clear(self) -> None:
        """Everybody at the begin of the year, with nothing before them."""
        self.desks = {}
        for person in self.plan.people:
            own = [0]
            for place, (day, _) in enumerate(self.days.halves):
                minutes = self.days.starts[place + 1] - self.days.starts[place]
                own.append(own[-1] + (0 if day in self.away[person] else minutes))
            self.desks[person] = Desk(self.days.starts, own)

    def able(self, id: str) -> list[str]:
        """Those who know the field."""
        if id not in self._able:
            self._able[id] = [person for person, one in self.plan.people.items() if one.knows(id) is not None]
        return self._able[id]

    def on_duty(self, id: str, place: int) -> list[Assignment]:
        """The published roster of a field and half-day: all who know it and are there."""
        if (id, place) not in self._duty:
            day, half = self.days.halves[place]
            self._duty[id, place] = [
                Assignment(day=day, half=half, field=id, person=person)
                for person in self.able(id)
                if day not in self.away[person]
            ]
        return self._duty[id, place]

    def there(self, id: str, place: int) -> list[str]:
        """Those on duty."""
        return [one.person for one in self.on_duty(id, place)]


def replayed(
    team: Team, arrivals: Sequence[Arrival], scale: float, policy: Callable[[Team, str, int], str | None]
) -> Outcome:
    """The year of a department: each dossier to whom the policy names, or with the next half-day again."""
    team.clear()
    told, days = Outcome(), team.days
    last = arrivals[-1].at if arrivals else 0
    weeks = [at for at in week_ends(days) if at <= last]
    events: list[tuple[float, int, Arrival | None]] = [
        *((float(one.at), number, one) for number, one in enumerate(arrivals)),
        *((float(at), len(arrivals) + number, None) for number, at in enumerate(weeks)),
    ]
    heapq.heapify(events)
    while events:
        now, number, arrival = heapq.heappop(events)
        for desk in team.desks.values():
            desk.work(now, told)
        if arrival is None:
            open_ = [desk.open_minutes(now) for desk in team.desks.values()]
            told.uneven.append(max(open_) - sum(open_) / len(open_))
            continue
        place = days.half_at(now)
        person = policy(team, arrival.field, place)
        if person is not None:
            team.desks[person].take(now, number, arrival.work * scale, arrival)
        elif place + 1 < len(days.halves):
            heapq.heappush(events, (float(days.starts[place + 1]), number, arrival))
    for desk in team.desks.values():
        desk.work(days.starts[-1], told)
    return told


def week_ends(days: Workdays) -> Iterable[int]:
    """The instants at which the last half-day of each week ends."""
    for place, (day, _) in enumerate(days.halves):
        following = days.halves[place + 1][0] if place + 1 < len(days.halves) else day + 7
        if monday_of(following) != monday_of(day):
            yield days.starts[place + 1]

"""Dossiers that go from step to step, and people who work on one at a time: event by event (pure).

Time is working minutes from the begin. A stay at a step is: arrives → waits until somebody begins (queue) →
`effort`, which is one person's work → `delay` and `pause`, which are nobody's work → goes on. Of the queue,
`lag` is not anybody's being busy. A station is a department: its people know fields. Who goes away hands
over what they have; who knows no field at all of a station's work never gets it, but where nobody knows a
field, everybody does.

The rules of assignment:

- `least`: given to who is there and has the least work left, by the limits of what they hold (the product's
  own rule, `dashboard.roster.assign.choose`); each begins with what is due first;
- `turn`: given in turn to those who are there; each begins with what is due first;
- `due`: given to nobody; who is free takes what is due first;
- `first`: given to nobody; who is free takes what came first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from dashboard.simulation.jobs import NOBODY, Job, Outcome, Rule, Worker

#: the kinds of events, in the order in which those of one instant happen
_DONE, _BACK, _AWAY, _READY, _MOVES = range(5)


class _Desk:
    """A person at work."""

    __slots__ = (
        "capacity", "doing", "fields", "held", "limits", "pile", "station", "there", "token", "until",
    )  # fmt: skip

    def __init__(self, station: int, fields: frozenset[int], capacity: int) -> None:
        self.station, self.fields, self.capacity = station, fields, capacity
        self.there, self.doing, self.token, self.until = True, -1, 0, 0.0
        self.pile: list[tuple[float, int, int]] = []
        self.limits, self.held = 0.0, 0


class Run:
    """One replication. `stations`: the people of each."""

    def __init__(
        self, jobs: Sequence[Job], stations: Sequence[Sequence[Worker]], until: float, rules: Sequence[Rule]
    ) -> None:
        self._jobs, self._until, self._rules = jobs, until, rules
        self._desks: list[_Desk] = []
        self._of: list[list[int]] = []
        self._able: dict[tuple[int, int], list[int]] = {}
        self._events: list[tuple[float, int, int, int, int]] = []
        self._number = 0
        for station, people in enumerate(stations):
            self._of.append([])
            for person in people:
                self._of[-1].append(len(self._desks))
                for begin, end in person.away:
                    self._events.append((begin, _AWAY, self._next(), len(self._desks), 0))
                    self._events.append((end, _BACK, self._next(), len(self._desks), 0))
                self._desks.append(_Desk(station, person.fields, person.capacity))
        #: what nobody was given: by station and field
        self._lines: list[dict[int, list[tuple[float, int, int]]]] = [{} for _ in stations]
        self._turns: dict[tuple[int, int], int] = {}
        self._place = [0] * len(jobs)
        self._arrived = [0.0] * len(jobs)
        self._left = [0.0] * len(jobs)
        self._waited = [False] * len(jobs)
        self._paused_until = [0.0] * len(jobs)
        self.told = Outcome(
            [math.nan] * len(jobs), [job.due for job in jobs], [job.paused for job in jobs],
            [False] * len(jobs),
        )  # fmt: skip
        for number, job in enumerate(jobs):
            self._events.append((job.at, _MOVES, self._next(), number, -1))
        heapify(self._events)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def go(self) -> Outcome:
        """Until the end of the time, or of the work."""
        events, until, told = self._events, self._until, self.told
        while events:
            now, kind, _, one, more = heappop(events)
            if now > until:
                break
            told.events += 1
            if kind == _READY:
                self._give(now, one)
            elif kind == _DONE:
                self._done(now, one, more)
            elif kind == _MOVES:
                self._moves(now, one, more)
            elif kind == _AWAY:
                self._away(now, one)
            else:
                self._back(now, one)
        told.standing = [instant > until for instant in self._paused_until]
        return told

    # --- a dossier

    def _moves(self, now: float, number: int, place: int) -> None:
        """A stay is over, or the first begins."""
        job = self._jobs[number]
        if place >= 0:
            self.told.ended += 1
            stage = job.stages[place]
            self.told.late += now - self._arrived[number] - stage.pause > stage.limit
        self._place[number] = place = place + 1
        if place >= len(job.stages):
            self.told.finished[number] = now
            return
        stage = job.stages[place]
        self._arrived[number], self._left[number], self._waited[number] = now, stage.effort, False
        if stage.station == NOBODY:
            self._after(now + stage.lag + stage.effort, number)
        elif stage.lag > 0:
            heappush(self._events, (now + stage.lag, _READY, self._next(), number, 0))
        else:
            self._give(now, number)

    def _after(self, now: float, number: int) -> None:
        """The work of a stay is done: what takes nobody's time is left, and its clock may stand."""
        stage = self._jobs[number].stages[self._place[number]]
        end = now + stage.delay + stage.pause
        if stage.pause > 0:
            self._paused_until[number] = end
            self.told.due[number] += stage.pause
            self.told.pauses[number] += stage.pause
        heappush(self._events, (end, _MOVES, self._next(), number, self._place[number]))

    # --- who does it

    def _knowing(self, station: int, of: int) -> list[int]:
        """Those of a station who know a field; all where nobody does."""
        found = self._able.get((station, of))
        if found is None:
            all_ = self._of[station]
            found = [one for one in all_ if of in self._desks[one].fields] or all_
            self._able[station, of] = found
        return found

    def _give(self, now: float, number: int) -> None:
        """Give a dossier to somebody, or put it in the line of its station."""
        job = self._jobs[number]
        stage = job.stages[self._place[number]]
        desks, rule = self._desks, self._rules[stage.station]
        there = [one for one in self._knowing(stage.station, stage.of) if desks[one].there]
        order = self._arrived[number] if rule == "first" else self.told.due[number]
        entry = (order, self._next(), number)
        if rule in ("due", "first") or not there:
            idle = next((one for one in there if desks[one].doing < 0), None)
            if idle is None:
                heappush(self._lines[stage.station].setdefault(stage.of, []), entry)
            else:
                self._begin(now, idle, number)
            return
        if rule == "turn":
            turn = self._turns.get((stage.station, stage.of), 0)
            self._turns[stage.station, stage.of] = turn + 1
            chosen = there[turn % len(there)]
        else:
            chosen = min(there, key=self._load)
        desk = desks[chosen]
        desk.limits += min(stage.limit, 1e9)
        desk.held += 1
        if desk.doing < 0:
            self._begin(now, chosen, number)
        else:
            heappush(desk.pile, entry)

    def _load(self, one: int) -> tuple[bool, float, int, int]:
        desk = self._desks[one]
        return desk.held >= desk.capacity, desk.limits, desk.held, one

    def _begin(self, now: float, one: int, number: int) -> None:
        desk = self._desks[one]
        if not self._waited[number]:
            self._waited[number] = True
            self.told.began.append(now)
            self.told.where.append(desk.station)
            self.told.waits.append(now - self._arrived[number])
        desk.doing, desk.until = number, now + self._left[number]
        heappush(self._events, (desk.until, _DONE, self._next(), one, desk.token))

    def _done(self, now: float, one: int, token: int) -> None:
        desk = self._desks[one]
        if token != desk.token or desk.doing < 0:
            return
        number, desk.doing = desk.doing, -1
        self._laid_down(desk, number)
        self._left[number] = 0.0
        self._after(now, number)
        self._take(now, one)

    def _laid_down(self, desk: _Desk, number: int) -> None:
        """It is no longer among what the person was given."""
        if self._rules[desk.station] in ("least", "turn") and desk.held:
            desk.limits -= min(self._jobs[number].stages[self._place[number]].limit, 1e9)
            desk.held -= 1

    def _take(self, now: float, one: int) -> None:
        """Who is free takes the next: of their own, else of the line of the fields that they know."""
        desk = self._desks[one]
        if desk.pile:
            self._begin(now, one, heappop(desk.pile)[2])
            return
        lines = self._lines[desk.station]
        able = [
            (line[0], of) for of, line in lines.items() if line and one in self._knowing(desk.station, of)
        ]
        if able:
            _, of = min(able)
            number = heappop(lines[of])[2]
            if self._rules[desk.station] in ("least", "turn"):
                desk.limits += min(self._jobs[number].stages[self._place[number]].limit, 1e9)
                desk.held += 1
            self._begin(now, one, number)

    # --- who is there

    def _away(self, now: float, one: int) -> None:
        """Somebody goes, and hands over what they have, begun or not."""
        desk = self._desks[one]
        desk.there = False
        handed = [number for _, _, number in sorted(desk.pile)]
        if desk.doing >= 0:
            self._left[desk.doing] = max(0.0, desk.until - now)
            handed.insert(0, desk.doing)
        desk.pile, desk.doing, desk.limits, desk.held = [], -1, 0.0, 0
        desk.token += 1
        for number in handed:
            self._give(now, number)

    def _back(self, now: float, one: int) -> None:
        desk = self._desks[one]
        desk.there = True
        if desk.doing < 0:
            self._take(now, one)


def simulate(
    jobs: Sequence[Job],
    stations: Sequence[Sequence[Worker]],
    until: float,
    rule: Rule | Sequence[Rule] = "due",
) -> Outcome:
    """What becomes of the jobs until an instant; one rule for all stations, or one for each."""
    rules = [rule] * len(stations) if isinstance(rule, str) else rule
    return Run(jobs, stations, until, rules).go()

"""The Office as it is simulated, and the levers that change it (pure).

Each replication draws what comes, which way it goes and how long it takes; a scenario changes who works,
how much comes and by which rule, and meets the same draws: what differs between two scenarios is what was
changed, and not chance (common random numbers).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dashboard.simulation.courses import TRIES, Open, Path, Pool
from dashboard.simulation.jobs import NOBODY, Job, Rule, Stage, Worker

#: working minutes of a usual week
WEEK = 2_400.0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the staff: their department, the fields that they know, when they are away."""

    id: str
    department: str
    fields: frozenset[str]
    capacity: int = 40
    away: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """What a department's queue is made of: the share of handling that is one person's work, and the share of
    the queue that is not because people are busy. `busy`: which share of its time that work takes."""

    effort: float
    lag: float
    busy: float


@dataclass(frozen=True)
class Model:
    """Everything that a run needs, in working minutes from its begin.

    `weeks`: begin and end of each; `expected`: department → (middle, low, high) of arrivals a week; or
    `came`: what really came, (instant, department, procedure), of a simulation of the past.
    """

    people: tuple[Person, ...]
    paths: tuple[Path, ...]
    open: tuple[Open, ...]
    weeks: tuple[tuple[float, float], ...]
    expected: Mapping[str, Sequence[tuple[float, float, float]]] = field(default_factory=dict)
    came: tuple[tuple[float, str, str], ...] | None = None
    fits: Mapping[str, Fit] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)

    @property
    def until(self) -> float:
        """The end."""
        return self.weeks[-1][1]

    @property
    def stations(self) -> tuple[str, ...]:
        """Departments whose people are known, in order."""
        return tuple(sorted({person.department for person in self.people}))


@dataclass(frozen=True)
class Levers:
    """What is changed; nothing is "as is".

    `department`: where ("": everywhere); `arrivals`: by so many in a hundred more; `leave`: who is away
    for the first `weeks`; `moved`: who goes `to` which department, and knows all there; `extra`: so many
    people more, who know all; `kind`, `cut`: the limit of a kind of step, by so many in a hundred less.
    """

    department: str = ""
    arrivals: int = 0
    leave: tuple[str, ...] = ()
    weeks: int = 2
    moved: str = ""
    to: str = ""
    extra: int = 0
    kind: str = ""
    cut: int = 0
    rule: Rule | None = None

    @property
    def none(self) -> bool:
        """Whether nothing is changed."""
        moved, cut = self.moved and self.to, self.kind and self.cut
        return not (self.arrivals or self.leave or moved or self.extra or cut or self.rule)

    def at(self, department: str) -> bool:
        """Whether a department is meant."""
        return self.department in ("", department)


AS_IS = Levers()


@dataclass
class Scenario:
    """A model under levers: the people of each station, the rules, and the jobs of each replication."""

    model: Model
    levers: Levers = AS_IS
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        model, levers = self.model, self.levers
        places = set(model.stations)
        if levers.moved and levers.to:
            places.add(levers.to)
        if levers.extra and levers.department:
            places.add(levers.department)
        self._stations = {id: place for place, id in enumerate(sorted(places))}
        self.stations = tuple(self._stations)
        names = {path.field for path in model.paths} | {one.field for one in model.open}
        self._fields = {id: place for place, id in enumerate(sorted(names))}
        groups = {path.department for path in model.paths} | {one.department for one in model.open}
        self.groups = tuple(sorted(groups | set(model.expected)))
        self._group = {id: place for place, id in enumerate(self.groups)}
        self._pool = Pool(model.paths)
        self._built: dict[int, tuple[Stage, ...]] = {}
        self.people = self._people()
        self.rules: tuple[Rule, ...] = tuple(
            levers.rule if levers.rule and levers.at(id) else model.rules.get(id, "due")
            for id in self.stations
        )

    def _people(self) -> list[list[Worker]]:
        levers = self.levers
        found: list[list[Worker]] = [[] for _ in self.stations]
        all_ = frozenset(self._fields.values())
        away = (0.0, levers.weeks * WEEK)
        for person in self.model.people:
            known = frozenset(self._fields[id] for id in person.fields if id in self._fields)
            place = person.department
            if person.id == levers.moved and levers.to:
                place, known = levers.to, all_
            gone = person.away
            if person.id in levers.leave:
                gone = merged((*gone, away))
            found[self._stations[place]].append(Worker(known, person.capacity, gone))
        if levers.extra and levers.department:
            found[self._stations[levers.department]] += [Worker(all_)] * levers.extra
        return found

    # --- what comes and lies there

    def jobs(self, seed: int, replication: int) -> list[Job]:
        """The dossiers of a replication: the open ones, then what comes."""
        chance = np.random.default_rng([seed, replication])
        rows = chance.random((len(self.model.open), TRIES + 1)).tolist()
        jobs = [job for one, row in zip(self.model.open, rows, strict=True) if (job := self._rest(one, row))]
        if self.model.came is not None:
            draws = chance.random(len(self.model.came)).tolist()
            for (at, department, procedure), u in zip(self.model.came, draws, strict=True):
                self._add(jobs, at, self._pool.path(department, procedure, u))
            return jobs
        for number, department in enumerate(sorted(self.model.expected)):
            # A stream of its own for each department: what one gets does not move the others' chances.
            own = np.random.default_rng([seed, replication, number])
            self._coming(jobs, own, department)
        return jobs

    def _coming(self, jobs: list[Job], chance: np.random.Generator, department: str) -> None:
        """What comes to a department: week by week within the band of the forecast, which errs alike for all
        weeks by half. More arrivals are these and others; fewer are some of these."""
        factor = 1 + (self.levers.arrivals if self.levers.at(department) else 0) / 100
        common = chance.standard_normal()
        for (begin, end), (middle, low, high) in zip(
            self.model.weeks, self.model.expected[department], strict=True
        ):
            own, rounding = chance.standard_normal(), chance.random()
            spread = (high - low) / 2.56
            mean = max(0.0, middle + spread * math.sqrt(0.5) * (common + own))
            draws = chance.random((3 + 3 * math.ceil(mean), 2)).tolist()
            for at, u in draws[: int(mean * factor + rounding)]:
                self._add(jobs, begin + at * (end - begin), self._pool.path(department, "", u))

    def _add(self, jobs: list[Job], at: float, path: Path | None) -> None:
        if path is None:
            return
        stages = self._built.get(id(path))
        if stages is None:
            stages = tuple(self._stage(path, place) for place in range(len(path.legs)))
            self._built[id(path)] = stages
        jobs.append(Job(at, stages, at + path.limit, at, self._group[path.department]))

    def _stage(self, path: Path, place: int) -> Stage:
        """A leg of a path as it would be gone under the levers."""
        leg, of = path.legs[place], self._fields[path.field]
        cut = leg.kind == self.levers.kind and self.levers.at(leg.holder)
        shorter = 1 - self.levers.cut / 100 if cut else 1.0
        limit = leg.limit * shorter
        station, fit = self._stations.get(leg.holder), self.model.fits.get(leg.holder)
        if station is None or fit is None:
            return Stage(NOBODY, of, 0.0, (leg.queue + leg.handling) * shorter, leg.pause, 0.0, limit)
        work = leg.handling * fit.effort
        delay = (leg.handling - work) * shorter
        return Stage(station, of, work, delay, leg.pause, leg.queue * fit.lag, limit)

    def _rest(self, one: Open, chances: Sequence[float]) -> Job | None:
        """An open dossier: what is left of its stay, then the rest of the way of one that passed here."""
        found = self._pool.rest(one, chances)
        if found is None:
            return None
        path, place = found
        rest = [self._stage(path, later) for later in range(place + 1, len(path.legs))]
        here, leg = self._stage(path, place), path.legs[place]
        standing = not math.isnan(one.standing)
        pause = 0.0 if standing else here.pause
        stages: list[Stage] = []
        if standing:
            stands = self._pool.pause(one.standing, chances[-1])
            stages.append(Stage(NOBODY, here.of, 0.0, 0.0, stands))
        if math.isnan(one.handled):
            stages.append(Stage(here.station, here.of, here.effort, here.delay, pause, here.lag, here.limit))
        else:
            done = min(one.handled, leg.handling)
            work = max(0.0, here.effort - done)
            delay = max(0.0, here.effort + here.delay - done - work)
            station = here.station if work > 0 else NOBODY
            stages.append(Stage(station, here.of, work, delay, pause, 0.0, here.limit))
        group = self._group[one.department]
        return Job(0.0, (*stages, *rest), one.due, one.received, group, one.paused)


def merged(spans: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Spans of time, those that touch as one."""
    found: list[tuple[float, float]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return tuple(found)

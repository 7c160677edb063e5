"""What is simulated: dossiers with their stays, people, and what became of them (pure)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, get_args

Rule = Literal["least", "turn", "due", "first"]
RULES: tuple[Rule, ...] = get_args(Rule)
#: a station that is none of ours: what is there only takes time
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Stage:
    """One stay at a step, in minutes; `limit` is what the step may take, `of` the field."""

    station: int
    of: int
    effort: float
    delay: float = 0.0
    pause: float = 0.0
    lag: float = 0.0
    limit: float = math.inf


@dataclass(frozen=True, slots=True)
class Job:
    """One dossier: when it reaches the first of its `stages`, its due instant, when it was received.

    `paused`: the part of its pauses that lies behind it.
    """

    at: float
    stages: tuple[Stage, ...]
    due: float = math.inf
    received: float = 0.0
    group: int = 0
    paused: float = 0.0


@dataclass(frozen=True, slots=True)
class Worker:
    """One person: the fields that they know, how many they can hold, and from when to when they are away."""

    fields: frozenset[int]
    capacity: int = 10_000
    away: tuple[tuple[float, float], ...] = ()


@dataclass
class Outcome:
    """What became of each job: `finished` (nan: still open), `due` as moved by pauses, `pauses`, `standing`
    (whether its clock stands at the end); of the stays begun: when, where, how long they waited; `late`, how
    many stays were longer than their limit, and `ended`, how many ended."""

    finished: list[float]
    due: list[float]
    pauses: list[float]
    standing: list[bool]
    began: list[float] = field(default_factory=list)
    where: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    late: int = 0
    ended: int = 0
    events: int = 0

"""How much of a department's handling is one person's work: what makes its queue as long as it was (pure).

Nobody records how long somebody really works on a dossier; recorded is from when to when it was handled, and
how long it waited before. So the visits of some weeks are gone through again as they came, with the people
that there are, and the share of handling that is work is sought at which they wait as long on the mean as
they did. People are never taken to be busier than `MOST_BUSY`; what they waited beyond that is not for want
of people, and stays as it was.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from dashboard.simulation.courses import Course
from dashboard.simulation.engine import simulate
from dashboard.simulation.jobs import Job, Rule, Stage, Worker
from dashboard.simulation.model import Fit, Person

#: which share of their time people work at most on what is simulated
MOST_BUSY = 0.85
#: the shares that are tried, and how often the distance between them is halved
LEAST, STEPS = 0.005, 8
#: visits that are gone through again for one department, the last ones
MOST_VISITS = 1_500


def fit(
    courses: Sequence[Course], people: Sequence[Person], department: str, rule: Rule, begin: float, end: float
) -> Fit | None:
    """From the visits of a department that began in begin … end; None where nobody or nothing was there."""
    team = [person for person in people if person.department == department]
    visits = [
        (stay.entered, course.field, stay.queue, stay.handling, min(stay.limit, 1e9))
        for course in courses
        for stay in course.stays
        if stay.holder == department
        and begin <= stay.entered < end
        and not math.isnan(stay.queue)
        and not math.isnan(stay.handling)
    ]
    visits = sorted(visits)[-MOST_VISITS:]
    if not team or not visits:
        return None
    begin = max(begin, visits[0][0])
    fields = {id: place for place, id in enumerate(sorted({visit[1] for visit in visits}))}
    workers = [
        Worker(frozenset(fields[id] for id in person.fields if id in fields), person.capacity)
        for person in team
    ]
    handled = sum(visit[3] for visit in visits)
    waited = sum(visit[2] for visit in visits) / len(visits)
    time = max(1.0, end - begin) * len(team)
    most = min(1.0, MOST_BUSY * time / handled) if handled else 1.0

    def queue(share: float) -> float:
        jobs = [
            Job(at, (Stage(0, fields[of], handling * share, limit=limit),), at + limit)
            for at, of, _, handling, limit in visits
        ]
        told = simulate(jobs, [workers], math.inf, rule)
        return sum(told.waits) / len(told.waits)

    low, high = LEAST, most
    if high <= low or queue(high) <= waited:
        low = high
    for _ in range(STEPS if low < high else 0):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if queue(middle) < waited else (low, middle)
    share = math.sqrt(low * high)
    lag = max(0.0, 1 - queue(share) / waited) if waited > 0 else 0.0
    return Fit(share, lag, share * handled / time)

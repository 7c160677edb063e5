"""Who gets the next dossier: by roster and least remaining work, against round robin and against chance.

Pure simulation, in memory. The arrivals are those of the simulated history (`seed.seasons.counts`: Tết,
weekdays, growth), the procedures, fields and step limits its reference data, the staff its made-up people,
and the time that a dossier takes its law (`seed.course.PACE`); the same arrivals, work and absences for every
policy of one seed. The roster's choice is the product's own function, `dashboard.roster.assign.choose`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from random import Random
from zoneinfo import ZoneInfo

from bench.desks import Arrival, Outcome, Team, replayed
from bench.ground import UNTIL, Ground
from bench.table import Table
from bench.workdays import Workdays
from dashboard.clock import WorkingCalendar, date_of
from dashboard.roster.assign import Load, choose
from models.naming import ident
from seed.calendars import default_calendar
from seed.course import PACE
from seed.files import rows
from seed.seasons import counts
from seed.staff import members_of
from seed.volumes import Volumes, volumes

ZONE = "Asia/Ho_Chi_Minh"
SEEDS = 20
#: simulated years hold as many dossiers, whatever the sizes of the other benches
DOSSIERS = 10_000
DAYS = 365
#: weeks after the last arrival in which work goes on
AFTER = 26
#: the share of their year's time that the busiest of a department need by the best split
BUSY = 0.6
#: no more of the handling is one person's work than this: small departments are not busy
AT_MOST = 0.25
#: working days of leave a year and person, and of sickness
LEAVE, SICK = 12, 5
#: working minutes of the units of the reference data
UNITS = {"gio": 60, "ngay": 480, "ngay_lam_viec": 480}
#: how much of the time between two steps the seed calls handling, the rest is waiting (see seed.course)
HANDLED = (0.4, 0.8)

ROSTER, ROUND, CHANCE, BLIND = (
    "roster, least work left", "roster, round robin", "roster, by chance", "no roster, round robin"
)  # fmt: skip
MEASURES = ("late %", "p90 queue, h", "unevenness, h")


def run(ground: Ground, seeds: int = SEEDS, dossiers: int = DOSSIERS) -> list[Table]:
    """The table of the policies, and that of what each is worse than the roster by, seed by seed."""
    del ground  # nothing is stored
    calendar = WorkingCalendar.from_document(default_calendar(ZONE), ZoneInfo(ZONE))
    told: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for seed in range(seeds):
        for policy, outcome in year(seed, dossiers, calendar).items():
            told[policy].append(figures(outcome))
    return [means(told, seeds, dossiers), differences(told, seeds)]


def year(seed: int, dossiers: int, calendar: WorkingCalendar) -> dict[str, list[Outcome]]:
    """Policy → the outcomes of the departments, all with the same arrivals, work and absences."""
    chance, volume = Random(f"assignment|{seed}"), volumes()
    per_day = counts(dossiers, UNTIL, DAYS, 0, calendar, volume)
    first = min(per_day)
    days = Workdays.of(calendar, first, max(per_day) + 7 * AFTER)
    found: dict[str, list[Outcome]] = defaultdict(list)
    arrivals = drawn(chance, per_day, days, volume)
    for department, mine in sorted(arrivals.items()):
        fields = sorted({one.field for one in mine})
        people = [one for one in members_of(chance, department, fields) if "-cv" in one.id]
        people = [one for one in people if one.competences]
        team = Team.of(people, days, absences(chance, [one.id for one in people], days, max(per_day)))
        known = [one for one in mine if team.able(one.field)]
        effort = scaled(known, team, days.place(max(per_day)))
        for name, policy in POLICIES.items():
            found[name].append(replayed(team, known, effort, policy(Random(f"{seed}|{department}"))))
    return found


def drawn(
    chance: Random, per_day: Mapping[int, int], days: Workdays, volume: Volumes
) -> dict[str, list[Arrival]]:
    """Department → its arrivals in the order of time; a procedure as often as the reference data say."""
    reviews = {
        row["procedure_id"]: round(float(row["duration"]) * UNITS[row["duration_unit"]])
        for row in rows("procedure_steps.csv")
        if row["kind"] == "review"
    }
    offered = [row for row in rows("procedures.csv") if reviews.get(row["id"])]
    weights = [float(row["demo_weight"] or 1) for row in offered]
    hours = [hour for hour in volume.hour_of_day_share if 7 <= hour < 17]
    shares = [volume.hour_of_day_share[hour] for hour in hours]
    found: dict[str, list[Arrival]] = defaultdict(list)
    for day, many in sorted(per_day.items()):
        minutes = sorted(60 * chance.choices(hours, shares)[0] + chance.randrange(60) for _ in range(many))
        for minute, row in zip(minutes, chance.choices(offered, weights, k=many), strict=True):
            limit = reviews[row["id"]]
            work = limit * chance.lognormvariate(*PACE) * chance.uniform(*HANDLED)
            arrival = Arrival(days.at(day, minute), ident(row["field_vi"]), limit, work)
            found[row["department_code"]].append(arrival)
    return found


def absences(chance: Random, people: Sequence[str], days: Workdays, last: int) -> dict[str, set[int]]:
    """Person → the days away: leave in stretches of one to five days, sickness in ones of one or two."""
    worked = [day for day in days.days if day <= last]
    away: dict[str, set[int]] = {}
    for person in people:
        gone: set[int] = set()
        for whole, longest in ((LEAVE, 5), (SICK, 2)):
            left = whole
            while left > 0:
                long = min(left, chance.randint(1, longest))
                begin = chance.randrange(len(worked))
                gone.update(worked[begin : begin + long])
                left -= long
        away[person] = gone
    return away


def scaled(arrivals: Sequence[Arrival], team: Team, end: int) -> float:
    """Minutes of one person's work for each minute of handling: so that the busiest are `BUSY` on the mean.

    The busiest by the best split that knows everything beforehand: fields that few know make the narrow
    place, and no policy can widen it.
    """
    from scipy.optimize import linprog

    work: dict[str, float] = defaultdict(float)
    for one in arrivals:
        work[one.field] += one.work
    pairs = [(id, person) for id in work for person in team.able(id)]
    time = {person: desk.own[end] for person, desk in team.desks.items()}
    if not pairs:
        return 1.0
    # The variables: how much of a field each does, and the share of their time that the busiest need.
    equal = [[float(field == id) for field, _ in pairs] + [0.0] for id in work]
    under = [[float(who == person) for _, who in pairs] + [-float(time[person])] for person in time]
    solved = linprog(
        [0.0] * len(pairs) + [1.0], A_ub=under, b_ub=[0.0] * len(time), A_eq=equal, b_eq=list(work.values())
    )
    return min(BUSY / float(solved.fun), AT_MOST)


# --- the policies: field, half-day and who could → who takes it

Policy = Callable[[Team, str, int], str | None]


def by_roster(chance: Random) -> Policy:
    """The product's choice among those on duty, with the remaining work as the product reckons it."""
    del chance

    def chosen(team: Team, field: str, place: int) -> str | None:
        loads = {id: Load(desk.held, int(desk.limits * 60_000)) for id, desk in team.desks.items()}
        day, half = team.days.halves[place]
        choice = choose(team.plan, team.on_duty(field, place), loads, field, day, half)
        return None if choice is None else choice.person

    return chosen


def in_turn(chance: Random) -> Policy:
    """One after the other of those on duty in the field."""
    del chance
    turns: dict[str, int] = defaultdict(int)

    def chosen(team: Team, field: str, place: int) -> str | None:
        there = team.there(field, place)
        turns[field] += 1
        return there[turns[field] % len(there)] if there else None

    return chosen


def by_chance(chance: Random) -> Policy:
    """Anybody of those on duty in the field."""

    def chosen(team: Team, field: str, place: int) -> str | None:
        there = team.there(field, place)
        return chance.choice(there) if there else None

    return chosen


def blindly(chance: Random) -> Policy:
    """One after the other of all who know the field, whether they are there or not."""
    del chance
    turns: dict[str, int] = defaultdict(int)

    def chosen(team: Team, field: str, place: int) -> str | None:
        del place
        turns[field] += 1
        able = team.able(field)
        return able[turns[field] % len(able)]

    return chosen


POLICIES: dict[str, Callable[[Random], Policy]] = {
    ROSTER: by_roster, ROUND: in_turn, CHANCE: by_chance, BLIND: blindly,
}  # fmt: skip


# --- the figures


def figures(outcomes: Sequence[Outcome]) -> tuple[float, float, float]:
    """Share of the steps that ended after their limit (%), p90 queue time and mean unevenness (hours)."""
    waits = sorted(wait for one in outcomes for wait in one.waits)
    late = sum(one.late for one in outcomes)
    uneven = [value for one in outcomes for value in one.uneven]
    return (
        100 * late / len(waits),
        waits[math.ceil(0.9 * len(waits)) - 1] / 60,
        sum(uneven) / len(uneven) / 60,
    )


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and the half width of its 95 % confidence interval (Student's t); 0 for a single value."""
    from scipy.stats import t

    n, mean = len(values), sum(values) / len(values)
    if n < 2:
        return mean, 0.0
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
    return mean, float(t.ppf(0.975, n - 1)) * deviation / math.sqrt(n)


def means(told: Mapping[str, Sequence[tuple[float, float, float]]], seeds: int, dossiers: int) -> Table:
    """One row a policy."""
    heads = tuple(head for measure in MEASURES for head in (measure, f"± {measure}"))
    table = Table("Assignment, simulated on the seeded year", ("policy", *heads))
    for policy, values in told.items():
        table.add(policy, *(part for place in range(3) for part in interval([v[place] for v in values])))
    last = date_of(int(UNTIL.timestamp() // 86_400))
    table.notes += [
        f"{seeds} seeds, {dossiers:,} dossiers each, in the {DAYS} days to {last}; ±: half a 95 % interval",
        f"the busiest need at most {BUSY:.0%} of their time by the best split; each is away {LEAVE + SICK} d",
        "unevenness: the fullest person's work left beyond the mean of the department, at each week's end",
    ]
    return table


def differences(told: Mapping[str, Sequence[tuple[float, float, float]]], seeds: int) -> Table:
    """How much worse each rival is than the roster on the same seed; wrong where it is better for sure."""
    heads = tuple(head for measure in MEASURES for head in (measure, f"± {measure}"))
    table = Table("Worse than the roster by (the same arrivals)", ("policy", *heads))
    for policy in (ROUND, CHANCE, BLIND):
        parts: list[float] = []
        for place in range(3):
            pairs = zip(told[policy], told[ROSTER], strict=True)
            mean, half = interval([theirs[place] - ours[place] for theirs, ours in pairs])
            parts += [mean, half]
            if seeds > 1 and mean + half < 0:
                table.wrong.append(f"{policy}: {MEASURES[place]} is better by {-mean:.2f} ± {half:.2f}")
        table.add(policy, *parts)
    return table

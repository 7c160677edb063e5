"""A simulated history: applications that come in, and what the Office does with them.

Deterministic by its seed number. Everything goes through `dashboard.flow.apply`, as a clerk's action
does. Seasons, week days, channels and shares are those of `volumes.json` (assumptions, marked there);
some departments are overloaded so that the charts have something to tell.
"""

from __future__ import annotations

import datetime
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from dashboard.clock import WorkingCalendar, date_of, day_number
from dashboard.flow import Action, ActionRefused, Intake
from dashboard.flow.apply import apply
from dashboard.intake.route import route_of
from models.department import DepartmentTree
from models.dossier import Dossier, RouteStep
from models.event import Event
from models.procedure import Procedure, Revision, responsible_for
from models.serial import code_of
from seed.files import HERE, rows
from seed.people import applicant

HOUR_MS = 3_600_000
#: how much longer work takes where there are too few people, now; it grew to this over the last year
OVERLOAD = {"STNMT": 1.65, "STP": 1.45, "H-899": 1.4, "SGTVT": 1.2}
#: and where things got better
RELIEF = {"SKHDT": 0.6, "SCT": 0.7}
CHANNELS = ("online", "counter", "postal")


@dataclass
class Setting:
    """What the simulation works with: the reference data, resolved once."""

    calendar: WorkingCalendar
    tree: DepartmentTree
    procedures: dict[str, Procedure]
    revisions: dict[str, list[Revision]]
    communes: list[tuple[str, str]]
    codes: dict[str, str]
    serials: Counter[tuple[str, int]] = field(default_factory=Counter)
    routes: dict[tuple[str, str], tuple[RouteStep, ...]] = field(default_factory=dict)


def weights() -> dict[str, float]:
    """How often each procedure is asked for (`demo_weight`, invented)."""
    return {row["id"]: float(row["demo_weight"] or 1) for row in rows("procedures.csv")}


def simulate(
    setting: Setting, dossiers: int, until: datetime.datetime, days: int, seed: int
) -> Iterator[tuple[Dossier, list[Event]]]:
    """`dossiers` histories of the `days` before `until`, each as it stands at `until`."""
    chance = random.Random(seed)
    volumes = json.loads((HERE / "volumes.json").read_text(encoding="utf-8"))["assumptions_for_demo"]
    last = day_number(until.astimezone(setting.calendar.zone).date())
    open_days = [day for day in range(last - days, last + 1) if setting.calendar.is_working_day(day)]
    shares = [day_weight(day, volumes, (day - last + days) / days) for day in open_days]
    hours = {int(hour): share for hour, share in volumes["hour_of_day_share"].items()}
    chosen = sorted(chance.choices(open_days, shares, k=dossiers))
    usual = weights()
    for day in chosen:
        hour = chance.choices(list(hours), list(hours.values()))[0]
        time = datetime.time(hour, chance.randrange(60), chance.randrange(60))
        at = datetime.datetime.combine(date_of(day), time, setting.calendar.zone)
        if at > until:
            at -= datetime.timedelta(days=7)
        while True:
            id = chance.choices(list(usual), list(usual.values()))[0]
            revision = in_force(setting.revisions.get(id, []), date_of(day))
            if revision is not None and revision.steps:
                break
        yield one(setting, setting.procedures[id], revision, at, until, chance, volumes)


def day_weight(day: int, volumes: dict, passed: float) -> float:  # type: ignore[type-arg]
    """How busy a day is: month, week day, and a slow growth."""
    date = date_of(day)
    week = volumes["weekday_index_mon_fri"][min(date.weekday(), 4)]
    return float(volumes["monthly_index_1_is_mean"][date.month - 1] * week * (0.85 + 0.3 * passed))


def in_force(revisions: list[Revision], on: datetime.date) -> Revision | None:
    """The revision of that day."""
    return next((one for one in reversed(revisions) if one.in_force(on)), None)


def intake_of(setting: Setting, procedure: Procedure, revision: Revision, at: datetime.datetime,
              chance: random.Random, volumes: dict) -> Intake:  # type: ignore[type-arg] # fmt: skip
    """A new application: where it belongs, and the route that it will take."""
    level = chance.choice(procedure.levels)
    commune = chance.choice(setting.communes)
    responsible = responsible_for(procedure, level, setting.tree, commune[0])
    key = (revision.id, responsible)
    if key not in setting.routes:
        setting.routes[key] = route_of(revision, responsible, setting.tree, commune[0])
    day = day_number(at.astimezone(setting.calendar.zone).date())
    agency = setting.codes.get(responsible) or "H33.999"
    setting.serials[agency, day] += 1
    years = volumes["channel_mix_by_year"]
    mix = years[max((year for year in years if int(year) <= at.year), default=min(years))]
    business = "business" in procedure.applicants and "citizen" not in procedure.applicants
    return Intake(
        code=code_of(agency, date_of(day), setting.serials[agency, day]),
        procedure=procedure.id, revision=revision.id, field=procedure.field, department=responsible,
        level=level, channel=chance.choices(CHANNELS, [mix[channel] for channel in CHANNELS])[0],
        applicant=applicant(chance, business, [commune]),
        term_value=revision.term.value, term_unit=revision.term.unit, route=setting.routes[key],
    )  # fmt: skip


class Teller:
    """One dossier, told action by action until `until`."""

    def __init__(self, setting: Setting, until: datetime.datetime) -> None:
        self.calendar = setting.calendar
        self.until = until
        self.dossier: Dossier | None = None
        self.events: list[Event] = []

    def tell(self, action: Action, actor: str, at: datetime.datetime) -> bool:
        """Do an action, unless it lies after the end or is refused."""
        if at > self.until:
            return False
        told = self.dossier
        code = action.intake.code if action.intake is not None else told.id if told is not None else ""
        change = f"{code}-{len(self.events)}"
        try:
            self.dossier, event = apply(self.dossier, action, actor, at, self.calendar, change=change)
        except ActionRefused:
            return False
        self.events.append(event)
        return True


def one(setting: Setting, procedure: Procedure, revision: Revision, at: datetime.datetime,
        until: datetime.datetime, chance: random.Random, volumes: dict,  # type: ignore[type-arg]
        ) -> tuple[Dossier, list[Event]]:  # fmt: skip
    """One history."""
    intake = intake_of(setting, procedure, revision, at, chance, volumes)
    teller = Teller(setting, until)
    clerk = f"{intake.route[0].holder}-tn{chance.randrange(1, 4)}"
    teller.tell(Action(name="submit", intake=intake), clerk, at)
    if chance.random() < volumes["reject_at_intake_rate"]:
        teller.tell(Action(name="refuse", reason="Không thuộc thẩm quyền"), clerk, at)
    else:
        teller.tell(Action(name="accept"), clerk, at + datetime.timedelta(minutes=chance.randrange(3, 15)))
        handle(setting, teller, intake, chance, volumes)
    assert teller.dossier is not None
    return teller.dossier, teller.events


def pace_of(intake: Intake, at: datetime.datetime, until: datetime.datetime, chance: random.Random) -> float:
    """How much of the time that each step may take this dossier will use."""
    recent = max(0.0, 1 - (until - at).days / 365)
    pace = chance.lognormvariate(-0.5, 0.28)
    if intake.department in OVERLOAD:
        pace *= 1 + (OVERLOAD[intake.department] - 1) * recent
    if intake.department in RELIEF:
        pace *= 1 - (1 - RELIEF[intake.department]) * recent
    return pace


def handle(setting: Setting, teller: Teller, intake: Intake, chance: random.Random, volumes: dict) -> None:  # type: ignore[type-arg]
    """From receipt to result, step by step, in working time."""
    clock = setting.calendar
    dossier = teller.dossier
    if dossier is None or dossier.received_at is None:
        return
    now = dossier.received_at
    pace = pace_of(intake, now, teller.until, chance)
    limit = dossier.limit_ms or 8 * HOUR_MS
    steps = [step for step in intake.route if step.kind != "return"]
    shares = [max(step.limit_ms or 0, HOUR_MS // 4) for step in steps]
    total = limit * pace
    asks = chance.random() < volumes["supplement_rate"]
    asked_at = chance.randrange(1, len(steps)) if len(steps) > 1 else 0
    fate = chance.random()
    if pace > 1 and chance.random() < volumes["apology_letter_share_of_late"] and dossier.due_at is not None:
        extend_at = clock.add_ms(now, int(limit * 0.6))
    else:
        extend_at = None
    for place, step in enumerate(steps):
        span = total * shares[place] / sum(shares)
        who = f"{step.holder}-cv{chance.randrange(1, 6)}"
        if place:
            now = clock.add_ms(now, int(span * chance.uniform(0.2, 0.6)))
            if not teller.tell(Action(name="start"), who, now):
                return
        if step.kind == "clock_stop_payment":
            teller.tell(Action(name="ask_payment", reason="Nghĩa vụ tài chính về đất đai"), who, now)
            now = clock.add_ms(now, int(chance.uniform(1, 12) * 8 * HOUR_MS))
            if not teller.tell(Action(name="receive_payment"), who, now):
                return
        if asks and place == asked_at:
            teller.tell(Action(name="ask_supplement", reason="Bổ sung giấy tờ chứng minh"), who, now)
            now = clock.add_ms(now, int(chance.uniform(1, 15) * 8 * HOUR_MS))
            if fate > 0.92:
                teller.tell(Action(name="withdraw"), who, now)
                return
            if not teller.tell(Action(name="receive_supplement"), who, now):
                return
        if extend_at is not None and now >= extend_at and teller.dossier and teller.dossier.due_at:
            later = clock.add_ms(teller.dossier.due_at, int(chance.uniform(2, 8)) * 8 * HOUR_MS)
            teller.tell(Action(name="extend", reason="Khối lượng hồ sơ nhiều", due_at=later), who, now)
            extend_at = None
        now = clock.add_ms(now, int(span * chance.uniform(0.4, 0.8)))
        if place + 1 < len(steps):
            if place and fate < 0.006:
                teller.tell(Action(name="reject", reason="Không đủ điều kiện"), who, now)
                return
            if not teller.tell(Action(name="finish"), who, now):
                return
        elif not teller.tell(Action(name="resolve"), who, now):
            return
    finish(teller, clock, now, chance, volumes)


def finish(teller: Teller, clock: WorkingCalendar, now: datetime.datetime, chance: random.Random,
           volumes: dict) -> None:  # type: ignore[type-arg] # fmt: skip
    """The result is handed over, and rated by some."""
    now = clock.add_ms(now, int(chance.uniform(0.05, 1.5) * 8 * HOUR_MS))
    satisfaction = volumes["satisfaction"]
    returned = teller.tell(Action(name="return"), "tra-ket-qua", now)
    if returned and chance.random() < satisfaction["response_rate"]:
        levels = [satisfaction["khong_hai_long"], satisfaction["hai_long"], satisfaction["rat_hai_long"]]
        teller.tell(Action(name="rate", rating=chance.choices([1, 2, 3], levels)[0]), "nguoi-nop", now)

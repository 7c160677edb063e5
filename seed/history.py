"""A simulated history: applications that come in day by day, and what the Office does with them.

Each day has a chance of its own, drawn from the seed number and the day, and knows nothing of other
days: whoever tells a day, in whatever order and process, tells the same. Everything goes through
`dashboard.flow.apply`, as a clerk's action does. How much comes in is told by `seed.volumes`.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from dashboard.clock import date_of
from dashboard.flow import Intake
from models.dossier import Dossier, Fee
from models.event import Event
from models.serial import code_of
from seed.course import Course
from seed.people import applicant
from seed.seasons import counts
from seed.setting import Choice, Offer, Setting

CHANNELS = ("online", "counter", "postal")
#: what comes in online after hours, and between which hours
EVENING_SHARE, EVENING = 0.22, (18, 22)

Told = tuple[Dossier, list[Event]]


@dataclass(frozen=True)
class Plan:
    """Which history is told: so many dossiers in the `days` before `until`, by that seed number."""

    dossiers: int
    until: datetime.datetime
    days: int
    seed: int

    def counts(self, setting: Setting) -> dict[int, int]:
        """Day → how many come in. Raises MotcuaError where nothing can have come in by `until`."""
        return counts(
            self.dossiers, self.until, self.days, setting.since, setting.calendar, setting.volumes
        )


def simulate(setting: Setting, plan: Plan) -> Iterator[Told]:
    """The whole history, in the order in which the applications came in."""
    for day, count in plan.counts(setting).items():
        yield from day_told(setting, plan, day, count)


def day_told(
    setting: Setting, plan: Plan, day: int, count: int, serials: Counter[str] | None = None
) -> Iterator[Told]:
    """What came in on one day, each as it stands at the end of the history.

    `serials` takes the last running number of each agency on that day.
    """
    chance = Random(f"{plan.seed}|{day}")
    offers = setting.offers(date_of(day))
    mix = setting.volumes.mix(date_of(day).year)
    channels = Choice(list(CHANNELS), [mix.online, mix.counter, mix.postal])
    drawn = [channels.draw(chance) for _ in range(count)]
    arrivals = sorted((instant(setting, plan, day, channel, chance), channel) for channel in drawn)
    serials = Counter() if serials is None else serials
    for at, channel in arrivals:
        offer = offers.draw(chance)
        intake = intake_of(setting, offer, day, channel, serials, chance)
        yield Course(setting, plan.until, chance, at, intake, offer.procedure.interlinked).told()


def instant(setting: Setting, plan: Plan, day: int, channel: str, chance: Random) -> datetime.datetime:
    """When on the day an application comes in, by `until`: in office hours, or online in the evening."""
    hours = setting.volumes.hour_of_day_share
    zone = setting.calendar.zone
    last = plan.until.astimezone(zone)
    while True:
        if channel == "online" and chance.random() < EVENING_SHARE:
            hour = chance.randrange(*EVENING)
        else:
            hour = chance.choices(list(hours), list(hours.values()))[0]
        time = datetime.time(hour, chance.randrange(60), chance.randrange(60))
        at = datetime.datetime.combine(date_of(day), time, zone)
        if at <= last:
            return at.astimezone(datetime.UTC)


def intake_of(
    setting: Setting, offer: Offer, day: int, channel: str, serials: Counter[str], chance: Random
) -> Intake:
    """A new application: where it belongs, its code, and the route that it will take."""
    procedure, revision = offer.procedure, offer.revision
    level = offer.levels.draw(chance)
    commune = setting.communes.draw(chance)
    responsible, route = setting.route(offer, level, commune.id)
    agency = setting.agency(responsible)
    serials[agency] += 1
    if channel not in revision.channels:
        channel = "counter"
    code = code_of(agency, date_of(day), serials[agency])
    business = "business" in procedure.applicants and "citizen" not in procedure.applicants
    return Intake(
        code=code, procedure=procedure.id, revision=revision.id, field=procedure.field,
        department=responsible, level=level, channel=channel,
        applicant=applicant(chance, business, [(commune.id, commune.name)]),
        term_value=int(revision.term.value), term_unit=revision.term.unit, route=route,
        fee=fee_of(revision.fee_vnd, channel, code, chance),
    )  # fmt: skip


def fee_of(amount: int, channel: str, code: str, chance: Random) -> Fee | None:
    """The fee, mostly paid at once; None where there is none."""
    if not amount:
        return None
    if chance.random() < 0.12:
        return Fee(amount=amount)
    method = "online" if channel == "online" else "cash" if chance.random() < 0.6 else "transfer"
    return Fee(amount=amount, state="paid", method=method, receipt=f"BL-{code}")



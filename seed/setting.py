"""What a simulation works with: the reference data, resolved once."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Generic, TypeVar

from dashboard.access.first import CENTRE, DEMO_CLERK, DEMO_DEPARTMENT, DEMO_STAFF
from dashboard.clock import WorkingCalendar, day_number
from dashboard.intake.route import agency_code, route_of
from models.department import Department, DepartmentTree
from models.dossier import RouteStep
from models.errors import MotcuaError
from models.procedure import Procedure, Revision, responsible_for
from seed.files import rows
from seed.staff import CLERKS, SPECIALISTS
from seed.volumes import Volumes, volumes

if TYPE_CHECKING:
    from dashboard.office import Office

T = TypeVar("T")
#: for the codes of an Office whose agencies have none
NO_CODE = "H00"
#: how often it is a demo account's turn where several could do it
OWN_SHARE = 0.8
#: the accounts of the first start, in the place of the staff that they are
ACCOUNTS = {
    DEMO_DEPARTMENT: (f"{DEMO_DEPARTMENT}-cv4", DEMO_STAFF),
    CENTRE: (f"{CENTRE}-tn1", DEMO_CLERK),
}
#: how many times more a commune of a kind (its short name begins so) is asked than a rural one: towns have
#: more people, and work with the system for longer
KINDS = {"P.": 5.0, "TT.": 3.0, "ĐK.": 3.0}


class Choice(Generic[T]):
    """Things that are drawn by their weights; summed up once."""

    def __init__(self, things: list[T], weights: list[float]) -> None:
        self.things = things
        self.upto = list(accumulate(weights))

    def draw(self, chance: Random) -> T:
        """One of them."""
        place = bisect_right(self.upto, chance.random() * self.upto[-1])
        return self.things[min(place, len(self.things) - 1)]


@dataclass(frozen=True)
class Offer:
    """A procedure under one of its revisions."""

    procedure: Procedure
    revision: Revision
    levels: Choice[str]


@dataclass
class Setting:
    """The reference data of an Office. Travels to the processes that simulate."""

    calendar: WorkingCalendar
    tree: DepartmentTree
    procedures: dict[str, Procedure]
    revisions: dict[str, list[Revision]]
    communes: Choice[Department]
    volumes: Volumes = field(default_factory=volumes)
    weights: dict[str, float] = field(default_factory=dict)
    _routes: dict[tuple[str, str, str], tuple[RouteStep, ...]] = field(default_factory=dict)
    _offers: dict[int, Choice[Offer]] = field(default_factory=dict)
    _peers: list[str] = field(default_factory=list)
    _agencies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # The days on which another revision begins or ends: between two of them the offer is one.
        every = [one for revisions in self.revisions.values() for one in revisions]
        begin = {one.valid_from for one in every if one.valid_from is not None}
        self._turns = sorted(
            begin | {one.valid_to + datetime.timedelta(days=1) for one in every if one.valid_to is not None}
        )
        #: the first day on which anything may be applied for
        self.since = day_number(self._turns[0]) if begin else 0
        self.accounts = {self.tree.current(id).id: who for id, who in ACCOUNTS.items() if id in self.tree}

    @classmethod
    def of(cls, office: Office, until: datetime.datetime) -> Setting:
        """What the Office's store says. Raises MotcuaError where it holds no procedures to simulate."""
        tree = office.departments.tree(until.astimezone(office.store.zone).date())
        revisions: dict[str, list[Revision]] = {}
        for revision in office.revisions.all():
            revisions.setdefault(revision.procedure, []).append(revision)
        procedures = {procedure.id: procedure for procedure in office.procedures.all()}
        return cls.made(office.calendar(), tree, procedures, revisions)

    @classmethod
    def made(
        cls, calendar: WorkingCalendar, tree: DepartmentTree, procedures: dict[str, Procedure],
        revisions: dict[str, list[Revision]],
    ) -> Setting:  # fmt: skip
        """Of its parts. Raises MotcuaError where there are no communes or procedures."""
        communes = [one for one in tree.in_force() if one.level == "commune"]
        if not communes or not procedures:
            raise MotcuaError(
                "Chưa có danh mục thủ tục và cơ quan để mô phỏng.",
                "There are no procedures and departments to simulate with.",
            )
        chosen = Choice(communes, people_of(communes))
        return cls(calendar, tree, procedures, revisions, chosen, volumes(), usual_weights())

    def offers(self, on: datetime.date) -> Choice[Offer]:
        """What may be applied for on a day, by how often it is (`demo_weight`, invented)."""
        period = bisect_right(self._turns, on)
        if period not in self._offers:
            self._offers[period] = self._offered(on)
        return self._offers[period]

    def _offered(self, on: datetime.date) -> Choice[Offer]:
        held = {id: in_force(self.revisions.get(id, []), on) for id in self.weights if id in self.procedures}
        found = {id: revision for id, revision in held.items() if revision is not None and revision.steps}
        if not found:
            raise MotcuaError(
                f"Không có thủ tục nào có hiệu lực ngày {on:%d/%m/%Y}.",
                f"No procedure is in force on {on.isoformat()}.",
            )
        offers = [Offer(self.procedures[id], one, self._levels(id)) for id, one in found.items()]
        return Choice(offers, [self.weights[id] for id in found])

    def _levels(self, procedure: str) -> Choice[str]:
        levels = list(self.procedures[procedure].levels)
        return Choice(levels, [self.volumes.level_share(level) or 1.0 for level in levels])

    def route(self, offer: Offer, level: str, commune: str) -> tuple[str, tuple[RouteStep, ...]]:
        """Who answers for a dossier from that commune, and the route that it will take."""
        responsible = responsible_for(offer.procedure, level, self.tree, commune)
        key = (offer.revision.id, responsible, commune)
        if key not in self._routes:
            self._routes[key] = route_of(offer.revision, responsible, self.tree, commune)
        return responsible, self._routes[key]

    def hand(self, holder: str, intake: bool, chance: Random) -> str:
        """Somebody who works at a holder; now and then the demo account of that desk."""
        many = SPECIALISTS if not intake else CLERKS * 2 if holder == CENTRE else CLERKS
        who = f"{holder}-{'tn' if intake else 'cv'}{chance.randrange(1, many + 1)}"
        staff, account = self.accounts.get(holder, ("", ""))
        if intake == (holder == CENTRE) and account and (who == staff or chance.random() < OWN_SHARE):
            return account
        return who

    def partner(self, holder: str, others: list[str], chance: Random) -> str | None:
        """Whom `holder` asks: a department of its own level, on the same route where there is one."""
        level = self.tree[holder].level
        near = [other for other in others if self.tree[other].level == level and other != CENTRE]
        if near:
            return chance.choice(near)
        if not self._peers:
            self._peers += [one.id for one in self.tree.in_force() if one.kind == "department"]
        peers = [peer for peer in self._peers if peer != holder] if level == "province" else []
        return chance.choice(peers) if peers else None

    def agency(self, department: str) -> str:
        """The first part of a dossier's code; a made-up one where the Office has entered none."""
        if department not in self._agencies:
            self._agencies[department] = agency_code(self.tree, department, NO_CODE)
        return self._agencies[department]


def usual_weights() -> dict[str, float]:
    """How often each procedure is asked for."""
    return {row["id"]: float(row["demo_weight"] or 1) for row in rows("procedures.csv")}


def in_force(revisions: list[Revision], on: datetime.date) -> Revision | None:
    """The revision of that day."""
    return next((one for one in reversed(revisions) if one.in_force(on)), None)


def people_of(communes: list[Department]) -> list[float]:
    """How many people live in each commune, about: its district's, by kind; 1 where that is not known."""
    people = {f"H-{row['gso_code']}": float(row["population_2019_approx"]) for row in rows("districts.csv")}
    kinds = [KINDS.get(one.abbreviation.partition(" ")[0], 1.0) for one in communes]
    whole: dict[str | None, float] = {}
    for one, kind in zip(communes, kinds, strict=True):
        whole[one.parent] = whole.get(one.parent, 0.0) + kind
    return [
        people.get(one.parent or "", whole[one.parent]) * kind / whole[one.parent]
        for one, kind in zip(communes, kinds, strict=True)
    ]

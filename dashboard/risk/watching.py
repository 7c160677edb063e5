"""The open dossiers that somebody answers for, each with its risk: bounded by the open ones of the scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.clock import from_ms, instant_ms
from dashboard.cube.question import Question
from dashboard.risk.history import FIELDS, NEVER, history_of
from dashboard.risk.keeper import Learnt, places
from dashboard.risk.learning import Looker
from dashboard.risk.model import COLUMNS, Model, Rows, class_of
from dashboard.risk.reasons import Facts
from models.dossier import PAUSED, UNKNOWN, Dossier
from models.viewer import SYSTEM, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: what is told apart: from here on "will be late unless…", from here on "to be watched"
HIGH, MIDDLE = 0.5, 0.2
#: a finish further away than this is not told as a date
FURTHEST_MS = 3 * 250 * 8 * 3_600_000


@dataclass(frozen=True)
class Watched:
    """One open dossier: where it lies, and what is foretold. `middle` and `late_end`: done by then with
    probability ½ and 9⁄10, were nothing done about it; None where the clock stands or it is too far away."""

    code: str
    state: str
    procedure: str
    department: str
    holder: str | None
    step: str | None
    assignee: str | None
    claimed: bool
    due_day: int
    chance: float
    middle_ms: float
    late_end_ms: float
    middle: datetime | None
    late_end: datetime | None
    facts: Facts

    @property
    def band(self) -> str:
        """ "over": its due day has passed; "high", "middle", "low"."""
        if self.facts.left < 0:
            return "over"
        return "high" if self.chance >= HIGH else "middle" if self.chance >= MIDDLE else "low"

    @property
    def paused(self) -> bool:
        """Whether the clock stands."""
        return self.state in PAUSED


@dataclass(frozen=True)
class Watch:
    """The open dossiers of a scope, the riskiest first; `without`: how many have no due day."""

    rows: tuple[Watched, ...]
    without: int

    def of(self, *bands: str, department: str = "") -> list[Watched]:
        """Those of some bands (of a department)."""
        return [
            row for row in self.rows
            if row.band in bands and (not department or row.department == department)
        ]  # fmt: skip


def watch(office: Office, viewer: Viewer, where: Mapping[str, tuple[str, ...]], learnt: Learnt) -> Watch:
    """The open dossiers within the viewer's scope and the filters. Kept in memory until anything changes."""
    now = office.now()
    scope = viewer.scope
    key = (
        (scope.kind, scope.departments, scope.fields), tuple(sorted(where.items())), learnt.at,
        now.replace(second=0, microsecond=0), office.cube.mark(),
    )  # fmt: skip

    def make() -> Watch:
        bound: dict[str, Any] = {"open_day": {"$gte": office.cube.first_day(), "$lte": office.today()}}
        for name, values in where.items():
            bound[name] = values[0] if len(values) == 1 else {"$in": list(values)}
        rows = office.dossiers.find(bound, viewer, FIELDS)
        mine = scope.departments
        # What a department has handed on for good is not its to hurry.
        kept = [row for row in rows if not mine or {row.get("department"), row.get("holder")} & mine]
        return foretold(office, kept, learnt, now)

    found: Watch = office.risk.answer(key, make)
    return found


def watch_one(office: Office, dossier: Dossier, learnt: Learnt) -> Watched | None:
    """The risk of one dossier that the caller may see; None where it is closed or has no due day."""
    if not dossier.open:
        return None
    found = foretold(office, [dossier.document()], learnt, office.now())
    return found.rows[0] if found.rows else None


def chances(office: Office, dossiers: Iterable[Dossier], learnt: Learnt) -> dict[str, float]:
    """Code → chance of being late, of those of some dossiers whose clock runs towards a due day."""
    running = [dossier.document() for dossier in dossiers if dossier.open and not dossier.paused]
    return {row.code: row.chance for row in foretold(office, running, learnt, office.now()).rows}


def foretold(office: Office, documents: list[dict[str, Any]], learnt: Learnt, now: datetime) -> Watch:
    """What is foretold of stored open dossiers at `now`."""
    calendar, model = office.calendar(), learnt.model
    history = history_of(documents, calendar)
    if not history.ids:
        return Watch((), 0)
    (at,) = places(office, [now])
    rows = Looker(model, history).at(at, loads(office))
    chance, middle, late_end = model.late(rows), model.quantile(rows, 0.5), model.quantile(rows, 0.9)
    ends = [
        calendar.add_ms_array(instant_ms(now), np.minimum(each, FURTHEST_MS).astype(np.int64)).tolist()
        for each in (middle, late_end)
    ]
    by_code = {row["_id"]: row for row in documents}
    found = []
    for place, case in enumerate(rows.case.tolist()):
        row = by_code[history.ids[case]]
        if rows.left[place] > NEVER / 2 or row.get("due_day") is None:
            continue
        told = row["state"] not in PAUSED
        visit = (row.get("visits") or [{}])[-1]
        claimed = visit.get("left_at") is None and (visit.get("started_at") or row.get("assignee"))
        found.append(
            Watched(
                code=row["_id"], state=row["state"], procedure=row.get("procedure", UNKNOWN),
                department=row.get("department", UNKNOWN), holder=row.get("holder"), step=row.get("step"),
                assignee=row.get("assignee"),
                claimed=bool(claimed),
                due_day=row["due_day"], chance=float(chance[place]),
                middle_ms=float(middle[place]), late_end_ms=float(late_end[place]),
                middle=from_ms(ends[0][place]) if told and middle[place] < FURTHEST_MS else None,
                late_end=from_ms(ends[1][place]) if told and late_end[place] < FURTHEST_MS else None,
                facts=facts_of(model, rows, place, row),
            )
        )  # fmt: skip
    found.sort(key=lambda one: (-one.chance, one.due_day, one.code))
    return Watch(tuple(found), len(rows) - len(found))


def facts_of(model: Model, rows: Rows, place: int, row: Mapping[str, Any]) -> Facts:
    """What the forecast of one row rests on; what comes after the step, where the stay is a usual one."""
    own = not rows.level[place]
    return Facts(
        spent=float(rows.spent[place]), usual_stay=float(rows.stay_usual[place]),
        usual_rest=float(rows.rest_usual[place, int(class_of(np.ones(1))[0])]), left=float(rows.left[place]),
        load=float(np.exp(rows.matters[place, COLUMNS.index("load")])),
        pace=float(np.exp(rows.matters[place, COLUMNS.index("pace")])),
        speed=float(min(rows.speed_stay[place], rows.speed_rest[place])),
        supplements=sum(pause["kind"] == "supplement" for pause in row.get("pauses", ())),
        returned=int(rows.matters[place, COLUMNS.index("returned")]),
        ends=int(model.stay.counts[rows.stay[place]]) if own else 0,
    )  # fmt: skip


def loads(office: Office) -> dict[str, float]:
    """What each department has open now."""
    figures = office.cube.figures(SYSTEM, Question(("backlog",), ("department",)))
    return {figure.group["department"]: float(figure.value or 0) for figure in figures}

"""What is behind a figure of a report that is no column of its form: the dossiers of a fact, or procedures.

A list is made of what the figure is summed of (`facts_of`), within the same scope. An address can be typed
by anybody, so who may see a figure is decided here again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboard.access.roles import require
from dashboard.clock import date_of
from dashboard.cube.question import narrowed
from dashboard.progress import Progress
from dashboard.reports.evaluation import OFFERED
from dashboard.reports.facts import (
    HANDLED,
    LEFT_OUT,
    MORE,
    OF_ALL,
    OF_DEPARTMENT,
    OF_PERSON,
    OFFERED_ONLINE,
    PROCEDURES,
    RESULT,
    USED_ONLINE,
    Fact,
    facts_of,
    read_facts,
)
from dashboard.reports.form import BESIDE, FIELDS, Placed, placed
from dashboard.reports.reading import Asked, dossiers
from dashboard.roster.protection import GROUP, sees_persons
from models.dossier import UNKNOWN
from models.errors import MotcuaError, NotAllowed
from models.procedure import Procedure
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: facts whose members are procedures
OF_PROCEDURES = (PROCEDURES, OFFERED_ONLINE, USED_ONLINE)


class NoSuchFigure(MotcuaError):
    """An address asks for a figure that there is not."""

    def __init__(self) -> None:
        super().__init__(
            "Báo cáo không có con số này; hãy mở lại từ báo cáo.",
            "The report has no such figure; open it from the report again.",
        )


class Listed(NamedTuple):
    """One line: where the dossier stood (None: in no column of the form), and its points in the fact."""

    code: str
    department: str
    placed: Placed | None
    points: int = 0


def check(viewer: Viewer, fact: Fact) -> None:
    """Whether the report has this figure for the viewer. Raises NoSuchFigure, NotAllowed."""
    require(viewer, "page.reports")
    if fact.person:
        named = bool(fact.of) and fact.name in OF_PERSON
    elif fact.of:
        named = fact.name in (*OF_DEPARTMENT, HANDLED, PROCEDURES, OFFERED_ONLINE)
    else:
        named = fact.name in (*OF_ALL, *BESIDE, LEFT_OUT, *OF_PROCEDURES)
    if not named:
        raise NoSuchFigure
    if fact.person or fact.name == HANDLED:
        if not sees_persons(viewer, fact.of) and (fact.person or viewer.role == "manager"):
            raise NotAllowed(
                "Số liệu của từng người chỉ hiện với người đứng đầu cơ quan của họ.",
                "Figures of persons are for the head of their department only.",
            )
        return
    own = narrowed({}, viewer).get("department")
    if fact.of and own is not None and fact.of not in own:
        raise NotAllowed(
            "Con số này của cơ quan ngoài phạm vi của bạn.", "This figure is of a department outside yours."
        )


def members(
    office: Office, viewer: Viewer, asked: Asked, fact: Fact, progress: Progress | None = None
) -> list[Listed]:
    """The dossiers that count in a fact, as many as its figure says; by code.

    Raises as `check` and `Reports.make`, and NotAllowed for a group of too few people.
    """
    check(viewer, fact)
    end, online = office.reports.end(asked), office.reports.online()
    if end < asked.start:
        return []
    span = Asked(asked.start, end, asked.where, asked.known_by)
    found: list[Listed] = []
    people: set[str] = set()
    for document in dossiers(office, viewer, span, (*FIELDS, *MORE), progress):
        one = placed(document, asked.start, end, online)
        if one is None:
            if fact.name == LEFT_OUT and document.get("problems"):
                found.append(Listed(str(document["_id"]), str(document.get("department", UNKNOWN)), None))
            continue
        facts = facts_of(document, one, asked.start, end)
        if fact in facts:
            found.append(Listed(one.code, one.place.department, one, facts[fact]))
        people |= {each.person for each in facts if each.of == fact.of and each.name == RESULT}
    if fact.name == HANDLED and not sees_persons(viewer, fact.of) and len(people - {""}) < GROUP:
        raise NotAllowed(
            f"Số liệu của nhóm dưới {GROUP} người không hiện.",
            f"Figures of fewer than {GROUP} people are not shown.",
        )
    return sorted(found, key=lambda line: line.code)


def procedures_of(office: Office, viewer: Viewer, asked: Asked, department: str = "") -> list[Procedure]:
    """The procedures in force at the end of the period, within the conditions and the viewer's scope."""
    on, where = date_of(asked.end), narrowed(asked.where, viewer)
    departments, fields, levels = (where.get(name) for name in ("department", "field", "level"))
    return [
        one for one in office.procedures.all()
        if one.in_force(on) and (not department or one.department == department)
        and (departments is None or one.department in departments)
        and (fields is None or one.field in fields)
        and (levels is None or set(levels) & set(one.levels))
    ]  # fmt: skip


def procedures_listed(
    office: Office, viewer: Viewer, asked: Asked, fact: Fact, progress: Progress | None = None
) -> list[Procedure]:
    """The procedures behind a figure of procedures; in the order of the catalogue. Raises as `check`."""
    check(viewer, fact)
    found = procedures_of(office, viewer, asked, fact.of)
    if fact.name != PROCEDURES:
        found = [one for one in found if one.online_level in OFFERED]
    if fact.name == USED_ONLINE:
        used = read_facts(office, viewer, asked, progress).used_online
        found = [one for one in found if one.id in used]
    return found

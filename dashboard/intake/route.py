"""Where an application belongs: who answers for it, the way it will take, whose code it gets (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.department import DepartmentTree
from models.dossier import RouteStep
from models.errors import MotcuaError
from models.procedure import Procedure, Revision, coordination_of, holder_of, responsible_for

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one procedure is taken in: the level, the place that was chosen, who answers, who takes it in."""

    level: str
    place: str | None
    responsible: str
    taken_in_by: str


def route_of(
    revision: Revision,
    responsible: str,
    tree: DepartmentTree,
    commune: str | None = None,
    answers: Mapping[str, Any] | None = None,
) -> tuple[RouteStep, ...]:
    """The steps of the revision that the answers lead to, each with the department that will hold it there.

    `commune` is the agency of the applicant's commune, if known; see `holder_of`.
    """
    place = tree[responsible]
    way = []
    for step in revision.steps:
        if step.only_if is not None and not step.only_if.holds(answers or {}):
            continue
        holder = holder_of(step, place, tree, commune)
        way.append(
            RouteStep(
                step=step.id, kind=step.kind, holder=holder, role=step.role,
                # No minutes are no limit: who waits for the applicant is not late after a moment.
                limit_ms=step.limit_minutes * _MINUTE_MS or None,
                coordination=coordination_of(step, holder, tree) if step.opinions else None,
            )
        )  # fmt: skip
    return tuple(way)


def desk_of(
    procedure: Procedure, revision: Revision, tree: DepartmentTree, level: str, place: str | None = None
) -> Desk:
    """The desk that takes in `procedure` at `level` for `place` (an agency; needed below the province).

    Raises MotcuaError where the procedure is not offered there, or has no process.
    """
    responsible = responsible_for(procedure, level, tree, place)
    if not revision.steps:
        raise MotcuaError(
            f"Thủ tục “{procedure.name}” chưa có quy trình xử lý.",
            f"The procedure “{procedure.name}” has no process yet.",
        )
    first = holder_of(revision.steps[0], tree[responsible], tree, place)
    return Desk(level, place, responsible, first)


def needs_place(procedure: Procedure, tree: DepartmentTree, level: str) -> bool:
    """Whether it depends on a place who answers for the procedure at `level`."""
    return procedure.department is None or tree.current(procedure.department).level != level


def agency_code(tree: DepartmentTree, department: str, province_code: str | None = None) -> str:
    """The identifying code of the agency for the codes of its dossiers: its own, else that of one above it,
    else the province's. Raises MotcuaError where none is known."""
    seen: set[str] = set()
    up: str | None = department
    while up is not None and up in tree and up not in seen:
        seen.add(up)
        code = tree[up].code
        if code:
            return code
        up = tree[up].parent
    if province_code:
        return province_code
    name = tree[department].name if department in tree else department
    raise MotcuaError(
        f"“{name}” chưa có mã định danh; quản trị viên nhập mã trong danh mục cơ quan.",
        f"“{name}” has no identifying code yet; the administrator enters it in the list of agencies.",
    )

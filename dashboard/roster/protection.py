"""Protection of staff: who sees figures of persons, and in what groups all others see them. Pure.

It is a rule of the reading, not of a page: everybody sees their own figures, the heads of a department
see its persons, all others see groups of `GROUP` or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.roster.planning import within
from models.staff import StaffMember
from models.viewer import Viewer

#: figures of fewer people are shown to nobody but themselves and their heads
GROUP = 5

#: fields whose figures are told together
Together = tuple[str, ...]


def sees_persons(viewer: Viewer, department: str) -> bool:
    """Whether the viewer heads the department."""
    return viewer.role == "manager" and within(viewer, department)


def rows_for(
    viewer: Viewer, department: str, fields: Sequence[str], people: Iterable[StaffMember]
) -> list[Together]:
    """The rows that the viewer sees of a table of fields; [] where all who know them are too few."""
    if sees_persons(viewer, department):
        return [(field,) for field in fields]
    return grouped(fields, people)


def grouped(fields: Sequence[str], people: Iterable[StaffMember]) -> list[Together]:
    """The fields in groups, each known by at least `GROUP` people, in the order of the fields.

    A field that enough people know stands alone. The others are told together, so that none of them can
    be had by subtraction; where even together they are known by too few, the least known of the others
    join them.
    """
    known: dict[str, set[str]] = {field: set() for field in fields}
    for one in people:
        for competence in one.competences:
            if competence.field in known:
                known[competence.field].add(one.id)
    alone = sorted((f for f in fields if len(known[f]) >= GROUP), key=lambda field: -len(known[field]))
    rest = [field for field in fields if len(known[field]) < GROUP]
    while rest and alone and len(set().union(*(known[field] for field in rest))) < GROUP:
        rest.append(alone.pop())
    groups: list[Together] = [(field,) for field in alone]
    if rest and len(set().union(*(known[field] for field in rest))) >= GROUP:
        groups.append(tuple(sorted(rest, key=fields.index)))
    return sorted(groups, key=lambda group: fields.index(group[0]))

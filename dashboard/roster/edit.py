"""Changes of a week: put somebody in, take them out, copy, and what a publication tells whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.absence import Half
from models.roster import Assignment, Roster

Cell = tuple[int, Half, str]


def cell_of(one: Assignment) -> Cell:
    """Where an assignment stands: day, half-day, field."""
    return (one.day, one.half, one.field)


def placed(draft: Sequence[Assignment], new: Assignment) -> tuple[Assignment, ...]:
    """The week with `new` in it; who stands in the same cell already is moved to the new part."""
    kept = [one for one in draft if cell_of(one) != cell_of(new) or one.person != new.person]
    return ordered([*kept, new])


def removed(draft: Sequence[Assignment], cell: Cell, person: str) -> tuple[Assignment, ...]:
    """The week without a person in a cell."""
    return tuple(one for one in draft if cell_of(one) != cell or one.person != person)


def copied(source: Roster, target: Roster) -> tuple[Assignment, ...]:
    """The draft of `source`, moved to the week of `target`; what is fixed in the target stays."""
    shift = target.monday - source.monday
    fixed = [one for one in target.draft if one.fixed]
    taken = {(*cell_of(one), one.person) for one in fixed}
    moved = [
        one.model_copy(update={"day": one.day + shift, "fixed": False})
        for one in (source.draft or source.published)
    ]
    return ordered(fixed + [one for one in moved if (*cell_of(one), one.person) not in taken])


def ordered(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """In the order of the week, so that equal weeks are equal."""
    return tuple(
        sorted(
            assignments, key=lambda a: (a.day, a.half == "afternoon", a.field, a.part != "primary", a.person)
        )
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What a publication tells one person: duties that are new, and duties that are gone."""

    person: str
    added: tuple[Assignment, ...]
    gone: tuple[Assignment, ...]


def differences(before: Iterable[Assignment], after: Iterable[Assignment]) -> list[Told]:
    """Whom a publication concerns, and how; whether a proposal may move it is nothing to tell."""
    old = {one.model_copy(update={"fixed": False}) for one in before}
    new = {one.model_copy(update={"fixed": False}) for one in after}
    added: dict[str, list[Assignment]] = defaultdict(list)
    gone: dict[str, list[Assignment]] = defaultdict(list)
    for one in new - old:
        added[one.person].append(one)
    for one in old - new:
        gone[one.person].append(one)
    return [
        Told(person, ordered(added.get(person, ())), ordered(gone.get(person, ())))
        for person in sorted(added.keys() | gone.keys())
    ]

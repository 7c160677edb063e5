"""The department (cơ quan): an agency, its place in the tree, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from models.catalogue import IMPORTED_ORDER, Named, NamedCatalogue


class Department(Named):
    """An agency.

    `level`: the id of a level. `kind`: office, centre, department, board, vertical (of a ministry),
    service, public_unit, district_committee or commune_committee; "" where unknown. `code`: the
    official one, None until the administrator enters it. `at_centre`: taken in at the provincial
    centre; the others have a one-stop section of their own.
    """

    level: str
    code: str | None = None
    abbreviation: str = ""
    name_en: str = ""
    kind: str = ""
    parent: str | None = None
    at_centre: bool = False
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()


class DepartmentTree:
    """The agencies as they stand on one day (pure)."""

    def __init__(self, departments: Iterable[Department], on: date) -> None:
        self.on = on
        self._all = {one.id: one for one in departments}
        in_order = sorted(self._all.values(), key=lambda one: (one.order, one.id))
        self._in_force = [one for one in in_order if not one.ended(on)]
        #: what was found below an agency; a tree never changes
        self._below: dict[tuple[str, str], Department | None] = {}

    def __contains__(self, id: object) -> bool:
        return id in self._all

    def __getitem__(self, id: str) -> Department:
        return self._all[id]

    def in_force(self) -> list[Department]:
        """Those that have not ended, in their order. (One that is set up later may be prepared for.)"""
        return list(self._in_force)

    def current(self, id: str, near: str | None = None) -> Department:
        """The agency `id`, or what it has become. Raises `KeyError` for an id that is not there.

        Of several successors it is `near` itself where that is one of them, else the first. One that
        ended without successors is given as it was: its dossiers still lie there.
        """
        found, seen = self._all[id], {id}
        while found.ended(self.on):
            known = [one for one in found.successors if one in self._all and one not in seen]
            if not known:
                break
            found = self._all[near if near in known else known[0]]
            seen.add(found.id)
        return found

    def above(self, id: str, level: str) -> Department | None:
        """The agency `id` itself, or the nearest above it, that is of `level`."""
        return next((one for one in self._upward(id) if one.level == level), None)

    def first_below(self, id: str, level: str) -> Department | None:
        """The first agency of `level` in force anywhere below `id`."""
        if (id, level) not in self._below:
            self._below[id, level] = next(
                (one for one in self._at(level) if one.id != id and self.is_within(one.id, id)), None
            )
        return self._below[id, level]

    def first_at(self, level: str) -> Department | None:
        """The first agency of `level` in force."""
        return next(self._at(level), None)

    def centre(self) -> str | None:
        """The id of the centre at which departments take in; None where the Office has none."""
        return next((one.id for one in self._in_force if one.kind == "centre"), None)

    def is_within(self, id: str, whole: str) -> bool:
        """Whether `id` is `whole` or lies below it."""
        return any(one.id == whole for one in self._upward(id))

    def _at(self, level: str) -> Iterator[Department]:
        return (one for one in self._in_force if one.level == level)

    def _upward(self, id: str) -> Iterator[Department]:
        """From `id` to the root; a ring, which a wrong edit could make, ends where it began."""
        seen: set[str] = set()
        up: str | None = id
        while up is not None and up in self._all and up not in seen:
            seen.add(up)
            yield self._all[up]
            up = self._all[up].parent


class Departments(NamedCatalogue[Department]):
    """The agencies, those that have ended too."""

    COLLECTION = "departments"
    document = Department

    def tree(self, on: date) -> DepartmentTree:
        """The agencies as they stand on the day `on`."""
        return DepartmentTree(self.all(), on)

    def _made(self, id: str, name: str) -> Department:
        return Department(id=id, name=name, level="province", imported=True, order=IMPORTED_ORDER)

"""The small lists of the catalogue – agencies, fields, levels, channels – edited as tables.

A table is kept as a whole or not at all: every row is read, and what is wrong is told by row and column.
An entry is never taken out, because dossiers name it; it ends on a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from dashboard.access.roles import require
from models.audit import Entry
from models.catalogue import Catalogue
from models.channel import Channel
from models.department import Department
from models.field import Field
from models.level import Level
from models.naming import ident, unique
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

ListName = Literal["departments", "fields", "levels", "channels"]
Item = Department | Field | Level | Channel
DOCUMENTS: dict[ListName, type[Item]] = {
    "departments": Department, "fields": Field, "levels": Level, "channels": Channel,
}  # fmt: skip
#: the columns of each table, in their order; `id` is not shown
COLUMNS: dict[ListName, tuple[str, ...]] = {
    "departments": (
        "id", "name", "abbreviation", "code", "level", "parent", "kind", "at_centre", "predecessors",
        "successors", "valid_from", "valid_to",
    ),
    "fields": ("id", "name", "name_en", "lead_department", "valid_from", "valid_to"),
    "levels": ("id", "name_vi", "name_en", "valid_from", "valid_to"),
    "channels": ("id", "name", "name_en", "code", "valid_from", "valid_to"),
}  # fmt: skip
SEVERAL = frozenset({"predecessors", "successors"})
DAYS = frozenset({"valid_from", "valid_to"})
YES_NO = frozenset({"at_centre"})
NEEDED: dict[ListName, tuple[str, ...]] = {
    "departments": ("name", "level"), "fields": ("name",), "levels": ("name_vi", "name_en"),
    "channels": ("name",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one cell: its row (from 1) and column, in words."""

    row: int
    column: str
    vi: str
    en: str


def catalogue_of(office: Office, name: ListName) -> Catalogue[Any]:
    """The collection of a list."""
    found: Catalogue[Any] = getattr(office, name)
    return found


def top_level(office: Office) -> str:
    """The id of the highest level in force; "" where there is none yet."""
    on = office.local_date()
    return next((one.id for one in office.levels.all() if not one.ended(on)), "")


def rows_of(office: Office, name: ListName) -> list[dict[str, Any]]:
    """The entries as rows of the table; several agencies in one cell as a list of their ids."""
    return [
        {
            column: list(getattr(one, column)) if column in SEVERAL else getattr(one, column)
            for column in COLUMNS[name]
        }
        for one in catalogue_of(office, name).all()
    ]


def keep(office: Office, viewer: Viewer, name: ListName, rows: Sequence[Mapping[str, Any]]) -> list[Wrong]:
    """Keep the table; returns what is wrong with it, and then nothing was written. Raises NotAllowed."""
    require(viewer, "catalogue")
    before = {one.id: one for one in catalogue_of(office, name).all()}
    items, wrong = read(name, rows, before, {one.id for one in office.departments.all()},
                        {one.id for one in office.levels.all()})  # fmt: skip
    if wrong:
        return wrong
    changed = [one for one in items if before.get(one.id) != one]
    catalogue_of(office, name).put_many(changed)
    office.names.forget()
    now = office.now()
    office.audit.add_many([
        Entry(at=now, actor=viewer.user_id, action="catalogue_changed", subject=one.id,
              detail={"what": name, "change": "changed" if one.id in before else "added"})
        for one in changed
    ])  # fmt: skip
    return []


def read(
    name: ListName, rows: Sequence[Mapping[str, Any]], before: Mapping[str, Item],
    departments: set[str], levels: set[str],
) -> tuple[list[Item], list[Wrong]]:  # fmt: skip
    """The entries that the rows say, and what is wrong with them (pure)."""
    made: list[Item] = []
    wrong: list[Wrong] = []
    at: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        given = {column: row.get(column) for column in COLUMNS[name]}
        if all(value in (None, "", False, []) for value in given.values()):
            continue
        found = list(_faults(name, number, given, departments, levels))
        wrong += found
        if found:
            continue
        title = str(given.get("name") or given.get("name_vi")).strip()
        known = before.get(str(given["id"] or ""))
        id = known.id if known else unique(ident(title)[:60], {one.id for one in made} | set(before))
        base = known.model_dump() if known else {"order": 1_000 * number}
        values = {column: _value(name, column, value) for column, value in given.items()} | {"id": id}
        made.append(DOCUMENTS[name].model_validate({**base, **values}))
        at[id] = number
    for id in before.keys() - at.keys():
        if not wrong:
            told = getattr(before[id], "name", None) or getattr(before[id], "name_vi", id)
            wrong.append(Wrong(
                0, "name", f"“{told}” bị xóa khỏi bảng; hãy ghi ngày hết hiệu lực thay vì xóa.",
                f"“{told}” was taken out of the table; give the day on which it ends instead.",
            ))  # fmt: skip
    if not wrong:
        wrong += _together(made, at)
    return made, wrong


def _faults(
    name: ListName, number: int, given: Mapping[str, Any], departments: set[str], levels: set[str]
) -> list[Wrong]:
    """What is wrong with single cells of a row."""
    found = [
        Wrong(number, column, "chưa điền.", "is missing.")
        for column in NEEDED[name]
        if not str(given[column] or "").strip()
    ]
    for column in ("parent", "lead_department", *SEVERAL):
        for one in _ids(given.get(column)):
            if one not in departments:
                found.append(Wrong(number, column, f"không có cơ quan “{one}”.", f"no agency is “{one}”."))
    level = given.get("level")
    if level and level not in levels:
        found.append(Wrong(number, "level", f"không có cấp “{level}”.", f"no level is “{level}”."))
    try:
        since, until = (_day(given[column]) for column in ("valid_from", "valid_to"))
    except ValueError:
        return [*found, Wrong(number, "valid_to", "không phải là ngày.", "is no day.")]
    if since is not None and until is not None and until < since:
        found.append(Wrong(
            number, "valid_to", "trước ngày bắt đầu hiệu lực.", "is before the day on which it begins."
        ))  # fmt: skip
    return found


def _together(made: Sequence[Item], at: Mapping[str, int]) -> list[Wrong]:
    """What is wrong between rows: two of one name or code, and rings of agencies above each other."""
    found: list[Wrong] = []
    for column in ("name", "name_vi", "code"):
        seen: dict[str, int] = {}
        for one in made:
            text = str(getattr(one, column, None) or "").casefold()
            if not text or one.valid_to is not None:
                continue
            if text in seen:
                found.append(Wrong(
                    at[one.id], column, f"trùng với dòng {seen[text]}.", f"is that of row {seen[text]} too."
                ))  # fmt: skip
            seen.setdefault(text, at[one.id])
    above = {one.id: one.parent for one in made if isinstance(one, Department)}
    for id in above:
        seen_ids, up = {id}, above[id]
        while up is not None and up not in seen_ids:
            seen_ids.add(up)
            up = above.get(up)
        if up == id:
            found.append(Wrong(
                at[id], "parent", "cơ quan không thể ở dưới chính mình.", "an agency is not beneath itself."
            ))  # fmt: skip
    return found


def _ids(value: Any) -> list[str]:
    """The ids of a cell: one, several (a list, or apart by ";" where they were pasted), or none."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return [one for one in (part.strip() for part in str(value or "").split(";")) if one]


def _day(value: Any) -> date | None:
    """A day of a cell. Raises ValueError."""
    if value in (None, ""):
        return None
    return value if type(value) is date else date.fromisoformat(str(value)[:10])


def _value(name: ListName, column: str, value: Any) -> Any:
    """A cell as the entry holds it; what is empty as the entry has it where nothing is said."""
    if column in SEVERAL:
        return tuple(_ids(value))
    if column in DAYS:
        return _day(value)
    if column in YES_NO:
        return bool(value)
    text = str(value or "").strip()
    return text or DOCUMENTS[name].model_fields[column].default

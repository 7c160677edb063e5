"""What a reorganisation makes of the reference data before it (pure): nothing goes, much ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from models.catalogue import Dated
from models.commune import Commune
from models.department import Department
from models.level import Level
from models.procedure import Procedure, Revision, Step
from seed import files
from seed.reference import Reference, levels_of, profile_of, read_first
from seed.units import UnitName

E = TypeVar("E", bound=Dated)


def read_reference(profile: str) -> Reference:
    """The reference data of the profile of that id, with what it follows.

    Raises `KeyError` for an unknown id.
    """
    told = files.profile(profile)
    if "follows" not in told:
        return read_first(told)
    return _reorganised(read_reference(told["follows"]), told)


class _Heirs:
    """seed/successors.csv: which agency has taken over a field of another, or all of it."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.rows = rows
        self._heirs: dict[tuple[str, str], str] = {}
        for row in rows:
            for field in row["fields"].split("|"):
                self._heirs[row["old_id"], field] = row["new_id"]

    def of(self, department: str | None, field: str) -> str | None:
        """The agency that now does what `department` did in `field`."""
        if department is None:
            return None
        whole = self._heirs.get((department, ""), department)
        return self._heirs.get((department, field), whole)

    def ends(self, department: str) -> date | None:
        """The last day of an agency that was not kept; None for one that was."""
        rows = [row for row in self.rows if row["old_id"] == department]
        if not any(not row["fields"] for row in rows) or any(row["new_id"] == department for row in rows):
            return None
        return min(date.fromisoformat(row["valid_from"]) for row in rows) - timedelta(days=1)


def _reorganised(before: Reference, told: dict[str, Any]) -> Reference:
    profile = profile_of(told)
    last = profile.valid_from - timedelta(days=1)
    heirs = _Heirs(files.rows("successors.csv"))
    ended: dict[str, date] = told["ended_procedures"]
    return replace(
        before,
        profile=profile,
        levels=_levels(before.levels, told, last),
        departments=(*_provincial(before.departments, heirs), *_local(before, told, last)),
        communes=_communes(before.communes, told, last),
        fields=tuple(
            field.model_copy(update={"lead_department": heirs.of(field.lead_department, field.id)})
            for field in before.fields
        ),
        procedures=tuple(_procedure(one, heirs, told, ended) for one in before.procedures),
        revisions=_revisions(before, heirs, told, last, ended),
    )


def _levels(before: tuple[Level, ...], told: dict[str, Any], last: date) -> tuple[Level, ...]:
    there = {level.id for level in levels_of(told)}
    return tuple(level if level.id in there else _ended(level, last) for level in before)


def _provincial(before: Iterable[Department], heirs: _Heirs) -> list[Department]:
    """The agencies of the province: those that go on, those that ended, those that were founded."""
    made: dict[str, Department] = {}
    for one in (one for one in before if one.level == "province"):
        last = heirs.ends(one.id)
        # Codes of a demonstration are not handed on to a real Office.
        one = one.model_copy(update={"code": None, "parent": heirs.of(one.parent, "")})
        if last is not None:
            successors = _unique(row["new_id"] for row in heirs.rows if row["old_id"] == one.id)
            one = _ended(one, last).model_copy(update={"successors": successors})
        made[one.id] = one
    for row in heirs.rows:
        old, new = made[row["old_id"]], row["new_id"]
        if new not in made:
            made[new] = Department(
                id=new,
                order=old.order,
                name=row["new_name"],
                level="province",
                at_centre=True,
                valid_from=date.fromisoformat(row["valid_from"]),
            )
        update: dict[str, Any] = {
            column: row[f"new_{column}"]
            for column in ("name", "name_en", "abbreviation", "kind")
            if row[f"new_{column}"]
        }
        if new in old.successors:
            update["predecessors"] = _unique((*made[new].predecessors, old.id))
        made[new] = made[new].model_copy(update=update)
    return list(made.values())


def _local(before: Reference, told: dict[str, Any], last: date) -> list[Department]:
    """The districts and communes that ended, and the communes that took over."""
    heirs = _commune_heirs(told)
    units = {row["gso_code"]: UnitName.read(row["name_vi"]) for row in files.rows(told["communes"])}
    names = {unit.agency for unit in units.values()}
    old = [one for one in before.departments if one.level != "province"]
    district_names = {one.id: one.abbreviation.partition(" ")[2] for one in old}
    of_district: dict[str, list[str]] = defaultdict(list)
    predecessors: dict[str, list[str]] = defaultdict(list)
    for one in old:
        if one.id in heirs:
            of_district[one.parent or ""].append(heirs[one.id])
            predecessors[heirs[one.id]].append(one.id)
    made = []
    for one in old:
        successors = _unique(of_district[one.id]) if one.id in of_district else (heirs[one.id],)
        # Of two agencies of one name, the one that is gone is told by its district.
        name = f"{one.name} ({district_names[one.parent or '']})" if one.name in names else one.name
        update = {"code": None, "name": name, "successors": successors}
        made.append(_ended(one, last).model_copy(update=update))
    for order, (code, unit) in enumerate(units.items(), 2001):
        id = _commune_id(told, code)
        made.append(
            Department(
                id=id,
                order=order,
                name=unit.agency,
                name_en=unit.agency_en,
                abbreviation=unit.short,
                level="commune",
                kind="commune_committee",
                valid_from=told["valid_from"],
                predecessors=tuple(predecessors[id]),
            )
        )
    return made


def _communes(before: tuple[Commune, ...], told: dict[str, Any], last: date) -> tuple[Commune, ...]:
    heirs = _commune_heirs(told)
    made = [_ended(one, last).model_copy(update={"successors": (heirs[one.id],)}) for one in before]
    for order, row in enumerate(files.rows(told["communes"]), 2001):
        unit = UnitName.read(row["name_vi"])
        made.append(
            Commune(
                id=_commune_id(told, row["gso_code"]),
                order=order,
                code=row["gso_code"],
                name=unit.full,
                kind=unit.kind.id,
                valid_from=told["valid_from"],
            )
        )
    return tuple(made)


def _commune_id(told: dict[str, Any], code: str) -> str:
    """The statistical office gave old codes to new communes: the province's code keeps the ids apart."""
    return f"X-{told['gso_code']}-{code}"


def _commune_heirs(told: dict[str, Any]) -> dict[str, str]:
    return {
        f"X-{row['old_gso_code']}": _commune_id(told, row["new_gso_code"])
        for row in files.rows("commune_successors.csv")
    }


def _procedure(
    procedure: Procedure, heirs: _Heirs, told: dict[str, Any], ended: dict[str, date]
) -> Procedure:
    if procedure.id in ended:
        return _ended(procedure, ended[procedure.id])
    return procedure.model_copy(
        update={
            "department": heirs.of(procedure.department, procedure.field),
            "levels": _unique(told["level_successors"].get(level, level) for level in procedure.levels),
        }
    )


def _revisions(
    before: Reference, heirs: _Heirs, told: dict[str, Any], last: date, ended: dict[str, date]
) -> tuple[Revision, ...]:
    """Each process as it was, with its last day, and as it goes on."""
    fields = {procedure.id: procedure.field for procedure in before.procedures}
    made = []
    for old in before.revisions:
        made.append(_ended(old, ended.get(old.procedure, last)))
        if old.procedure in ended:
            continue
        number = old.number + 1
        steps = tuple(_step(step, fields[old.procedure], heirs, told) for step in old.steps)
        update = {
            "id": f"{old.procedure}-{number}",
            "order": number,
            "number": number,
            "valid_from": told["valid_from"],
            "steps": steps,
        }
        made.append(old.model_copy(update=update))
    return tuple(made)


def _step(step: Step, field: str, heirs: _Heirs, told: dict[str, Any]) -> Step:
    update = {
        "name": told["task_successors"].get(step.name, step.name),
        "role": told["role_successors"].get(step.role, step.role),
        "where": told["level_successors"].get(step.where, step.where),
        "agency": heirs.of(step.agency, field),
    }
    return step.model_copy(update=update)


def _ended(entry: E, last: date) -> E:
    return entry.model_copy(update={"valid_to": last})


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))

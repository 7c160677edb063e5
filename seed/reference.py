"""The reference data of a profile as documents (pure: reads the files beside it and nothing else)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.channel import Channel
from models.commune import Commune
from models.department import Department
from models.field import Field
from models.level import Level
from models.procedure import ApplicantKind, OnlineLevel, Procedure, Revision, Step, Term
from models.profile import Profile
from models.step_role import StepRole
from seed import files
from seed.intake import components_of, form_of
from seed.units import UnitName

DEFAULT_PROFILE = "kien-giang-2018"
#: Rows of departments.csv that stand for the agencies of a whole level.
CLASSES = {"UBNDH": "district", "UBNDX": "commune"}

_LEVELS = {"tinh": "province", "huyen": "district", "xa": "commune"}
_KINDS = {
    "van_phong": "office",
    "trung_tam": "centre",
    "so": "department",
    "ban": "board",
    "nganh_doc": "vertical",
    "dich_vu": "service",
    "don_vi_su_nghiep": "public_unit",
}
_UNITS: dict[str, Any] = {
    "ngay_lam_viec": "working_day",
    "ngay": "calendar_day",
    "gio": "working_hour",
    "trong_ngay": "same_day",
}
#: Working minutes; days of a step are working days whatever the unit of the term (DESIGN §4).
_MINUTES = {"gio": 60, "ngay_lam_viec": 480, "ngay": 480}
_APPLICANTS: dict[str, ApplicantKind] = {
    "cong_dan": "citizen",
    "doanh_nghiep": "business",
    "co_quan_nha_nuoc": "state_agency",
}
_ONLINE: dict[str, OnlineLevel] = {
    "toan_trinh": "full",
    "mot_phan": "partial",
    "cung_cap_thong_tin": "information",
}


@dataclass(frozen=True)
class Reference:
    """Everything of one profile."""

    profile: Profile
    levels: tuple[Level, ...]
    departments: tuple[Department, ...]
    communes: tuple[Commune, ...]
    fields: tuple[Field, ...]
    roles: tuple[StepRole, ...]
    channels: tuple[Channel, ...]
    procedures: tuple[Procedure, ...]
    revisions: tuple[Revision, ...]


def read_first(told: dict[str, Any]) -> Reference:
    """The data of a profile that follows no other; `told` is its file."""
    profile = profile_of(told)
    channels = _channels()
    procedures, revisions = _procedures(profile.valid_from, channels)
    return Reference(
        profile=profile,
        levels=levels_of(told),
        departments=(*_provincial(told, profile), *_local(told, profile)),
        communes=_communes(told, profile),
        fields=_fields(),
        roles=_roles(),
        channels=channels,
        procedures=procedures,
        revisions=revisions,
    )


def profile_of(told: dict[str, Any]) -> Profile:
    """The profile document out of its file."""
    return Profile(**{name: told[name] for name in Profile.model_fields if name in told})


def levels_of(told: dict[str, Any]) -> tuple[Level, ...]:
    """The levels of a profile, from the top."""
    return tuple(
        Level(order=order, valid_from=told["valid_from"], **level)
        for order, level in enumerate(told["levels"], 1)
    )


def _provincial(told: dict[str, Any], profile: Profile) -> list[Department]:
    rows = [row for row in files.rows("departments.csv") if row["code"] not in CLASSES]
    return [
        Department(
            id=row["code"],
            order=order,
            name=row["name_vi"],
            name_en=row["name_en"],
            abbreviation=row["abbreviation"],
            code=_code(profile, order),
            level="province",
            kind=_KINDS[row["kind"]],
            parent=row["parent"] or None,
            # "partly": besides the centre it takes in at its own place.
            at_centre=row["at_centre"] in ("yes", "partly"),
            valid_from=told["agencies"].get(row["code"], {}).get("valid_from", profile.valid_from),
        )
        for order, row in enumerate(rows, 1)
    ]


def _local(told: dict[str, Any], profile: Profile) -> list[Department]:
    """One agency a district and one a commune."""
    districts, communes = files.rows("districts.csv"), files.rows(told["communes"])
    short = {row["gso_code"]: row["name_vi"] for row in districts}
    place = {row["gso_code"]: 50 + at for at, row in enumerate(districts, 1)}
    names = Counter(UnitName.read(row["name_vi"]).agency for row in communes)
    made = [
        _agency(
            UnitName.read(row["name_with_type"]),
            id=f"H-{row['gso_code']}",
            order=100 + at,
            code=_code(profile, place[row["gso_code"]]),
            level="district",
            kind="district_committee",
            valid_from=profile.valid_from,
        )
        for at, row in enumerate(districts, 1)
    ]
    ordinal: Counter[str] = Counter()
    for at, row in enumerate(communes, 1):
        unit, district = UnitName.read(row["name_vi"]), row["district_code"]
        ordinal[district] += 1
        agency = _agency(
            unit,
            id=f"X-{row['gso_code']}",
            order=1000 + at,
            code=_code(profile, place[district], ordinal[district]),
            level="commune",
            kind="commune_committee",
            parent=f"H-{district}",
            valid_from=profile.valid_from,
        )
        if names[agency.name] > 1:
            agency = agency.model_copy(update={"name": f"{agency.name} ({short[district]})"})
        made.append(agency)
    return made


def _agency(unit: UnitName, **fields: Any) -> Department:
    return Department(name=unit.agency, name_en=unit.agency_en, abbreviation=unit.short, **fields)


def _code(profile: Profile, second: int, third: int | None = None) -> str | None:
    """A demonstration's code, in numbers from 900 on that no province uses; else the administrator's."""
    if not profile.demonstration:
        return None
    tail = "" if third is None else f".{third:03d}"
    return f"{profile.province_code}.9{second:02d}{tail}"


def _communes(told: dict[str, Any], profile: Profile) -> tuple[Commune, ...]:
    made = []
    for order, row in enumerate(files.rows(told["communes"]), 1):
        unit = UnitName.read(row["name_vi"])
        made.append(
            Commune(
                id=f"X-{row['gso_code']}",
                order=order,
                code=row["gso_code"],
                name=unit.full,
                kind=unit.kind.id,
                district=f"H-{row['district_code']}",
                valid_from=profile.valid_from,
            )
        )
    return tuple(made)


def _fields() -> tuple[Field, ...]:
    return tuple(
        Field(
            id=row["slug"],
            order=order,
            name=row["field_vi"],
            name_en=row["name_en"],
            lead_department=None if row["lead_department"] in CLASSES else row["lead_department"],
        )
        for order, row in enumerate(files.rows("fields.csv"), 1)
    )


def _roles() -> tuple[StepRole, ...]:
    return tuple(
        StepRole(id=row["id"], order=order, name_vi=row["name_vi"], name_en=row["name_en"])
        for order, row in enumerate(files.rows("roles.csv"), 1)
    )


def _channels() -> tuple[Channel, ...]:
    return tuple(
        Channel(
            id=row["id"],
            order=int(row["order"]),
            code=row["code"],
            name=row["name_vi"],
            name_en=row["name_en"],
        )
        for row in files.rows("channels.csv")
    )


def _procedures(
    since: date, channels: tuple[Channel, ...]
) -> tuple[tuple[Procedure, ...], tuple[Revision, ...]]:
    """The procedures, each with its first revision."""
    fields = {row["field_vi"]: row["slug"] for row in files.rows("fields.csv")}
    roles = {row["role_vi"]: row for row in files.rows("roles.csv")}
    steps: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in files.rows("procedure_steps.csv"):
        steps[row["procedure_id"]].append(row)
    procedures, revisions = [], []
    for order, row in enumerate(files.rows("procedures.csv"), 1):
        valid_from = date.fromisoformat(row["valid_from"]) if row["valid_from"] else since
        procedure = Procedure(
            id=row["id"],
            order=order,
            name=row["name_vi"],
            field=fields[row["field_vi"]],
            department=None if row["department_code"] in CLASSES else row["department_code"],
            national_code=row["national_code"],
            applicants=(_APPLICANTS[row["applicant_type"]],),
            online_level=_ONLINE[row["online_level"]],
            levels=tuple(_LEVELS[level] for level in row["levels"].split("|")),
            interlinked=row["interlinked"] == "yes",
            result=row["result_vi"],
            note=row["note"],
            valid_from=valid_from,
        )
        procedures.append(procedure)
        revisions.append(
            Revision(
                id=f"{procedure.id}-1",
                order=1,
                procedure=procedure.id,
                number=1,
                valid_from=valid_from,
                term=Term(value=int(row["sla_value"]), unit=_UNITS[row["sla_unit"]]),
                fee_vnd=int(row["fee_vnd"]),
                fee_note=row["fee_note"],
                channels=tuple(
                    channel.id
                    for channel in channels
                    if channel.id != "online" or procedure.online_level != "information"
                ),
                form=form_of(procedure.id),
                components=components_of(procedure.id, procedure.applicants[0]),
                steps=_steps(procedure, steps[procedure.id], roles),
            )
        )
    return tuple(procedures), tuple(revisions)


def _steps(
    procedure: Procedure, rows: list[dict[str, str]], roles: dict[str, dict[str, str]]
) -> tuple[Step, ...]:
    """The steps of one process, with the desk of each role as roles.csv says it."""
    made: list[Step] = []
    for row in sorted(rows, key=lambda row: int(row["seq"])):
        role = roles[row["role"]]
        where, agency = role["where"], role["agency"] or None
        if where == "lead":
            agency = procedure.department
        elif where == "previous":
            where, agency = made[-1].where, made[-1].agency
        made.append(
            Step(
                id=f"s{row['seq']}",
                seq=int(row["seq"]),
                name=row["task"],
                kind=row["kind"],
                role=role["id"],
                where=where,
                agency=agency,
                limit_minutes=round(float(row["duration"]) * _MINUTES[row["duration_unit"]]),
            )
        )
    return tuple(made)

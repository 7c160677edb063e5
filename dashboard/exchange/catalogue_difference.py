"""What a list would change in the catalogue: entries, and drafts of revisions; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dashboard.catalogue.beginning import first_revision, shortest_process
from dashboard.exchange.catalogue_sheet import term_text
from dashboard.exchange.procedure_list import Listed, ProcedureList
from dashboard.exchange.rows import Refused
from dashboard.search.fold import fold
from models.naming import ident
from models.procedure import Procedure, Revision, Step, Term

if TYPE_CHECKING:
    from dashboard.office import Office


@dataclass(frozen=True)
class Wanted:
    """What one row changes: the entry before (None: new) and after; its draft where it touches a revision."""

    listed: Listed
    before: Procedure | None
    after: Procedure
    draft: Revision | None
    #: (what, before, after), in words
    told: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Difference:
    """What a list would change; rows that are refused; how many say what is there already."""

    wanted: list[Wanted] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    same: int = 0
    new_fields: list[str] = field(default_factory=list)


def difference(office: Office, listed: ProcedureList) -> Difference:
    """What the list would change; nothing is written."""
    result = Difference(refused=list(listed.refused))
    procedures = office.procedures.all()
    by_code = {one.national_code: one for one in procedures if one.national_code}
    by_name = {(fold(one.name), one.department): one for one in procedures}
    departments = {fold(one.name): one.id for one in office.departments.all()}
    departments |= {fold(one.abbreviation): one.id for one in office.departments.all() if one.abbreviation}
    fields = {fold(one.name): one.id for one in office.fields.all()}
    revisions: dict[str, list[Revision]] = {}
    for revision in office.revisions.all():
        revisions.setdefault(revision.procedure, []).append(revision)
    channels = tuple(one.id for one in office.channels.all())
    seen: set[str] = set()
    for row in listed.rows:
        department = departments.get(fold(row.department)) if row.department else None
        if row.department and department is None and not is_place(row.department):
            result.refused.append(
                Refused(
                    row.line,
                    "department",
                    f"Không có cơ quan “{row.department}” trong danh mục.",
                    f"There is no department “{row.department}” in the catalogue.",
                )
            )
            continue
        if row.field and fold(row.field) not in fields:
            fields[fold(row.field)] = ident(row.field)
            result.new_fields.append(row.field)
        before = by_code.get(row.code) if row.code else by_name.get((fold(row.name), department))
        after = _entry(row, before, department, fields)
        if after.id in seen:
            result.refused.append(
                Refused(
                    row.line,
                    "code",
                    "Thủ tục này đã có ở dòng trên.",
                    "This procedure stands in a row above.",
                )
            )
            continue
        seen.add(after.id)
        known = sorted(revisions.get(after.id, []), key=lambda one: one.number)
        draft, changes = _draft(row, after.id, known, channels)
        told = (*_told(before, after), *changes)
        if before == after and draft is None:
            result.same += 1
        else:
            result.wanted.append(Wanted(row, before, after, draft, told))
    return result


def is_place(text: str) -> bool:
    """Whether a department is named by its kind alone: the committee of whatever place."""
    return fold(text).startswith(("ubnd", "uy ban nhan dan"))


def _entry(
    row: Listed, before: Procedure | None, department: str | None, fields: dict[str, str]
) -> Procedure:
    given: dict[str, Any] = {"name": row.name}
    if row.code:
        given["national_code"] = row.code
    if row.field:
        given["field"] = fields[fold(row.field)]
    if row.department:
        given["department"] = department
    for key, value in (
        ("levels", row.levels),
        ("online_level", row.online),
        ("applicants", row.applicants),
        ("result", row.result),
    ):
        if value is not None:
            given[key] = value
    if before is not None:
        return Procedure.model_validate(before.model_dump() | given)
    id = ident(row.code or f"{row.name} {department or ''}".strip())
    return Procedure.model_validate({"id": id, "order": 500_000, "levels": ("province",), **given})


def _draft(
    row: Listed, procedure: str, known: Sequence[Revision], channels: tuple[str, ...]
) -> tuple[Revision | None, tuple[tuple[str, str, str], ...]]:
    """The revision that the row asks for, None where the newest says it already."""
    newest = next((one for one in reversed(known) if one.state != "discarded"), None)
    if newest is None:
        term = row.term or Term(value=0, unit="working_day")
        said = {"fee_vnd": row.fee_vnd or 0, "fee_note": row.fee_note or "", "legal_basis": row.basis or ""}
        draft = first_revision(procedure, term, channels, first_steps(term)).model_copy(update=said)
        return draft, (("Thời hạn", "", term_text(term)),)
    update: dict[str, Any] = {}
    told: list[tuple[str, str, str]] = []
    for key, what, value in (
        ("term", "Thời hạn", row.term),
        ("fee_vnd", "Phí", row.fee_vnd),
        ("fee_note", "Ghi chú phí", row.fee_note),
        ("legal_basis", "Căn cứ", row.basis),
    ):
        if (
            key == "term"
            and newest.term.unit == "same_day"
            and row.term is not None
            and row.term.unit == "same_day"
        ):
            continue  # the value of a same-day term says nothing
        if value is not None and value != getattr(newest, key):
            update[key] = value
            shown = [term_text(v) if isinstance(v, Term) else str(v) for v in (getattr(newest, key), value)]
            told.append((what, shown[0], shown[1]))
    if not update:
        return None, ()
    if newest.state in ("draft", "review"):
        return newest.model_copy(update=update), tuple(told)
    number = max(one.number for one in known) + 1
    fresh = {
        "id": f"{procedure}-{number}",
        "number": number,
        "order": number,
        "state": "draft",
        "decision": "",
        "valid_from": None,
        "valid_to": None,
    }
    return newest.model_copy(update=update | fresh), tuple(told)


def first_steps(term: Term) -> tuple[Step, ...]:
    """The shortest process that holds, as long as the limit."""
    minutes = {
        "working_day": term.value * 480,
        "working_hour": term.value * 60,
        "calendar_day": term.value * 340,
    }.get(term.unit, 480)
    intake = min(120, minutes // 4)
    return shortest_process("centre", intake, max(0, minutes - intake), "Giải quyết hồ sơ")


def _told(before: Procedure | None, after: Procedure) -> tuple[tuple[str, str, str], ...]:
    if before is None:
        return (("Thủ tục mới", "", after.name),)
    names = {
        "name": "Tên",
        "national_code": "Mã",
        "field": "Lĩnh vực",
        "department": "Cơ quan",
        "levels": "Cấp",
        "online_level": "Mức độ",
        "applicants": "Đối tượng",
        "result": "Kết quả",
    }
    return tuple(
        (title, str(getattr(before, key)), str(getattr(after, key)))
        for key, title in names.items()
        if getattr(before, key) != getattr(after, key)
    )

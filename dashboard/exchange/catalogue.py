"""The catalogue to and from Excel: what a list would change, the change, and the way back.

An entry of the catalogue is changed at once; what touches a revision (limit, fee, legal basis) becomes
a draft, which somebody reviews and publishes. Every import keeps what was there before it.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dashboard.access.roles import require
from dashboard.catalogue.changes import UNITS
from dashboard.exchange.procedure_list import Listed, ProcedureList
from dashboard.exchange.rows import Refused
from dashboard.search.fold import fold
from models.audit import Entry
from models.catalogue_import import CatalogueImport
from models.errors import MotcuaError
from models.naming import ident
from models.procedure import Procedure, Revision, Step, Term
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

HEADINGS = (
    "Mã thủ tục",
    "Tên thủ tục",
    "Lĩnh vực",
    "Cơ quan giải quyết",
    "Cấp thực hiện",
    "Thời hạn giải quyết",
    "Phí, lệ phí",
    "Mức độ DVC",
    "Đối tượng thực hiện",
    "Kết quả",
    "Căn cứ pháp lý",
)
LEVEL_NAMES = {"province": "Tỉnh", "district": "Huyện", "commune": "Xã"}
ONLINE_NAMES = {"full": "Toàn trình", "partial": "Một phần", "information": "Cung cấp thông tin"}
APPLICANT_NAMES = {
    "citizen": "Công dân",
    "business": "Doanh nghiệp, tổ chức",
    "state_agency": "Cơ quan nhà nước",
}


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
        revision = Revision(
            id=f"{procedure}-1",
            order=1,
            procedure=procedure,
            number=1,
            term=term,
            fee_vnd=row.fee_vnd or 0,
            fee_note=row.fee_note or "",
            legal_basis=row.basis or "",
            channels=channels,
            steps=first_steps(term),
        )
        return revision.model_copy(update={"state": "draft"}), (("Thời hạn", "", term_text(term)),)
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
    """The shortest process that holds: taken in, examined, returned; the administrator refines it."""
    minutes = {
        "working_day": term.value * 480,
        "working_hour": term.value * 60,
        "calendar_day": term.value * 340,
    }.get(term.unit, 480)
    intake = min(120, minutes // 4)
    return (
        Step(
            id="tiep_nhan",
            seq=1,
            name="Tiếp nhận hồ sơ",
            kind="intake",
            role="one_stop",
            where="responsible",
            limit_minutes=intake,
        ),
        Step(
            id="tham_dinh",
            seq=2,
            name="Giải quyết hồ sơ",
            kind="review",
            role="specialist",
            where="responsible",
            limit_minutes=max(0, minutes - intake),
        ),
        Step(
            id="tra_ket_qua",
            seq=3,
            name="Trả kết quả",
            kind="return",
            role="one_stop",
            where="responsible",
            limit_minutes=0,
        ),
    )


def term_text(term: Term) -> str:
    """A limit as lists write it; `procedure_list.term_of` reads it back."""
    return "Trong ngày" if term.unit == "same_day" else f"{term.value} {UNITS[term.unit][0]}"


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


def carry_out(
    office: Office, viewer: Viewer, found: Difference, progress: Callable[[int, int], None] | None = None
) -> CatalogueImport:
    """Write what a list changes, keeping what was there. Raises NotAllowed.

    The record of the import is written first, so that a broken one can be taken back as well.
    """
    require(viewer, "catalogue")
    record = CatalogueImport(
        id=uuid.uuid4().hex,
        at=office.now(),
        by=viewer.user_id,
        count=len(found.wanted),
        procedures=tuple(wanted.after.id for wanted in found.wanted),
    )
    befores: list[tuple[str, dict[str, Any] | None, str, dict[str, Any] | None]] = []
    for wanted in found.wanted:
        old = office.revisions.get(wanted.draft.id) if wanted.draft is not None else None
        befores.append(
            (
                wanted.after.id,
                None if wanted.before is None else wanted.before.model_dump(mode="json"),
                "" if wanted.draft is None else wanted.draft.id,
                None if old is None else old.model_dump(mode="json"),
            )
        )
    office.catalogue_imports.begin(record, befores)
    if found.new_fields:
        office.fields.ensure_named(found.new_fields)
    now = office.now()
    for done, wanted in enumerate(found.wanted, 1):
        if wanted.before != wanted.after:
            office.procedures.put(wanted.after)
        if wanted.draft is not None:
            office.revisions.put(
                wanted.draft.model_copy(
                    update={"state": "draft", "changed_by": viewer.user_id, "changed_at": now}
                )
            )
        if progress is not None and done % 50 == 0:
            progress(done, len(found.wanted))
    office.names.forget()
    office.audit.add(
        Entry(
            at=office.now(),
            actor=viewer.user_id,
            action="imported",
            subject="procedures",
            detail={"rows": str(len(found.wanted))},
        )
    )
    return record


def take_back(office: Office, viewer: Viewer, id: str) -> int:
    """Undo an import: entries and drafts are as they were. Raises NotAllowed, and MotcuaError where a draft
    of it was published meanwhile. Returns how many procedures were put back."""
    require(viewer, "catalogue")
    befores = office.catalogue_imports.befores(id)
    for _, _, draft, _ in befores:
        now = office.revisions.get(draft) if draft else None
        if now is not None and now.state == "published":
            raise MotcuaError(
                f"Phiên bản {now.id} của lần nhập này đã được công bố; không hoàn tác được nữa.",
                f"The revision {now.id} of this import was published meanwhile; it cannot be taken back.",
            )
    for procedure, before, draft, old in befores:
        if before is None:
            office.procedures.remove(procedure)
        else:
            office.procedures.put(Procedure.model_validate(before))
        if draft and old is None:
            office.revisions.remove(draft)
        elif old is not None:
            office.revisions.put(Revision.model_validate(old))
    office.catalogue_imports.end(id)
    office.names.forget()
    return len(befores)


def export(office: Office) -> bytes:
    """The catalogue as Excel, in the columns that an import reads: imported again, it changes nothing."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    newest: dict[str, Revision] = {}
    for revision in sorted(office.revisions.all(), key=lambda one: one.number):
        if revision.state != "discarded":
            newest[revision.procedure] = revision
    fields = {one.id: one.name for one in office.fields.all()}
    departments = {one.id: one.name for one in office.departments.all()}
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(out, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF1", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Thủ tục")
        sheet.freeze_panes(1, 2)
        for column, (title, width) in enumerate(
            zip(HEADINGS, (14, 60, 28, 32, 14, 22, 22, 18, 24, 30, 40), strict=True)
        ):
            sheet.write_string(0, column, title, head)
            sheet.set_column(column, column, width, wrap)
        for place, one in enumerate(office.procedures.all(), 1):
            found = newest.get(one.id)
            texts = (
                one.national_code,
                one.name,
                fields.get(one.field, ""),
                departments.get(one.department, "") if one.department else "UBND",
                ", ".join(LEVEL_NAMES.get(level, level) for level in one.levels),
                term_text(found.term) if found is not None else "",
                "" if found is None else fee_text(found),
                ONLINE_NAMES[one.online_level],
                "; ".join(APPLICANT_NAMES[kind] for kind in one.applicants),
                one.result,
                found.legal_basis if found is not None else "",
            )
            for column, text in enumerate(texts):
                sheet.write_string(place, column, text)
    return out.getvalue()


def fee_text(revision: Revision) -> str:
    """A fee as lists write it."""
    if not revision.fee_vnd:
        return f"0 đồng {revision.fee_note}" if revision.fee_note else "Không"
    return (
        f"{revision.fee_vnd:,}".replace(",", ".")
        + " đồng"
        + (f" {revision.fee_note}" if revision.fee_note else "")
    )

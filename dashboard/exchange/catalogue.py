"""A list carried out on the catalogue, and taken back.

An entry of the catalogue is changed at once; what touches a revision (limit, fee, legal basis) becomes
a draft, which somebody reviews and publishes. Every import keeps what was there before it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashboard.access.roles import require
from dashboard.exchange.catalogue_difference import Difference
from models.audit import Entry
from models.catalogue_import import CatalogueImport
from models.errors import MotcuaError
from models.procedure import Procedure, Revision
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: procedures that are written in one request, and after which the progress is told
TOGETHER = 50


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
    by = {"state": "draft", "changed_by": viewer.user_id, "changed_at": now}
    for start in range(0, len(found.wanted), TOGETHER):
        part = found.wanted[start : start + TOGETHER]
        office.procedures.write_many(one.after for one in part if one.before != one.after)
        office.revisions.write_many(one.draft.model_copy(update=by) for one in part if one.draft is not None)
        if progress is not None:
            progress(start + len(part), len(found.wanted))
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
    office.procedures.write_many(
        Procedure.model_validate(before) for _, before, _, _ in befores if before is not None
    )
    office.revisions.write_many(Revision.model_validate(old) for _, _, _, old in befores if old is not None)
    office.procedures.remove_many(id for id, before, _, _ in befores if before is None)
    office.revisions.remove_many(draft for _, _, draft, old in befores if draft and old is None)
    office.catalogue_imports.end(id)
    office.names.forget()
    return len(befores)

"""What is read: procedures, the state of a dossier, events since a cursor."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from dashboard.api.answers import (
    DossierAnswer,
    EventAnswer,
    EventList,
    HealthAnswer,
    Local,
    PaperNeeded,
    ProcedureAnswer,
    ProcedureLine,
    ProcedureList,
    TermAnswer,
    TokenAnswer,
)
from dashboard.api.following import events_after
from dashboard.api.problems import Problem
from dashboard.api.serving import Asking, IfNoneMatch, office, served, store, tagged
from dashboard.readiness import READINESS
from models.form import with_applicant
from models.procedure import Procedure, Revision

router = APIRouter()
#: procedures and events of one page
MOST_PROCEDURES, MOST_EVENTS = 200, 500
#: a dossier's code, an id of the catalogue, the number of an event
CODE_PATTERN = r"^[A-Za-z0-9_.:-]{1,100}$"
CURSOR_PATTERN = r"^\d{1,15}$"


@served(router, "GET", "/health", "unavailable")
def health() -> HealthAnswer:
    """Whether the Office is open and its store reads and writes. Needs no token."""
    found = READINESS.fault()
    if found is not None and found.part != "figures":  # which are loaded when they are first asked for
        raise Problem("unavailable", found.error.vi, found.error.en, headers={"retry-after": "5"})
    return HealthAnswer(status="ready")


@served(router, "GET", "/token")
def token(caller: Asking) -> TokenAnswer:
    """What the token may be used for, and until when."""
    known, zone = caller.token, office().store.zone
    return TokenAnswer(
        id=known.id, name=known.name, scopes=list(known.scopes), role=known.role, dossiers=known.scope.kind,
        departments=sorted(known.scope.departments), fields=sorted(known.scope.fields),
        requests_per_minute=known.rate, expires_at=known.expires_at.astimezone(zone),
    )  # fmt: skip


@served(router, "GET", "/procedures", tag=True, response_model=ProcedureList)
def procedures(
    request: Request,
    field: Annotated[str | None, Query(max_length=100, description="Id of a field.")] = None,
    department: Annotated[str | None, Query(max_length=100, description="Id of the leading one.")] = None,
    after: Annotated[str | None, Query(max_length=100, description="`after` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_PROCEDURES)] = 100,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The procedures that there are today, ordered by id."""
    with store():
        on = office().local_date()
        revisions = {one.procedure: one for one in office().revisions.all() if one.in_force(on)}
        found = sorted(
            (one for one in office().procedures.all() if one.in_force(on) and not one.imported),
            key=lambda one: one.id,
        )
    kept = [
        one for one in found
        if field in (None, one.field) and department in (None, one.department)
        and (after is None or one.id > after)
    ]  # fmt: skip
    page = kept[:limit]
    return tagged(
        request,
        ProcedureList(
            procedures=[_line(one, revisions.get(one.id)) for one in page],
            after=page[-1].id if len(kept) > limit else None,
        ),
    )


@served(router, "GET", "/procedures/{id}", "not-found", tag=True, response_model=ProcedureAnswer)
def procedure(
    request: Request,
    id: Annotated[str, Path(pattern=CODE_PATTERN)],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A procedure as it is today: its form (fields, limits, conditions) and its required papers."""
    with store():
        found = office().procedures.get(id)
        revision = office().revisions.in_force(id, office().local_date())
    if found is None or not found.in_force(office().local_date()):
        raise Problem("not-found", "Không có thủ tục này.", "There is no such procedure.")
    papers = () if revision is None else revision.components
    return tagged(
        request,
        ProcedureAnswer(
            **_line(found, revision).model_dump(),
            revision=None if revision is None else revision.id,
            valid_from=None if revision is None else revision.valid_from,
            legal_basis="" if revision is None else revision.legal_basis,
            fee_note="" if revision is None else revision.fee_note,
            result=found.result,
            applicants=list(found.applicants),
            form=None if revision is None else with_applicant(revision.form),
            papers=[
                PaperNeeded(
                    id=one.id, name=one.name, name_en=one.name_en, originals=one.originals,
                    copies=one.copies, required=one.required,
                )
                for one in papers
            ],
        ),
    )  # fmt: skip


@served(router, "GET", "/dossiers/{code}", "not-found", tag=True, response_model=DossierAnswer)
def dossier(
    request: Request,
    code: Annotated[str, Path(pattern=CODE_PATTERN)],
    caller: Asking,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Where a dossier within the token's scope stands. One outside it is not found."""
    with store():
        found = office().dossiers.get(code, caller.viewer)
    if found is None:
        raise Problem("not-found", "Không tìm thấy hồ sơ.", "There is no such dossier.")
    return tagged(request, DossierAnswer.of(found, Local(office().store.zone)))


@served(router, "GET", "/events", "cursor-gone")
def events(
    caller: Asking,
    cursor: Annotated[str | None, Query(pattern=CURSOR_PATTERN, description="Of the answer before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = 100,
) -> EventList:
    """What has happened since `cursor` to dossiers within the token's scope, in an order that never changes.

    Without a cursor from the oldest event that is kept (90 days). A page may be empty though there is `more`.
    """
    with store():
        page = events_after(office(), caller.viewer, None if cursor is None else int(cursor), limit)
    local = Local(office().store.zone)
    return EventList(
        events=[EventAnswer.of(entry, local) for entry in page.entries],
        cursor=str(page.cursor),
        more=page.more,
    )


def _line(procedure: Procedure, revision: Revision | None) -> ProcedureLine:
    return ProcedureLine(
        id=procedure.id, national_code=procedure.national_code, name=procedure.name, field=procedure.field,
        department=procedure.department, levels=list(procedure.levels),
        channels=[] if revision is None else list(revision.channels), online_level=procedure.online_level,
        term=None if revision is None else TermAnswer(value=revision.term.value, unit=revision.term.unit),
        fee_vnd=None if revision is None else revision.fee_vnd,
        taken_in=revision is not None and bool(revision.steps),
    )  # fmt: skip

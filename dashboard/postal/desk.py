"""Doing what can be done with pick-up requests: who may, one transaction, the history, the audit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dashboard.access.acting import act
from dashboard.access.roles import require
from dashboard.flow import Action
from dashboard.intake.offer import offers
from dashboard.postal.calls import POSTAL
from dashboard.postal.history import last_hash, sealed
from dashboard.postal.lifecycle import OF_THE_CARRIER, PostalAction, PostalRefused, applied
from dashboard.postal.people import carriers
from models.draft import Draft
from models.errors import AlreadyThere, NotAllowed
from models.form import APPLICANT, with_applicant
from models.postal import PostalRequest
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.flow.commit import Change
    from dashboard.office import Office
    from models.store import Session

#: states of a dossier of which something can be sent: its result, or its papers with the reasons
READY: frozenset[str] = frozenset({"resolved", "returned", "rejected", "withdrawn", "stopped"})


def do(
    office: Office, viewer: Viewer, id: str, action: PostalAction, given: Mapping[str, str], version: int
) -> PostalRequest:
    """Do one action on the request as the viewer saw it.

    "send" also returns the dossier to the applicant by post, where that is not done yet. Raises
    PostalRefused, ActionRefused, NotAllowed, StoreError; nothing is written then.
    """
    seen = _mine(office, viewer, id, action)
    if seen.version != version:
        raise _lost()
    values = dict(given)
    more: dict[str, Any] = {}
    if "carrier" in given:
        carrier = next((one for one in carriers(office) if one.id == given["carrier"]), None)
        if carrier is None and given["carrier"]:
            raise PostalRefused("Không có nhân viên bưu chính này.", "There is no such postal worker.")
        values["carrier_name"] = carrier.name if carrier is not None else ""
    if action in ("take_in", "open_form"):
        raise PostalRefused("Việc này do phần tiếp nhận ghi.", "This is recorded by the intake.")
    applied(seen, action, values, office.now())  # refuse before anything is written
    if action == "send":
        more["resolved_at"] = _given_back(office, viewer, seen, values["tracking"])
    return _written(office, viewer.user_id, seen, action, values, more)


def begin_intake(office: Office, viewer: Viewer, id: str) -> str:
    """The id of an intake form with the applicant filled in, for papers that have arrived; the viewer's own.

    A form that this viewer has opened for it before is gone on with. Raises PostalRefused, NotAllowed.
    """
    require(viewer, "act.submit")
    request = _mine(office, viewer, id, "open_form")
    for draft in request.drafts:
        if office.drafts.get(draft, viewer.user_id) is not None:
            return draft
    offer = offers(office, viewer).get(request.procedure)
    if offer is None:
        raise PostalRefused("Bạn không tiếp nhận thủ tục này.", "You do not take in this procedure.")
    made, now = uuid.uuid4().hex, office.now()
    _written(office, viewer.user_id, request, "open_form", {"draft": made}, {})
    block = with_applicant(offer.revision.form).applicant() or APPLICANT
    who = {
        "name": request.name,
        "phone": request.phone,
        "commune": request.commune,
        "address": request.address,
    }
    given = {"answers": {block.id: who}, "channel": POSTAL, "note": f"{request.id}: {request.signed}"[:900]}
    office.drafts.save(
        Draft(
            id=made,
            user=viewer.user_id,
            procedure=request.procedure,
            revision=offer.revision.id,
            begun_at=now,
            touched_at=now,
            given=given,
        )
    )
    return made


def taking_in(office: Office, session: Session, changes: Sequence[Change]) -> None:
    """Part of every commit: a form that was opened for a request becomes its dossier, in one transaction.

    Raises PostalRefused where the request has a dossier already; nothing of the changes is written then.
    """
    for change in changes:
        if change.event.action != "submit":
            continue
        request = office.postal_requests.of_draft(change.event.id, session)
        if request is None:
            continue
        event = change.event
        after, moved = applied(request, "take_in", {"dossier": change.after.id}, event.recorded_at)
        if not office.postal_requests.replace(after, request.version, session):
            raise _lost()
        told = sealed(
            request.id,
            after.version,
            "take_in",
            event.actor,
            event.recorded_at,
            f"{event.id}:postal",
            moved,
            last_hash(office, request.id, session),
        )
        office.postal_events.append([told], session)


def _mine(office: Office, viewer: Viewer, id: str, action: PostalAction) -> PostalRequest:
    """The request, if it is for this viewer to do `action`. Raises NotAllowed."""
    require(viewer, "postal.carry" if action in OF_THE_CARRIER else "postal.handle")
    found = office.postal_requests.get(id, viewer)
    if found is None:
        raise NotAllowed(
            "Yêu cầu này không (còn) thuộc phần việc của bạn.", "This request is not (or no longer) yours."
        )
    return found


def _given_back(office: Office, viewer: Viewer, request: PostalRequest, tracking: str) -> datetime:
    """Return the dossier by post, unless it is returned already; when its result was there."""
    dossier = office.dossiers.get(request.dossier, viewer)
    if dossier is None:
        raise NotAllowed("Hồ sơ ngoài phạm vi của bạn.", "The dossier is outside your scope.")
    if dossier.state == "resolved":
        done = Action(name="return", method="post", receiver=tracking)
        dossier = act(office, viewer, dossier.id, done, dossier.version)
    if dossier.state not in READY or dossier.closed_at is None:
        raise PostalRefused(
            f"Hồ sơ {dossier.id} chưa có kết quả để gửi.",
            f"The dossier {dossier.id} has no result to send yet.",
        )
    return dossier.closed_at


def _written(
    office: Office,
    actor: str,
    seen: PostalRequest,
    action: PostalAction,
    given: Mapping[str, str],
    more: Mapping[str, Any],
) -> PostalRequest:
    """Write the request after the action and its event, in one transaction."""
    now = office.now()
    after, moved = applied(seen, action, given, now)
    after = after.model_copy(update=dict(more))

    def write(session: Session) -> None:
        if not office.postal_requests.replace(after, seen.version, session):
            raise _lost()
        told = sealed(
            seen.id,
            after.version,
            action,
            actor,
            now,
            uuid.uuid4().hex,
            {**moved, **more},
            last_hash(office, seen.id, session),
            given.get("reason", ""),
        )
        office.postal_events.append([told], session)

    try:
        office.store.transact(write)
    except AlreadyThere:
        raise _lost() from None
    return after


def _lost() -> PostalRefused:
    return PostalRefused(
        "Người khác vừa thay đổi yêu cầu này; hãy xem lại rồi làm tiếp.",
        "Somebody else has just changed this request; look at it again and go on.",
    )

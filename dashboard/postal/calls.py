"""A call of the hotline, checked and entered as a new request."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.access.roles import require
from dashboard.clock import date_of
from dashboard.intake import typed
from dashboard.intake.offer import Offer, offers, places
from dashboard.intake.typed import Wrong
from dashboard.postal.history import sealed
from dashboard.postal.lifecycle import LONGEST, PostalRefused
from models.errors import NotAllowed
from models.form import APPLICANT
from models.postal import PostalRequest, WantedPart
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office
    from models.store import Session

#: the series of the codes of requests: BC-261124-0007
SERIES = "BC"
POSTAL = "postal"


@dataclass(frozen=True, slots=True)
class Call:
    """What the operator of the hotline types."""

    name: str
    phone: str
    commune: str
    address: str
    procedure: str
    wanted_day: int
    wanted_part: WantedPart = ""
    note: str = ""


def offered(office: Office, viewer: Viewer) -> dict[str, Offer]:
    """The procedures that the viewer may take in and that may come by post."""
    return {id: one for id, one in offers(office, viewer).items() if POSTAL in one.revision.channels}


def enter(office: Office, viewer: Viewer, call: Call, change: str | None = None) -> PostalRequest:
    """A new request of a call; a `change` that is known already gives the request it made.

    Raises PostalRefused with what is wrong, NotAllowed, StoreError; nothing is written then.
    """
    require(viewer, "postal.handle")
    facts = _checked(office, viewer, call)
    change = change or uuid.uuid4().hex
    known = office.postal_events.known(change)
    if known is not None:
        return _there(office, known.dossier)
    now = office.now()
    day = date_of(office.today())
    office.serials.prepare(SERIES, day)
    made: list[PostalRequest] = []

    def write(session: Session) -> None:
        made.clear()
        number = office.serials.draw(session, SERIES, day)
        request = PostalRequest(
            id=f"{SERIES}-{day:%y%m%d}-{number:04d}", requested_at=now, requested_day=office.today(), **facts
        )
        office.postal_requests.add(request, session)
        office.postal_events.append([sealed(request.id, 1, "request", viewer.user_id, now, change)], session)
        made.append(request)

    office.store.transact(write)
    return made[-1]


def _checked(office: Office, viewer: Viewer, call: Call) -> dict[str, Any]:
    """The facts of a call as they are kept. Raises PostalRefused with the first that is wrong."""
    name, address, note = (" ".join(text.split()) for text in (call.name, call.address, call.note))
    if not name or len(name) > 120:
        raise PostalRefused("Hãy nhập họ tên người gọi.", "Type the caller's name.")
    try:
        phone = typed.phone(call.phone, APPLICANT)
    except Wrong as wrong:
        raise PostalRefused(wrong.vi, wrong.en) from None
    if call.commune not in office.commune_ids():
        raise PostalRefused("Hãy chọn xã, phường.", "Choose the commune.")
    if not address or len(address) > 240:
        raise PostalRefused("Hãy nhập địa chỉ đến nhận.", "Type the address to come to.")
    offer = offered(office, viewer).get(call.procedure)
    if offer is None:
        raise PostalRefused(
            "Thủ tục này không nhận qua bưu chính, hoặc ngoài phạm vi của bạn.",
            "This procedure does not come by post, or is outside your scope.",
        )
    today = office.today()
    if not today <= call.wanted_day <= today + 31 or not office.calendar().is_working_day(call.wanted_day):
        raise PostalRefused(
            "Ngày đến nhận phải là ngày làm việc trong 31 ngày tới.",
            "The day to come is a working day within the next 31 days.",
        )
    if len(note) > LONGEST:
        raise PostalRefused(f"Ghi chú dài quá {LONGEST} ký tự.", f"The note has more than {LONGEST} letters.")
    tree = office.departments.tree(office.local_date())
    desk = places(offer.procedure, offer.revision, tree, viewer, offer.levels[0], first_only=True)[0]
    return {
        "name": name,
        "phone": phone,
        "commune": call.commune,
        "address": address,
        "note": note,
        "procedure": call.procedure,
        "wanted_day": call.wanted_day,
        "wanted_part": call.wanted_part,
        "department": desk.responsible,
        "field": offer.procedure.field,
        "holders": (desk.taken_in_by,),
    }


def _there(office: Office, id: str) -> PostalRequest:
    found = office.postal_requests.for_change(id)
    if found is None:
        raise NotAllowed("Không tìm thấy yêu cầu.", "There is no such request.")
    return found

"""What a form says of a dossier: every word of `models.printed_form.VALUES`, "" where nothing is known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.access.masking import WHOLE, masked
from dashboard.clock import Term, date_of
from dashboard.clock.words import term_words
from dashboard.forms.papers import copies_of, fee_of
from models.department import Department, DepartmentTree
from models.dossier import Applicant, Dossier
from models.event import Event
from models.profile import Profile
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

_SERIAL = re.compile(r"(\d{3,6})$")
_PROVINCE = re.compile(r"^(tỉnh|thành phố)\s+", re.IGNORECASE)
#: how a result was given back, as the register says it
RETURNED_BY = {"counter": "Tại Bộ phận Một cửa", "post": "Bưu chính công ích", "online": "Trực tuyến"}
ONE_STOP = "Bộ phận Tiếp nhận và Trả kết quả"
#: texts that list several things are asked for so: a line, or a semicolon, between two of them
_ITEMS = re.compile(r"\s*(?:\n|;)\s*")


@dataclass(frozen=True, slots=True)
class Around:
    """What forms say beside the dossier; read once for all forms of a print."""

    profile: Profile | None
    tree: DepartmentTree
    people: dict[str, str]
    now: datetime
    _fees: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, office: Office) -> Around:
        """The Office as it is now."""
        now = office.now().astimezone(office.store.zone)
        return cls(
            office.profiles.current(), office.departments.tree(now.date()),
            office.names.of("person"), now,
        )  # fmt: skip

    def department(self, id: str | None) -> Department | None:
        """The department, or None."""
        return self.tree[id] if id is not None and id in self.tree else None

    def fee(self, office: Office, revision: str) -> int:
        """What a revision asks for, in VND; each is read once."""
        if revision not in self._fees:
            found = office.revisions.get(revision) if revision else None
            self._fees[revision] = 0 if found is None else found.fee_vnd
        return self._fees[revision]

    def person(self, id: str | None) -> str:
        """The name of an account or of a member of staff; what is no id is a name already (an import's)."""
        return self.people.get(id, id) if id else ""


def words_of(
    office: Office, dossier: Dossier, events: list[Event], viewer: Viewer, around: Around
) -> dict[str, str]:
    """The words of one dossier, as `viewer` may read them."""
    zone = office.store.zone
    who, department = dossier.applicant, around.department(dossier.department)
    clerk = dossier.visits[0].assignee if dossier.visits else actor_of(events, "refuse")
    asked = [pause for pause in dossier.pauses if pause.kind == "supplement"]
    granted = [place for place, change in enumerate(dossier.dues) if change.cause == "extension"]
    before = dossier.dues[granted[-1] - 1].due_at if granted and granted[-1] else dossier.original_due_at
    serial = _SERIAL.search(dossier.id)
    names = office.names
    partners = [id for id in dossier.holders if id != dossier.department]
    words = {
        "code": dossier.id,
        "serial": serial[1] if serial else "",
        "applicant": who.name,
        "address": address_of(office, who),
        "phone": masked(who.phone, viewer),
        "email": who.email,
        "identity": masked(who.identity, viewer),
        "procedure": names.name("procedure", dossier.procedure),
        "department": department.name if department else names.name("department", dossier.department),
        "partners": ", ".join(names.name("department", id) for id in partners),
        "term": term_of(dossier),
        "received": moment(dossier.received_at, office),
        "received_date": day_in_words(dossier.received_at, office, capital=True),
        "due": moment(dossier.due_at, office),
        "original_due": moment(before, office),
        "new_due": moment(dossier.dues[granted[-1]].due_at, office) if granted else "",
        "entry": serial[1] if serial else "",
        "clerk": around.person(clerk),
        "reason": asked[-1].reason if asked else "",
        "refused_because": reason_of(events, "refuse", "reject"),
        "late_because": dossier.dues[granted[-1]].reason if granted else "",
        "stopped_because": reason_of(events, "stop"),
        "contact": around.person(dossier.assignee or clerk),
        "contact_phone": "",
        "printed_by": viewer.name,
        "today": f"ngày {around.now:%d} tháng {around.now:%m} năm {around.now:%Y}",
        "copies": copies_of(dossier),
        "fee": fee_of(dossier, around.fee(office, dossier.revision)),
        "delivery": RETURNED_BY.get(dossier.return_method or "", ""),
        "book": str(dossier.received_at.astimezone(zone).year) if dossier.received_at else "",
    }
    if viewer.role not in WHOLE:
        words |= {"address": hidden(words["address"]), "email": hidden(words["email"])}
    return words | head_of(department, around)


def wanted_of(dossier: Dossier) -> list[str]:
    """What the applicant was last asked to supply, an item each."""
    asked = [pause.reason for pause in dossier.pauses if pause.kind == "supplement"]
    return [item for item in _ITEMS.split(asked[-1].strip()) if item] if asked else []


def head_of(department: Department | None, around: Around) -> dict[str, str]:
    """Who issues the paper: the provincial centre, or the one-stop section of another agency."""
    profile = around.profile
    place = _PROVINCE.sub("", profile.province_vi) if profile else ""
    if profile is not None and (department is None or department.at_centre):
        return {
            "authority": profile.office_vi,
            "unit": profile.centre_vi,
            "centre": profile.centre_vi,
            "place": place,
        }
    name = department.name if department else ""
    return {
        "authority": name,
        "unit": ONE_STOP,
        "centre": f"{ONE_STOP}, {name}" if name else "",
        "place": place,
    }


def address_of(office: Office, who: Applicant) -> str:
    """The address, with the commune where it does not name it; what is no department's id is a name."""
    commune = office.names.name("department", who.commune) if who.commune else ""
    if not commune or commune.casefold() in who.address.casefold():
        return who.address
    return f"{who.address}, {commune}" if who.address else commune


def hidden(text: str) -> str:
    """A text that the viewer's role does not need."""
    return "•••" if text else ""


def actor_of(events: list[Event], *actions: str) -> str | None:
    """Who did the last of such actions."""
    return next((event.actor for event in reversed(events) if event.action in actions), None)


def reason_of(events: list[Event], *actions: str) -> str:
    """The reason given with the last of such actions."""
    told = (event for event in reversed(events) if event.action in actions)
    return next((str(event.params.get("reason", "")) for event in told), "")


def term_of(dossier: Dossier) -> str:
    """The time limit of the procedure's revision: "10 ngày làm việc"."""
    if dossier.term_value is None or dossier.term_unit is None:
        return ""
    return term_words(Term(value=dossier.term_value, unit=dossier.term_unit), "vi")


def moment(at: datetime | None, office: Office) -> str:
    """ "08 giờ 15 phút, ngày 24/11/2026", in the Office's zone."""
    return "" if at is None else f"{at.astimezone(office.store.zone):%H giờ %M phút, ngày %d/%m/%Y}"


def day_in_words(at: datetime | None, office: Office, capital: bool = False) -> str:
    """ "ngày 24 tháng 11 năm 2026"."""
    if at is None:
        return ""
    local = at.astimezone(office.store.zone)
    return f"{'N' if capital else 'n'}gày {local:%d} tháng {local:%m} năm {local:%Y}"


def day_text(day: int | None) -> str:
    """dd/MM/yyyy, "" where there is none."""
    return "" if day is None else date_of(day).strftime("%d/%m/%Y")

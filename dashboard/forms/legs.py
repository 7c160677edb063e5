"""The hand-overs of a control slip, as the visits of the dossier tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.clock import day_of
from dashboard.forms.runs import Run, value
from dashboard.forms.words import Around, moment
from models.dossier import Dossier, Visit

if TYPE_CHECKING:
    from dashboard.office import Office

#: rows that are there to be written on, behind those that are known
SPARE = 2


def legs_of(office: Office, dossier: Dossier, around: Around) -> list[dict[str, list[Run]]]:
    """A row for each time the dossier went from one desk to the next, then empty ones."""
    visits = dossier.visits
    rows = [leg(office, visits[i], visits[i + 1], around) for i in range(len(visits) - 1)]
    if visits:
        rows.append(leg(office, visits[-1], None, around))
    blank = {key: value("") for key in ("giver", "taker", "at", "given_by", "taken_by", "result", "note")}
    return rows + [blank] * SPARE


def leg(office: Office, given: Visit, taken: Visit | None, around: Around) -> dict[str, list[Run]]:
    """The row of one hand-over; its right half is empty while the dossier still lies at the giver's."""
    name = office.names.name
    return {
        "giver": value(name("department", given.holder)),
        "taker": value(name("department", taken.holder) if taken else ""),
        "at": value(moment(given.left_at, office)),
        "given_by": value(around.person(given.assignee)),
        "taken_by": value(around.person(taken.assignee) if taken else ""),
        "result": value(result(office, given)),
        "note": value(
            {"sent_back": "trả lại bước trước", "handed_over": "phối hợp"}.get(given.outcome or "", "")
        ),
    }


def result(office: Office, visit: Visit) -> str:
    """Before, on or after the day that the step was given; "" while it is open or without a limit."""
    if visit.left_at is None or visit.due_at is None:
        return ""
    if visit.late:
        return "Quá hạn"
    zone = office.store.zone
    early = day_of(visit.left_at, zone) < day_of(visit.due_at, zone)
    return "Trước hạn" if early else "Đúng hạn"

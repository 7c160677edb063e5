"""A hall with counters for the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.hall import HallGroup
from models.roster import Counter
from models.viewer import Scope, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

HALL = "TTPVHCC"
CENTRE = Scope(kind="department", departments=frozenset({HALL}))
CLERK = Viewer(user_id="an", name="An", role="clerk", scope=CENTRE)
STRANGER = Viewer(
    user_id="xa", name="Xa", role="clerk", scope=Scope(kind="department", departments=frozenset({"SNV"}))
)


def furnish(office: Office, counters: int = 3) -> None:
    """Groups a and b; the first counter serves b alone, the others both."""
    office.hall_groups.put_many(
        HallGroup(id=f"{HALL}-{id}", hall=HALL, name=f"Nhóm {id}", order=place, fields=(f"field-{id}",))
        for place, id in enumerate("ab")
    )
    office.counters.put_many(
        Counter(
            id=f"Q{place:02d}",
            name=f"Quầy {place:02d}",
            order=place,
            department=HALL,
            fields=("field-b",) if place == 1 else (),
        )
        for place in range(1, counters + 1)
    )


A, B = f"{HALL}-a", f"{HALL}-b"

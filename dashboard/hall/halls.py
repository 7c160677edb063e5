"""The halls that there are, their groups and counters, and the key by which one takes a number there."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dashboard.access.roles import require
from dashboard.hall.queue import HallRefused
from dashboard.roster.planning import within
from models.audit import Entry
from models.errors import NotAllowed
from models.hall import HallGroup, HallRules
from models.roster import Counter
from models.viewer import Viewer
from seed.hall import suggested

if TYPE_CHECKING:
    from dashboard.office import Office


def halls(office: Office) -> list[str]:
    """The departments that have counters in force, the one with most of them first."""
    counts: dict[str, int] = {}
    on = office.local_date()
    for counter in office.counters.all():
        if counter.in_force(on):
            counts[counter.department] = counts.get(counter.department, 0) + 1
    return sorted(counts, key=lambda id: (-counts[id], id))


def hall_of(office: Office, asked: str | None = None) -> str:
    """The hall that is asked for, else the first. Raises HallRefused where there is none."""
    known = halls(office)
    if asked in known:
        return str(asked)
    if not known or asked:
        raise HallRefused("Chưa có sảnh nào có quầy.", "There is no hall with counters.")
    return known[0]


def own_halls(office: Office, viewer: Viewer) -> list[str]:
    """The halls that are within the viewer's scope."""
    return [hall for hall in halls(office) if within(viewer, hall)]


def groups_of(office: Office, hall: str) -> list[HallGroup]:
    """The groups of a hall that hold today; the suggested ones where it has none of its own."""
    on = office.local_date()
    own = [one for one in office.hall_groups.of(hall) if one.in_force(on)]
    if own:
        return own
    fields = [one for one in office.fields.all() if one.in_force(on)]
    return suggested(hall, fields, office.procedures.all())


def counters_of(office: Office, hall: str) -> list[Counter]:
    """The counters of a hall that are open today."""
    on = office.local_date()
    return [one for one in office.counters.of(hall) if one.in_force(on)]


def served_by(counter: Counter, groups: Iterable[HallGroup]) -> frozenset[str]:
    """The groups that a counter serves: those with one of its fields; all where it names no field."""
    return frozenset(one.id for one in groups if not counter.fields or set(counter.fields) & set(one.fields))


def key_of(office: Office, hall: str) -> str:
    """The key of the hall, on its kiosk and its poster: without it nobody takes a number from home."""
    name = f"hall_key:{hall}"
    return str(office.meta.get(name) or office.meta.settle(name, secrets.token_urlsafe(12)))


def renew_key(office: Office, viewer: Viewer, hall: str) -> None:
    """Make another key: posters and kiosks with the old one take no numbers any more."""
    _may_arrange(viewer, hall)
    office.meta.set(f"hall_key:{hall}", secrets.token_urlsafe(12))
    _told(office, viewer, hall, "key")


def keep_groups(office: Office, viewer: Viewer, hall: str, groups: Iterable[HallGroup]) -> int:
    """Keep the groups of a hall; how many have changed. Raises NotAllowed, HallRefused."""
    _may_arrange(viewer, hall)
    kept = list(groups)
    for one in kept:
        before = office.hall_groups.get(one.id)
        if one.hall != hall or (before is not None and before.hall != hall):
            raise NotAllowed("Nhóm này thuộc sảnh khác.", "This group is of another hall.")
    named = [field for one in kept for field in one.fields]
    if len(named) != len(set(named)):
        raise HallRefused(
            "Một lĩnh vực chỉ thuộc một nhóm; hãy bỏ bớt.",
            "A field is in one group only; take it out of others.",
        )
    changed = office.hall_groups.put_many(kept)
    if changed:
        _told(office, viewer, hall, "groups")
    return changed


def keep_rules(office: Office, viewer: Viewer, rules: HallRules) -> None:
    """Keep the rules of a hall. Raises NotAllowed."""
    _may_arrange(viewer, rules.id)
    office.hall_rules.put(rules)
    _told(office, viewer, rules.id, "rules")


def _may_arrange(viewer: Viewer, hall: str) -> None:
    require(viewer, "hall.arrange")
    if not within(viewer, hall):
        raise NotAllowed("Sảnh này ngoài phạm vi của bạn.", "This hall is outside your scope.")


def _told(office: Office, viewer: Viewer, hall: str, what: str) -> None:
    office.audit.add(
        Entry(
            at=office.now(), actor=viewer.user_id, action="hall_changed", subject=hall, detail={"what": what}
        )
    )

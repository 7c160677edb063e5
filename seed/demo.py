"""The first data of a new installation, and histories of any size for trials and benches."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING

from dashboard.cube.check import EVENTS_LEFT_OUT, write_cube
from dashboard.cube.contribution import Contribution, add, contribution
from dashboard.search.keys import key_of
from models.cell import Cells
from models.dossier import Dossier
from models.errors import MotcuaError
from models.event import Event
from seed.history import Setting, simulate
from seed.load import load_reference
from seed.reference import DEFAULT_PROFILE
from seed.staff import load_staff

if TYPE_CHECKING:
    from dashboard.office import Office

Progress = Callable[[int, int], None]

DEMO_DOSSIERS = 3_000
DEMO_DAYS = 420
DEMO_SEED = 61_2018
BATCH = 1_000
#: from here on the history is left out, so that preparation stays short
EVENTS_UP_TO = 400_000


def load_first_data(office: Office, progress: Progress) -> None:
    """The reference data of the demonstration, a history that ends now, and staff with their rosters."""
    load_history(office, DEMO_DOSSIERS, office.now(), DEMO_SEED, progress)
    load_staff(office, office.now())


def load_history(
    office: Office, dossiers: int, until: datetime.datetime, seed: int, progress: Progress | None = None,
    *, profile: str = DEFAULT_PROFILE, events: bool = True,
) -> int:  # fmt: skip
    """Fill an Office without dossiers with a simulated history, in bounded memory; returns how many.

    The cube is the sum of the same `contribution`s that commits add. Raises MotcuaError where there
    are dossiers already.
    """
    if office.dossiers.count():
        raise MotcuaError("Kho đã có hồ sơ; hãy dùng thư mục dữ liệu mới.",
                          "There are dossiers already; use a new data folder.")  # fmt: skip
    load_reference(office.store, profile)
    office.names.forget()
    keep_events = events and dossiers <= EVENTS_UP_TO
    if not keep_events:
        office.meta.set(EVENTS_LEFT_OUT, True)
    days = DEMO_DAYS if dossiers <= 20_000 else 1_095
    cells = Cells(office.store)
    cells.begin_building()
    total: Contribution = {}
    batch: list[tuple[Dossier, list[Event]]] = []
    done = 0
    for told in simulate(setting_of(office, until), dossiers, until, days, seed):
        add(total, contribution(told[0]))
        batch.append(told)
        if len(batch) == BATCH:
            done += write(office, batch, keep_events)
            batch = []
            if progress is not None:
                progress(done, dossiers)
    done += write(office, batch, keep_events)
    write_cube(office.store, total, office.today())
    if progress is not None:
        progress(dossiers, dossiers)
    return done


def setting_of(office: Office, until: datetime.datetime) -> Setting:
    """The reference data, as the simulation needs them."""
    on = until.astimezone(office.store.zone).date()
    tree = office.departments.tree(on)
    revisions: dict[str, list] = {}  # type: ignore[type-arg]
    for revision in office.revisions.all():
        revisions.setdefault(revision.procedure, []).append(revision)
    departments = tree.in_force()
    return Setting(
        calendar=office.calendar(),
        tree=tree,
        procedures={procedure.id: procedure for procedure in office.procedures.all()},
        revisions=revisions,
        communes=[(each.id, each.name) for each in departments if each.level == "commune"],
        codes={each.id: each.code for each in departments if each.code},
    )


def write(office: Office, batch: list[tuple[Dossier, list[Event]]], keep_events: bool) -> int:
    """Insert new dossiers with their events and search keys."""
    if not batch:
        return 0
    office.dossiers.write_many(((None, dossier) for dossier, _ in batch), None)
    if keep_events:
        office.events.append([event for _, events in batch for event in events], None)
    office.keys.put_many(key_of(dossier) for dossier, _ in batch)
    return len(batch)

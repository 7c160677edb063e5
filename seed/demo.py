"""The first data of a new installation, and histories of any size for trials and benches."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from dashboard.clock import date_of
from dashboard.cube.building import Building
from dashboard.cube.check import EVENTS_LEFT_OUT, HISTORY_LOADING
from models.dossiers import Dossiers
from models.errors import MotcuaError
from models.event import Events
from models.searchkey import SearchKeys
from models.serial import Serials
from seed.bulk import Kept, new_turn, write_all
from seed.hall_days import load_hall
from seed.history import Plan
from seed.load import load_reference
from seed.reference import DEFAULT_PROFILE
from seed.setting import Setting, usual_weights
from seed.staff import CENTRE, load_staff

if TYPE_CHECKING:
    from dashboard.office import Office

Progress = Callable[[int, int], None]

DEMO_DOSSIERS = 3_000
DEMO_DAYS = 420
DEMO_SEED = 61_2018
#: a history of more dossiers goes further back
SHORT_UP_TO, LONG_DAYS = 20_000, 1_095
#: from here on the history of each dossier is left out, so that preparation stays short
EVENTS_UP_TO = 400_000
#: fewer dossiers are told by one process: starting others takes longer
ALONE_UP_TO = 1_000
PROCESSES = 2


def load_first_data(office: Office, progress: Progress) -> None:
    """The reference data of the demonstration, a history that ends now, and staff with their rosters."""
    load_history(office, DEMO_DOSSIERS, office.now(), DEMO_SEED, progress)
    load_staff(office, office.now())
    load_hall(office, CENTRE)
    office.habits.begin({id: round(weight) for id, weight in usual_weights().items()}, office.now())


def load_history(
    office: Office, dossiers: int, until: datetime.datetime, seed: int, progress: Progress | None = None,
    *, profile: str = DEFAULT_PROFILE, kept: Kept = Kept.EVENTS, processes: int | None = None,
) -> int:  # fmt: skip
    """Fill an Office without dossiers with a simulated history, in bounded memory; returns how many.

    The cube is the sum of the same `contribution`s that commits add. A load that was broken off has left
    its mark: what it wrote is thrown away, and the load begun anew. `processes` tell and write it (by
    default as many as there are cores, two at most); the result is the same for any number. Of very many
    dossiers the events are left out, even where they are asked for.

    Raises MotcuaError where there are dossiers already, where the profile is not known, and where
    nothing could come in by `until`.
    """
    clear_for_loading(office)
    load_reference(office.store, profile)
    office.names.forget()
    days = DEMO_DAYS if dossiers <= SHORT_UP_TO else LONG_DAYS
    plan = Plan(dossiers, until, days, seed)
    setting = Setting.of(office, until)
    plan.counts(setting)  # refused before anything is marked or written
    if kept == Kept.EVENTS and dossiers > EVENTS_UP_TO:
        kept = Kept.DOSSIERS
    if processes is None:
        processes = 1 if dossiers <= ALONE_UP_TO else min(PROCESSES, os.cpu_count() or 1)
    done, turn = 0, new_turn()
    building = Building(office.store, office.today())
    # Only now, when no commit gets in: what is thrown away by this mark was written by a load.
    office.meta.set(HISTORY_LOADING, True)
    office.meta.set(EVENTS_LEFT_OUT, kept != Kept.EVENTS)
    for written in write_all(office.store, setting, plan, kept, processes, turn):
        with turn:
            building.add(written.contribution)
            building.settle(written.days[-1][0] + 1)
            for (agency, day), number in written.serials.items():
                Serials(office.store).note(agency, date_of(day), number)
        done += written.dossiers
        if progress is not None:
            progress(done, dossiers)
    building.finish()
    office.meta.set(HISTORY_LOADING, False)
    return done


def clear_for_loading(office: Office) -> None:
    """Throw away what a load that was broken off has left. Raises MotcuaError for other dossiers."""
    if office.meta.get(HISTORY_LOADING):
        for repository in (Dossiers, Events, SearchKeys):
            office.store.renew(repository)
    elif office.dossiers.count():
        raise MotcuaError("Kho đã có hồ sơ; hãy dùng thư mục dữ liệu mới.",
                          "There are dossiers already; use a new data folder.")  # fmt: skip

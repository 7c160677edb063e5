"""What the benches stand on: stores of a given size, seeded once by the product's own path and kept."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from dashboard.commands import address
from dashboard.config import ROOT, Settings, read_settings
from dashboard.cube.check import rebuild
from dashboard.cube.contribution import VERSION
from dashboard.office import Office
from dashboard.progress import bar
from models.cell import Cells
from models.viewer import Viewer
from seed.bulk import Kept
from seed.demo import load_history

#: the instant at which every history ends, so that all machines measure the same data: a Tuesday
UNTIL = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
SEED = 612_018
SIZES = (10_000, 100_000)
#: the mark of a store that was filled to its end
READY = "bench"
#: who looks: all figures, no scope that would make them fewer
LEADERSHIP = Viewer(user_id="bench", name="bench", role="leadership")


@dataclass(frozen=True)
class Stand:
    """The store of one size. `uri` holds a password: never to be printed or put on a command line."""

    office: Office
    uri: str
    size: int
    folder: Path


@dataclass(frozen=True)
class Ground:
    """What was asked for: sizes, where the data are kept, how often to repeat."""

    sizes: tuple[int, ...] = SIZES
    folder: Path = ROOT / "data" / "bench"
    repeats: int = 15
    #: how often what takes seconds is repeated
    few: int = 5
    #: what one side of a comparison may take before it is left out of further rounds
    seconds: float = 60.0
    #: how many actions of the lifecycle are measured
    actions: int = 150
    #: how many rounds of kills, under how many writers
    rounds: int = 100
    writers: int = 8
    #: what is written beside the cells; the events are more than half of the work, and few benches read them
    kept: Kept = Kept.EVENTS
    #: an address that wins over the embedded server
    uri: str | None = None

    def settings(self, size: int) -> Settings:
        """The settings of the Office of a size."""
        given: dict[str, object] = {"database": f"motcua_bench_{size}", "data": self.folder / str(size)}
        if self.uri is not None:
            given["mongodb_uri"] = SecretStr(self.uri)
        return read_settings(**given)

    @contextmanager
    def at(self, size: int, *, cells_alone: bool = False) -> Iterator[Stand]:
        """A store with a history of `size` dossiers, filled where it is not there yet.

        Where the cells are all that a bench reads, a store that holds nothing else is filled sooner.
        """
        settings = self.settings(size)
        with address(settings) as uri:
            prepare(settings, uri, size, Kept.NOTHING if cells_alone else self.kept)
            office = Office.open(settings, uri, ticking())
            try:
                yield Stand(office, uri, size, settings.data)
            finally:
                office.close()


def ticking() -> Callable[[], datetime]:
    """A clock that goes on from the end of the history."""
    began = time.monotonic()
    return lambda: UNTIL + timedelta(seconds=time.monotonic() - began)


def prepare(settings: Settings, uri: str, size: int, kept: Kept) -> None:
    """Fill the store, unless it is full; make its cube anew where another version has made it."""
    office = Office.open(settings, uri, ticking())
    ready = office.meta.get(READY)
    cells_alone = ready is not None and ready["kept"] == Kept.NOTHING
    if (ready is None and office.dossiers.count()) or (cells_alone and kept != Kept.NOTHING):
        # Somebody broke the filling off, or more is wanted now.
        office.store.drop()
        office = Office.open(settings, uri, ticking())
        ready = None
    try:
        if ready is None:
            fill(office, size, kept)
        elif not cells_alone and Cells(office.store).state().version != VERSION:
            with bar("rebuilding the cube") as progress:
                rebuild(office.store, office.today(), progress)
    finally:
        office.close()


def fill(office: Office, size: int, kept: Kept) -> None:
    """A simulated history of `size` dossiers, by the way of `seed demo`."""
    began = time.monotonic()
    with bar(f"seeding {size:,} dossiers") as progress:
        done = load_history(office, size, UNTIL, SEED, progress, kept=kept)
    seconds = time.monotonic() - began
    office.meta.set(READY, {"dossiers": done, "seconds": round(seconds, 1), "kept": kept.value})
    print(f"seeded {done:,} dossiers at {done / seconds:,.0f}/s", file=sys.stderr, flush=True)

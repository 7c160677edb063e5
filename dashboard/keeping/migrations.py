"""Bringing a store up to the format of this program: numbered changes of what is stored, one after the other.

Each is done once, in order, by one process while the others wait, before anything else reads the store.
Killed at any moment it is begun again at the next start and goes on where it was; so whatever it changes
may be changed twice. A store of a newer format is refused when it is opened (`models.about`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from dashboard.commands import say
from dashboard.progress import bar
from models import about
from models.index import retire
from models.steps import Steps
from models.store import Repository, Store
from models.turn import turn

log = structlog.get_logger()

#: whose turn it is to change what is stored
TURN = "upgrade"


@dataclass(frozen=True)
class Migration:
    """What makes format `number` of the one before it. `run` takes the store, its repositories and steps."""

    number: int
    vi: str
    en: str
    run: Callable[[Store, Sequence[type[Repository]], Steps], object]


def _retire_indexes(store: Store, repositories: Sequence[type[Repository]], steps: Steps) -> None:
    """Earlier programs made indexes that nothing asks any more, and that every write still pays for."""
    for repository in repositories:
        retire(store.db, repository.COLLECTION, repository.INDEXES)


MIGRATIONS: tuple[Migration, ...] = (
    Migration(2, "bỏ chỉ mục không còn dùng", "drop indexes that nothing uses", _retire_indexes),
)


def migrate(
    store: Store, repositories: Sequence[type[Repository]], migrations: Sequence[Migration] = MIGRATIONS
) -> list[int]:
    """Do what has not been done yet; the numbers of what was. Raises MotcuaError."""
    if about.read(store.db)["format"] >= migrations[-1].number:
        return []
    done = []
    with turn(store, TURN, wait_for_another) as mine:
        for migration in migrations:
            if about.read(store.db)["format"] >= migration.number:
                continue  # another process was faster
            words = say(f"Nâng cấp kho dữ liệu: {migration.vi}", f"Upgrading the store: {migration.en}")
            with bar(words) as progress:
                steps = Steps(store, f"format-{migration.number}", mine, progress)
                migration.run(store, repositories, steps)
                about.set_format(store.db, migration.number)
                steps.forget()
                progress(1, 1)
            log.info("store_upgraded", format=migration.number)
            done.append(migration.number)
    return done


def wait_for_another() -> None:
    """Say that another process is changing the store."""
    log.info("waiting_for_another_process_that_upgrades_the_store")

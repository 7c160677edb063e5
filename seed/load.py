"""Puts the reference data of a profile into the store."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from typing import Any

from models.catalogue import Catalogue
from models.channel import Channels
from models.commune import Communes
from models.department import Departments
from models.field import Fields
from models.level import Levels
from models.procedure import Procedures, Revisions
from models.profile import Profiles
from models.publication import CENTRE, Publication, Publications
from models.step import LoggedSteps
from models.step_role import StepRoles
from models.store import Store
from seed.files import HERE
from seed.reference import DEFAULT_PROFILE
from seed.succession import read_reference

#: The collections of the reference data, what is referred to before what refers to it.
CATALOGUES: tuple[type[Catalogue[Any]], ...] = (
    Levels, Departments, Communes, Fields, StepRoles, Channels, LoggedSteps, Procedures, Revisions,
    Profiles,
)  # fmt: skip


def load_reference(
    store: Store, profile: str = DEFAULT_PROFILE, progress: Callable[[int, int], None] | None = None
) -> dict[str, int]:
    """Load the profile of that id; returns collection → documents that were new or differed.

    Documents of the same ids are replaced, others (imports, the administrator's own) stay. Loading
    again changes nothing; after a kill, load again: the profile itself is written last. Raises
    `KeyError` for an unknown profile.
    """
    reference = read_reference(profile)
    store.ensure_indexes(CATALOGUES)
    documents: dict[type[Catalogue[Any]], Iterable[Any]] = {
        Levels: reference.levels,
        Departments: reference.departments,
        Communes: reference.communes,
        Fields: reference.fields,
        StepRoles: reference.roles,
        Channels: reference.channels,
        Procedures: reference.procedures,
        Revisions: reference.revisions,
        Profiles: [reference.profile],
    }
    changed: dict[str, int] = {}
    for repository, wanted in documents.items():
        changed[repository.COLLECTION] = repository(store).put_many(wanted)
        if progress is not None:
            progress(len(changed), len(documents))
    Publications(store).add_missing(publications(profile))
    return changed


def publications(profile: str) -> list[Publication]:
    """What the demonstration publishes of the centre of a profile; what an Office has written stays."""
    told = tomllib.loads((HERE / "publications.toml").read_text(encoding="utf-8"))
    return [Publication(id=CENTRE, **told[profile])] if profile in told else []


def load_lists(store: Store) -> None:
    """Load what is the same for every Office of the country: levels, channels and the roles of steps."""
    reference = read_reference(DEFAULT_PROFILE)
    store.ensure_indexes(CATALOGUES)
    Levels(store).put_many(reference.levels)
    StepRoles(store).put_many(reference.roles)
    Channels(store).put_many(reference.channels)

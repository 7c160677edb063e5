"""Puts the reference data of a profile into the store."""

from __future__ import annotations

from typing import Any

from models.catalogue import Catalogue
from models.channel import Channels
from models.commune import Communes
from models.department import Departments
from models.field import Fields
from models.level import Levels
from models.procedure import Procedures, Revisions
from models.profile import Profiles
from models.step import LoggedSteps
from models.step_role import StepRoles
from models.store import Store
from seed.reference import DEFAULT_PROFILE
from seed.succession import read_reference

#: The collections of the reference data, what is referred to before what refers to it.
CATALOGUES: tuple[type[Catalogue[Any]], ...] = (
    Levels, Departments, Communes, Fields, StepRoles, Channels, LoggedSteps, Procedures, Revisions,
    Profiles,
)  # fmt: skip


def load_reference(store: Store, profile: str = DEFAULT_PROFILE) -> dict[str, int]:
    """Load the profile of that id; returns collection → documents that were new or differed.

    Documents of the same ids are replaced, others (imports, the administrator's own) stay. Loading
    again changes nothing; after a kill, load again: the profile itself is written last. Raises
    `KeyError` for an unknown profile.
    """
    reference = read_reference(profile)
    store.ensure_indexes(CATALOGUES)
    return {
        "levels": Levels(store).put_many(reference.levels),
        "departments": Departments(store).put_many(reference.departments),
        "communes": Communes(store).put_many(reference.communes),
        "fields": Fields(store).put_many(reference.fields),
        "step_roles": StepRoles(store).put_many(reference.roles),
        "channels": Channels(store).put_many(reference.channels),
        "procedures": Procedures(store).put_many(reference.procedures),
        "revisions": Revisions(store).put_many(reference.revisions),
        "profiles": Profiles(store).put_many([reference.profile]),
    }

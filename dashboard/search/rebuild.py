"""Making the search keys anew, where an older version of the program has written them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.search.keys import VERSION, key_of
from models.dossier import Dossier
from models.dossiers import Dossiers
from models.steps import Steps
from models.store import Document

if TYPE_CHECKING:
    from dashboard.office import Office

#: the mark that tells by which version the keys were made
MARK: Final = "search_keys"


def is_old(office: Office) -> bool:
    """Whether there are keys of another version; where there is nothing yet, what comes is of this one."""
    if office.meta.get(MARK) == VERSION:
        return False
    if not office.store.holds(Dossiers.COLLECTION):
        office.meta.set(MARK, VERSION)
        return False
    return True


def rebuild_keys(office: Office, steps: Steps) -> int:
    """Make the keys of all dossiers anew, each in the place of its old one; how many in this run.

    No dossier is ever removed, so no key is left over.
    """

    def make(rows: list[Document]) -> None:
        keys = [key_of(Dossier.read(row)) for row in rows]
        office.keys.learn(keys)
        office.keys.replace_many(keys, None)

    made = steps.each(Dossiers.COLLECTION, make)
    office.meta.set(MARK, VERSION)
    steps.forget()
    return made

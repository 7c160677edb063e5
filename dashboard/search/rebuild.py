"""Making the search keys anew, where an older version of the program has written them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.search.keys import VERSION, key_of
from models.batches import batches
from models.dossier import Dossier

if TYPE_CHECKING:
    from dashboard.office import Office

#: the mark that tells by which version the keys were made
MARK: Final = "search_keys"
BATCH: Final = 1_000


def bring_up(office: Office) -> int:
    """Make all keys anew unless they are of this version; returns how many were made.

    The mark is set at the end, so that what was interrupted is done again at the next start.
    """
    if office.meta.get(MARK) == VERSION:
        return 0
    made = rebuild_keys(office)
    office.meta.set(MARK, VERSION)
    return made


def rebuild_keys(office: Office) -> int:
    """Make the keys of all dossiers anew, each in the place of its old one; returns how many.

    No dossier is ever removed, so no key is left over. Two processes that do it at once do the same twice.
    """
    made = 0
    for rows in batches(office.dossiers.all(), BATCH):
        keys = [key_of(Dossier.read(row)) for row in rows]
        office.keys.learn(keys)
        office.keys.replace_many(keys, None)
        made += len(keys)
    return made

"""Making the search keys anew, where an older version of the program has written them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from dashboard.search.keys import VERSION, key_of
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
    made = rebuild_keys(office) if office.dossiers.count() or office.keys.any() else 0
    office.meta.set(MARK, VERSION)
    return made


def rebuild_keys(office: Office) -> int:
    """Make the keys of all dossiers anew; returns how many. Nobody may write meanwhile."""
    office.keys.clear()
    rows = office.dossiers.all()
    made = 0
    while batch := list(itertools.islice(rows, BATCH)):
        office.keys.put_many(key_of(Dossier.read(row)) for row in batch)
        made += len(batch)
    return made

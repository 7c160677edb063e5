"""Search by a scrap of a name, a number, a code, or by what a dossier is. Pure but for the finder."""

from dashboard.search.fold import fold
from dashboard.search.keys import key_of
from dashboard.search.wanted import Wanted

__all__ = ["Wanted", "fold", "key_of"]

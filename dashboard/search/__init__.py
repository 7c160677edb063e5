"""Search by a scrap of a name, a number or a code. Pure."""

from dashboard.search.fold import fold
from dashboard.search.keys import SearchKey, keys_of
from dashboard.search.query import Query, read_query

__all__ = ["Query", "SearchKey", "fold", "keys_of", "read_query"]

"""Tra cứu: from what was typed and the filters chosen to dossiers, within the viewer's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.search.fold import exact
from dashboard.search.query import Query, read_query
from models.dossier import Dossier
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: days looked at in one request while a list without words is filled
WINDOW = 16
#: codes read for one page at most, so that a narrow filter cannot make a search endless
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """Dossiers, newest first (exact hits before others), and the day to go on from (None: the end)."""

    rows: list[Dossier]
    after: int | None


class Finder:
    """Finds dossiers."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def find(
        self, viewer: Viewer, text: str, where: Mapping[str, Any] | None = None, before: int | None = None,
        limit: int = 50,
    ) -> Found:  # fmt: skip
        """Dossiers received up to the day `before` that match the text and every condition of `where`.

        `where` maps fields of the dossier to a value or a tuple of values.
        """
        newest = self._office.today() + 1 if before is None else before
        query = read_query(text)
        if not query.tokens:
            return self._newest(viewer, where or {}, newest, limit)
        for tokens, begun in ((query.tokens, ""), (query.again, ""), (query.before, query.begun)):
            if tokens:
                found = self._by_words(viewer, query, tokens, begun, where or {}, newest, limit)
                if found.rows or found.after is not None:
                    return found
        return Found([], None)

    def _by_words(
        self, viewer: Viewer, query: Query, tokens: tuple[str, ...], begun: str, where: Mapping[str, Any],
        newest: int, limit: int,
    ) -> Found:  # fmt: skip
        rows: list[Dossier] = []
        end: int | None = newest
        read = 0
        while end is not None and len(rows) < limit and read < MOST:
            places = self._office.keys.find(tokens, end, limit, begun)
            read += len(places)
            shown = self._office.dossiers.many([code for _, code in places], viewer)
            rows += [dossier for dossier in shown if matches(dossier, where)]
            end = places[-1][0] - 1 if len(places) >= limit else None
        if query.exact:
            rows.sort(key=lambda dossier: query.exact not in exact(dossier.applicant.name))
        return Found(rows, end)

    def _newest(self, viewer: Viewer, where: Mapping[str, Any], newest: int, limit: int) -> Found:
        """Without words: the newest dossiers that meet the conditions."""
        conditions = {
            name: {"$in": list(value)} if isinstance(value, tuple) else value for name, value in where.items()
        }
        oldest = self._office.cube.first_day()
        rows: list[Dossier] = []
        end, width = newest, WINDOW
        while end >= oldest and len(rows) < limit:
            begin = end - width + 1
            bound = {**conditions, "received_day": {"$gte": begin, "$lte": end}}
            part = [Dossier.read(row) for row in self._office.dossiers.find(bound, viewer)]
            rows += sorted(part, key=lambda dossier: (-(dossier.received_day or 0), dossier.id))
            end, width = begin - 1, width * 2
        if len(rows) <= limit:
            return Found(rows, end if end >= oldest else None)
        last = rows[limit - 1].received_day or 0
        kept = [dossier for dossier in rows if (dossier.received_day or 0) >= last]
        return Found(kept, last - 1)


def matches(dossier: Dossier, where: Mapping[str, Any]) -> bool:
    """Whether a dossier meets the conditions."""
    for name, wanted in where.items():
        values = wanted if isinstance(wanted, tuple) else (wanted,)
        if getattr(dossier, name) not in values:
            return False
    return True

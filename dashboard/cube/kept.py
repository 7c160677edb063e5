"""Answers that are kept in memory, for as long as the tables are there that they were read from.

An answer for which dossiers were read beside the tables is not kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence

from dashboard.clock import WorkingCalendar
from dashboard.cube.question import Figure, Question
from dashboard.cube.table import Table
from models.viewer import Viewer

#: figures that are kept at most, some 300 bytes each; the answers asked for longest ago go first
MOST_FIGURES = 100_000


class KeptAnswers:
    """Answers by what they are made of. Safe between threads."""

    def __init__(self, most: int = MOST_FIGURES) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._figures = 0
        self._answers: OrderedDict[Hashable, tuple[tuple[Figure, ...], WorkingCalendar]] = OrderedDict()

    def key(
        self, viewer: Viewer, question: Question, calendar: WorkingCalendar, today: int,
        tables: Sequence[Table],
    ) -> Hashable:  # fmt: skip
        """What an answer depends on: who may see what, the question, the calendar, today, the tables."""
        where = tuple(sorted((name, tuple(values)) for name, values in question.where.items()))
        asked = (question.measures, question.by, question.start, question.end, question.at, where)
        return viewer.role, viewer.scope, asked, id(calendar), today, tuple(table.serial for table in tables)

    def get(self, key: Hashable) -> list[Figure] | None:
        """The answer, if it is kept."""
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                return None
            self._answers.move_to_end(key)
            return list(found[0])

    def put(self, key: Hashable, figures: Sequence[Figure], calendar: WorkingCalendar) -> None:
        """Keep an answer; the calendar with it, so that no other one takes its place in memory."""
        with self._lock:
            if key in self._answers or len(figures) > self._most:
                return
            self._answers[key] = tuple(figures), calendar
            self._figures += len(figures) + 1
            while self._figures > self._most:
                _, (gone, _) = self._answers.popitem(last=False)
                self._figures -= len(gone) + 1

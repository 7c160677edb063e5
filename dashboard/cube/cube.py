"""The statistics as the rest of the program asks for them: figures, and the lists behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from dashboard.clock import WorkingCalendar
from dashboard.cube import answer, spread
from dashboard.cube.asked import Asked, slices_of
from dashboard.cube.copy import Copy
from dashboard.cube.frame import Frame, Slice
from dashboard.cube.kept import KeptAnswers
from dashboard.cube.measure import Measure, Subject
from dashboard.cube.measures import measure_of
from dashboard.cube.members import Lists, Page
from dashboard.cube.question import BadQuestion, Figure, Question, check, narrowed
from models.dossiers import Dossiers
from models.store import Store
from models.viewer import Viewer


class Cube:
    """Figures and lists, within a viewer's scope."""

    def __init__(
        self,
        store: Store,
        calendar: Callable[[], WorkingCalendar],
        today: Callable[[], int],
        folder: Path | None = None,
    ) -> None:
        """`folder`: where the frame is kept for the next process."""
        self.frame = Frame(store, None if folder is None else Copy(folder, store.db.name))
        self.today = today
        self._calendar = calendar
        self._kept = KeptAnswers()
        self._lists = Lists(Dossiers(store), calendar, today)

    def reading(self) -> AbstractContextManager[None]:
        """Around all that one page asks: its figures are of one instant, and read in one go."""
        return self.frame.reading()

    def figures(self, viewer: Viewer, question: Question) -> list[Figure]:
        """The figures of a question, in the order of its measures, groups sorted by id and time.

        A count of a group that exists but has nothing is 0; a mean, rate or quantile of nothing is
        None with n = 0. What was asked before is answered from memory as long as the tables are the same
        that it was read from, and only they. Raises BadQuestion, and StoreError while the cube is rebuilt.
        """
        asked: dict[Subject, list[Measure]] = {}
        for measure in map(measure_of, question.measures):
            asked.setdefault(measure.subject, []).append(measure)
        with self.frame.reading():
            # All that is asked is read together, so that it is of one instant.
            parts = [part for subject in asked for part in slices_of(question, viewer, subject)]
            tables = self.frame.tables(parts)
            calendar = self._calendar()
            key = self._kept.key(viewer, question, calendar, self.today(), tables)
            kept = self._kept.get(key)
            if kept is not None:
                return kept
            figures: list[Figure] = []
            beside = False
            for subject, measures in asked.items():
                one = Asked(self.frame, self._lists, viewer, question, subject)
                figures += answer.figures(one, measures)
                beside |= one.beside
        place = {name: index for index, name in enumerate(question.measures)}
        figures.sort(key=lambda figure: place[figure.measure])
        if not beside:
            self._kept.put(key, figures, calendar)
        return list(figures)

    def forget(self) -> None:
        """Keep no answer of those that were asked so far; to measure how long they take."""
        self._kept = KeptAnswers()

    def answers(self, viewer: Viewer, questions: Sequence[Question]) -> list[list[Figure]]:
        """The figures of several questions, all of one instant. Raises as `figures`."""
        with self.frame.reading():
            self.hold(viewer, questions)
            return [self.figures(viewer, each) for each in questions]

    def hold(self, viewer: Viewer, questions: Sequence[Question]) -> None:
        """Within `reading`: read at once all that these questions need, so that one look is enough.

        What a question needs depends on its measures, dimensions and filters, and not on its period.
        """
        asked = [(each, measure_of(name).subject) for each in questions for name in each.measures]
        parts = [part for each, one in asked for part in slices_of(each, viewer, one)]
        self.frame.tables(list(dict.fromkeys(parts)))

    def distribution(
        self, viewer: Viewer, measure: str, question: Question, edges: Sequence[float]
    ) -> list[int]:
        """How the values behind a quantile lie: how many up to each of the ascending `edges`, then the rest.

        Raises BadQuestion for a measure that is not a quantile.
        """
        found = measure_of(measure)
        if found.kind != "quantile":
            raise BadQuestion(f"“{found.vi}” không có phân bố.", f"“{found.en}” has no distribution.")
        return spread.distribution(
            Asked(self.frame, self._lists, viewer, question, found.subject), found, edges
        )

    def mark(self) -> frozenset[tuple[str, int]]:
        """What changes whenever a figure may have changed: the epochs of all departments."""
        return self.frame.mark()

    def first_day(self) -> int:
        """The first day on which anything was received or done; today where there is nothing."""
        first = self.frame.tables([Slice("cases")])[0].first
        return self.today() if first is None else first

    def members(
        self, viewer: Viewer, measure: str, question: Question, after: str | None = None, limit: int = 50
    ) -> Page:
        """One page of the dossiers (or visits) that a figure counts, newest first, from the store."""
        found = measure_of(measure)
        check(question, found.subject)
        where = narrowed(question.where, viewer)
        visits = self.frame.tables([Slice("visits")])[0]
        own = self.frame.tables([Slice(found.subject)])[0]
        reach = (visits.holders, own.first or self.today(), own.last or self.today())
        return self._lists.page(found, question, where, viewer, reach, after, limit)

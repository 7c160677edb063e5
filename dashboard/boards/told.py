"""A board in words, without a screen around it: what a file says of it, and of each of its charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.boards.answering import Answer, Setting
from dashboard.boards.kinds import asked_of
from dashboard.boards.shape import Group, counted, few
from dashboard.boards.words import conditions_of, stem_title, title_of
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure
from dashboard.period import OWN, PRESETS, Period
from dashboard.search.fold import fold
from dashboard.telling import day_text, number_text, period_text, value_text
from models.board import Board
from models.viewer import Viewer


@dataclass(frozen=True)
class Language:
    """How things are called: "vi" or "en", and what ids are called (dimension, id, the ids beside it)."""

    code: str
    name: Callable[[str, str], str]

    def tr(self, vi: str, en: str) -> str:
        """One of two texts."""
        return en if self.code == "en" else vi

    def number(self, value: float | int | None, digits: int = 0) -> str:
        """A number."""
        return number_text(value, self.code, digits)

    def value(self, figure: Figure | None) -> str:
        """A figure in its unit; – where there is none."""
        if figure is None or figure.value is None:
            return "–"
        return value_text(figure.value, MEASURES[figure.measure], self.code)

    def note(self, figure: Figure | None) -> str:
        """The n of a figure that is no count, with a word where it is small."""
        if figure is None or counted(figure) or not figure.n:
            return ""
        small = self.tr(", ít", ", few") if few(figure) else ""
        return f"n = {self.number(figure.n)}{small}"

    def measure(self, name: str) -> str:
        """A measure's title."""
        return MEASURES[name].title(self.code)


def group_names(answer: Answer, group: Group, language: Language) -> list[str]:
    """What the parts of a group are called, a period in words; of a line the group may lack its period."""
    return [
        period_text(name, id) if name in ("day", "week", "month") else language.name(name, id)
        for name, id in zip(answer.asked.by[: len(group)], group, strict=True)
    ]


def period_words(period: Period, language: Language) -> str:
    """A period by its name and its days."""
    first = language.tr("từ đầu", "the beginning") if period.start is None else day_text(period.start)
    days = f"{first} – {day_text(period.end)}"
    if period.key == OWN:
        return days
    return f"{language.tr(*PRESETS[period.key][:2])} ({days})"


def beneath(answer: Answer, setting: Setting, language: Language) -> str:
    """What one must know of a chart beside its title: its own period and conditions, if it has any."""
    parts = []
    if answer.chart.period:
        parts.append(period_words(answer.asked.period, language))
    parts += conditions_of(answer.chart.where, language.code, language.name)
    return " · ".join(parts)


def definitions(found: Sequence[Answer], language: Language) -> list[tuple[str, str]]:
    """The measures of some charts with their definitions: each definition once, with all that it is of."""
    names: dict[str, list[str]] = {}
    for answer in found:
        for measure in asked_of(answer.chart):
            titles = names.setdefault(MEASURES[measure].definition(language.code), [])
            title_ = stem_title(measure, language.code)
            if title_ not in titles:
                titles.append(title_)
    return [("; ".join(titles), text) for text, titles in names.items()]


def title(answer: Answer, language: Language) -> str:
    """The title of a chart."""
    return title_of(answer.chart, language.code)


def setting_words(setting: Setting, language: Language) -> list[str]:
    """The board's period and filters."""
    return [
        period_words(setting.period, language),
        *conditions_of(dict(setting.where), language.code, language.name),
    ]


def scope_words(viewer: Viewer, language: Language) -> str:
    """Whose dossiers the figures count, where it is not all of them."""
    scope = viewer.scope
    names = [language.name("department", id) for id in sorted(scope.departments)]
    names += [language.name("field", id) for id in sorted(scope.fields)] if scope.kind == "fields" else []
    if scope.kind == "all":
        return ""
    return f"{language.tr('Phạm vi', 'Scope')}: {', '.join(names) or language.tr('không có', 'none')}"


def file_name(board: Board, day: int) -> str:
    """A name for a file, without its ending: folded letters of the board's name, and the day."""
    kept = "".join(letter if letter.isalnum() else "-" for letter in fold(board.name))
    words = "-".join(part for part in kept.split("-") if part)[:60] or "bang"
    return f"{words}-{day_text(day)[6:]}{day_text(day)[3:5]}{day_text(day)[:2]}"

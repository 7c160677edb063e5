"""What charts and their parts are called, in "vi" or "en"."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.cube.measures import MEASURES
from models.board import Chart, Width

#: dimension → what it is called
DIMENSION_WORDS: dict[str, tuple[str, str]] = {
    "department": ("Cơ quan", "Department"),
    "level": ("Cấp", "Level"),
    "field": ("Lĩnh vực", "Field"),
    "procedure": ("Thủ tục", "Procedure"),
    "channel": ("Hình thức tiếp nhận", "Channel"),
    "holder": ("Nơi giữ", "Holder"),
    "step": ("Bước", "Step"),
}
GRAIN_WORDS: dict[str, tuple[str, str]] = {
    "": ("tự chọn theo kỳ", "as suits the period"),
    "day": ("ngày", "day"),
    "week": ("tuần", "week"),
    "month": ("tháng", "month"),
}
WIDTH_WORDS: dict[Width, tuple[str, str]] = {
    "quarter": ("một phần tư", "a quarter"),
    "third": ("một phần ba", "a third"),
    "half": ("nửa trang", "half the page"),
    "whole": ("cả trang", "the whole page"),
}

#: so many measures are named in a title that nobody wrote
NAMED = 3

#: dimension, id → name
Named = Callable[[str, str], str]


def word(words: tuple[str, str], language: str) -> str:
    """One of two words."""
    return words[1] if language == "en" else words[0]


def stem_title(measure: str, language: str) -> str:
    """A measure's title without the kind of average: all kinds have one definition."""
    title = MEASURES[measure].title(language)
    head, _, _ = title.rpartition(", ")
    return head if head and measure.endswith(("_mean", "_p50", "_p90")) else title


def title_of(chart: Chart, language: str) -> str:
    """The title of a chart: its own, else told from what it shows."""
    if chart.title:
        return chart.title
    if chart.kind == "dots":
        what = stem_title(chart.measures[0], language)
    else:
        titles = [MEASURES[name].title(language) for name in chart.measures]
        what = ", ".join([*titles[:1], *(each[:1].lower() + each[1:] for each in titles[1:NAMED])])
        rest = len(titles) - NAMED
        if rest > 0:
            what += f", and {rest} more," if language == "en" else f" và {rest} chỉ số khác"
    groups = [word(DIMENSION_WORDS[name], language).lower() for name in chart.by]
    if chart.over_time:
        groups.append("thời gian" if language != "en" else "time")
    if not groups:
        return what
    joined = (" và " if language != "en" else " and ").join(groups)
    return f"{what} theo {joined}" if language != "en" else f"{what} by {joined}"


def conditions_of(where: dict[str, str], language: str, named: Named) -> list[str]:
    """Conditions in words."""
    return [f"{word(DIMENSION_WORDS[name], language)}: {named(name, id)}" for name, id in where.items()]

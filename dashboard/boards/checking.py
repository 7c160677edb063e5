"""Whether a board makes sense: every reason against it, in both languages, each with what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from dashboard.boards.kinds import FACTS, ROWS, dimensions_of, fits
from dashboard.boards.words import DIMENSION_WORDS
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import DIMENSIONS
from dashboard.period import PRESETS
from models.board import KINDS, LONGEST_NAME, MOST_CHARTS, WIDTHS, BadBoard, Board, Chart


class Trouble(NamedTuple):
    """One reason: the part of the definition that it is about, and its sentence."""

    part: str
    vi: str
    en: str


def troubles(chart: Chart) -> list[Trouble]:
    """What keeps a chart from being drawn; nothing where it can be."""
    found = [*_measures(chart), *_period(chart)]
    unknown = [name for name in (*chart.by, *chart.where) if name not in DIMENSIONS]
    for name in dict.fromkeys(unknown):
        part = "by" if name in chart.by else "where"
        found.append(Trouble(part, f"Không có chiều “{name}”.", f"There is no dimension “{name}”."))
    if chart.rows not in ROWS:
        least, most = ROWS[0], ROWS[-1]
        found.append(Trouble("rows", f"Số dòng từ {least} đến {most}.", f"Rows are from {least} to {most}."))
    if len(chart.title) > LONGEST_NAME:
        found.append(
            Trouble(
                "title",
                f"Tên biểu đồ dài quá {LONGEST_NAME} ký tự.",
                f"The chart's title is longer than {LONGEST_NAME} letters.",
            )
        )
    if unknown or any(each.part == "measures" for each in found):
        return found
    return found + _groups(chart)


def _measures(chart: Chart) -> list[Trouble]:
    facts = FACTS[chart.kind]
    found: list[Trouble] = []
    if not chart.measures:
        found.append(Trouble("measures", "Hãy chọn chỉ số.", "Choose a measure."))
    for name in chart.measures:
        if name not in MEASURES:
            found.append(Trouble("measures", f"Không có chỉ số “{name}”.", f"There is no measure “{name}”."))
    known = [MEASURES[name] for name in chart.measures if name in MEASURES]
    if len(set(chart.measures)) < len(chart.measures):
        found.append(Trouble("measures", "Một chỉ số được chọn hai lần.", "A measure is chosen twice."))
    if len(chart.measures) > facts.most_measures:
        found.append(
            Trouble(
                "measures",
                f"“{facts.vi}” nhận nhiều nhất {facts.most_measures} chỉ số.",
                f"“{facts.en}” takes at most {facts.most_measures} measures.",
            )
        )
    for measure in known:
        if not fits(chart.kind, measure):
            found.append(
                Trouble(
                    "measures",
                    f"“{measure.vi}” không có trung vị và p90.",
                    f"“{measure.en}” has no median and p90.",
                )
            )
    if facts.one_unit and len({measure.unit for measure in known}) > 1:
        told = ", ".join(f"“{measure.vi}”" for measure in known)
        told_en = ", ".join(f"“{measure.en}”" for measure in known)
        found.append(
            Trouble(
                "measures",
                f"{told} khác đơn vị, không vẽ chung một trục được.",
                f"{told_en} have different units and share no axis.",
            )
        )
    return found


def _period(chart: Chart) -> list[Trouble]:
    if not chart.period or chart.period in PRESETS:
        return []
    return [Trouble("period", f"Không có kỳ “{chart.period}”.", f"There is no period “{chart.period}”.")]


def _groups(chart: Chart) -> list[Trouble]:
    """What is wrong with the groups of a chart whose measures are known."""
    facts = FACTS[chart.kind]
    found: list[Trouble] = []
    allowed = dimensions_of([MEASURES[name] for name in chart.measures])
    for part, names in (("by", chart.by), ("where", tuple(chart.where))):
        for name in dict.fromkeys(names):
            if name not in allowed:
                vi, en = DIMENSION_WORDS[name]
                verb_vi, verb_en = ("chia", "split") if part == "by" else ("lọc", "filtered")
                found.append(
                    Trouble(
                        part,
                        f"Các chỉ số này không {verb_vi} theo “{vi}” được.",
                        f"These measures cannot be {verb_en} by “{en}”.",
                    )
                )
    if len(set(chart.by)) < len(chart.by):
        found.append(Trouble("by", "Một chiều được chọn hai lần.", "A dimension is chosen twice."))
    if facts.time is True and not chart.over_time:
        found.append(
            Trouble("over_time", f"“{facts.vi}” phải chia theo thời gian.", f"“{facts.en}” runs over time.")
        )
    if facts.time is False and chart.over_time:
        found.append(
            Trouble(
                "over_time", f"“{facts.vi}” không chia theo thời gian.", f"“{facts.en}” is not split by time."
            )
        )
    groups = len(chart.by) + chart.over_time
    least, most = facts.groups
    if not least <= groups <= most:
        count = f"{least}" if least == most else f"{least}–{most}"
        found.append(
            Trouble(
                "by",
                f"“{facts.vi}” cần {count} chiều (đang có {groups}).",
                f"“{facts.en}” needs {count} dimensions (there are {groups}).",
            )
        )
    if chart.kind == "line" and chart.by and len(chart.measures) > 1:
        found.append(
            Trouble("by", "Đường chia theo nhóm chỉ nhận một chỉ số.", "Lines of groups take one measure.")
        )
    return found


def board_troubles(board: Board) -> list[Trouble]:
    """What keeps a board from being kept: its own name and period, and its charts, each by its number."""
    found: list[Trouble] = []
    if not board.name.strip() or len(board.name) > LONGEST_NAME:
        found.append(
            Trouble(
                "name",
                f"Hãy đặt tên cho bảng (đến {LONGEST_NAME} ký tự).",
                f"Give the board a name (up to {LONGEST_NAME} letters).",
            )
        )
    if board.period not in PRESETS:
        found.append(
            Trouble("period", f"Không có kỳ “{board.period}”.", f"There is no period “{board.period}”.")
        )
    if len(board.charts) > MOST_CHARTS:
        found.append(
            Trouble(
                "charts",
                f"Một bảng có nhiều nhất {MOST_CHARTS} biểu đồ.",
                f"A board has at most {MOST_CHARTS} charts.",
            )
        )
    if len({chart.id for chart in board.charts}) < len(board.charts):
        found.append(Trouble("charts", "Hai biểu đồ có cùng mã.", "Two charts have the same id."))
    for number, chart in enumerate(board.charts, 1):
        found += [
            Trouble(
                f"charts.{number}.{each.part}", f"Biểu đồ {number}: {each.vi}", f"Chart {number}: {each.en}"
            )
            for each in troubles(chart)
        ]
    return found


def check(board: Board) -> Board:
    """The board, if it can be kept. Raises BadBoard with every reason against it."""
    found = board_troubles(board)
    if found:
        raise BadBoard(" ".join(each.vi for each in found), " ".join(each.en for each in found))
    return board


def read_chart(given: Mapping[str, Any]) -> Chart:
    """A chart of data from elsewhere. Raises BadBoard with every reason against it."""
    try:
        chart = Chart.model_validate(given)
    except ValidationError as error:
        found = [_shape(each) for each in error.errors()]
        raise BadBoard(" ".join(each.vi for each in found), " ".join(each.en for each in found)) from None
    against = troubles(chart)
    if against:
        raise BadBoard(" ".join(each.vi for each in against), " ".join(each.en for each in against))
    return chart


#: parts of which one of a few words is wanted
_CHOICES = {"kind": KINDS, "width": tuple(WIDTHS), "grain": ("", "day", "week", "month")}


def _shape(error: Any) -> Trouble:
    """The sentence for what the model itself refuses."""
    part = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "missing":
        return Trouble(part, f"Thiếu “{part}”.", f"“{part}” is missing.")
    if error["type"] == "extra_forbidden":
        return Trouble(part, f"Không có phần “{part}”.", f"There is no part “{part}”.")
    told = f"{error['input']!r}"[:60]
    if part in _CHOICES:
        words = ", ".join(word or "“”" for word in _CHOICES[part])
        return Trouble(
            part,
            f"“{part}” là một trong: {words}; không phải {told}.",
            f"“{part}” is one of: {words}; not {told}.",
        )
    return Trouble(part, f"“{part}” không đọc được: {told}.", f"“{part}” cannot be read: {told}.")

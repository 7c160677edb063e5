"""A chart of a board on the screen: each number leads to its list, n and definition stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboard.boards.answering import Answer, Setting
from dashboard.boards.curves import curves
from dashboard.boards.kinds import asked_of, pair_of
from dashboard.boards.shape import Group, axes, counted, few, lines_of, rows_of, scale_of, shade
from dashboard.boards.told import Language, beneath, group_names, title
from dashboard.boards.words import DIMENSION_WORDS, word
from dashboard.charts import Series
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure
from dashboard.telling import last_of, period_text
from dashboard.ui.about import about, empty, heading
from dashboard.ui.boards.curve import curve
from dashboard.ui.boards.marks import dots_list, heat_table
from dashboard.ui.chart import address, as_table_html, palette
from dashboard.ui.ranked import bar_cell, list_link, name_cell, number_cell, ranked
from dashboard.ui.session import language, name, tr
from dashboard.ui.tiles import tile
from models.board import WIDTHS

#: letters of a name at the end of a line
LETTERS = 22


def speaking() -> Language:
    """How things are called for this viewer."""
    return Language(language(), name)


def chart_html(answer: Answer, setting: Setting, place: str = "") -> str:
    """One chart with its heading as HTML; words where there is nothing to draw."""
    chart, spoken = answer.chart, speaking()
    key = f"{place}{chart.id}"
    note = beneath(answer, setting, spoken)
    if chart.kind == "number" and answer.figures:
        return number_tile(answer, note, key)
    top = heading(title(answer, spoken), *asked_of(chart), note=note, place=key)
    if answer.asked.refused is not None:
        return top + empty(tr(*answer.asked.refused))
    if not any(figure.n for figure in answer.figures):
        told = tr("Chưa có số liệu trong kỳ với bộ lọc này.", "There is nothing here in this period.")
        return top + empty(told)
    return top + DRAWN[chart.kind](answer, key)


def page_html(found: Sequence[Answer], setting: Setting) -> str:
    """All charts of a board in their places, as one piece: a page of many pieces takes long to send."""
    parts = []
    for answer in found:
        inside = chart_html(answer, setting)
        framed = answer.chart.kind == "number" and answer.figures
        inside = inside if framed else f'<section class="mc-card mc-chart">{inside}</section>'
        parts.append(f'<div style="--span:{WIDTHS[answer.chart.width]}">{inside}</div>')
    return f'<div class="mc-page">{"".join(parts)}</div>'


def href(answer: Answer, figure: Figure) -> str:
    """The address of the list behind a figure."""
    return list_link(figure.measure, **answer.params(figure))


def number_tile(answer: Answer, note: str, key: str) -> str:
    """A tile: the number, its change, its course."""
    (figure,) = answer.figures
    flows = not MEASURES[figure.measure].standing
    # The last stretch of a flow is left away where it is only begun: it would look like a fall.
    values = [
        each.value
        for each in answer.course
        if not (
            flows and last_of(answer.asked.grain, each.group[answer.asked.grain]) > answer.asked.period.end
        )
    ]
    words = f'<span class="mc-soft">{escape(note)}</span>' if note else ""
    called = answer.chart.title
    return tile(figure, answer.before, values, href(answer, figure), words, called, place=key)


def course(answer: Answer, key: str) -> str:
    """Lines over time, with their table."""
    spoken = speaking()
    labels, wanted, whole = lines_of(answer)
    if len(labels) < 2:
        return empty(tr("Kỳ quá ngắn để vẽ thành đường.", "The period is too short for a line."))
    series = [line_of(answer, measure, group, labels, spoken) for measure, group in wanted]
    periods = [period_text(answer.asked.grain, label) for label in labels]
    drawn = curves(answer, spoken)
    left = left_words(whole - len(wanted)) if whole > len(wanted) else ""
    notes = " ".join(part for part in (drawn["beneath"], left) if part)
    return (
        curve(drawn, series, periods, palette(), title(answer, spoken))
        + (soft(notes) if notes else "")
        + as_table_html(periods, series, tr("Kỳ", "Period"))
    )


def line_of(answer: Answer, measure: str, group: Group, labels: list[str], spoken: Language) -> Series:
    """One line with how its points are told and the addresses of their lists."""
    found = [answer.at(measure, (*group, label)) for label in labels]
    called = group_names(answer, group, spoken)[0] if group else spoken.measure(measure)
    texts = [" · ".join(part for part in (spoken.value(each), spoken.note(each)) if part) for each in found]
    links = ["" if each is None else address(measure, **answer.params(each)) for each in found]
    values = [None if each is None or each.value is None else float(each.value) for each in found]
    short = called if len(called) <= LETTERS or not group else called[: LETTERS - 1] + "…"
    return Series(short, values, links, texts)


def bars(answer: Answer, key: str) -> str:
    """Groups by the first measure, a bar a figure; each measure has a scale of its own."""
    spoken, shown = speaking(), rows_of(answer)
    most = {
        measure: max((float(f.value or 0) for f in map_of(answer, measure, shown.rows)), default=0.0) or 1.0
        for measure in answer.chart.measures
    }
    rows = []
    for group in shown.rows:
        cells = [name_cell(group_names(answer, group, spoken)[0])]
        for measure in answer.chart.measures:
            figure = answer.at(measure, group)
            if figure is None or figure.value is None:
                cells.append(f'<span class="mc-soft">{absent(measure)}</span>')
                continue
            late = measure == "overdue" and figure.value > 0
            cells.append(
                bar_cell(
                    f"{'▲ ' if late else ''}{spoken.value(figure)}",
                    float(figure.value) / most[measure],
                    href(answer, figure),
                    "mc-late" if late else "",
                    beside=n_words(figure, spoken),
                )
            )
        rows.append(cells)
    return ranked(heads(answer, key), rows, title(answer, spoken), fold=True) + left_line(shown.left_out)


def table(answer: Answer, key: str) -> str:
    """Figures in rows of groups."""
    spoken, shown = speaking(), rows_of(answer)
    rows = []
    for group in shown.rows:
        cells = [name_cell(each) for each in group_names(answer, group, spoken)]
        for measure in answer.chart.measures:
            figure = answer.at(measure, group)
            if figure is None or figure.value is None:
                cells.append(f'<span class="mc-soft">{absent(measure)}</span>')
            else:
                late = measure == "overdue" and figure.value > 0
                told = f"{'▲ ' if late else ''}{spoken.value(figure)}"
                cells.append(
                    number_cell(told, href(answer, figure), "mc-late" if late else "")
                    + n_words(figure, spoken)
                )
        rows.append(cells)
    fold = len(answer.asked.by) == 1
    return ranked(heads(answer, key), rows, title(answer, spoken), fold) + left_line(shown.left_out)


def heat(answer: Answer, key: str) -> str:
    """Cells by two dimensions, the darker the more; each with its number, which opens its list."""
    spoken = speaking()
    down, across = axes(answer)
    (measure,) = answer.chart.measures
    low, high = scale_of(answer)
    one, two = answer.asked.by
    names = [spoken.name(one, id) for (id,) in down.rows]
    tops = [period_text(two, id) if answer.chart.over_time else spoken.name(two, id) for (id,) in across.rows]
    body = []
    for (row,) in down.rows:
        cells = []
        for (column,) in across.rows:
            figure = answer.at(measure, (row, column))
            if figure is None or figure.value is None:
                cells.append(("–", "", "", 0.0))
            else:
                note = spoken.note(figure)
                dark = 0.0 if few(figure) else shade(figure, low, high)
                cells.append((spoken.value(figure), note, href(answer, figure), dark))
        body.append(cells)
    corner = f"{dimension(one)} × {dimension(two)}"
    scale = tr(
        f"Nhạt: {scale_text(low, measure)} · đậm: {scale_text(high, measure)}.",
        f"Pale: {scale_text(low, measure)} · dark: {scale_text(high, measure)}.",
    )
    left = [left_words(shown.left_out) for shown in (down, across) if shown.left_out]
    return heat_table(corner, tops, names, body, title(answer, spoken)) + soft(" ".join([scale, *left]))


def dots(answer: Answer, key: str) -> str:
    """Median and p90 of each group on one scale; the legal limit is drawn in where there is one."""
    spoken, shown = speaking(), rows_of(answer)
    low, high = pair_of(answer.chart)
    limit = 1.0 if high == "waiting_to_limit_p90" else None
    rows = []
    for group in shown.rows:
        p50, p90 = answer.at(low, group), answer.at(high, group)
        if p50 is None or p90 is None or p50.value is None or p90.value is None:
            continue
        over = limit is not None and p90.value > limit
        rows.append(
            (
                group_names(answer, group, spoken)[0],
                float(p50.value),
                float(p90.value),
                (spoken.value(p50), href(answer, p50)),
                (f"{'▲ ' if over else ''}{spoken.value(p90)}", href(answer, p90)),
                spoken.note(p90),
                over,
            )
        )
    words = tr("● trung vị  ◆ p90", "● median  ◆ p90")
    if limit is not None:
        words += tr("  ┆ hạn theo luật (100 %)", "  ┆ legal limit (100 %)")
    return soft(words) + dots_list(rows, limit) + left_line(shown.left_out)


def heads(answer: Answer, key: str) -> list[str]:
    """The heads of the columns: the groups, then the measures with their definitions."""
    groups = [dimension(name) for name in answer.asked.by]
    return groups + [
        f"<span>{escape(MEASURES[name].title(language()))}\u00a0{about(name, place=f'{key}-{name}')}</span>"
        for name in answer.chart.measures
    ]


def dimension(name: str) -> str:
    """What a grouping is called."""
    periods = {"day": ("Ngày", "Day"), "week": ("Tuần từ", "Week of"), "month": ("Tháng", "Month")}
    return word(periods.get(name) or DIMENSION_WORDS[name], language())


def map_of(answer: Answer, measure: str, groups: Sequence[Group]) -> list[Figure]:
    """The figures of a measure for some groups."""
    found = [answer.at(measure, group) for group in groups]
    return [figure for figure in found if figure is not None]


def absent(measure: str) -> str:
    """What stands where there is no figure: of a rate, no data is no data."""
    return tr("chưa có số liệu", "no data") if MEASURES[measure].unit == "ratio" else "–"


def n_words(figure: Figure, spoken: Language) -> str:
    """The n beside a figure that is no count."""
    if counted(figure):
        return ""
    return f' <span class="mc-soft mc-small mc-nowrap">{escape(spoken.note(figure))}</span>'


def scale_text(value: float, measure: str) -> str:
    """An end of a scale."""
    return speaking().value(Figure(measure, {}, value, 0, MEASURES[measure].unit))


def soft(text: str) -> str:
    """A soft line."""
    return f'<p class="mc-sub">{escape(text)}</p>'


def left_words(count: int) -> str:
    """How many are not drawn, and where they are."""
    told = speaking().number(count)
    return tr(f"Còn {told} nhóm khác, có trong tệp Excel.", f"{told} more groups are in the Excel file.")


def left_line(count: int) -> str:
    """The same as a soft line; nothing where all are drawn."""
    return soft(left_words(count)) if count else ""


DRAWN = {"line": course, "bars": bars, "heat": heat, "dots": dots, "table": table}

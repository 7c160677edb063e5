"""What a simulation found: side by side with as is, in words first, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from dashboard.charts import Series, lines
from dashboard.clock import date_of
from dashboard.cube.question import Question
from dashboard.roster.week import monday_of
from dashboard.simulation.compare import Check, Comparison, Side
from dashboard.simulation.figures import Estimate
from dashboard.simulation.model import Levers
from dashboard.simulation.reading import QUARTER
from dashboard.simulation.running import Result
from dashboard.ui.about import heading
from dashboard.ui.chart import as_table, draw, palette
from dashboard.ui.ranked import list_link, name_cell, number_cell, ranked
from dashboard.ui.session import hours, name, number, office, percent, sentence, tr
from models.viewer import Viewer

#: the figures in the order in which they are told → words; how a value is written is in `_text`
ROWS: dict[str, tuple[str, str]] = {
    "wait_p50": ("Chờ đến khi có kết quả, trung vị", "Waiting for a result, median"),
    "wait_p90": ("Chờ đến khi có kết quả, p90", "Waiting for a result, p90"),
    "queue": ("Chờ người xử lý, trung bình một lượt", "Queue of a visit, mean"),
    "closed": ("Kết thúc trong kỳ", "Closed in the period"),
    "late_share": ("Tỷ lệ trễ hạn", "Share late"),
    "overdue": ("Quá hạn cuối kỳ", "Overdue at the end"),
    "backlog": ("Tồn đọng cuối kỳ", "Backlog at the end"),
}
#: figures of which less is better
LESS = frozenset(ROWS) - {"closed"}
#: figures that count dossiers: their names are those of the measures that have the lists
COUNTED = ("closed", "overdue", "backlog")
#: what is told in a sentence
TOLD = ("wait_p90", "overdue", "backlog")


def result(who: Viewer, levers: Levers, found: Result) -> None:
    """All of a result."""
    comparison = found.comparison
    with st.container(key="sheet_result"):
        st.html(heading(tr("… thì tám tuần tới", "… then in eight weeks"), note=_note(comparison)))
        st.html("".join(f"<p>{escape(line)}</p>" for line in sentences(levers, found)))
        st.html(_table(comparison))
    with st.container(key="sheet_backlog"):
        _backlog(comparison)
    if len(comparison.figures) > 2:
        with st.container(key="sheet_places"):
            _places(comparison)
    with st.container(key="sheet_past"):
        _past(who, levers, found)


def _note(comparison: Comparison) -> str:
    return tr(
        f"{number(comparison.n)} lần chạy, mỗi lần khoảng {number(comparison.jobs)} hồ sơ, cùng những "
        "ngẫu nhiên cho hai bên. Trong ngoặc: khoảng tin cậy 95 % của trung bình.",
        f"{number(comparison.n)} runs of about {number(comparison.jobs)} dossiers, the same chances on both "
        "sides. In brackets: the 95 % interval of the mean.",
    )


def sentences(levers: Levers, found: Result) -> list[str]:
    """What the change means, in words."""
    if levers.none:
        return [
            tr(
                "Chưa đổi gì: hai cột giống nhau và cho biết tám tuần tới nếu cứ như hiện nay.",
                "Nothing is changed: both columns are alike and tell eight weeks as it is.",
            )
        ]
    lines_: list[str] = []
    for figure in TOLD:
        change = found.comparison.figures[""][figure].change
        words = tr(*ROWS[figure])
        if change is None:
            continue
        if not change.clear:
            lines_.append(tr(f"{words}: không thấy khác biệt rõ.", f"{words}: no clear difference."))
            continue
        more = change.mean > 0
        size = _text(figure)(abs(change.mean))
        lines_.append(
            tr(f"{words}: tăng {size}.", f"{words}: {size} more.")
            if more
            else tr(f"{words}: giảm {size}.", f"{words}: {size} less.")
        )
    busy = found.fits.get(levers.department)
    if busy is not None:
        lines_.append(
            tr(
                f"Theo những hồ sơ này, cán bộ ở đây bận khoảng {percent(busy.busy, 0)} thời gian; "
                f"{percent(busy.lag, 0)} thời gian chờ xử lý không phải vì thiếu người, nên giữ nguyên.",
                f"By these dossiers people here are busy for about {percent(busy.busy, 0)} of their time; "
                f"{percent(busy.lag, 0)} of the queue is not for want of people, and stays as it is.",
            )
        )
    if levers.arrivals:
        lines_.append(
            tr(
                "Số hồ sơ đến đổi thì hồ sơ kết thúc trong kỳ cũng khác đi; trung vị và p90 đổi một phần "
                "vì vậy, không chỉ vì chờ lâu hơn.",
                "With other arrivals, other dossiers end in the period: the median and p90 change partly for "
                "that, and not for longer waits alone.",
            )
        )
    if levers.kind and levers.cut:
        lines_.append(
            tr(
                "Giả định: phần chờ trong bước co lại theo thời hạn; phần việc không đổi.",
                "Assumed: what waits within the step shrinks with the limit; the work itself does not.",
            )
        )
    if (levers.moved and levers.to) or levers.extra:
        lines_.append(
            tr(
                "Giả định: người mới đến làm được mọi lĩnh vực ở đó, nhanh như những người khác.",
                "Assumed: who is new there can do all fields, as fast as the others.",
            )
        )
    return lines_


def _text(figure: str) -> Callable[[float], str]:
    """How a value of a figure is written."""
    if figure in ("wait_p50", "wait_p90", "queue"):
        return lambda value: hours(value) if abs(value) >= 1 else _minutes(value)
    if figure == "late_share":
        return lambda value: percent(value, 1)
    return lambda value: number(value, 1)


def _minutes(value: float) -> str:
    """A duration of less than an hour."""
    return tr(f"{number(60 * value)} phút", f"{number(60 * value)} min")


def _cell(figure: str, estimate: Estimate | None) -> str:
    if estimate is None:
        return tr("chưa có dữ liệu", "no data")
    write = _text(figure)
    return (
        f'{escape(write(estimate.mean))} <span class="mc-soft mc-nowrap">'
        f"({escape(write(estimate.low))} – {escape(write(estimate.high))})</span>"
    )


def _change(figure: str, side: Side) -> str:
    """The change with its sign; what is not clear is said to be so."""
    change = side.change
    if change is None:
        return "–"
    if not change.clear:
        return f'<span class="mc-soft">{tr("không rõ", "not clear")}</span>'
    worse = (change.mean > 0) == (figure in LESS)
    sign = "▲ +" if change.mean > 0 else "▼ −"
    write = _text(figure)
    edges = sorted((abs(change.low), abs(change.high)))
    return (
        f'<span class="{"mc-late" if worse else "mc-good"} mc-nowrap">{sign}'
        f"{escape(write(abs(change.mean)))}</span> "
        f'<span class="mc-soft mc-nowrap">({escape(write(edges[0]))} – {escape(write(edges[1]))})</span>'
    )


def _table(comparison: Comparison) -> str:
    heads = [tr("Chỉ số", "Figure"), tr("Như hiện nay", "As is"), tr("Nếu đổi", "Then"), tr("Khác", "Change")]
    rows = [
        [
            escape(tr(*words)),
            _cell(figure, comparison.figures[""][figure].as_is),
            _cell(figure, comparison.figures[""][figure].then),
            _change(figure, comparison.figures[""][figure]),
        ]
        for figure, words in ROWS.items()
    ]
    return ranked(heads, rows, tr("Hai bên cạnh nhau", "Side by side"), fold=True)


def _backlog(comparison: Comparison) -> None:
    st.html(heading(tr("Tồn đọng cuối mỗi tuần", "Backlog at each week's end")))
    as_is, then = comparison.backlog
    labels = [tr(f"tuần {week}", f"week {week}") for week in range(1, len(as_is) + 1)]

    def series(words: str, side: tuple[Estimate, ...]) -> Series:
        texts = [f"{number(e.mean, 1)} ({number(e.run_low)}–{number(e.run_high)})" for e in side]
        return Series(words, [each.mean for each in side], (), texts)

    both = [series(tr("nếu đổi", "then"), then), series(tr("như hiện nay", "as is"), as_is)]
    draw(lines(labels, both, palette(), 210), "chart_backlog", tr("Tồn đọng mỗi tuần", "Backlog by week"))
    words = tr(
        "Trong ngoặc ở bảng: khoảng chứa 9 trên 10 lần chạy.",
        "In the table, in brackets: where nine of ten runs lie.",
    )
    st.html(f'<p class="mc-sub">{words}</p>')
    as_table(labels, both, tr("Cuối tuần", "Week's end"))


def _places(comparison: Comparison) -> None:
    """Backlog and waiting of each department."""
    st.html(heading(tr("Theo cơ quan", "By department")))
    heads = [
        tr("Cơ quan", "Department"),
        tr("Tồn đọng, như hiện nay", "Backlog as is"),
        tr("Khác", "Change"),
        tr("Quá hạn, như hiện nay", "Overdue as is"),
        tr("Khác", "Change"),
    ]
    rows = [
        [
            name_cell(name("department", id)),
            _cell("backlog", sides["backlog"].as_is),
            _change("backlog", sides["backlog"]),
            _cell("overdue", sides["overdue"].as_is),
            _change("overdue", sides["overdue"]),
        ]
        for id, sides in comparison.figures.items()
        if id
    ]
    st.html(ranked(heads, rows, tr("Theo cơ quan", "By department"), fold=True))


def _past(who: Viewer, levers: Levers, found: Result) -> None:
    """The last quarter, simulated from its begin, against what happened."""
    st.html(
        heading(
            tr("Có tin được không? 13 tuần qua", "Can it be trusted? The last 13 weeks"),
            note=tr(
                "Mô phỏng từ đầu 13 tuần, chỉ học từ những gì đã kết thúc trước đó, hồ sơ đến như đã đến.",
                "Simulated from their begin, learnt only from what had ended before, with what really came.",
            ),
        )
    )
    if found.why is not None:
        st.html(f'<p class="mc-sub">{escape(sentence(found.why))}</p>')
        return
    inside = sum(check.within for check in found.checks)
    words = tr(
        f"{inside} trên {len(found.checks)} chỉ số nằm trong khoảng của 9 trên 10 lần chạy.",
        f"{inside} of {len(found.checks)} figures lie where nine of ten runs do.",
    )
    few = tr(
        " Chỉ đọc những hồ sơ mới nhất vì quá nhiều.",
        " Only the newest dossiers were read, as there are many.",
    )
    st.html(f"<p>{escape(words + ('' if found.whole else few))}</p>")
    heads = [tr("Chỉ số", "Figure"), tr("Đã xảy ra", "Happened"), tr("Mô phỏng", "Simulated"), ""]
    rows, lists = [], happened(who, levers)
    for check in found.checks:
        write = _text(check.figure)
        rows.append([
            escape(tr(*ROWS[check.figure])),
            _happened(check, lists[check.figure]) if check.figure in lists else escape(write(check.actual)),
            f'{escape(write(check.told.mean))} <span class="mc-soft mc-nowrap">'
            f"({escape(write(check.told.run_low))} – {escape(write(check.told.run_high))})</span>",
            f'<span class="mc-good">✓ {tr("trong khoảng", "within")}</span>'
            if check.within
            else f'<span class="mc-risk">! {tr("ngoài khoảng", "outside")}</span>',
        ])  # fmt: skip
    st.html(ranked(heads, rows, tr("Đối chiếu với đã xảy ra", "Against what happened"), fold=True))


def happened(who: Viewer, levers: Levers) -> dict[str, list[tuple[int, str]]]:
    """Figure → what the statistics count of it in those 13 weeks, with the list, of each department."""
    end = monday_of(office().today()) - 1
    begin = end - 7 * QUARTER + 1
    days = {"from": date_of(begin).isoformat(), "to": date_of(end).isoformat()}
    found: dict[str, list[tuple[int, str]]] = {figure: [] for figure in COUNTED}
    for id in (each for each in (levers.department, levers.to) if each):
        where = {"department": (id,)}
        stands = Question(("overdue", "backlog"), at=end, where=where)
        asked = [Question(("closed",), start=begin, end=end, where=where), stands]
        for figures in office().cube.answers(who, asked):
            for figure in figures:
                at = days if figure.measure == "closed" else {"at": days["to"]}
                found[figure.measure].append((figure.n, list_link(figure.measure, department=id, **at)))
    return found


def _happened(check: Check, lists: list[tuple[int, str]]) -> str:
    """A count of the past with its list; with the counts of the lists beside it where it is not one's own.

    A simulation leaves out what has impossible dates, and reads the newest only where there are many.
    """
    actual = round(check.actual)
    if len(lists) == 1 and lists[0][0] == actual:
        return number_cell(number(actual), lists[0][1] if actual else "")
    parts = " + ".join(number_cell(number(n), href if n else "") for n, href in lists)
    return f'{number(actual)} <span class="mc-soft">({tr("danh sách", "lists")}: {parts})</span>'

"""The parts of the page on waiting time: which group waits, against which limit, and how one goes deeper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard.charts import Row, dots
from dashboard.cube.measures import MEASURES as REGISTRY
from dashboard.cube.question import Figure
from dashboard.period import DEFAULT
from dashboard.ui.about import about, empty, heading
from dashboard.ui.chart import address, draw, palette
from dashboard.ui.filters import Filters
from dashboard.ui.ranked import FEW, bar_cell, head_with, list_link, more_link, name_cell, number_cell, ranked
from dashboard.ui.session import hours, language, link, name, number, office, percent, tr
from models.viewer import Viewer

MEASURES = ("waiting_to_limit_p50", "waiting_to_limit_p90", "waiting_working_p50", "waiting_working_p90")
DIMENSIONS = {
    "department": ("Cơ quan", "Department"),
    "field": ("Lĩnh vực", "Field"),
    "procedure": ("Thủ tục", "Procedure"),
    "channel": ("Hình thức", "Channel"),
}
#: what one goes down by: from the whole to a procedure, whose steps stand at the end of the page
DOWN = ("department", "field", "procedure")
#: rows of the plot, and of the table at first sight
DRAWN, SHOWN = 12, 10
SHARES = ("share_queue", "share_handling", "share_other", "share_pause")
COLOURS = ("queue", "handling", "other", "applicant")

Groups = Mapping[str, Mapping[str, Figure]]


def split_of(filters: Filters) -> str:
    """What the page is split by: as the address says, else the next dimension down."""
    asked = st.query_params.get("by", "")
    if asked in DIMENSIONS:
        return asked
    deepest = max((place for place, d in enumerate(DOWN) if d in filters.where), default=-1)
    return DOWN[deepest + 1] if deepest + 1 < len(DOWN) else "channel"


def path(filters: Filters, dimension: str) -> None:
    """Where one stands between the whole Office and a procedure, and what the rows are."""
    kept = {key: value for key, value in filters.address.items() if key not in DOWN}
    steps = [(tr("Tất cả", "Everything"), link("waiting", **kept))]
    for each in DOWN:
        if each in filters.where:
            kept[each] = filters.where[each][0]
            steps.append((name(each, kept[each]), link("waiting", **kept)))
    items = [
        f'<li><a href="{escape(href)}" target="_self">{escape(text)}</a></li>' for text, href in steps[:-1]
    ]
    items.append(f'<li aria-current="page"><strong>{escape(steps[-1][0])}</strong></li>')

    def chosen() -> None:
        st.query_params["by"] = st.session_state["waiting_by"] or dimension

    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.session_state["waiting_by"] = dimension
        st.segmented_control(
            tr("Chia theo", "Split by"),
            list(DIMENSIONS),
            key="waiting_by",
            on_change=chosen,
            format_func=lambda d: DIMENSIONS[d][1 if language() == "en" else 0],
            label_visibility="collapsed",
        )
        if len(steps) > 1:
            st.html(
                f'<nav aria-label="{tr("Đường đi", "Path")}"><ol class="mc-path">{"".join(items)}</ol></nav>'
            )


def why_links(filters: Filters) -> None:
    """The ways on from here: why it changed, and through which steps the dossiers go."""
    ways = (
        ("why", tr("Vì sao thay đổi", "Why it changed")),
        ("process_map", tr("Bản đồ quy trình", "Process map")),
    )
    # Each page has its own usual period; this one's goes along.
    here = filters.address
    here |= {} if {"period", "from", "to"} & here.keys() else {"period": DEFAULT}
    links = " &nbsp; ".join(
        f'<a class="mc-link" href="{escape(link(page, **here))}" target="_self">{words} ›</a>'
        for page, words in ways
    )
    st.html(f'<p class="mc-small">{links}</p>')


def read_groups(who: Viewer, filters: Filters, dimension: str) -> Groups:
    """group → measure → figure, of the groups with any result in the period."""
    found: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in office().cube.figures(who, filters.ask(*MEASURES, by=(dimension,))):
        if figure.value is not None:
            found[figure.group[dimension]][figure.measure] = figure
    return {group: row for group, row in found.items() if "waiting_working_p90" in row}


def ratio(row: Mapping[str, Figure], measure: str = "waiting_to_limit_p90") -> float | None:
    """Per cent of the limit; None where no result had one."""
    figure = row.get(measure)
    return None if figure is None or figure.value is None else float(figure.value) * 100


def worst_first(found: Groups) -> list[str]:
    """Groups with enough results by p90 against the limit, then the small ones likewise."""

    def place(group: str) -> tuple[bool, float]:
        return found[group]["waiting_working_p90"].n < FEW, -(ratio(found[group]) or 0)

    return sorted(found, key=place)


def ranges(filters: Filters, dimension: str, found: Groups) -> None:
    """Median and p90 against the legal limit, a row a group."""
    st.html(
        heading(
            tr("Trung vị và p90 so với hạn theo luật", "Median and p90 against the legal limit"),
            "waiting_to_limit_p90",
            note=tr(
                "● trung vị  ◆ p90: chín trên mười hồ sơ xong trước đó. Nhấp một điểm để mở danh sách.",
                "● median  ◆ p90: nine of ten are done before it. Click a point for its list.",
            ),
        )
    )
    order = [g for g in worst_first(found) if found[g]["waiting_working_p90"].n >= FEW and ratio(found[g])]
    if not order:
        st.html(empty(few_words(found)))
        return
    rows = []
    for group in order[:DRAWN]:
        p90 = found[group]["waiting_to_limit_p90"]
        high, low = ratio(found[group]) or 0.0, ratio(found[group], "waiting_to_limit_p50") or 0.0
        rows.append(
            Row(
                short(name(dimension, group)),
                low,
                high,
                f"{'▲ ' if high > 100 else ''}{number(high)} % · n = {number(p90.n)}",
                address("waiting_to_limit_p90", **{**filters.params, dimension: group}),
            )
        )
    words = (tr("trung vị", "median"), "p90", tr("hạn theo luật", "legal limit"))
    title = tr("Trung vị và p90 so với hạn", "Median and p90 against the limit")
    draw(dots(distinct(rows), words, palette()), "chart_dots", title)
    left = len(found) - len(rows)
    if left:
        few = len(found) - len(order)
        told = tr(
            f"Bảng bên dưới có thêm {number(left)} dòng", f"The table beneath has {number(left)} more rows"
        )
        told += (
            tr(
                f", trong đó {number(few)} có dưới {FEW} kết quả.",
                f", {number(few)} of them with fewer than {FEW} results.",
            )
            if few
            else "."
        )
        st.html(f'<p class="mc-sub">{told}</p>')


def few_words(found: Groups) -> str:
    """Why nothing is drawn."""
    if not any(ratio(row) for row in found.values()):
        return tr(
            "Kết quả trong kỳ không có hạn theo luật để so; xem bảng bên dưới.",
            "The results of the period have no legal limit to compare with; see the table beneath.",
        )
    return tr(
        f"Mỗi dòng có dưới {FEW} kết quả trong kỳ: quá ít để vẽ; xem bảng bên dưới.",
        f"Each row has fewer than {FEW} results in the period: too few to draw; see the table beneath.",
    )


def distinct(rows: list[Row]) -> list[Row]:
    """Rows whose names differ: two that were cut to the same words are numbered."""
    seen: defaultdict[str, int] = defaultdict(int)
    found = []
    for row in rows:
        seen[row.name] += 1
        called = row.name if seen[row.name] == 1 else f"{row.name} ({seen[row.name]})"
        found.append(Row(called, row.low, row.high, row.text, row.link))
    return found


def short(text: str, length: int = 44) -> str:
    """A long name for an axis; the table beneath has it whole."""
    return text if len(text) <= length else text[: length - 1] + "…"


def table(filters: Filters, dimension: str, found: Groups) -> None:
    """The same in numbers; a name goes one level down, n opens the list."""
    titles = {
        "department": tr("Theo cơ quan", "By department"),
        "field": tr("Theo lĩnh vực", "By field"),
        "procedure": tr("Theo thủ tục", "By procedure"),
        "channel": tr("Theo hình thức", "By channel"),
    }
    down = {
        "department": tr("Nhấp tên để xem lĩnh vực của cơ quan.", "A name opens the department’s fields."),
        "field": tr("Nhấp tên để xem thủ tục của lĩnh vực.", "A name opens the field’s procedures."),
        "procedure": tr("Nhấp tên để xem các bước của thủ tục.", "A name opens the procedure’s steps."),
    }
    st.html(heading(titles[dimension], note=down.get(dimension, "")))
    every = st.query_params.get("rows") == "all"
    order = worst_first(found)
    rows = []
    for group in order if every else order[:SHOWN]:
        row, params = found[group], {**filters.params, dimension: group}
        p90, per_cent = row["waiting_working_p90"], ratio(row)
        over = per_cent is not None and per_cent > 100
        told = "–" if per_cent is None else f"{'▲ ' if over else ''}{number(per_cent)} %"
        few = f' <span class="mc-soft mc-small">{tr("ít", "few")}</span>' if p90.n < FEW else ""
        rows.append(
            [
                name_cell(name(dimension, group), link("waiting", **{**filters.address, dimension: group})),
                hours(row["waiting_working_p50"].value),
                number_cell(hours(p90.value), list_link("waiting_working_p90", **params)),
                bar_cell(
                    told,
                    (per_cent or 0) / 200,
                    list_link("waiting_to_limit_p90", **params) if per_cent else "",
                    "mc-late" if over else "",
                    mark=0.5,
                ),
                number_cell(number(p90.n), list_link("waiting_working_p90", **params)) + few,
            ]
        )
    heads = [
        tr(*DIMENSIONS[dimension]),
        head_with(tr("Trung vị", "Median"), about("waiting_working_p50", place="table")),
        tr("p90", "p90"),
        tr("p90 so với hạn", "p90 against limit"),
        "n",
    ]
    here = {**filters.address, "by": dimension}
    st.html(
        ranked(heads, rows, titles[dimension], fold=True)
        + more_link(
            SHOWN, len(order), "" if every else link("waiting", **here, rows="all"), link("waiting", **here)
        )
    )


def shares(who: Viewer, filters: Filters) -> None:
    """Where the time of a result goes, as one stacked bar and in words."""
    st.html(
        heading(
            tr("Thời gian đi đâu", "Where the time goes"),
            *SHARES,
            note=tr("Trung bình một kết quả, giờ làm việc.", "Mean of a result, working time."),
        )
    )
    found = [f for f in office().cube.figures(who, filters.ask(*SHARES)) if f.value is not None]
    total = sum(float(f.value or 0) for f in found)
    if not total:
        told = tr("Chưa có kết quả nào ghi lại từng bước.", "No result has its steps recorded.")
        st.html(empty(told))
        return
    colour = dict(zip(SHARES, COLOURS, strict=True))
    parts = [(f, float(f.value or 0) / total, REGISTRY[f.measure].title(language())) for f in found]
    bar = "".join(
        f'<div style="flex:{part:.4f};background:var(--{colour[f.measure]})">'
        f"{percent(part, 0) if part > 0.09 else ''}</div>"
        for f, part, _ in parts
    )
    words = "".join(
        f'<li><i style="background:var(--{colour[f.measure]})"></i>{escape(title)}<br>'
        f"<strong>{hours(f.value)}</strong> "
        f'<span class="mc-soft">{percent(part, 0)} · n = </span>'
        f'<a class="mc-link" href="{escape(list_link(f.measure, **filters.params))}" target="_self">'
        f"{number(f.n)}</a></li>"
        for f, part, title in parts
    )
    st.html(f'<div class="mc-share" aria-hidden="true">{bar}</div><ul class="mc-parts">{words}</ul>')

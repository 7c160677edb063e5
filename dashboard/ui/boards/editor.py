"""The editor of one chart: choices at the left, the chart as it will be at the right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from dashboard.boards.answering import Setting, answers
from dashboard.boards.checking import troubles
from dashboard.boards.keeping import changed, with_chart
from dashboard.boards.kinds import FACTS, ROWS, dimensions_of, fits, stems
from dashboard.boards.words import DIMENSION_WORDS, GRAIN_WORDS, WIDTH_WORDS, stem_title, title_of, word
from dashboard.cube.documentation import sections
from dashboard.cube.measures import MEASURES
from dashboard.period import PRESETS, preset
from dashboard.ui.boards.charts import chart_html
from dashboard.ui.boards.going import go
from dashboard.ui.said import said, say, tried
from dashboard.ui.session import header, language, name, office, told, tr
from models.board import KINDS, LONGEST_NAME, WIDTHS, Board, Chart, ChartKind
from models.errors import MotcuaError
from models.viewer import Viewer

NEW = Chart(id="new", kind="bars", measures=("backlog",), by=("department",))
_DRAFT = "board_draft"


def edit_chart(who: Viewer, board: Board, id: str) -> None:
    """The editor. An id that the board does not have makes a new chart."""
    stored = board.chart(id)
    header(
        tr("Sửa biểu đồ", "Change a chart") if stored else tr("Thêm biểu đồ", "Add a chart"),
        tr(f"trong bảng “{board.name}”", f"of the board “{board.name}”"),
    )
    said()
    kept: Mapping[str, Chart] = st.session_state.get(_DRAFT, {})
    place = f"{board.id}|{id}"
    draft = kept.get(place) or stored or NEW
    left, right = st.columns([2, 3], gap="medium")
    with left, st.container(key="sheet_choices"):
        draft = choices(draft)
    st.session_state[_DRAFT] = {place: draft}
    against = troubles(draft)
    with right:
        with st.container(key="sheet_preview"):
            if against:
                st.html(f'<h2 class="mc-h2">{tr("Chưa vẽ được", "Cannot be drawn yet")}</h2>')
                for each in against:
                    st.warning(tr(each.vi, each.en), icon=":material/rule:")
            else:
                preview(who, board, draft)

        def keep() -> None:
            chart = (
                draft
                if stored
                else Chart(**{**draft.model_dump(), "id": Chart(kind="number", measures=()).id})
            )
            if tried(lambda: changed(office(), who, board, charts=with_chart(board, chart))) is not None:
                st.session_state.pop(_DRAFT, None)
                go(board.id, edit="1")
                say(
                    tr(
                        f"Đã lưu “{title_of(chart, language())}”.",
                        f"“{title_of(chart, language())}” is saved.",
                    )
                )

        def leave() -> None:
            st.session_state.pop(_DRAFT, None)
            go(board.id, edit="1")

        with st.container(horizontal=True, gap="small"):
            st.button(
                tr("Lưu biểu đồ", "Save the chart"),
                type="primary",
                icon=":material/check:",
                on_click=keep,
                disabled=bool(against),
                key="chart_save",
            )
            st.button(tr("Thôi", "Cancel"), on_click=leave, key="chart_leave")


def preview(who: Viewer, board: Board, draft: Chart) -> None:
    """The chart with the board's period and no filter."""
    today = office().today()
    setting = Setting(preset(board.period, today), {}, today)
    try:
        (answer,) = answers(office().cube, who, [draft], setting)
    except MotcuaError as error:
        st.error(told(error))
        return
    st.html(chart_html(answer, setting, place="preview-"))


def choices(draft: Chart) -> Chart:
    """All choices; what does not suit the kind that is chosen is not asked for."""
    kind: ChartKind = st.selectbox(
        tr("Cách vẽ", "Kind of chart"),
        list(KINDS),
        index=KINDS.index(draft.kind),
        key="chart_kind",
        format_func=lambda each: word((FACTS[each].vi, FACTS[each].en), language()),
    )
    facts = FACTS[kind]
    st.caption(word((facts.about_vi, facts.about_en), language()))
    given: dict[str, Any] = {"id": draft.id, "kind": kind, "measures": measures(kind, draft)}
    given |= groups(kind, draft, given["measures"])
    given["period"] = st.selectbox(
        tr("Kỳ", "Period"),
        ["", *PRESETS],
        index=["", *PRESETS].index(draft.period),
        key="chart_period",
        format_func=lambda key: (
            tr(*PRESETS[key][:2]) if key else tr("theo kỳ của bảng", "the board’s period")
        ),
    )
    given["where"] = conditions(draft, given["measures"])
    given["title"] = st.text_input(
        tr("Tên (để trống: tự đặt)", "Title (empty: made of the measures)"),
        draft.title,
        max_chars=LONGEST_NAME,
        key="chart_title",
    ).strip()
    left, right = st.columns(2, gap="small")
    fresh = draft.kind != kind
    width = facts.width if fresh else draft.width
    given["width"] = left.selectbox(
        tr("Rộng", "Width"),
        list(WIDTHS),
        index=list(WIDTHS).index(width),
        key=f"chart_width_{kind}",
        format_func=lambda each: word(WIDTH_WORDS[each], language()),
    )
    given["rows"] = draft.rows
    if kind in ("bars", "heat", "dots", "table"):
        given["rows"] = right.selectbox(
            tr("Số dòng nhiều nhất", "Rows at most"),
            ROWS,
            index=ROWS.index(draft.rows) if draft.rows in ROWS else 1,
            key="chart_rows",
        )
    return Chart(**given)


def measures(kind: ChartKind, draft: Chart) -> tuple[str, ...]:
    """The choice of measures: one or several, as the kind takes them."""
    names = [measure.name for _, part in sections() for measure in part if fits(kind, measure)]
    if kind == "dots":
        names = [high for _, high in stems().values()]
    most = FACTS[kind].most_measures

    def called(measure: str) -> str:
        return stem_title(measure, language()) if kind == "dots" else MEASURES[measure].title(language())

    kept = [each for each in draft.measures if each in names][:most]
    if most == 1:
        place = names.index(kept[0]) if kept else 0
        return (
            st.selectbox(
                tr("Chỉ số", "Measure"), names, index=place, format_func=called, key=f"chart_measure_{kind}"
            ),
        )
    return tuple(
        st.multiselect(
            tr(f"Chỉ số (đến {most})", f"Measures (up to {most})"),
            names,
            default=kept,
            max_selections=most,
            format_func=called,
            key=f"chart_measures_{kind}",
            placeholder=tr("chọn chỉ số", "choose measures"),
        )
    )


def groups(kind: ChartKind, draft: Chart, chosen: tuple[str, ...]) -> dict[str, Any]:
    """What the chart is split by: dimensions, and time."""
    facts = FACTS[kind]
    given: dict[str, Any] = {"by": (), "over_time": bool(facts.time), "grain": ""}
    allowed = dimensions_of([MEASURES[each] for each in chosen])
    if facts.time is None:
        given["over_time"] = st.toggle(
            tr("Chia theo thời gian", "Split by time"), draft.over_time, key=f"chart_time_{kind}"
        )
    most = facts.groups[1] - given["over_time"]
    kept = [each for each in draft.by if each in allowed][:most]

    def called(each: str) -> str:
        return word(DIMENSION_WORDS[each], language())

    if most == 1 and facts.groups[0] >= 1 + bool(given["over_time"]):
        place = allowed.index(kept[0]) if kept else 0
        given["by"] = (
            st.selectbox(
                tr("Chia theo", "Split by"),
                allowed,
                index=place,
                format_func=called,
                key=f"chart_by_{kind}_{'-'.join(allowed)}",
            ),
        )
    elif most:
        given["by"] = tuple(
            st.multiselect(
                tr(f"Chia theo (đến {most})", f"Split by (up to {most})"),
                allowed,
                default=kept,
                max_selections=most,
                format_func=called,
                key=f"chart_bys_{kind}_{most}_{'-'.join(allowed)}",
                placeholder=tr("không chia", "not split"),
            )
        )
    if given["over_time"]:
        given["grain"] = st.selectbox(
            tr("Mỗi điểm là một", "Each point is a"),
            list(GRAIN_WORDS),
            index=list(GRAIN_WORDS).index(draft.grain),
            format_func=lambda each: word(GRAIN_WORDS[each], language()),
            key=f"chart_grain_{kind}",
        )
    return given


def conditions(draft: Chart, chosen: tuple[str, ...]) -> dict[str, str]:
    """Conditions of the chart's own, stronger than the board's filters."""
    found: dict[str, str] = {}
    count = f" ({len(draft.where)})" if draft.where else ""
    with st.expander(tr("Điều kiện riêng của biểu đồ", "Conditions of this chart alone") + count):
        for each in dimensions_of([MEASURES[one] for one in chosen]):
            names = office().names.of(each)
            ids = sorted((id for id in names if id != "none"), key=lambda id: names[id].casefold())
            value = draft.where.get(each, "")
            options = list(dict.fromkeys(["", *ids, value]))
            found[each] = st.selectbox(
                word(DIMENSION_WORDS[each], language()),
                options,
                index=options.index(value),
                key=f"chart_where_{each}",
                format_func=partial(_called, each),
            )
    return {each: id for each, id in found.items() if id}


def _called(dimension: str, id: str) -> str:
    return name(dimension, id) if id else tr("tất cả", "all")

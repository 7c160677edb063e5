"""The page of boards: all of them, one of them, or the editor of one chart, as the address says."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.boards.answering import Answer, Setting, answers
from dashboard.boards.keeping import changed, copied, moved, opened, without_chart
from dashboard.boards.layout import WHOLE, rows
from dashboard.period import OWN, Period
from dashboard.ui.boards.arrange import chart_tools, name_and_sharing
from dashboard.ui.boards.charts import chart_html, page_html
from dashboard.ui.boards.editor import edit_chart
from dashboard.ui.boards.files import exports
from dashboard.ui.boards.going import go
from dashboard.ui.boards.overall import all_boards
from dashboard.ui.filters import Filters, bar
from dashboard.ui.said import said, say, tried
from dashboard.ui.session import header, language, office, told, tr
from models.board import MOST_CHARTS, Board
from models.errors import MotcuaError
from models.viewer import Viewer


def show(who: Viewer) -> None:
    """The page."""
    id = st.query_params.get("board", "")
    if not id:
        header(
            tr("Bảng theo dõi", "Boards"),
            tr("Tự ghép các con số bạn cần xem mỗi ngày.", "Put together the figures you need every day."),
        )
        said()
        all_boards(who)
        return
    try:
        board = opened(office(), who, id, language())
    except MotcuaError as error:
        header(tr("Bảng theo dõi", "Boards"), "")
        st.warning(told(error), icon=":material/lock:")
        st.button(tr("Xem các bảng của tôi", "See my boards"), on_click=go)
        return
    own = board.owner == who.user_id
    if own and st.query_params.get("chart"):
        edit_chart(who, board, st.query_params["chart"])
    else:
        one_board(who, board, own, own and st.query_params.get("edit") == "1")


def one_board(who: Viewer, board: Board, own: bool, editing: bool) -> None:
    """One board with its filters and what can be done with it."""
    header(board.name, whose(board, own))
    said()
    filters = bar(board.period)
    setting = setting_of(filters)
    tools(who, board, own, editing, setting)
    if editing:
        name_and_sharing(who, board)
    if not board.charts:
        st.info(
            tr(
                "Bảng chưa có biểu đồ nào. Nhấn “Thêm biểu đồ” để chọn chỉ số và cách vẽ.",
                "The board has no chart yet. Press “Add a chart” to choose figures and how to draw them.",
            )
            if own
            else tr("Bảng này chưa có biểu đồ nào.", "This board has no chart yet.")
        )
        return
    try:
        found = answers(office().cube, who, board.charts, setting)
    except MotcuaError as error:
        st.error(told(error))
        return
    if not editing:
        st.html(page_html(found, setting))
        return
    for row in rows(board.charts):
        widths = [wide for _, wide in row]
        left = WHOLE - sum(widths)
        columns = st.columns([*widths, left] if left else widths, gap="small")
        for column, (place, _) in zip(columns, row, strict=False):
            with column:
                arranged(who, board, found[place], setting)


def arranged(who: Viewer, board: Board, answer: Answer, setting: Setting) -> None:
    """One chart in its place, with what arranges it above."""
    chart = answer.chart
    with st.container(key=f"sheet_board_{chart.id}"):
        chart_tools(
            board,
            chart,
            move=lambda by: _kept(who, board, charts=moved(board, chart.id, by)),
            remove=lambda: _kept(who, board, charts=without_chart(board, chart.id)),
            replace=lambda charts: _kept(who, board, charts=charts),
        )
        st.html(chart_html(answer, setting))


def _kept(who: Viewer, board: Board, **given: object) -> None:
    tried(lambda: changed(office(), who, board, **given))  # type: ignore[arg-type]


def whose(board: Board, own: bool) -> str:
    """Whose a board is, in a few words."""
    if not board.owner:
        return tr("Bảng có sẵn: sao chép để sửa theo ý mình.", "Ready made: copy it to make it yours.")
    if own:
        return tr("Bảng của bạn", "Your board")
    return tr(f"Bảng của {owner_name(board)}", f"A board of {owner_name(board)}")


def owner_name(board: Board) -> str:
    """The name of who has made a board."""
    return office().names.name("person", board.owner)


def setting_of(filters: Filters) -> Setting:
    """What the filter bar says, as the charts take it."""
    return Setting(
        filters.period or Period(OWN, filters.start, filters.end), filters.conditions, office().today()
    )


def tools(who: Viewer, board: Board, own: bool, editing: bool, setting: Setting) -> None:
    """What can be done with the board."""

    def copy() -> None:
        made = tried(lambda: copied(office(), who, board, language()))
        if made is not None:
            go(made.id, edit="1")
            say(
                tr(
                    f"Đã sao chép thành “{made.name}”; chỉ bạn thấy bảng này.",
                    f"Copied as “{made.name}”; only you see it.",
                )
            )

    with st.container(key="board_tools", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(tr("Các bảng", "All boards"), icon=":material/grid_view:", on_click=go, key="board_all")
        if own and editing:
            st.button(
                tr("Xong", "Done"),
                type="primary",
                icon=":material/check:",
                key="board_done",
                on_click=partial(go, board.id),
            )
        if own and not editing:
            st.button(
                tr("Sửa và chia sẻ", "Change and share"),
                icon=":material/edit:",
                key="board_edit",
                on_click=partial(go, board.id, edit="1"),
            )
        if own and (editing or not board.charts):
            full = len(board.charts) >= MOST_CHARTS
            st.button(
                tr("Thêm biểu đồ", "Add a chart"),
                icon=":material/add_chart:",
                key="board_add",
                disabled=full,
                on_click=partial(go, board.id, chart="new"),
                help=tr(f"Bảng đã có {MOST_CHARTS} biểu đồ.", f"The board has {MOST_CHARTS} charts.")
                if full
                else None,
            )
        if not editing:
            st.button(tr("Sao chép", "Copy"), icon=":material/content_copy:", on_click=copy, key="board_copy")
            if board.charts:
                exports(who, board, setting)

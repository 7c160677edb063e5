"""Arranging a board: the name, who sees it, the order and the width of its charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dashboard.access.roles import ROLE_FACTS
from dashboard.boards.keeping import SHARED_WITH, changed, with_chart
from dashboard.boards.words import WIDTH_WORDS, word
from dashboard.period import PRESETS
from dashboard.ui.boards.going import go
from dashboard.ui.literal import literal
from dashboard.ui.said import say, tried
from dashboard.ui.session import language, office, told, tr
from models.board import LONGEST_NAME, WIDTHS, Board, Chart
from models.errors import MotcuaError
from models.viewer import Role, Viewer


def role_words(roles: Sequence[Role]) -> str:
    """Roles in words."""
    return ", ".join(word((ROLE_FACTS[role].vi, ROLE_FACTS[role].en), language()) for role in roles)


def name_and_sharing(who: Viewer, board: Board) -> None:
    """The name, the period that the board opens with, the roles that see it; and its removal."""
    with st.container(key="sheet_board_about"):
        with st.form("board_about", border=False):
            left, middle, right = st.columns([2, 1, 2], gap="small")
            name = left.text_input(tr("Tên bảng", "Name of the board"), board.name, max_chars=LONGEST_NAME)
            period = middle.selectbox(
                tr("Mở với kỳ", "Opens with"),
                list(PRESETS),
                index=list(PRESETS).index(board.period),
                format_func=lambda key: tr(*PRESETS[key][:2]),
            )
            roles: list[Role] = right.multiselect(
                tr("Chia sẻ với vai trò", "Share with roles"),
                list(SHARED_WITH),
                default=list(board.roles),
                format_func=lambda role: role_words([role]),
                placeholder=tr("chỉ mình tôi", "only me"),
            )
            st.caption(
                tr(
                    "Người được chia sẻ mở bằng địa chỉ của trang này hoặc trong “Các bảng”; mỗi người chỉ "
                    "thấy số liệu trong phạm vi của mình, và không sửa được bảng của bạn.",
                    "Those it is shared with open it by the address of this page or among “All boards”; "
                    "everybody sees the figures of their own scope only, and cannot change your board.",
                )
            )
            if st.form_submit_button(tr("Lưu tên và chia sẻ", "Save name and sharing"), type="primary"):
                _save(who, board, name, period, roles)
        with st.popover(tr("Xóa bảng", "Remove the board"), icon=":material/delete:"):
            st.write(
                tr(
                    f"Xóa “{literal(board.name)}”? Không lấy lại được.",
                    f"Remove “{literal(board.name)}”? It cannot be had back.",
                )
            )

            def remove() -> None:
                if tried(lambda: removed(who, board)) is not None:
                    go()
                    say(tr(f"Đã xóa “{board.name}”.", f"“{board.name}” is removed."))

            st.button(tr("Xóa", "Remove"), key="board_remove", on_click=remove)


def removed(who: Viewer, board: Board) -> Board:
    """The board, which is no more kept."""
    office().boards.remove(who, board.id)
    return board


def _save(who: Viewer, board: Board, name: str, period: str, roles: Sequence[Role]) -> None:
    try:
        changed(office(), who, board, name=name, period=period, roles=roles)
    except MotcuaError as error:
        st.error(told(error))
        return
    say(tr("Đã lưu.", "Saved."))
    st.rerun()


def chart_tools(
    board: Board,
    chart: Chart,
    move: Callable[[int], None],
    remove: Callable[[], None],
    replace: Callable[[Sequence[Chart]], None],
) -> None:
    """Above a chart: earlier, later, how wide, change it, take it away."""

    def widen() -> None:
        width = st.session_state[f"board_width_{chart.id}"]
        replace(with_chart(board, chart.model_copy(update={"width": width})))

    place = board.charts.index(chart)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"tools_{chart.id}"):
        st.button(
            "",
            icon=":material/arrow_back:",
            key=f"board_earlier_{chart.id}",
            on_click=partial(move, -1),
            disabled=place == 0,
            help=tr("Dời lên trước", "Move before"),
        )
        st.button(
            "",
            icon=":material/arrow_forward:",
            key=f"board_later_{chart.id}",
            on_click=partial(move, 1),
            disabled=place == len(board.charts) - 1,
            help=tr("Dời ra sau", "Move after"),
        )
        st.session_state[f"board_width_{chart.id}"] = chart.width
        st.selectbox(
            tr("Rộng", "Width"),
            list(WIDTHS),
            key=f"board_width_{chart.id}",
            on_change=widen,
            format_func=lambda width: word(WIDTH_WORDS[width], language()),
            label_visibility="collapsed",
            width=150,
        )
        st.button(
            tr("Sửa", "Change"),
            icon=":material/edit:",
            key=f"board_change_{chart.id}",
            on_click=partial(go, board.id, chart=chart.id),
        )
        st.button(
            "",
            icon=":material/delete:",
            key=f"board_drop_{chart.id}",
            on_click=remove,
            help=tr("Bỏ biểu đồ này", "Take this chart away"),
        )

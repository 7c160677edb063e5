"""All boards that somebody sees, and how one begins."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from dashboard.boards.keeping import made
from dashboard.boards.starting import ready_made
from dashboard.ui.boards.arrange import role_words
from dashboard.ui.boards.going import go
from dashboard.ui.said import say, tried
from dashboard.ui.session import language, link, number, office, tr
from models.board import LONGEST_NAME, WIDTHS, Board
from models.viewer import Viewer

#: a sign for each kind in the small picture of a board
SIGNS = {"number": "123", "line": "∿", "bars": "≡", "heat": "▦", "dots": "●–◆", "table": "▤"}


def all_boards(who: Viewer) -> None:
    """The viewer's own boards, those shared with the viewer's role, and the ready-made ones."""
    found = office().boards.seen_by(who)
    own = [board for board in found if board.owner == who.user_id]
    shared = [board for board in found if board.owner != who.user_id]
    begin(who, bool(own))
    ready = ready_made(language())
    parts = [
        (tr("Của tôi", "Mine"), own),
        (tr(f"Được chia sẻ với {role_words([who.role])}", f"Shared with {role_words([who.role])}"), shared),
        (tr("Có sẵn để xem và sao chép", "Ready made, to look at and to copy"), ready),
    ]
    for title, boards in parts:
        if boards:
            cards = "".join(card(who, board) for board in boards)
            st.html(f'<h2 class="mc-h2">{escape(title)}</h2><div class="mc-boards">{cards}</div>')


def begin(who: Viewer, some: bool) -> None:
    """A new board; with what to do where there is none yet."""

    def make() -> None:
        board = tried(lambda: made(office(), who, st.session_state["board_name"]))
        if board is not None:
            go(board.id, edit="1")
            say(tr("Đã tạo bảng. Hãy thêm biểu đồ đầu tiên.", "The board is made. Add its first chart."))

    with st.container(key="sheet_begin"):
        if not some:
            title = tr("Bạn chưa có bảng nào", "You have no board yet")
            told = tr(
                "Mở một bảng có sẵn bên dưới rồi nhấn “Sao chép” để sửa theo ý mình, hoặc đặt tên và tạo "
                "bảng trống. Bạn chọn chỉ số, cách chia, kỳ và cách vẽ; mọi con số vẫn mở ra đúng danh "
                "sách của nó.",
                "Open a ready-made one below and press “Copy” to make it yours, or name an empty one. You "
                "choose figures, groups, period and kind of chart; each number still opens its own list.",
            )
            st.html(f'<h2 class="mc-h2">{title}</h2><p class="mc-sub">{told}</p>')
        with st.form("board_new", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                tr("Tên bảng mới", "Name of a new board"),
                key="board_name",
                max_chars=LONGEST_NAME,
                width=380,
                placeholder=tr("ví dụ: Giao ban thứ Hai", "e.g. Monday’s meeting"),
            )
            st.form_submit_button(
                tr("Tạo bảng", "Make the board"), type="primary", icon=":material/add:", on_click=make
            )
        if not some:
            first = ready_made(language())[0]
            st.button(
                tr(f"Bắt đầu từ bảng có sẵn “{first.name}”", f"Begin from the ready-made “{first.name}”"),
                icon=":material/auto_awesome_mosaic:",
                on_click=partial(go, first.id),
                key="board_start",
            )


def card(who: Viewer, board: Board) -> str:
    """A board as a card that opens it: its name, a small picture of how it stands, whose it is."""
    count = len(board.charts)
    words = [tr(f"{number(count)} biểu đồ", f"{number(count)} chart{'s' if count != 1 else ''}")]
    if board.owner and board.owner != who.user_id:
        words.append(tr("của ", "of ") + office().names.name("person", board.owner))
    elif board.roles:
        words.append(tr("chia sẻ với ", "shared with ") + role_words(board.roles))
    elif board.owner:
        words.append(tr("chỉ mình tôi", "only me"))
    return (
        f'<a class="mc-card mc-board" href="{escape(link("boards", board=board.id))}" target="_self">'
        f'<strong>{escape(board.name)}</strong>{picture(board)}<span class="mc-soft mc-small">'
        f"{escape(' · '.join(words))}</span></a>"
    )


def picture(board: Board) -> str:
    """How the charts stand, as an ornament."""
    parts: Sequence[str] = [
        f'<i style="grid-column:span {WIDTHS[chart.width]}">{SIGNS[chart.kind]}</i>' for chart in board.charts
    ]
    return f'<span class="mc-mini" aria-hidden="true">{"".join(parts)}</span>'

"""A board as a file: Excel, PDF or a picture."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.access.roles import may
from dashboard.boards.answering import Setting
from dashboard.boards.export import FILES, File, export
from dashboard.boards.told import file_name
from dashboard.ui.boards.charts import speaking
from dashboard.ui.session import office, tr
from models.board import Board
from models.viewer import Viewer

ICONS: dict[File, str] = {
    "xlsx": ":material/table:",
    "pdf": ":material/picture_as_pdf:",
    "png": ":material/image:",
}


def exports(who: Viewer, board: Board, setting: Setting) -> None:
    """A pop-over with the files, for roles that may export."""
    if not may(who, "export"):
        return
    menu = st.popover(tr("Xuất", "Export"), icon=":material/download:", key="board_files", on_change="rerun")
    # What is not open is not made: three buttons take as long as a chart.
    if not menu.open:
        return
    with menu:
        for kind, (label, mime, vi, en) in FILES.items():
            st.download_button(
                f"{label} · {tr(vi, en)}",
                partial(export, office(), who, board, setting, kind, speaking()),
                f"{file_name(board, setting.today)}.{kind}",
                mime,
                key=f"board_file_{kind}",
                icon=ICONS[kind],
                on_click="ignore",
                width="stretch",
            )
        st.caption(
            tr(
                "Với kỳ và bộ lọc đang xem; mỗi lần xuất được ghi vào nhật ký.",
                "With the period and the filters that are shown; each export is written into the audit.",
            )
        )

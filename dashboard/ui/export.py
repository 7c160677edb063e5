"""The export of what is shown: the form of the file, whether personal data go along, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from dashboard.access.masking import SHORTEST_REASON
from dashboard.access.roles import may
from dashboard.exchange.dossiers import MOST, Form, Wish
from dashboard.ui.session import language, number, tr
from models.viewer import Viewer

FILES: Final[dict[Form, tuple[str, str]]] = {
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("CSV", "text/csv"),
}


def form_field(key: str) -> Form:
    """The form of the file."""
    return st.segmented_control(
        tr("Dạng tệp", "File"), list(FILES), default="xlsx", key=key,
        format_func=lambda form: FILES[form][0], required=True,
    )  # fmt: skip


def reason_field(key: str) -> str:
    """Why it is taken away."""
    return st.text_input(
        tr(f"Lý do (ít nhất {SHORTEST_REASON} ký tự, được ghi vào nhật ký)",
           f"Reason (at least {SHORTEST_REASON} letters; it is written into the audit)"),
        key=key, max_chars=200,
    )  # fmt: skip


def exports(who: Viewer, make: Callable[[Wish], bytes]) -> None:
    """A pop-over with the export, for roles that may; `make` gives the file when it is asked for."""
    if not may(who, "export"):
        return
    with st.popover(tr("Xuất dữ liệu", "Export"), icon=":material/download:"):
        form = form_field("export_form")
        personal = st.toggle(
            tr("Kèm tên, điện thoại, số giấy tờ người nộp",
               "With the applicants’ names, phones and identity numbers"),
            key="export_personal",
        )  # fmt: skip
        reason = reason_field("export_reason") if personal else ""
        wish = Wish(form, personal, reason, language())
        st.download_button(
            tr("Tải về", "Download"), lambda: make(wish), f"ho-so.{form}", FILES[form][1],
            key="export", type="primary", on_click="ignore",
            disabled=personal and len(reason.strip()) < SHORTEST_REASON,
        )  # fmt: skip
        st.caption(
            tr(f"Tất cả kết quả, đến {number(MOST)} dòng; mỗi lần xuất được ghi vào nhật ký.",
               f"All results, up to {number(MOST)} lines; each export is written into the audit.")
        )  # fmt: skip

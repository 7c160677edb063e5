"""The editor of what the public pages say of the centre, and of its published documents."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.clock import day_of
from dashboard.intake.content import LARGEST_MB
from dashboard.public.editing import NAMES, attach, rows_of, save
from dashboard.public.routes import KINDS
from dashboard.ui.grid import DAY, TEXT, Choice, blank, grid
from dashboard.ui.session import date_text, language, office, told, tr
from models.errors import MotcuaError
from models.publication import Publication
from models.viewer import Viewer

LINES, TEXTS = ("hotline", "email", "address"), ("about_vi", "about_en", "notice_vi", "notice_en")


def show(who: Viewer) -> None:
    """The fields, the documents, their files."""
    seen = office().publications.current()
    column = 1 if language() == "en" else 0
    words = tr("Xem trang công dân", "See the public pages")
    st.html(f'<p><a class="mc-link" href="/cong" target="_blank">{words}</a></p>')
    changed: dict[str, Any] = {
        "takes_online": st.toggle(NAMES["takes_online"][column], seen.takes_online, key="pub_takes_online")
    }
    for name, place in zip(LINES, st.columns(3), strict=True):
        changed[name] = place.text_input(NAMES[name][column], getattr(seen, name), key=f"pub_{name}")
    left, right = st.columns(2)
    for number, name in enumerate(TEXTS):
        changed[name] = (left, right)[number % 2].text_area(
            NAMES[name][column], getattr(seen, name), height=110, max_chars=4_000, key=f"pub_{name}"
        )
    rows = documents(seen)
    if st.button(tr("Công bố", "Publish"), type="primary", key="publish"):
        try:
            save(office(), who, changed, rows)
        except MotcuaError as error:
            st.error(told(error))
        else:
            st.session_state["pub_turn"] = st.session_state.get("pub_turn", 0) + 1
            st.toast(tr("Đã công bố.", "Published."))
            st.rerun()
    files(who, seen)


def documents(seen: Publication) -> list[dict[str, Any]]:
    """The table of documents; rows without anything are left out."""
    head = tr("Quy chế và văn bản công bố", "Regulation and published documents")
    st.html(f'<h2 class="mc-h2">{head}</h2>')
    column = st.column_config
    kinds = Choice({key: tr(*words) for key, words in KINDS.items()})
    rows = grid(
        rows_of(seen),
        {"id": TEXT, "kind": TEXT, "number": TEXT, "title": TEXT, "title_en": TEXT, "issued": DAY,
         "in_force": DAY, "link": TEXT},
        key=f"pub_documents:{st.session_state.get('pub_turn', 0)}", choices={"kind": kinds},
        column_config={
            "id": None,
            "kind": column.SelectboxColumn(tr("Loại", "Kind"), options=kinds.options),
            "number": column.TextColumn(tr("Số, ký hiệu", "Number")),
            "title": column.TextColumn(tr("Tên văn bản", "Title"), width="large"),
            "title_en": column.TextColumn(tr("Tên tiếng Anh", "English title")),
            "issued": column.DateColumn(tr("Ngày ban hành", "Issued"), format="DD/MM/YYYY"),
            "in_force": column.DateColumn(tr("Ngày hiệu lực", "In force"), format="DD/MM/YYYY"),
            "link": column.TextColumn(tr("Liên kết (https://…)", "Link (https://…)")),
        },
    )  # fmt: skip
    return [row for row in rows if not blank(row, "id")]


def files(who: Viewer, seen: Publication) -> None:
    """The file of each document, which the public downloads."""
    if not seen.documents:
        return
    st.html(f'<h2 class="mc-h2">{tr("Tệp của văn bản", "Files of the documents")}</h2>')
    by_id = {one.id: one for one in seen.documents}
    chosen = st.selectbox(
        tr("Văn bản", "Document"), list(by_id), key="pub_document",
        format_func=lambda id: f"{by_id[id].title} ({by_id[id].file_name or tr('chưa có tệp', 'no file')})",
    )  # fmt: skip
    given = st.file_uploader(
        tr("Tệp thay vào", "The file in its place"), max_upload_size=LARGEST_MB,
        key=f"pub_file:{chosen}:{st.session_state.get('pub_turn', 0)}",
    )  # fmt: skip
    if given is not None:
        try:
            attach(office(), who, chosen, given.name, given.getvalue())
        except MotcuaError as error:
            st.error(told(error))
        else:
            st.session_state["pub_turn"] = st.session_state.get("pub_turn", 0) + 1
            st.rerun()
    if seen.changed_at is not None:
        day = date_text(day_of(seen.changed_at, office().store.zone))
        st.caption(tr(f"Công bố lần cuối {day}", f"Last published {day}"))

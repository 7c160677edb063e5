"""Nhập nhật ký: dossiers from another system's event log."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from dashboard.exchange.guess import guessed
from dashboard.exchange.log import import_log
from dashboard.exchange.rows import ROLES, header_of
from dashboard.ui.literal import literal
from dashboard.ui.session import header, office, told, tr, viewer_for
from models.errors import MotcuaError

who = viewer_for("import")
header(
    tr("Nhập nhật ký", "Import a log"),
    tr("Tệp CSV có một dòng cho mỗi sự kiện.", "A CSV with a row an event."),
)
given = st.file_uploader("CSV, CSV.GZ", type=["csv", "gz"])
if given is None:
    st.info(tr("Chọn tệp; cột sẽ được đoán từ dòng tiêu đề.", "Choose a file; its columns are guessed."))
    st.stop()
assert given is not None
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "log.csv"
    path.write_bytes(given.getvalue())
    try:
        names, _ = header_of(path)
        guess = guessed(names)
        columns: dict[str, str] = {}
        slots = st.columns(4)
        for place, role in enumerate(ROLES):
            found = slots[place % 4].selectbox(
                role, ["", *names], index=names.index(guess[role]) + 1 if role in guess else 0
            )
            if found:
                columns[role] = found
        trial = st.button(tr("Chạy thử", "Dry run"))
        real = st.button(tr("Nhập", "Import"), type="primary")
        if trial or real:
            shown = st.progress(0.0)
            result = import_log(
                office(),
                path,
                columns,
                actor=who.user_id,
                dry_run=trial,
                progress=lambda done, total: shown.progress(done / max(total, 1)),
            )
            st.success(
                tr(
                    f"{result.rows} dòng, {result.new} hồ sơ mới, {result.grown} bổ sung, "
                    f"{result.unchanged} không đổi, {result.refused_rows} dòng bị từ chối.",
                    f"{result.rows} rows, {result.new} new, {result.grown} grown, "
                    f"{result.unchanged} unchanged, {result.refused_rows} refused.",
                )
            )
            if result.refused:
                st.dataframe([refused.as_json() for refused in result.refused[:500]])
            for kind, created in result.created.items():
                st.markdown(f"\\+ {kind}: " + literal(", ".join(created[:40])))
    except MotcuaError as error:
        st.error(told(error))

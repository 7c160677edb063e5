"""Tra cứu: where is this dossier?"""

from __future__ import annotations

import streamlit as st

from dashboard.search import Wanted
from dashboard.ui.dossiers import as_csv, table
from dashboard.ui.session import header, office, tr, viewer_for

who = viewer_for("search")
header(tr("Tra cứu", "Search"), tr("Hồ sơ này đang ở đâu?", "Where is this dossier?"))
text = st.text_input(
    tr("Tên, điện thoại, số giấy tờ, mã hồ sơ", "Name, phone, identity number, code"),
    value=st.query_params.get("q", ""), placeholder=tr("ví dụ: van an, 0361, 0912…", "e.g. van an, 0361, 0912…"),
)  # fmt: skip
wanted = Wanted.read(st.query_params)
found = office().finder.find(who, text, wanted, st.query_params.get("after"))
if found.rows:
    st.html(table(found.rows, who))
    as_csv(found.rows, who)
else:
    st.info(tr("Không thấy hồ sơ nào; thử ít chữ hơn hoặc bỏ bớt điều kiện.",
               "No dossier found; try fewer letters or fewer conditions."))  # fmt: skip

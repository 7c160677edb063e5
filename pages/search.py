"""Tra cứu: where is this dossier?"""

from __future__ import annotations

import streamlit as st

from dashboard.flow import STATE_NAMES
from dashboard.ui.dossiers import as_csv, table
from dashboard.ui.session import header, language, office, tr, viewer_for

who = viewer_for("search")
header(tr("Tra cứu", "Search"), tr("Hồ sơ này đang ở đâu?", "Where is this dossier?"))
text = st.text_input(
    tr("Tên, điện thoại, số giấy tờ, mã hồ sơ", "Name, phone, identity number, code"),
    value=st.query_params.get("q", ""), placeholder=tr("ví dụ: van an, 0361, 0912…", "e.g. van an, 0361, 0912…"),
)  # fmt: skip
states = list(STATE_NAMES)
column = 1 if language() == "en" else 0
state = st.selectbox(
    tr("Trạng thái", "State"), ["", *states], format_func=lambda s: STATE_NAMES[s][column] if s else tr("tất cả", "all"),
    index=0 if st.query_params.get("state") not in states else states.index(st.query_params["state"]) + 1,
)  # fmt: skip
st.query_params.from_dict({key: value for key, value in {"q": text, "state": state}.items() if value})
before = st.session_state.get("search_before") if st.session_state.get("search_for") == (text, state) else None
found = office().finder.find(who, text, {"state": state} if state else {}, before)
if not found.rows:
    st.info(tr("Không thấy hồ sơ nào; thử ít chữ hơn hoặc bỏ bớt điều kiện.",
               "No dossier found; try fewer letters or fewer conditions."))  # fmt: skip
else:
    st.html(table(found.rows, who))
    as_csv(found.rows, who)
if found.after is not None and st.button(tr("Trang sau", "Next page")):
    st.session_state["search_for"], st.session_state["search_before"] = (text, state), found.after
    st.rerun()

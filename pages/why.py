"""Vì sao thay đổi: does waiting get longer or shorter, and why?"""

from __future__ import annotations

import streamlit as st

from dashboard.mining.compare import compare
from dashboard.period import OWN, Period
from dashboard.ui.filters import Filters, bar
from dashboard.ui.mining import changed
from dashboard.ui.mining.chosen import cohort_of
from dashboard.ui.session import header, office, told, tr, viewer_for
from models.errors import MotcuaError

who = viewer_for("why")
header(
    tr("Vì sao thay đổi", "Why it changed"),
    tr("Thời gian chờ dài ra hay ngắn đi, và vì sao?", "Does waiting get longer or shorter, and why?"),
)
filters = bar("this_quarter")
period = filters.period or Period(OWN, filters.start, filters.end)
earlier = period.before()
if earlier is None:
    st.info(tr("Hãy chọn một kỳ có kỳ trước để so sánh.", "Choose a period that has one before it."))
    st.stop()
assert earlier is not None
before = cohort_of(Filters(earlier.start, earlier.end, filters.where), "closed")
try:
    with st.spinner(tr("Đang đọc hồ sơ của hai kỳ …", "Reading the dossiers of both periods …")):
        found = compare(office(), who, before, cohort_of(filters, "closed"))
except MotcuaError as error:
    st.warning(told(error))
    st.stop()
if found is None:
    st.info(
        tr(
            "Một trong hai kỳ không có kết quả nào; hãy chọn kỳ khác hoặc bỏ bớt bộ lọc.",
            "One of the periods has no result; choose another, or take a filter away.",
        )
    )
    st.stop()
assert found is not None
changed.verdict(found, filters.conditions)
left, right = st.columns([6, 6], gap="small")
with left, st.container(key="sheet_change"):
    changed.picture(found)
with right, st.container(key="sheet_parts"):
    changed.parts_table(found, filters.conditions)
with st.container(key="sheet_groups"):
    changed.groups_table(found, filters.conditions, filters.address)

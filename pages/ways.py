"""Danh sách lượt xử lý: the visits behind a number of the process map."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.exchange.dossiers import MOST, export
from dashboard.mining.lists import Find, places
from dashboard.ui.export import exports
from dashboard.ui.filters import CONDITIONS, read_conditions
from dashboard.ui.literal import literal
from dashboard.ui.mining.chosen import Chosen, as_of, read_anew, read_cohort
from dashboard.ui.mining.found import group_members, lines, rows_of, summary, title
from dashboard.ui.session import header, office, told, tr, viewer_for
from models.errors import MotcuaError

who = viewer_for("process_map")
where, troubles = read_conditions(st.query_params, CONDITIONS)
find, cohort = Find.read(st.query_params), read_cohort(st.query_params, where)
if find is None or cohort is None:
    header(
        tr("Danh sách", "List"),
        tr("Hãy mở từ một con số ở trang khác.", "Open it from a number on another page."),
    )
    st.stop()
assert find is not None and cohort is not None
chosen = Chosen(cohort, cohort.by, find.view, 0)
procedure = where.get("procedure", ("",))[0]
header(title(find, chosen, procedure), tr("Danh sách sau một con số", "Behind a number"))
for vi, en in troubles:
    st.warning(literal(tr(vi, en)), icon=":material/filter_alt_off:")
try:
    read = st.query_params.get("read", "")
    ways = office().ways.read(who, cohort, read)
    listed = group_members(who, find, cohort) if find.what == "group" else places(ways, find)
except MotcuaError as error:
    st.warning(told(error))
    st.stop()
if words := read_anew(read, ways):
    st.info(words, icon=":material/update:")
summary(find, listed, chosen, where)
if listed:
    lines(who, listed)
    exports(
        who,
        lambda wish: export(office(), who, wish, "list", find.address, partial(rows_of, who, listed[:MOST])),
    )
else:
    st.info(tr("Không có hồ sơ nào.", "There is none."))
st.html(f'<p class="mc-sub">{as_of(ways)}.</p>')

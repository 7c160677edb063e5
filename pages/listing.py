"""Danh sách: the dossiers behind a number."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.cube.measures import MEASURES
from dashboard.exchange.dossiers import counted
from dashboard.ui import left_out
from dashboard.ui.dossiers import table
from dashboard.ui.export import exports
from dashboard.ui.listing import PAGE, pager, read_question, summary, visits_table
from dashboard.ui.literal import literal
from dashboard.ui.session import header, language, office, told, tr, viewer_for
from models.errors import MotcuaError

who = viewer_for("search")
measure = MEASURES.get(st.query_params.get("measure", ""))
if measure is None:
    header(
        tr("Danh sách", "List"),
        tr("Hãy mở từ một con số ở trang khác.", "Open it from a number on another page."),
    )
    st.stop()
assert measure is not None
question, troubles = read_question(measure, st.query_params)
header(measure.title(language()), measure.definition(language()))
for vi, en in troubles:
    st.warning(literal(tr(vi, en)), icon=":material/filter_alt_off:")
if left_out.asked():
    left_out.show(who, measure, question)
    st.stop()
try:
    with office().cube.reading():
        (figure,) = office().cube.figures(who, question)
        pages: list[str | None] = st.session_state.setdefault(f"pages|{question}", [None])
        page = office().cube.members(who, measure.name, question, pages[-1], PAGE)
except MotcuaError as error:
    st.error(told(error))
    st.stop()
summary(figure, question, measure)
if page.rows:
    with st.container(key="sheet_list"):
        if page.rows[0].visit is not None:
            st.html(visits_table(page.rows))
        else:
            st.html(table([row.dossier for row in page.rows], who))
    pager(page, pages, figure.n)
    exports(who, partial(counted, office(), who, measure.name, question))
else:
    st.info(tr("Không có hồ sơ nào.", "There is none."))

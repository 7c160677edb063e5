"""Danh sách: the dossiers behind a number."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.cube.measures import MEASURES
from dashboard.cube.question import DIMENSIONS, Question
from dashboard.ui.dossiers import as_csv, table
from dashboard.ui.filters import typed_day
from dashboard.ui.session import date_text, header, language, name, number, office, told, tr, viewer_for
from dashboard.ui.tiles import value_text
from models.errors import MotcuaError

who = viewer_for("search")
asked = st.query_params
measure = MEASURES.get(asked.get("measure", ""))
if measure is None:
    header(tr("Danh sách", "List"), tr("Hãy mở từ một con số ở trang khác.", "Open it from a number on another page."))
    st.stop()
assert measure is not None
where = {dimension: (asked[dimension],) for dimension in DIMENSIONS if asked.get(dimension)}
question = Question((measure.name,), start=typed_day(asked.get("from")), end=typed_day(asked.get("to")),
                    at=typed_day(asked.get("at")), where=where)  # fmt: skip
header(measure.title(language()), measure.definition(language()))
try:
    (figure,) = office().cube.figures(who, question)
    key = (str(question), "after")
    pages = st.session_state.setdefault(key, [None])
    page = office().cube.members(who, measure.name, question, pages[-1], 50)
except MotcuaError as error:
    st.error(told(error))
    st.stop()
unit = tr("lượt xử lý", "visits") if measure.subject == "visits" and not measure.standing else tr("hồ sơ", "dossiers")
bounds = [f"{date_text(question.start)} – {date_text(question.end)}"] if question.start or question.end else []
bounds += [name(dimension, values[0]) for dimension, values in where.items()]
st.html(
    f'<p><strong class="mc-big">{escape(value_text(figure))}</strong> · {number(figure.n)} {unit}'
    f' <span class="mc-soft">{escape(" · ".join(bounds))}</span></p>'
)
if page.rows:
    st.html(table([row.dossier for row in page.rows], who))
    as_csv([row.dossier for row in page.rows], who)
else:
    st.info(tr("Không có hồ sơ nào.", "There is none."))
back, forth = st.columns(2)
if len(pages) > 1 and back.button(tr("Trang trước", "Previous page")):
    pages.pop()
    st.rerun()
if page.after is not None and forth.button(tr("Trang sau", "Next page")):
    pages.append(page.after)
    st.rerun()

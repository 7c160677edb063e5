"""The register (sổ theo dõi) of some days: how many lines, what is in it, as PDF and as Excel."""

from __future__ import annotations

import streamlit as st

from dashboard.clock import date_of, day_number
from dashboard.forms import MOST_DAYS, Register
from dashboard.ui.forms.papers import last_working_day
from dashboard.ui.session import link, name, number, office, told, tr
from models.errors import MotcuaError
from models.viewer import Viewer

SHOWN = 100


def show(who: Viewer) -> None:
    """The days, the department, and the two faces of the register."""
    today, day = date_of(office().today()), last_working_day()
    left, right, _ = st.columns([2, 2, 1])
    chosen = left.date_input(
        tr(f"Từ ngày, đến ngày (nhiều nhất {MOST_DAYS} ngày)", f"From, to (at most {MOST_DAYS} days)"),
        (day, day), max_value=today, format="DD/MM/YYYY", key="register_days",
    )  # fmt: skip
    ids = sorted(id for id in office().names.of("department") if id != "none")
    mine = [id for id in ids if not who.scope.departments or id in who.scope.departments]
    department = right.selectbox(
        tr("Cơ quan giải quyết", "Department"), ["", *mine],
        format_func=lambda id: name("department", id) if id else tr("tất cả", "all in your scope"),
        key="register_department",
    )  # fmt: skip
    days = list(chosen)  # one day only while the second is being chosen
    if len(days) != 2:
        st.info(tr("Chọn ngày cuối.", "Choose the last day."))
        return
    first, last = (day_number(day) for day in days)
    try:
        register = Register(office(), who, first, last, department or None)
    except MotcuaError as error:
        st.warning(told(error))
        return
    params = {"from": days[0].isoformat(), "to": days[1].isoformat(), "department": department}
    st.html(
        f"<p class='mc-soft'>{register.form.title} · {register.set.name} · "
        f"<strong>{number(len(register.rows))}</strong> {tr('hồ sơ', 'dossiers')}</p>"
    )
    one, two, _ = st.columns([1, 1, 2])
    one.link_button(
        tr("Mở PDF để in", "Open the PDF"), link("print/register", **params), icon=":material/print:",
        width="stretch", type="primary",
    )  # fmt: skip
    two.link_button(
        tr("Tải Excel", "Download Excel"), link("print/register", **params, **{"as": "xlsx"}),
        icon=":material/download:", width="stretch",
    )  # fmt: skip
    if not register.rows:
        st.info(tr("Không tiếp nhận hồ sơ nào trong những ngày này.", "Nothing was received on these days."))
        return
    heads = [column.title for column in register.form.columns]
    st.dataframe(
        [dict(zip(heads, row, strict=True)) for row in register.rows[:SHOWN]],
        hide_index=True,
        width="stretch",
    )
    if len(register.rows) > SHOWN:
        st.caption(
            tr(f"Hiện {SHOWN} dòng đầu; bản in có đủ.", f"The first {SHOWN} lines; the print has all.")
        )

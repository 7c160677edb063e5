"""The centre's side: calls, assignment, arrivals, results sent back."""

from __future__ import annotations

import streamlit as st

from dashboard.clock import date_of, day_number
from dashboard.postal.calls import Call, enter, offered
from dashboard.postal.desk import READY, begin_intake
from dashboard.postal.people import opened
from dashboard.ui.postal.card import act_button, facts, head, history
from dashboard.ui.postal.words import HALVES
from dashboard.ui.said import said, say
from dashboard.ui.session import link, name, number, office, told, tr
from models.errors import MotcuaError
from models.postal import PostalRequest, PostalState
from models.viewer import Viewer

VIEWS: dict[str, tuple[str, str, tuple[PostalState, ...]]] = {
    "calls": ("Gọi đến, giao việc", "Calls", ("requested", "assigned")),
    "arrivals": ("Về Trung tâm", "Arrivals", ("picked_up", "arrived")),
    "results": ("Trả kết quả", "Results", ("taken_in", "sent")),
}
#: rows shown at once; the others come as these are worked off
SHOWN = 30


def show(who: Viewer, view: str) -> None:
    """One of the views."""
    said()
    rows = office().postal_requests.in_states(VIEWS[view][2], who)
    if view == "calls":
        with st.expander(tr("Nhập cuộc gọi mới", "Enter a call"), expanded=not rows, icon=":material/call:"):
            _call(who)
    if not rows:
        st.info(tr("Không có yêu cầu nào ở bước này.", "No request is at this point."))
        return
    ready = _with_results(rows, who) if view == "results" else set()
    rows = sorted(rows, key=lambda o: (o.id not in ready, o.wanted_day, o.requested_at))
    if len(rows) > SHOWN:
        st.caption(
            tr(f"{number(SHOWN)} trong {number(len(rows))} yêu cầu.", f"{SHOWN} of {len(rows)} requests.")
        )
    shown = rows[:SHOWN]
    noted = st.session_state.setdefault("postal_noted", set())
    opened(office(), who, [one for one in shown if one.id not in noted])
    noted.update(one.id for one in shown)
    for one in shown:
        with st.container(key=f"sheet_postal_{one.id}"):
            left, right = st.columns([3, 2], gap="medium")
            with left:
                st.html(head(one) + facts(one, who) + _dossier(one, ready))
                history(one)
            with right:
                _doing(one, who, ready)


def _with_results(rows: list[PostalRequest], who: Viewer) -> set[str]:
    """The requests whose dossier has something to be sent."""
    codes = {one.dossier: one.id for one in rows if one.state == "taken_in"}
    found = office().dossiers.many(list(codes), who)
    return {codes[dossier.id] for dossier in found if dossier.state in READY}


def _dossier(one: PostalRequest, ready: set[str]) -> str:
    if not one.dossier:
        return ""
    words = ""
    if one.state == "taken_in":
        words = (
            f' · <strong class="mc-good">✓ {tr("đã có kết quả", "the result is there")}</strong>'
            if one.id in ready
            else f' · <span class="mc-soft">{tr("chưa có kết quả", "no result yet")}</span>'
        )
    href = link("dossier", code=one.dossier)
    return f'<p style="margin:0"><a class="mc-link" href="{href}" target="_self">{one.dossier}</a>{words}</p>'


def _doing(one: PostalRequest, who: Viewer, ready: set[str]) -> None:
    """What the centre can do with it now; what is done seldom is folded away."""
    if one.state in ("requested", "assigned"):
        act_button(one, who, "assign", primary=one.state == "requested")
        with st.expander(tr("Từ chối, hủy", "Refuse, cancel")):
            act_button(one, who, "refuse")
            act_button(one, who, "withdraw")
    elif one.state == "picked_up":
        act_button(one, who, "arrive", primary=True)
    elif one.state == "arrived":
        if st.button(
            tr("Tiếp nhận hồ sơ", "Take in"), key=f"postal:{one.id}:intake", type="primary", width="stretch"
        ):
            _take_in(one, who)
        with st.expander(tr("Từ chối", "Refuse")):
            act_button(one, who, "refuse")
    elif one.state == "taken_in" and one.id in ready:
        act_button(one, who, "send", primary=True)
    elif one.state == "sent":
        act_button(one, who, "deliver", start=one.name)
        with st.expander(tr("Chưa phát được", "Not delivered")):
            act_button(one, who, "bring_back")


def _take_in(one: PostalRequest, who: Viewer) -> None:
    try:
        draft = begin_intake(office(), who, one.id)
    except MotcuaError as error:
        st.error(told(error))
        return
    st.switch_page("../pages/intake.py", query_params={"form": draft})


def _call(who: Viewer) -> None:
    """The form of a call of the hotline."""
    procedures = offered(office(), who)
    if not procedures:
        st.info(tr("Không có thủ tục nào nhận qua bưu chính.", "No procedure comes by post."))
        return
    on = office().local_date()
    communes = {one.id: one.name for one in office().communes.all() if one.in_force(on)}
    earliest = date_of(office().calendar().working_day_from(office().today()))
    with st.form("postal_call", border=False, clear_on_submit=False):
        left, right = st.columns(2, gap="medium")
        person = left.text_input(tr("Họ và tên *", "Name *"), key="call_name", max_chars=120)
        phone = right.text_input(tr("Điện thoại *", "Phone *"), key="call_phone", max_chars=20)
        commune = left.selectbox(
            tr("Xã, phường *", "Commune *"),
            sorted(communes, key=communes.__getitem__),
            index=None,
            key="call_commune",
            format_func=communes.__getitem__,
            placeholder=tr("gõ vài chữ…", "a few letters…"),
        )
        address = right.text_input(tr("Địa chỉ đến nhận *", "Address *"), key="call_address", max_chars=240)
        procedure = st.selectbox(
            tr("Thủ tục *", "Procedure *"),
            list(procedures),
            index=None,
            key="call_procedure",
            format_func=lambda id: name("procedure", id),
            placeholder=tr("gõ vài chữ…", "a few letters…"),
        )
        left, right = st.columns(2, gap="medium")
        day = left.date_input(
            tr("Ngày đến nhận *", "Day *"),
            value=earliest,
            min_value=office().local_date(),
            key="call_day",
            format="DD/MM/YYYY",
        )
        part = right.radio(
            tr("Buổi", "Time of day"),
            list(HALVES),
            key="call_part",
            horizontal=True,
            format_func=lambda one: tr(*HALVES[one]),
        )
        note = st.text_input(tr("Ghi chú cho người đi nhận", "Note for the worker"), key="call_note")
        pressed = st.form_submit_button(tr("Ghi yêu cầu", "Enter"), type="primary", key="call_enter")
    if not pressed:
        return
    wanted = day_number(day)
    call = Call(person, phone, commune or "", address, procedure or "", wanted, part, note)
    try:
        made = enter(office(), who, call)
    except MotcuaError as error:
        st.error(told(error))
        return
    for held in [one for one in st.session_state if str(one).startswith("call_")]:
        del st.session_state[held]
    say(tr(f"Đã ghi yêu cầu {made.id}; hãy giao người đi nhận.", f"{made.id} is entered; assign it now."))
    st.rerun()

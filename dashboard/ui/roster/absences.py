"""Who is away: what was asked for, what was approved, and a form for a new one."""

from __future__ import annotations

import streamlit as st

from dashboard.access.roles import may
from dashboard.clock import date_of, day_number
from dashboard.roster.planning import Planning, within
from dashboard.ui.roster import handover
from dashboard.ui.roster.words import half_name
from dashboard.ui.session import office, told, tr
from models.absence import Absence, AbsenceKind, Half
from models.errors import MotcuaError
from models.viewer import Viewer

#: how far around the week absences are listed, in days
AROUND = 35


def show(planning: Planning, who: Viewer, department: str, monday: int) -> None:
    """The list, and the form."""
    people = {one.id: one for one in office().staff.of(department)}
    decides = may(who, "absence.decide") and within(who, department)
    mine = [id for id, one in people.items() if one.user and one.user == who.user_id]
    may_name = sorted(people, key=lambda id: people[id].name) if decides else mine
    if may_name:
        with st.expander(tr("Nhập vắng mặt", "Enter an absence"), expanded=False):
            form(planning, who, {id: people[id].name for id in may_name}, monday)
    # Today is always within, so that what somebody has just entered is there to be seen.
    today = office().today()
    found = office().absences.between(department, min(monday - 7, today), max(monday, today) + AROUND)
    shown = found if decides else [one for one in found if one.person in mine or one.state == "approved"]
    if not shown:
        st.info(tr("Không ai vắng mặt trong thời gian này.", "Nobody is absent around this week."))
        return
    for one in shown:
        with st.container(key=f"absence:{one.id}", border=True):
            row(planning, who, one, people[one.person].name if one.person in people else one.person, decides)
            handover.show(who, one)


def kinds() -> dict[AbsenceKind, str]:
    """The kinds, and what they are called."""
    return {
        "leave": tr("nghỉ phép", "leave"),
        "training": tr("đi học, tập huấn", "training"),
        "sickness": tr("nghỉ ốm", "sickness"),
        "business_trip": tr("công tác", "business trip"),
    }


def span(one: Absence) -> str:
    """Its days in words."""
    first = f"{half_name(one.first_half)} {date_of(one.first_day):%d/%m/%Y}"
    return f"{first} → {half_name(one.last_half)} {date_of(one.last_day):%d/%m/%Y}"


def row(planning: Planning, who: Viewer, one: Absence, person: str, decides: bool) -> None:
    """One absence, and what can be decided on it."""
    states = {
        "asked": tr("chờ duyệt", "asked for"),
        "approved": tr("đã duyệt", "approved"),
        "refused": tr("không duyệt", "refused"),
        "cancelled": tr("đã hủy", "cancelled"),
    }
    text, yes, no = st.columns([5, 1, 1])
    # The reason of an absence may be about health: only those who decide read it.
    reason = f" – {one.reason}" if one.reason and decides else ""
    text.markdown(f"**{person}** · {kinds()[one.kind]} · {span(one)} · {states[one.state]}{reason}")
    if not decides or one.state not in ("asked", "approved"):
        return
    wanted: bool | None = None
    if one.state == "asked" and yes.button(tr("Duyệt", "Approve"), key=f"yes:{one.id}", width="stretch"):
        wanted = True
    refuse = tr("Không duyệt", "Refuse") if one.state == "asked" else tr("Hủy", "Cancel")
    if no.button(refuse, key=f"no:{one.id}", width="stretch"):
        wanted = False
    if wanted is None:
        return
    try:
        planning.decide_absence(who, one.id, wanted)
    except MotcuaError as error:
        st.error(told(error))
        return
    st.rerun()


def form(planning: Planning, who: Viewer, names: dict[str, str], monday: int) -> None:
    """A new absence."""
    with st.form("absence", border=False):
        one, two = st.columns(2)
        person = one.selectbox(tr("Cán bộ", "Person"), list(names), format_func=lambda id: names[id])
        kind = two.selectbox(tr("Loại", "Kind"), list(kinds()), format_func=lambda key: kinds()[key])
        begins = date_of(max(monday, office().today()))
        first = one.date_input(tr("Từ ngày", "From"), begins, format="DD/MM/YYYY")
        last = two.date_input(tr("Đến hết ngày", "To"), begins, format="DD/MM/YYYY")
        halves: dict[str, tuple[Half, Half]] = {
            tr("cả ngày", "whole days"): ("morning", "afternoon"),
            tr("từ buổi chiều ngày đầu", "from the afternoon"): ("afternoon", "afternoon"),
            tr("hết buổi sáng ngày cuối", "until noon of the last day"): ("morning", "morning"),
        }
        half = one.selectbox(tr("Buổi", "Half-days"), list(halves))
        reason = two.text_input(tr("Lý do", "Reason"), max_chars=500)
        if not st.form_submit_button(tr("Lưu", "Save"), type="primary"):
            return
    member = next(one for one in office().staff.all() if one.id == person)
    first_half, last_half = halves[half]
    try:
        planning.ask_absence(
            who,
            member,
            kind,
            (day_number(first), first_half),
            (day_number(last), last_half),
            reason,
        )
    except MotcuaError as error:
        st.error(told(error))
        return
    st.rerun()

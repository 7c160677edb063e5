"""Của tôi: one's own shifts of this week and the next, and what was handed over from and to oneself."""

from __future__ import annotations

from collections import Counter
from functools import partial
from html import escape

import streamlit as st

from dashboard.clock import date_of
from dashboard.roster.assigner import key_of
from dashboard.roster.handover import Handovers
from dashboard.roster.icalendar import calendar_file
from dashboard.roster.week import slots_of
from dashboard.roster.workload import Workload
from dashboard.ui.literal import literal
from dashboard.ui.roster.words import half_name, weekday
from dashboard.ui.roster.workload import table
from dashboard.ui.session import link, name, office, tr
from models.absence import Absence
from models.roster import Assignment
from models.staff import StaffMember
from models.viewer import Viewer

#: weeks of which the published shifts go into one's calendar
AHEAD = 12


def show(who: Viewer, member: StaffMember, monday: int) -> None:
    """The shifts of the chosen week and the one after, then the hand-overs."""
    shifts = [
        one
        for roster in office().rosters.weeks(member.department, monday, monday + 7 * AHEAD)
        for one in roster.published
        if one.person == member.id
    ]
    if shifts:
        st.download_button(
            tr("Tải vào lịch của tôi (iCalendar)", "Into my calendar (iCalendar)"),
            partial(calendar_of, member, shifts), "ca-truc.ics", "text/calendar", on_click="ignore",
            icon=":material/event:", key="own_ics",
        )  # fmt: skip
    for week in (monday, monday + 7):
        first, last = date_of(week), date_of(week + 6)
        st.html(f"<h2 class='mc-h2'>{tr('Tuần', 'Week')} {first:%d/%m} – {last:%d/%m/%Y}</h2>")
        published = office().rosters.week(member.department, week).published
        mine = [one for one in published if one.person == member.id]
        if mine:
            st.html(shifts_table(mine, week))
        else:
            st.info(
                tr("Tuần này bạn không có ca trực nào được công bố.", "No shift of yours is published.")
            )
    handed(who, member)


def calendar_of(member: StaffMember, shifts: list[Assignment]) -> bytes:
    """The shifts as an iCalendar file."""
    return calendar_file(
        shifts, office().calendar(), office().now(),
        {one.id: one.name for one in office().fields.all()},
        {one.id: one.name for one in office().counters.all()},
        tr(f"Ca trực – {member.name}", f"Shifts – {member.name}"), tr("trực thay", "stand-in"),
    )  # fmt: skip


def shifts_table(mine: list[Assignment], monday: int) -> str:
    """One row a day, morning and afternoon beside each other."""
    counters = {one.id: one.name for one in office().counters.all()}
    slots = slots_of(office().calendar(), monday)

    def cell(day: int, half: str) -> str:
        parts = []
        for one in mine:
            if (one.day, one.half) == (day, half):
                part = "" if one.part == "primary" else f" ({tr('trực thay', 'stand-in')})"
                at = f" · {counters.get(one.counter, one.counter)}" if one.counter else ""
                parts.append(escape(f"{name('field', one.field)}{part}{at}"))
        return "<br>".join(parts) or "–"

    head = [tr("Ngày", "Day"), half_name("morning").capitalize(), half_name("afternoon").capitalize()]
    return table(head, [
        [f"{weekday(day)} {date_of(day):%d/%m}", cell(day, "morning"), cell(day, "afternoon")]
        for day in sorted({slot.day for slot in slots})
    ])  # fmt: skip


def handed(who: Viewer, member: StaffMember) -> None:
    """The dossiers that went from and to oneself for absences that are not over."""
    found = Handovers(office()).concerning(who)
    if not found:
        return
    st.html(f"<h2 class='mc-h2'>{tr('Bàn giao', 'Handed over')}</h2>")
    names = Workload(office()).names(member.department)
    for absence in found:
        st.markdown(text(absence, member, names))


def text(absence: Absence, member: StaffMember, names: dict[str, str]) -> str:
    """One absence's hand-over as the one concerned reads it, with links."""
    key = key_of(member)
    until = f"{date_of(absence.last_day):%d/%m/%Y}"
    lines = []
    for one in absence.handed:
        code = f"[{one.code}]({link('dossier', code=one.code)})"
        if one.source == key:
            other = literal(names.get(one.target, one.target))
            lines.append(f"- {code}: {tr(f'{other} làm thay bạn', f'{other} does it for you')}")
        elif one.target == key:
            other = literal(names.get(one.source, one.source))
            lines.append(f"- {code}: {tr(f'bạn làm thay {other}', f'you do it for {other}')}")
    gone = any(one.source == key for one in absence.handed)
    title = tr(
        "Bạn vắng mặt đến" if gone else "Đồng nghiệp vắng mặt đến",
        "You are away until" if gone else "A colleague is away until",
    )
    return f"**{title} {until}**\n" + "\n".join(lines)


def reminder(who: Viewer) -> None:
    """One line a hand-over for My work: how many dossiers one does for whom, or somebody for oneself."""
    member = office().staff.of_user(who.user_id)
    found = Handovers(office()).concerning(who) if member is not None else []
    if member is None or not found:
        return
    names, key = Workload(office()).names(member.department), key_of(member)
    lines = []
    for absence in found:
        until = f"{date_of(absence.last_day):%d/%m}"
        taken = Counter(one.source for one in absence.handed if one.target == key)
        given = Counter(one.target for one in absence.handed if one.source == key)
        for other, many in taken.items():
            told = names.get(other, other)
            lines.append(
                tr(
                    f"Bạn làm thay {told} {many} hồ sơ (vắng đến {until}).",
                    f"You do {many} dossiers for {told}, away until {until}.",
                )
            )
        for other, many in given.items():
            told = names.get(other, other)
            lines.append(
                tr(
                    f"{told} làm thay bạn {many} hồ sơ (bạn vắng đến {until}).",
                    f"{told} does {many} of your dossiers until {until}.",
                )
            )
    st.html(f"<p class='mc-sub' role='note'>↪ {'<br>↪ '.join(escape(line) for line in lines)}</p>")

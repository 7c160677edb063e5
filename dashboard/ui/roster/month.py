"""The month at a glance: each field (or person) against the working days, morning over afternoon."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.clock import date_of, day_number
from dashboard.roster.planning import Planning
from dashboard.roster.week import WeekPlan, monday_of
from dashboard.ui.roster.grid import View, short_names
from dashboard.ui.roster.words import half_name, weekday
from dashboard.ui.session import name, tr
from models.absence import Half
from models.roster import Assignment
from models.viewer import Viewer

CSS = """<style>
.mc-month td, .mc-month th { padding:.2rem .3rem; text-align:center; font-size:.78rem; white-space:nowrap; }
.mc-month th[scope=row] { text-align:left; white-space:normal; min-width:9rem; position:sticky; left:0;
  background:var(--paper, var(--background-color)); }
.mc-month td > span { display:block; line-height:1.35; }
.mc-month .mc-week { border-left:2px solid var(--line); }
</style>"""


def show(planning: Planning, who: Viewer, department: str, monday: int, view: View) -> None:
    """The month of the chosen week's Thursday, from its first day to its last."""
    middle = date_of(monday + 3)
    first = day_number(middle.replace(day=1))
    last = next(day for day in range(first + 27, first + 32) if date_of(day + 1).month != middle.month)
    weeks = [
        planning.week(who, department, week) for week in range(monday_of(first), last + 1, 7)
    ]  # fmt: skip
    st.html(f"<h2 class='mc-h2'>{tr('Tháng', 'Month')} {middle:%m/%Y}</h2>")
    st.caption(
        tr(
            "Mỗi ô: buổi sáng trên, buổi chiều dưới. ✗ chưa có người trực; · tuần chưa lập lịch; – nghỉ.",
            "Each cell: morning above, afternoon below. ✗ uncovered; · week not planned; – closed.",
        )
    )
    st.html(CSS + month_table([(plan, roster.draft) for plan, roster in weeks], first, last, view))


def month_table(
    weeks: list[tuple[WeekPlan, tuple[Assignment, ...]]], first: int, last: int, view: View
) -> str:
    """The table; days off are left out."""
    days = [
        (plan, draft, day)
        for plan, draft in weeks
        for day in sorted({slot.day for slot in plan.slots})
        if first <= day <= last
    ]
    if not days:
        return f"<p>{tr('Tháng này không có ngày làm việc.', 'No working day in this month.')}</p>"
    newest = days[-1][0]
    rows = newest.fields if view == "fields" else tuple(newest.people)
    border = {day for place, (plan, _, day) in enumerate(days) if place and plan is not days[place - 1][0]}
    head = "".join(
        f'<th scope="col" class="{"mc-week" if day in border else ""}">{tr(_short(day), weekday(day))}'
        f"<br>{date_of(day):%d}</th>"
        for _, _, day in days
    )
    body = []
    for row in rows:
        title = name("field", row) if view == "fields" else newest.people[row].name
        cells = "".join(
            f'<td class="{"mc-week" if day in border else ""}">'
            + "".join(_half(plan, draft, row, day, half, view) for half in ("morning", "afternoon"))
            + "</td>"
            for plan, draft, day in days
        )
        body.append(f'<tr><th scope="row">{escape(title)}</th>{cells}</tr>')
    corner = tr("Lĩnh vực", "Field") if view == "fields" else tr("Cán bộ", "Person")
    return (
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{tr("Lịch tháng", "The month")}">'
        f'<table class="mc-table mc-month"><thead><tr><th scope="col">{corner}</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _short(day: int) -> str:
    return ("T2", "T3", "T4", "T5", "T6", "T7", "CN")[date_of(day).weekday()]


def _half(
    plan: WeekPlan, draft: tuple[Assignment, ...], row: str, day: int, half: Half, view: View
) -> str:
    if not plan.minutes(day, half):
        return f'<span title="{half_name(half)}: {tr("nghỉ", "closed")}">–</span>'
    mine = [
        one for one in draft
        if (one.day, one.half) == (day, half) and (one.field if view == "fields" else one.person) == row
    ]  # fmt: skip
    if view == "fields":
        names = short_names(plan)
        there = [one for one in mine if one.part == "primary" and plan.may_be_on(one.person, row, day, half)]
        stand_in = f" ({tr('thay', 'stand-in')})"
        told = ", ".join(
            names.get(one.person, one.person) + (stand_in if one.part == "stand_in" else "") for one in mine
        )
        title = escape(f"{half_name(half)}: {told or tr('trống', 'open')}", quote=True)
        if not draft:
            return f'<span class="mc-soft" title="{title}">·</span>'
        if len(there) < plan.rules.needed(row):
            return f'<span class="mc-late" title="{title}">✗</span>'
        return f'<span title="{title}">{escape(names.get(there[0].person, "")) if there else "·"}</span>'
    if plan.is_away(row, day, half):
        return f'<span class="mc-risk" title="{half_name(half)}">{tr("vắng", "away")}</span>'
    primaries = [one for one in mine if one.part == "primary"]
    told = ", ".join(name("field", one.field) for one in primaries)
    title = escape(f"{half_name(half)}: {told or tr('không trực', 'not on duty')}", quote=True)
    return f'<span title="{title}">{len(primaries) or "·"}</span>'

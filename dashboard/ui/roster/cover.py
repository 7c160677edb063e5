"""How well the week is covered: fields against half-days, each cell with a sign and its numbers."""

from __future__ import annotations

from html import escape
from itertools import groupby

import streamlit as st

from dashboard.clock import date_of
from dashboard.roster.coverage import Cover
from dashboard.roster.demand import Demand
from dashboard.roster.protection import GROUP, Together
from dashboard.roster.week import Slot
from dashboard.ui.about import empty
from dashboard.ui.roster.words import half_name, weekday
from dashboard.ui.session import name, number, percent, tr
from models.viewer import Viewer

#: how much of the colour the worst cell has: what is written on it must still be read
DARKEST = 46
LIGHTEST = 16
CSS = """<style>
.mc-heat.mc-cover td { white-space:nowrap; line-height:1.25; color:var(--ink); min-width:3.9rem;
  background:color-mix(in srgb, var(--kind, var(--sheet)) var(--dark, 0%), var(--sheet)); }
.mc-cover .mc-short { --kind:var(--late); font-weight:600; } .mc-cover .mc-lone { --kind:var(--risk); }
.mc-cover .mc-full { --kind:var(--good); } .mc-heat.mc-cover td.mc-off { color:var(--soft); }
.mc-heat.mc-cover thead tr + tr th { text-align:center; font-weight:400; }
.mc-cover thead th small { display:block; font-size:.76rem; }
.mc-cover tfoot td, .mc-heat.mc-cover tfoot th { font-weight:600; vertical-align:middle; }
.mc-heat.mc-cover thead tr:first-child th:first-child { padding-left:0; }
.mc-cover tfoot th { border-bottom:0 !important; }
.mc-heat.mc-cover tbody th { vertical-align:middle; }
.mc-cover .mc-two { min-width:0; }
@media (max-width: 700px) {
  .mc-heat.mc-cover th[scope="row"] { min-width:6.5rem; max-width:7.5rem; font-size:.84rem; }
}
</style>"""


def show(demand: Demand, who: Viewer, department: str, monday: int) -> None:
    """The map of the week, with what its signs mean."""
    text = tr("Độ phủ theo lĩnh vực và buổi", "Coverage by field and half-day")
    st.html(f"<h2 class='mc-h2'>{text}</h2>")
    plan, rows = demand.coverage(who, department, monday)
    if not plan.slots:
        st.html(empty(tr("Tuần này cơ quan không làm việc.", "The Office is closed this week.")))
        return
    if not rows:
        st.html(empty(protected()))
        return
    if who.role == "leadership":
        st.caption(protected())
    st.caption(
        tr(
            "Mỗi ô: số người trực / số người cần, dưới là số người trực thay. ✗ thiếu người trực; "
            "! đủ người trực, chưa có người trực thay; ✓ đủ; – không cần người trực. "
            "Độ phủ: phần giờ mở cửa có đủ người trực.",
            "Each cell: on duty / needed, beneath it how many stand in. ✗ too few on duty; "
            "! enough on duty, nobody stands in; ✓ enough; – nobody needed. "
            "Covered: the share of the opening hours with enough people on duty.",
        )
    )
    with st.container(key="sheet_cover"):
        st.html(CSS + cover_table(plan.slots, rows, text))


def cover_table(slots: tuple[Slot, ...], rows: dict[Together, dict[Slot, Cover]], caption: str) -> str:
    """The table; it scrolls by itself, the names of the fields stay."""
    days = [(day, list(those)) for day, those in groupby(slots, key=lambda slot: slot.day)]
    top = "".join(
        f'<th scope="colgroup" colspan="{len(those)}">{escape(weekday(day))} {date_of(day):%d/%m}</th>'
        for day, those in days
    )
    halves = "".join(
        f'<th scope="col">{escape(half_name(slot.half))}'
        f"<small>{number(slot.minutes / 60, 1)} {tr('giờ', 'h')}</small></th>"
        for slot in slots
    )
    body = "".join(
        f'<tr><th scope="row">{title(fields)}</th>{"".join(cell(cells[slot]) for slot in slots)}'
        f"<td><b>{share(cells)}</b></td></tr>"
        for fields, cells in rows.items()
    )
    short = "".join(
        f"<td>{lacking(sum(cells[slot].missing for cells in rows.values()))}</td>" for slot in slots
    )
    lack = sum(cells[slot].missing for cells in rows.values() for slot in slots)
    return (
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="mc-table mc-heat mc-cover"><thead>'
        f'<tr><th scope="col" rowspan="2">{tr("Lĩnh vực", "Field")}</th>{top}'
        f'<th scope="col" rowspan="2">{tr("Độ phủ", "Covered")}</th></tr><tr>{halves}</tr></thead>'
        f'<tbody>{body}</tbody><tfoot><tr><th scope="row">{tr("Còn thiếu (người)", "Missing (people)")}</th>'
        f"{short}<td>{lacking(lack)}</td></tr></tfoot></table></div>"
    )


def cell(cover: Cover) -> str:
    """One half-day: a sign, the numbers, and a colour that says the same."""
    stand_in = tr(f"thay {number(cover.stand_ins)}", f"+{number(cover.stand_ins)}")
    if not cover.needed:
        return '<td class="mc-off">–</td>'
    if cover.missing:
        sign, css, dark = "✗", "mc-short", LIGHTEST + (DARKEST - LIGHTEST) * cover.missing / cover.needed
    elif cover.no_stand_in:
        sign, css, dark = "!", "mc-lone", float(LIGHTEST)
    else:
        sign, css, dark = "✓", "mc-full", float(LIGHTEST)
    return (
        f'<td class="{css}" style="--dark:{dark:.0f}%">{sign} {number(cover.on_duty)}/{number(cover.needed)}'
        f"<small>{stand_in}</small></td>"
    )


def share(cells: dict[Slot, Cover]) -> str:
    """The share of the opening hours in which enough people are on duty; – where nobody is needed."""
    open_ = sum(slot.minutes for slot, cover in cells.items() if cover.needed)
    met = sum(slot.minutes for slot, cover in cells.items() if cover.needed and not cover.missing)
    return percent(met / open_, 0) if open_ else "–"


def lacking(many: int) -> str:
    """How many people are missing."""
    return f'<span class="mc-late">✗ {number(many)}</span>' if many else "0"


def title(fields: Together) -> str:
    """A field's name; of a group how many there are, all of them whole when it is opened."""
    names = [escape(name("field", field)) for field in fields]
    if len(names) == 1:
        return f'<span class="mc-two" title="{names[0]}">{names[0]}</span>'
    text = tr(f"Nhóm {len(names)} lĩnh vực", f"A group of {len(names)} fields")
    return f'<details class="mc-more"><summary>{text}</summary>{"<br>".join(names)}</details>'


def protected() -> str:
    """Why there are groups, or nothing."""
    return tr(
        f"Bảo vệ cán bộ: lĩnh vực có dưới {GROUP} người đảm nhận được gộp thành nhóm; "
        f"nhóm dưới {GROUP} người không hiển thị.",
        f"Protection of staff: fields that fewer than {GROUP} people know are told together; "
        f"groups of fewer than {GROUP} are not shown.",
    )

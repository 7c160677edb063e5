"""The list behind a number of the process map: what it counts, its lines, and the way through its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.cube.members import Row
from dashboard.mining.compare import members
from dashboard.mining.lists import Find, Listed
from dashboard.mining.ways import Cohort
from dashboard.ui.dossiers import table
from dashboard.ui.filters import CONDITIONS
from dashboard.ui.listing import PAGE, visits_table
from dashboard.ui.mining.changed import group_title
from dashboard.ui.mining.chosen import BY_NAMES, Chosen, read_cohort
from dashboard.ui.mining.tables import PART_NAMES
from dashboard.ui.session import date_text, language, link, name, number, office, tr
from models.errors import MotcuaError
from models.viewer import Viewer


def title(find: Find, chosen: Chosen, procedure: str) -> str:
    """What the list is about."""
    a, b = (chosen.title(node, procedure) if node else "" for node in (find.a, find.b))
    if find.what == "group":
        return group_title(find.a)
    if find.what == "all":
        return tr("Cả bản đồ quy trình", "The whole process map")
    if find.what == "result":
        return tr("Kết quả được so sánh", "The results compared")
    if find.what == "part":
        return tr(*PART_NAMES.get(find.a, ("", "", ""))[:2])
    if find.what == "part_node":
        return f"{a}: {tr(*PART_NAMES.get(find.b, ('', '', ''))[:2])}"
    return {
        "arrow": f"{a} → {b}",
        "node": a,
        "known_node": a,
        "began": f"{tr('Bắt đầu ở', 'Begun at')} {a}",
        "handed_out": f"{a} → {tr('cơ quan khác', 'other departments')}",
        "handed_in": f"{tr('cơ quan khác', 'other departments')} → {a}",
        "again": f"{tr('Làm lại', 'Again')}: {a}",
        "sent_back": f"{tr('Bị trả lại', 'Sent back')}: {a}",
    }[find.what]


def group_members(who: Viewer, find: Find, cohort: Cohort) -> list[Listed]:
    """The results of a group of the comparison: its address has the days of the other period too."""
    asked = st.query_params
    other = read_cohort(
        {"from": asked.get("from2", ""), "to": asked.get("to2", ""), "by": "closed"}, dict(cohort.where)
    )
    if other is None:
        raise MotcuaError(
            "Địa chỉ thiếu kỳ so sánh; hãy mở lại từ trang “Vì sao thay đổi”.",
            "The address lacks the period compared with; open it again from “Why it changed”.",
        )
    place = 1 if find.b == "after" else 0
    cohorts = (other, cohort) if place else (cohort, other)
    reads = (asked.get("read2", ""), asked.get("read", ""))
    return members(office(), who, cohorts, find.a, place, reads if place else reads[::-1])


def summary(
    find: Find, listed: Sequence[Listed], chosen: Chosen, conditions: Mapping[str, tuple[str, ...]]
) -> None:
    """How many there are, and what narrows them."""
    of_visits = bool(listed) and listed[0].visit >= 0
    unit = tr("lượt xử lý", "visits") if of_visits else tr("hồ sơ", "dossiers")
    place = 1 if language() == "en" else 0
    chips = [
        BY_NAMES[chosen.by][place],
        f"{date_text(chosen.cohort.start)} – {date_text(chosen.cohort.end)}",
        *(f"{CONDITIONS[d][place]}: {name(d, values[0])}" for d, values in conditions.items()),
    ]
    words = "".join(f'<span class="mc-chip">{escape(chip)}</span>' for chip in chips)
    if of_visits:
        cases = len({one.code for one in listed})
        here = {key: value for key, value in st.query_params.items() if key != "nr"}
        href = escape(link("ways", **{**here, **replace(find, of="dossiers").address}))
        words += (
            f'<a class="mc-chip mc-link" href="{href}" target="_self">'
            f"{number(cases)} {tr('hồ sơ', 'dossiers')}</a>"
        )
    count = len(listed)
    st.html(
        f'<p><strong class="mc-big mc-count" data-count="{count}">{number(count)}</strong> {unit}</p>'
        f'<div class="mc-chips">{words}</div>'
    )


def rows_of(who: Viewer, listed: Sequence[Listed]) -> list[Row]:
    """The lines with their dossiers, as they are now."""
    codes = list(dict.fromkeys(one.code for one in listed))
    found = {dossier.id: dossier for dossier in office().dossiers.many(codes, who)}
    return [
        Row(found[one.code], one.day, None if one.visit < 0 else one.visit)
        for one in listed
        if one.code in found and one.visit < len(found[one.code].visits)
    ]


def lines(who: Viewer, listed: Sequence[Listed], screen: str = "ways") -> None:
    """One page of the list, and the way to the others."""
    asked = st.query_params.get("nr", "1")
    last = max(1, -(-len(listed) // PAGE))
    page = min(max(1, int(asked)), last) if asked.isdigit() else 1
    asked_for = listed[(page - 1) * PAGE : page * PAGE]
    rows = rows_of(who, asked_for)
    if gone := len(asked_for) - len(rows):
        st.info(
            tr(
                f"{number(gone)} dòng của trang này nay không còn mở được (đã xóa, sửa hay chuyển phạm vi).",
                f"{number(gone)} lines of this page can no longer be opened (removed, corrected, or moved).",
            )
        )
    with st.container(key="sheet_list"):
        if any(row.visit is not None for row in rows):
            st.html(visits_table(rows))
        else:
            st.html(table([row.dossier for row in rows], who))
    here = {key: value for key, value in st.query_params.items() if key != "nr"}
    ways = [
        (page - 1, tr("Trang trước", "Previous page"), page > 1),
        (page + 1, tr("Trang sau", "Next page"), page < last),
    ]
    links = " · ".join(
        f'<a class="mc-link" href="{escape(link(screen, **here, nr=to))}" target="_self">{words}</a>'
        for to, words, there in ways
        if there
    )
    first = (page - 1) * PAGE + 1
    told = tr(
        f"Dòng {number(first)}–{number(first + len(rows) - 1)} trong {number(len(listed))}",
        f"Rows {number(first)}–{number(first + len(rows) - 1)} of {number(len(listed))}",
    )
    st.html(f'<p class="mc-small">{links} <span class="mc-soft">{told}</span></p>')

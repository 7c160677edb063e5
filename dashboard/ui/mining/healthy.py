"""The health of the data: each problem with its count, its list, its meaning; and the mark at charts."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Final, Literal

import streamlit as st

from dashboard.mining.health import PROBLEMS, STILL, STILL_CHOICES, Health, Problem, ProblemId
from dashboard.mining.lists import Listed
from dashboard.ui.about import heading
from dashboard.ui.filters import Filters
from dashboard.ui.mining.found import lines
from dashboard.ui.ranked import bar_cell, list_link, number_cell, ranked
from dashboard.ui.session import language, link, number, tr
from models.viewer import Viewer

#: what stands in an address for all that was looked at
LOOKED: Final = "looked"
GROUPS: Final = {
    "dates": ("Ngày không thể có", "Impossible dates"),
    "orphans": ("Trỏ đến thứ không tồn tại", "References to nothing"),
    "nobody": ("Bước không ai làm được", "Steps that nobody can do"),
    "still": ("Đứng yên", "Standing still"),
}


def choose_days() -> int:
    """After how many days without a move a dossier is told; kept in the address."""
    asked = st.query_params.get("days", "")
    days = int(asked) if asked.isdigit() and int(asked) in STILL_CHOICES else STILL

    def chosen() -> None:
        st.query_params["days"] = str(st.session_state["health_days"] or STILL)

    st.session_state["health_days"] = days
    st.segmented_control(
        tr("Đứng yên quá (ngày lịch)", "Standing still for more than (calendar days)"),
        list(STILL_CHOICES), key="health_days", on_change=chosen,
    )  # fmt: skip
    return days


def asked_problem() -> ProblemId | Literal["looked"] | None:
    """Which list the address asks for: one problem's, or all that was looked at. A bad one: a sentence."""
    asked = st.query_params.get("problem", "")
    if asked == LOOKED:
        return LOOKED
    # What ends before it starts is counted by the statistics, and has its list there.
    found = next((one for one in PROBLEMS if one == asked and one != "ends_first"), None)
    if asked and found is None:
        st.warning(
            tr(
                "Địa chỉ hỏi một vấn đề không có ở đây; đang xem mọi vấn đề.",
                "The address asks for a problem that is not told of here; these are all of them.",
            )
        )
    return found


def looked_at(health: Health, filters: Filters, days: int) -> None:
    """How many open dossiers were judged, and their list."""
    href = link("data_health", **filters.address, problem=LOOKED, days=days)
    n = number_cell(number(len(health.judged)), href if health.judged else "", "mc-link")
    words = tr("hồ sơ đang mở; mỗi con số mở danh sách của nó", "open ones; each number opens its list")
    st.html(
        f'<p class="mc-sub">{tr("Đã xem", "Looked at")} {n} {words}.</p>'
    )


def tables(health: Health, ended_first: int, filters: Filters, days: int) -> None:
    """The problems in their groups, each with its count and its list."""
    counts: dict[ProblemId, int] = {one: len(health.found.get(one, ())) for one in PROBLEMS}
    counts["ends_first"] = ended_first
    most = max(counts.values()) or 1
    columns = st.columns(2, gap="small")
    for place, (group, problems) in enumerate(groupby(PROBLEMS.values(), key=lambda one: one.group)):
        with columns[place % 2], st.container(key=f"sheet_{group}"):
            st.html(heading(tr(*GROUPS[group])))
            rows = [line(one, counts[one.id], most, filters, days) for one in problems]
            heads = [tr("Vấn đề", "Problem"), tr("Hồ sơ", "Dossiers")]
            st.html(ranked(heads, rows, tr(*GROUPS[group])))


def line(one: Problem, count: int, most: int, filters: Filters, days: int) -> list[str]:
    """One problem."""
    if one.id == "ends_first":
        href = list_link("data_problems", **filters.params)
    else:
        href = link("data_health", **filters.address, problem=one.id, days=days)
    place = 1 if language() == "en" else 0
    title, about = (one.vi, one.en)[place], (one.about_vi, one.about_en)[place]
    told = f'<strong>{escape(title)}</strong><br><span class="mc-soft mc-small">{escape(about)}</span>'
    shown = f"◆ {number(count)}" if count else "0"
    return [told, bar_cell(shown, count / most, href if count else "", "mc-risk" if count else "mc-zero")]


def listed(
    who: Viewer, health: Health, problem: ProblemId | Literal["looked"], filters: Filters, days: int
) -> None:
    """The dossiers with one problem, or all that was looked at, and the way back."""
    one = None if problem == LOOKED else PROBLEMS[problem]
    codes = health.judged if problem == LOOKED else health.found.get(problem, ())
    count = len(codes)
    back = link("data_health", **filters.address, days=days)
    place = 1 if language() == "en" else 0
    title, about = (
        (tr("Mọi hồ sơ đã xem", "All that was looked at"), tr("Hồ sơ đang mở.", "Open dossiers."))
        if one is None
        else ((one.vi, one.en)[place], (one.about_vi, one.about_en)[place])
    )
    every = tr("Mọi vấn đề", "All problems")
    st.html(
        f'<p><a class="mc-link" href="{escape(back)}" target="_self">‹ {every}</a></p>'
        f'<h2 class="mc-h2">{escape(title)}</h2>'
        f'<p class="mc-sub">{escape(about)}</p>'
        f'<p><strong class="mc-big mc-count" data-count="{count}">{number(count)}</strong> '
        f"{tr('hồ sơ đang mở', 'open dossiers')}</p>"
    )
    if codes:
        lines(who, [Listed(code, 0, -1) for code in codes], "data_health")
    else:
        st.info(tr("Không có hồ sơ nào.", "There is none."))

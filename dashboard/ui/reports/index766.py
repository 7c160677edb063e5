"""The index of Decision 766 as an internal estimate, with what is not known left open and named."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.reports.entries import WHOLE, subject_of
from dashboard.reports.evaluation import Criterion, Evaluation
from dashboard.reports.facts import COUNTED, Fact, read_facts
from dashboard.reports.index766 import estimate, key_of, together
from dashboard.reports.listed import procedures_of
from dashboard.ui.about import heading
from dashboard.ui.ranked import ranked
from dashboard.ui.reports.asked import View, working
from dashboard.ui.reports.evaluation import criteria_table, enter, total_text
from dashboard.ui.session import name, number, office, tr
from models.viewer import Viewer
from seed.reporting import index


def show(who: Viewer, view: View) -> None:
    """The groups together, each with its items, and the form that enters what is open."""
    with working(tr("Đang tính chỉ số…", "Counting the index…")) as progress:
        facts = read_facts(office(), who, view.asked, progress)
    if not facts.n(Fact(COUNTED)):
        st.info(tr("Kỳ này chưa có hồ sơ để ước tính.", "There is nothing to estimate from in this period."))
        return
    department = view.where.get("department", (own_department(who),))[0]
    subject = subject_of(view.period.start, view.period.end, department)
    kept = office().report_entries.latest("766", [subject], view.known_by)
    entered = {key: entry for (_, key), entry in kept.items()}
    told = index()
    groups = estimate(facts, procedures_of(office(), who, view.asked), told["groups"], entered)
    whole = together(groups)
    titles = {str(one["key"]): str(one["name"]) for one in told["groups"]}
    whose = tr("toàn bộ trong phạm vi của bạn", "all in your scope")
    if department != WHOLE:
        whose = name("department", department)
    left, right = st.columns([7, 3], gap="small")
    with left, st.container(key="sheet_index"):
        st.html(heading(tr("Ước tính nội bộ", "Internal estimate"), note=f"{whose}. {disclaimer()}"))
        st.html(summary(whole, groups, titles))
        for key, made in groups.items():
            st.html(
                heading(
                    titles[key],
                    note=tr(
                        f"{total_text(made)} trên {number(made.whole)} điểm",
                        f"{total_text(made)} of {number(made.whole)} points",
                    ),
                )
            )
            st.html(criteria_table(view, made))
    with right:
        with st.container(key="sheet_open"):
            st.html(still_open(groups, titles))
        if may(who, "report.enter"):
            with st.container(key="sheet_points"):
                items = {
                    key_of(key, one.number): one
                    for key, made in groups.items() for one in made.criteria if one.state != "computed"
                }  # fmt: skip
                enter(who, view, "766", department, items)


def disclaimer() -> str:
    """Whose figure it is not."""
    return tr(
        "Cổng Dịch vụ công quốc gia tính chỉ số chính thức; phần chưa biết để trống, nên tổng là một khoảng.",
        "The national portal computes the official index; what is not known is open, so it is a range.",
    )


def own_department(who: Viewer) -> str:
    """The one department of a viewer who has one; else the whole."""
    own = sorted(who.scope.departments)
    return own[0] if len(own) == 1 else WHOLE


def summary(whole: Evaluation, groups: dict[str, Evaluation], titles: dict[str, str]) -> str:
    """The total, and each group as a bar of what is known and what may be added."""
    band = whole.band(index()["bands"]) or tr("chưa xếp loại được", "no rating yet")
    rows = []
    for key, made in groups.items():
        low, high = made.least / made.whole * 100, made.most / made.whole * 100
        bar = (
            f'<div class="mc-bar" aria-hidden="true"><i style="width:{high:.0f}%;opacity:.3"></i>'
            f'<i style="width:{low:.0f}%"></i></div>'
        )
        rows.append([escape(titles[key]), f"{total_text(made)} / {number(made.whole)}{bar}"])
    top = (
        f'<p><strong class="mc-big">{escape(total_text(whole))}</strong> / {number(whole.whole)} '
        f'<span class="mc-soft">· {escape(band)}</span></p>'
    )
    return top + ranked([tr("Nhóm", "Group"), tr("Điểm", "Points")], rows, tr("Nhóm chỉ số", "Groups"))


def still_open(groups: dict[str, Evaluation], titles: dict[str, str]) -> str:
    """What is not known, by name."""
    items: list[tuple[str, Criterion]] = [
        (titles[key], one) for key, made in groups.items() for one in made.open
    ]
    lines = "".join(
        f"<li>{escape(one.title)} <span class='mc-soft'>({escape(group)}, {number(one.most)})</span></li>"
        for group, one in items
    )
    head = heading(
        tr("Chưa có số liệu", "Not known"),
        note=tr(
            f"{len(items)} nội dung, {number(sum(one.most for _, one in items))} điểm",
            f"{len(items)} items, {number(sum(one.most for _, one in items))} points",
        ),
    )
    return f"{head}<ul class='mc-plain mc-small'>{lines}</ul>"

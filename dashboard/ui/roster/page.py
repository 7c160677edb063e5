"""Phân công: who is on what, what is uncovered, and something better."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.access.roles import may
from dashboard.clock import date_of, day_number
from dashboard.roster.conflicts import Conflict, conflicts
from dashboard.roster.edit import copied, placed, removed
from dashboard.roster.planning import NotPublishable, Planning
from dashboard.roster.propose import Proposal, propose
from dashboard.roster.week import WeekPlan, monday_of
from dashboard.ui.roster import absences, month, own, people, sheets, workload
from dashboard.ui.roster.findings import listed, summary
from dashboard.ui.roster.grid import View, Wish, grid
from dashboard.ui.roster.words import conflict_text, half_name, weekday
from dashboard.ui.said import said, say_now
from dashboard.ui.session import name, number, office, percent, told, tr
from models.errors import MotcuaError
from models.roster import Assignment, Roster, SomebodyElseSaved
from models.viewer import Viewer

Draft = tuple[Assignment, ...]
#: how many steps back can be undone
UNDO_STEPS = 50


def show(who: Viewer) -> None:
    """The whole page."""
    planning = Planning(office())
    departments = [one.id for one in planning.departments(who)]
    if not departments:
        st.info(
            tr(
                "Chưa có cán bộ nào trong phạm vi của bạn. "
                "Quản trị hoặc quản lý thêm cán bộ rồi lập lịch phân công.",
                "There is no staff within your scope yet. "
                "An administrator or manager adds staff, then plans.",
            )
        )
        return
    department, monday, view = chooser(departments)
    try:
        plan, roster = planning.week(who, department, monday)
    except MotcuaError as error:
        st.error(told(error))
        return
    edits = may(who, "roster.edit")
    said()
    mine = office().staff.of_user(who.user_id)
    tabs: list[tuple[str, Callable[[], None]]] = [
        (tr("Tuần", "Week"), lambda: week(planning, who, plan, roster, view, edits)),
        (tr("Tháng", "Month"), lambda: month.show(planning, who, department, monday, view)),
        (tr("Khối lượng", "Workload"), lambda: workload.show(who, department, monday)),
        (tr("Cán bộ", "Staff"), lambda: people.show(who, department, edits)),
        (tr("Vắng mặt", "Absences"), lambda: absences.show(planning, who, department, monday)),
    ]
    if mine is not None:
        tabs.insert(1, (tr("Của tôi", "Mine"), lambda: own.show(who, mine, monday)))
    # Only the tab that is open is worked out: some of them read a lot.
    titles = [title for title, _ in tabs]
    for tab, (_, content) in zip(st.tabs(titles, key="roster_tab", on_change="rerun"), tabs, strict=True):
        if tab.open:
            with tab:
                content()


def chooser(departments: list[str]) -> tuple[str, int, View]:
    """Department, week and view; kept in the address."""
    asked = st.query_params
    today = office().today()
    first, second, third = st.columns([3, 2.4, 2])
    department = first.selectbox(
        tr("Cơ quan", "Department"),
        departments,
        index=departments.index(asked["department"]) if asked.get("department") in departments else 0,
        format_func=lambda id: name("department", id),
    )
    try:
        given = int(asked.get("week", monday_of(today)))
        date_of(given)
    except (ValueError, OverflowError):
        given = monday_of(today)
    chosen = second.date_input(tr("Tuần có ngày", "Week of"), date_of(given), format="DD/MM/YYYY")
    monday = monday_of(day_number(chosen))
    views: dict[View, str] = {
        "fields": tr("theo lĩnh vực", "by field"),
        "people": tr("theo cán bộ", "by person"),
    }
    view = third.segmented_control(
        tr("Xem", "View"),
        list(views),
        default=asked.get("view") if asked.get("view") in views else "fields",
        format_func=lambda key: views[key],
    )
    asked["department"], asked["week"], asked["view"] = department, str(monday), view or "fields"
    return department, monday, "people" if view == "people" else "fields"


def week(planning: Planning, who: Viewer, plan: WeekPlan, roster: Roster, view: View, edits: bool) -> None:
    """The grid, what does not hold, and what can be done about it."""
    state(roster, edits)
    if not plan.slots:
        st.info(tr("Tuần này cơ quan không làm việc.", "The Office is closed this week."))
        return
    found = conflicts(plan, roster.draft)
    tools(planning, who, plan, roster, edits)
    proposal = st.session_state.get(f"proposal:{roster.id}")
    if isinstance(proposal, Proposal):
        proposed(planning, who, plan, roster, found, proposal, view)
        return
    summary(found)
    wish = grid(plan, roster.draft, found, view, edits, f"grid:{roster.id}:{view}")
    listed(plan, found)
    if wish is not None:
        keep(planning, who, roster, carried_out(roster.draft, wish, view))


def state(roster: Roster, edits: bool) -> None:
    """One line: draft or published, by whom."""
    if roster.published_at is None:
        text = tr("Bản nháp, chưa công bố.", "A draft, not published yet.")
    else:
        by = office().users.get(roster.published_by)
        publisher = by.name if by is not None else tr("hệ thống", "the system")
        at = roster.published_at.astimezone(office().store.zone)
        text = tr(
            f"Công bố {at:%d/%m/%Y %H:%M} bởi {publisher}.",
            f"Published {at:%d/%m/%Y %H:%M} by {publisher}.",
        )
        if edits and roster.changed:
            text += " " + tr("Bản nháp đã khác bản công bố.", "The draft differs from it.")
    st.caption(text)


def tools(planning: Planning, who: Viewer, plan: WeekPlan, roster: Roster, edits: bool) -> None:
    """Undo, copy, propose, files, publish; the files alone for who does not plan."""
    row = st.container(horizontal=True, key="roster_tools")
    if not edits:
        with row:
            sheets.week(who, plan, roster, edits, lambda draft: None)
        return
    undo: list[Draft] = st.session_state.setdefault(f"undo:{roster.id}", [])
    if row.button(tr("Hoàn tác", "Undo"), disabled=not undo, icon=":material/undo:"):
        keep(planning, who, roster, undo.pop(), undoable=False)
    if row.button(tr("Chép tuần trước", "Copy last week"), icon=":material/content_copy:"):
        before = office().rosters.week(roster.department, roster.monday - 7)
        if before.draft or before.published:
            keep(planning, who, roster, copied(before, roster))
        else:
            st.warning(tr("Tuần trước chưa có phân công.", "Last week has no roster."))
    if row.button(tr("Đề xuất", "Propose"), icon=":material/auto_awesome:"):
        with st.spinner(tr("Đang tìm phương án tốt nhất …", "Looking for the best plan …")):
            st.session_state[f"proposal:{roster.id}"] = propose(plan, roster.draft)
        st.rerun()
    with row:
        sheets.week(who, plan, roster, edits, lambda draft: keep(planning, who, roster, draft))
    if row.button(tr("Công bố", "Publish"), type="primary", disabled=not roster.changed):
        try:
            _, concerned = planning.publish(who, roster)
        except NotPublishable as error:
            st.error(told(error) + " " + "; ".join(conflict_text(each, plan) for each in error.conflicts[:5]))
        except MotcuaError as error:
            st.error(told(error))
        else:
            say_now(
                tr(
                    f"Đã công bố; {len(concerned)} cán bộ có thay đổi.",
                    f"Published; it concerns {len(concerned)} people.",
                )
            )


def carried_out(draft: Draft, wish: Wish, view: View) -> Draft:
    """The draft after what somebody did in the grid."""
    field, person = (wish.row, wish.item) if view == "fields" else (wish.item, wish.row)
    cell = (wish.day, wish.half, field)
    if wish.op == "put":
        there = next(
            (a for a in draft if (a.day, a.half, a.field, a.person) == (*cell, person)),
            Assignment(day=wish.day, half=wish.half, field=field, person=person),
        )
        return placed(draft, there.model_copy(update={"part": wish.part}))
    if wish.op == "remove":
        return removed(draft, cell, person)
    if wish.op == "fix":
        return tuple(
            a.model_copy(update={"fixed": not a.fixed})
            if (a.day, a.half, a.field, a.person) == (*cell, person)
            else a
            for a in draft
        )
    return tuple(
        a
        for a in draft
        if (a.day, a.half) != (wish.day, wish.half) or (a.field if view == "fields" else a.person) != wish.row
    )


def keep(planning: Planning, who: Viewer, roster: Roster, draft: Draft, *, undoable: bool = True) -> None:
    """Save the draft at once, so that nothing is lost, and draw anew."""
    if draft == roster.draft:
        return
    try:
        planning.save(who, roster, draft)
    except SomebodyElseSaved as error:
        st.warning(told(error))
        return
    except MotcuaError as error:
        st.error(told(error))
        return
    if undoable:
        steps: list[Draft] = st.session_state.setdefault(f"undo:{roster.id}", [])
        steps.append(roster.draft)
        del steps[:-UNDO_STEPS]
    st.rerun()


def proposed(
    planning: Planning,
    who: Viewer,
    plan: WeekPlan,
    roster: Roster,
    found: list[Conflict],
    proposal: Proposal,
    view: View,
) -> None:
    """The proposal beside what stands; taken whole, or left."""
    key = f"proposal:{roster.id}"

    def count(these: list[Conflict], kind: str) -> int:
        return sum(one.kind == kind for one in these)

    open_ = list(proposal.open)
    rows = [
        (tr("Buổi chưa có người trực", "Half-days uncovered"), "uncovered"),
        (tr("Buổi chưa có người trực thay", "Half-days without stand-in"), "no_stand_in"),
    ]
    lines = [
        f"- {label}: {number(count(found, kind))} → **{number(count(open_, kind))}**" for label, kind in rows
    ]
    lines.append(
        f"- {tr('Xung đột', 'Conflicts')}: {number(sum(one.hard for one in found))} → "
        f"**{number(sum(one.hard for one in open_))}**"
    )
    lines.append(
        tr(
            f"- Cách phương án tốt nhất không quá {percent(proposal.gap)}; ô đã ghim được giữ nguyên.",
            f"- At most {percent(proposal.gap)} from the best possible; pinned cells stay as they are.",
        )
    )
    st.markdown(
        f"**{tr('Đề xuất so với hiện tại', 'The proposal against what stands')}**\n" + "\n".join(lines)
    )
    one, two, _ = st.columns([1.4, 1.2, 5])
    if one.button(tr("Dùng đề xuất", "Take it"), type="primary", width="stretch"):
        del st.session_state[key]
        keep(planning, who, roster, proposal.assignments)
        st.rerun()
    if two.button(tr("Bỏ qua", "Leave it"), width="stretch"):
        del st.session_state[key]
        st.rerun()
    grid(plan, proposal.assignments, open_, view, False, f"proposal:{roster.id}:{view}")
    with st.expander(tr("Vì sao từng người được xếp", "Why each is there")):
        st.dataframe(
            [
                {
                    tr("Buổi", "When"): f"{weekday(a.day)} {date_of(a.day):%d/%m} {half_name(a.half)}",
                    tr("Lĩnh vực", "Field"): name("field", a.field),
                    tr("Cán bộ", "Person"): plan.people[a.person].name
                    if a.person in plan.people
                    else a.person,
                    tr("Vì sao", "Why"): tr(*proposal.why(a)),
                }
                for a in proposal.assignments
            ],
            hide_index=True,
            width="stretch",
        )

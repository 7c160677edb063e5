"""Khối lượng: who has how much before them, what comes, and work moved to even it out."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.clock import date_of
from dashboard.roster.balance import Rebalancing, Task
from dashboard.roster.demand import PAST, Demand, Flow
from dashboard.roster.protection import GROUP, sees_persons
from dashboard.roster.workload import Done, Held, Workload
from dashboard.ui.about import heading
from dashboard.ui.literal import literal
from dashboard.ui.ranked import list_link
from dashboard.ui.roster import cover
from dashboard.ui.session import hours, link, number, office, told, tr
from models.errors import MotcuaError
from models.viewer import Viewer

MS_PER_HOUR = 3_600_000


def show(who: Viewer, department: str, monday: int) -> None:
    """The tables, and the proposal."""
    workload, demand = Workload(office()), Demand(office())
    held = workload.held(who, department)
    st.html(f"<h2 class='mc-h2'>{tr('Đang có trong tay', 'In hand')}</h2>")
    if held:
        st.caption(
            tr(
                "Chờ xử lý: trung bình, từ lúc hồ sơ trong tay đến bước hiện tại đến lúc có người bắt đầu, "
                "hoặc đến bây giờ nếu chưa; giờ làm việc, đã trừ tạm dừng. Trong ngoặc: số hồ sơ (n).",
                "Queue: mean of the dossiers in hand, from arriving at the present step to being started, "
                "or until now; working hours, pauses taken out. In brackets: how many dossiers (n).",
            )
        )
        st.html(held_table(held))
    else:
        st.info(
            tr(
                "Số liệu theo người chỉ trưởng cơ quan và chính người đó xem được; "
                f"nhóm dưới {GROUP} người không hiển thị.",
                "Figures of persons are for them and their heads; "
                f"groups of fewer than {GROUP} are not shown.",
            )
        )
    cover.show(demand, who, department, monday)
    st.html(
        heading(
            tr("Hồ sơ đến và người trực theo lĩnh vực", "Arrivals and duty by field"),
            "queue_working_mean",
            place="flows",
        )
    )
    st.caption(
        tr(
            f"Dự báo cho tuần từ {date_of(monday):%d/%m}: trung vị của {PAST} tuần gần nhất theo từng thứ, "
            "đã trừ ngày nghỉ; trong ngoặc là mức mà khoảng 8 trên 10 tuần nằm trong đó. "
            "Cần: số giờ trực mà lượng hồ sơ đến sẽ dùng, "
            "theo số giờ trực cho một hồ sơ trong các tuần đã có phân công. "
            f"Chờ xử lý: trung bình các lượt tại cơ quan kết thúc trong {PAST} tuần đó, giờ làm việc.",
            f"Forecast for the week of {date_of(monday):%d/%m}: the median of the same weekdays of the last "
            f"{PAST} weeks, holidays left out; in brackets what about 8 weeks of 10 bring. "
            "Needed: hours on duty that the arrivals will take, "
            "as a dossier took in the weeks with a roster. "
            f"Queue: mean of the visits that left the department in those {PAST} weeks, working hours.",
        )
    )
    flows = demand.flows(who, department, monday)
    persons = sees_persons(who, department)
    if not persons:
        st.caption(cover.protected())
    st.html(flow_table(flows, department if persons else ""))
    if may(who, "act.reassign") and persons:
        balancing(workload, who, department)


def held_table(held: list[Held]) -> str:
    """One row a person or group."""
    head = [
        tr("Cán bộ", "Person"),
        tr("Đang xử lý", "Running"),
        tr("Tạm dừng", "Paused"),
        tr("Đến hạn tuần này", "Due this week"),
        tr("Quá hạn", "Overdue"),
        tr("Chờ xử lý", "Queue"),
        tr("Việc còn lại", "Work left"),
        tr("Sức chứa", "Capacity"),
    ]
    rows = []
    for one in held:
        title = one.person or tr(f"cả nhóm {one.people} người", f"the group of {one.people}")
        late = f'<span class="mc-late">✗ {number(one.overdue)}</span>' if one.overdue else "0"
        full = " mc-late" if one.running > one.capacity else ""
        rows.append(
            [
                escape(title),
                number(one.running),
                number(one.paused),
                number(one.due_this_week),
                late,
                queue_cell(one),
                hours(one.remaining_ms / MS_PER_HOUR),
                f'<span class="{full.strip()}">{number(one.running)} / {number(one.capacity)}</span>',
            ]
        )
    return table(head, rows)


def queue_cell(one: Held) -> str:
    """How long what is in hand waited to be begun, of how many, and how much of it still waits."""
    if one.queue_ms is None:
        return f'<span class="mc-soft">{tr("chưa có số liệu", "no data")}</span>'
    waiting = tr(f"{number(one.waiting)} chưa bắt đầu", f"{number(one.waiting)} not begun")
    beneath = f'<br><span class="mc-soft mc-small">{waiting}</span>' if one.waiting else ""
    return f"{hours(one.queue_ms / MS_PER_HOUR)} ({number(one.queue_n)}){beneath}"


def flow_table(flows: list[Flow], listed: str = "") -> str:
    """One row a field or group of them. `listed`: the department whose visits the queue's n leads to."""
    head = [
        tr("Lĩnh vực", "Field"),
        tr("Dự báo đến", "Will arrive"),
        tr("Xong mỗi tuần", "Results a week"),
        tr("Chờ xử lý", "Queue"),
        tr("Giờ trực tuần này", "Hours on duty"),
        tr("Giờ cần", "Hours needed"),
    ]
    rows = []
    nothing = f'<span class="mc-soft">{tr("chưa có số liệu", "no data")}</span>'
    hidden = f'<span class="mc-soft">{tr("không hiển thị", "not shown")}</span>'
    for one in sorted(flows, key=lambda flow: (flow.whole, -flow.arrivals)):
        band = f"{number(one.arrivals)} ({number(one.low)} – {number(one.high)})"
        need = ("" if one.whole else nothing) if one.needed_hours is None else number(one.needed_hours, 1)
        if (one.needed_hours or 0.0) > (one.rostered_hours or 0.0):
            need = f'<span class="mc-risk">! {need}</span>'
        title = f"<b>{tr('Cả cơ quan', 'Department')}</b>" if one.whole else cover.title(one.fields)
        if one.completions is None or one.rostered_hours is None:
            rows.append([title, band, *[hidden] * 4])
            continue
        queue = nothing if one.queue_hours is None else f"{hours(one.queue_hours)} ({visits(one, listed)})"
        rows.append([title, band, number(one.completions, 1), queue, number(one.rostered_hours, 1), need])
    return table(head, rows)


def visits(flow: Flow, department: str) -> str:
    """How many visits a queue time is of; it leads to their list where the persons in it may be seen."""
    many = number(flow.queue_n)
    if not department or flow.whole or len(flow.fields) > 1:
        return many
    first, last = Demand(office()).past()
    href = list_link(
        "queue_working_mean", department=department, holder=department, field=flow.fields[0],
        **{"from": date_of(first).isoformat(), "to": date_of(last).isoformat()},
    )  # fmt: skip
    return f'<a class="mc-link" href="{escape(href)}" target="_self">{many}</a>'


def table(head: list[str], rows: list[list[str]]) -> str:
    """An HTML table that scrolls by itself; on a phone each row folds, its values beneath their heads."""
    top = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-head="{escape(title)}">{cell}</td>' for title, cell in zip(head, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="mc-scroll" tabindex="0"><table class="mc-table mc-fold"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def balancing(workload: Workload, who: Viewer, department: str) -> None:
    """The proposal to move work; taken whole or in part, and taken back in one go."""
    st.html(f"<h2 class='mc-h2'>{tr('Cân bằng, bàn giao', 'Even out, hand over')}</h2>")
    people = {one.id: one.name for one in office().staff.of(department)}
    key = f"balance:{department}"
    one, two, three = st.columns([3, 1.6, 1.6])
    leaving = one.selectbox(
        tr(
            "Người bàn giao hết việc (để trống: cân bằng giữa mọi người)",
            "Who hands everything over (empty: even out)",
        ),
        ["", *people],
        format_func=lambda id: people.get(id, "–"),
    )
    if two.button(tr("Lập đề xuất", "Propose moves"), width="stretch"):
        with st.spinner(tr("Đang tính …", "Working …")):
            try:
                st.session_state[key] = workload.proposal(who, department, leaving or None)
            except MotcuaError as error:
                st.error(told(error))
    undo: list[tuple[str, str]] = st.session_state.get(f"{key}:undo", [])
    if undo and three.button(
        tr(f"Hoàn tác {len(undo)} lần chuyển", f"Take {len(undo)} moves back"), width="stretch"
    ):
        results(
            workload.move(who, department, undo, tr("hoàn tác chuyển việc", "taken back")),
            workload,
            department,
        )
        del st.session_state[f"{key}:undo"]
    found = st.session_state.get(key)
    if found is not None:
        proposal, tasks = found
        moves(workload, who, department, proposal, tasks)


def moves(
    workload: Workload, who: Viewer, department: str, proposal: Rebalancing, tasks: dict[str, Task]
) -> None:
    """Every move with its reason; ticked ones are done."""
    key = f"balance:{department}"
    names = workload.names(department)
    if not proposal.moves:
        st.success(tr("Việc đã đều; không có gì cần chuyển.", "The work is even; nothing needs to move."))
        return
    late = f"{hours(proposal.late_before / 60)} → {hours(proposal.late_after / 60)}"
    st.markdown(
        tr(
            f"Việc sẽ trễ hạn: **{late}**. Chọn những hồ sơ chuyển:",
            f"Work that will be late: **{late}**. Choose what moves:",
        )
    )
    rows = [
        {
            "take": True,
            "code": move.code,
            "source": names.get(move.source, move.source),
            "target": names.get(move.target, move.target),
            "due": date_of(tasks[move.code].due_day) if tasks[move.code].due_day < 100_000 else None,
            "work": round(tasks[move.code].minutes / 60, 1),
            "why": why(move.source, tasks[move.code], names),
        }
        for move in proposal.moves
    ]
    column = st.column_config
    edited = st.data_editor(
        rows,
        hide_index=True,
        width="stretch",
        disabled=["code", "source", "target", "due", "work", "why"],
        column_config={
            "take": column.CheckboxColumn(tr("Chuyển", "Move")),
            "code": tr("Mã hồ sơ", "Code"),
            "source": tr("Từ", "From"),
            "target": tr("Sang", "To"),
            "due": column.DateColumn(tr("Hạn", "Due"), format="DD/MM/YYYY"),
            "work": tr("Giờ việc còn lại", "Hours left"),
            "why": column.TextColumn(tr("Vì sao", "Why"), width="large"),
        },
    )
    chosen = {row["code"] for row in edited if row["take"]}
    label = tr(f"Chuyển {len(chosen)} hồ sơ", f"Move {len(chosen)} dossiers")
    if st.button(label, type="primary", disabled=not chosen):
        wanted = [move for move in proposal.moves if move.code in chosen]
        done = workload.move(
            who,
            department,
            [(m.code, m.target) for m in wanted],
            tr("cân bằng khối lượng việc", "evening out work"),
        )
        went = {one.code for one in done if one.error is None}
        st.session_state[f"{key}:undo"] = [
            (m.code, m.source) for m in wanted if m.code in went and m.source in names
        ]
        del st.session_state[key]
        results(done, workload, department)


def why(source: str, task: Task, names: dict[str, str]) -> str:
    """The reason of a move in words."""
    if source not in names or source not in task.able:
        return tr("người đang giữ không còn đảm nhận lĩnh vực", "who holds it no longer does this field")
    if task.due_day < office().today():
        return tr("đã quá hạn, người nhận làm được sớm hơn", "overdue; the other can do it sooner")
    return tr(
        "người giữ có nhiều việc đến hạn hơn thời gian còn lại", "the holder has more due than time for it"
    )


def results(done: list[Done], workload: Workload, department: str) -> None:
    """What became of each move."""
    names = workload.names(department)
    went = [one for one in done if one.error is None]
    if went:
        st.success(tr(f"Đã chuyển {len(went)} hồ sơ.", f"{len(went)} dossiers moved."))
    for one in done:
        if one.error is not None:
            st.warning(
                f"[{one.code}]({link('dossier', code=one.code)}) → "
                f"{literal(names.get(one.person, one.person))}: {told(one.error)}"
            )

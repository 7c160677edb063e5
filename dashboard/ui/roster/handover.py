"""The hand-over of one absence: what waits or becomes late, who takes it, in one click; and back."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.clock import date_of
from dashboard.roster.handover import Fate, Handovers, Waiting
from dashboard.roster.planning import within
from dashboard.roster.workload import Done, Workload
from dashboard.ui.literal import literal
from dashboard.ui.roster.workload import results, table
from dashboard.ui.session import hours, link, number, office, told, tr
from models.absence import Absence
from models.errors import MotcuaError
from models.viewer import Viewer


def show(who: Viewer, absence: Absence) -> None:
    """What was handed over; for who may, the preview and its button."""
    heads = may(who, "act.reassign") and within(who, absence.department)
    names = Workload(office()).names(absence.department)
    if absence.handed:
        st.markdown("↪ " + literal(handed_text(absence, names)))
    done: list[Done] = st.session_state.pop(f"handed:{absence.id}", [])
    if done:
        results(done, Workload(office()), absence.department)
    if not heads or absence.state not in ("asked", "approved") or absence.last_day < office().today():
        return
    buttons = st.container(horizontal=True)
    open_ = f"handover:{absence.id}"
    if buttons.button(tr("Xem việc cần bàn giao", "See what to hand over"), key=f"see:{absence.id}"):
        st.session_state[open_] = not st.session_state.get(open_, False)
    if absence.handed and buttons.button(
        tr("Hoàn tác bàn giao", "Take the hand-over back"), key=f"back:{absence.id}"
    ):
        try:
            st.session_state[f"handed:{absence.id}"] = Handovers(office()).take_back(who, absence.id)
        except MotcuaError as error:
            st.error(told(error))
            return
        st.rerun()
    if st.session_state.get(open_):
        preview(who, absence, names)


def handed_text(absence: Absence, names: dict[str, str]) -> str:
    """To whom how much went."""
    counts = Counter(one.target for one in absence.handed)
    parts = [f"{names.get(key, key)} ({number(many)})" for key, many in counts.most_common()]
    total = number(len(absence.handed))
    return tr(f"Đã bàn giao {total} hồ sơ: ", f"{total} dossiers handed over: ") + ", ".join(parts)


def preview(who: Viewer, absence: Absence, names: dict[str, str]) -> None:
    """The dossiers that wait, with their fate and who takes them; one button hands them over."""
    handovers = Handovers(office())
    try:
        waiting = handovers.preview(who, absence)
    except MotcuaError as error:
        st.error(told(error))
        return
    if not waiting:
        st.success(
            tr("Không hồ sơ nào phải chờ vì lần vắng mặt này.", "No dossier has to wait for this absence.")
        )
        return
    late = sum(one.fate == "absence" for one in waiting)
    st.markdown(
        tr(
            f"**{number(len(waiting))}** hồ sơ phải chờ, trong đó **{number(late)}** sẽ trễ hạn vì vắng mặt.",
            f"**{number(len(waiting))}** dossiers wait; **{number(late)}** become late by the absence.",
        )
    )
    st.html(waiting_table(waiting, names))
    if any(one.beyond for one in waiting):
        st.warning(
            tr(
                "Mọi người đã đủ sức chứa; bàn giao sẽ vượt số hồ sơ tối đa của họ.",
                "Everybody is full; the hand-over goes beyond their capacities.",
            )
        )
    able = [one for one in waiting if one.target]
    kept = st.multiselect(
        tr("Để lại, không bàn giao", "Leave with them"), [one.task.code for one in able],
        key=f"keep:{absence.id}", placeholder=tr("bàn giao tất cả", "hand all over"),
    )  # fmt: skip
    moves = [(one.task.code, one.target) for one in able if one.task.code not in kept]
    label = tr(f"Bàn giao {len(moves)} hồ sơ", f"Hand {len(moves)} dossiers over")
    wait = absence.state != "approved"
    if wait:
        st.caption(tr("Duyệt vắng mặt rồi mới bàn giao được.", "Approve the absence to hand over."))
    if st.button(label, type="primary", disabled=wait or not moves, key=f"hand:{absence.id}"):
        try:
            _, done = handovers.hand_over(who, absence.id, moves)
        except MotcuaError as error:
            st.error(told(error))
            return
        st.session_state[f"handed:{absence.id}"] = done
        st.session_state[f"handover:{absence.id}"] = False
        st.rerun()


def waiting_table(waiting: list[Waiting], names: dict[str, str]) -> str:
    """One row a dossier."""
    fates: dict[Fate, str] = {
        "absence": f'<span class="mc-late">✗ {tr("sẽ trễ vì vắng mặt", "late by the absence")}</span>',
        "anyway": f'<span class="mc-risk">! {tr("trễ dù không vắng", "late in any case")}</span>',
        "due": tr("đến hạn khi vắng", "due meanwhile"),
    }
    head = [
        tr("Mã hồ sơ", "Code"), tr("Hạn", "Due"), tr("Việc còn lại", "Work left"),
        tr("Nếu không bàn giao", "If it stays"), tr("Người nhận", "Taken over by"),
    ]  # fmt: skip
    rows = []
    for one in waiting:
        code = one.task.code
        nobody = f'<span class="mc-late">✗ {tr("không ai thạo lĩnh vực", "nobody knows the field")}</span>'
        rows.append([
            f'<a href="{escape(link("dossier", code=code))}" target="_self">{escape(code)}</a>',
            f"{date_of(one.task.due_day):%d/%m/%Y}",
            hours(one.task.minutes / 60),
            fates[one.fate],
            escape(names.get(one.target, one.target)) if one.target else nobody,
        ])  # fmt: skip
    return table(head, rows)

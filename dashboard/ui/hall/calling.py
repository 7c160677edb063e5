"""Calling at a counter: what is here now in huge figures, the next one by one key, who waits."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.clock import instant_ms
from dashboard.hall.desk import call_next, do
from dashboard.hall.halls import counters_of, groups_of, served_by
from dashboard.hall.queue import TicketAction, may_call, spoken
from dashboard.scripts import SPEAK, element
from dashboard.ui.hall.words import minutes
from dashboard.ui.said import say
from dashboard.ui.session import number, office, told, tr
from models.errors import MotcuaError
from models.roster import Counter
from models.ticket import Ticket
from models.viewer import Viewer

#: the list of who waits is read again so often, in seconds
EVERY = "5s"
#: missed numbers that are offered to come back
MISSED = 8


def show(who: Viewer, hall: str) -> None:
    """The counter, what is called there, and the queue."""
    counters = {one.id: one for one in counters_of(office(), hall)}
    counter = _counter(who, counters)
    if counter is None:
        st.info(
            tr("Chọn quầy bạn đang ngồi để gọi số.", "Choose the counter where you sit, to call numbers.")
        )
        return
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(key="sheet_counter"):
        _here(who, counter, counters)
    with right, st.container(key="sheet_queue"):
        _queue(who, counter, counters)


def _counter(who: Viewer, counters: dict[str, Counter]) -> Counter | None:
    """The counter of this screen: chosen once, kept in the address."""
    member = office().staff.of_user(who.user_id)
    usual = next((id for id in (member.counters if member else ()) if id in counters), None)
    asked = st.query_params.get("counter", "")
    at = asked if asked in counters else usual

    def turned() -> None:
        chosen = st.session_state["hall_counter"]
        if chosen:
            st.query_params["counter"] = chosen

    st.session_state["hall_counter"] = at
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.selectbox(
            tr("Quầy của tôi", "My counter"),
            list(counters),
            key="hall_counter",
            on_change=turned,
            format_func=lambda id: counters[id].name,
            placeholder=tr("chọn quầy", "choose"),
            width=260,
        )
        st.toggle(
            tr("Đọc số trên máy này", "Say it on this computer"),
            key="hall_voice",
            help=tr("Dùng khi sảnh không có màn hình lớn.", "For a hall without a wall screen."),
        )
    return None if at is None else counters[at]


def _here(who: Viewer, counter: Counter, counters: dict[str, Counter]) -> None:
    """The number that is called here, and what to do with it."""
    present = office().tickets.at_counter(counter.id, office().today())
    st.html(f'<h2 class="mc-h2">{escape(counter.name)}</h2>')
    if present is None:
        st.html(f'<p class="mc-number mc-soft" aria-live="polite">{tr("trống", "free")}</p>')
        if st.button(
            tr("Gọi số tiếp", "Call the next"),
            key="hall_next",
            type="primary",
            shortcut="F2",
            width="stretch",
        ):
            _next(who, counter)
        return
    group = next((one.name for one in groups_of(office(), counter.department) if one.id == present.group), "")
    signs = [tr("★ ưu tiên", "★ priority")] if present.priority else []
    signs += [tr("đặt lịch trước", "booked")] if present.booking else []
    waited = minutes(instant_ms(present.called_at or office().now()) - instant_ms(present.taken_at))
    facts = " · ".join(
        [
            group,
            *signs,
            tr(f"đã chờ {waited}", f"waited {waited}"),
            tr(f"gọi {present.calls} lần", f"called {present.calls}×"),
        ]
    )
    st.html(
        f'<p class="mc-number" aria-live="polite">{present.number}</p><p class="mc-soft">{escape(facts)}</p>'
    )
    if st.session_state.get("hall_voice"):
        _speak(spoken(present.number, counter.name), f"{present.id}:{present.calls}")
    if st.button(
        tr("Xong, gọi số tiếp", "Done, call the next"),
        key="hall_done_next",
        type="primary",
        shortcut="F2",
        width="stretch",
    ) and _did(who, counter, present, "done"):
        _next(who, counter)
    for column, action, text, key in zip(
        st.columns(3),
        ("recall", "done", "no_show"),
        (tr("Gọi lại", "Call again"), tr("Xong", "Done"), tr("Vắng mặt", "Not there")),
        ("F4", None, None),
        strict=True,
    ):
        if column.button(text, key=f"hall_{action}", width="stretch", shortcut=key) and _did(
            who,
            counter,
            present,
            action,  # type: ignore[arg-type]
        ):
            st.rerun()
    with st.expander(tr("Chuyển sang quầy khác", "Hand to another counter")):
        others = [id for id in counters if id != counter.id]
        to = st.selectbox(
            tr("Quầy", "Counter"),
            others,
            key="hall_to",
            index=None,
            format_func=lambda id: counters[id].name,
            placeholder=tr("chọn quầy", "choose"),
        )
        if st.button(tr("Chuyển", "Hand over"), key="hall_hand", disabled=to is None) and _did(
            who, counter, present, "hand", to or ""
        ):
            st.rerun()


@st.fragment(run_every=EVERY)
def _queue(who: Viewer, counter: Counter, counters: dict[str, Counter]) -> None:
    """Who waits for this counter, by group; numbers handed here; those that were missed."""
    hall, day = counter.department, office().today()
    groups = groups_of(office(), hall)
    served = served_by(counter, groups)
    waiting = office().tickets.in_state(hall, day, "waiting")
    mine = [one for one in waiting if may_call(one, counter.id, served)]
    st.html(
        f'<h2 class="mc-h2">{tr("Đang chờ quầy này", "Waiting for this counter")}: '
        f"<strong>{number(len(mine))}</strong> <small>{tr('cả sảnh', 'in the hall')} {number(len(waiting))}"
        "</small></h2>"
    )
    handed = [one for one in mine if one.wanted]
    if handed:
        numbers = ", ".join(str(one.number) for one in handed)
        st.html(f'<p class="mc-risk">⇢ {tr("được chuyển đến", "handed here")}: {numbers}</p>')
    rows = []
    now = instant_ms(office().now())
    for group in groups:
        if group.id not in served:
            continue
        theirs = [one for one in mine if one.group == group.id and not one.wanted]
        longest = max((now - instant_ms(one.taken_at) for one in theirs), default=None)
        first = ", ".join(f"{'★' if one.priority else ''}{one.number}" for one in theirs[:4])
        rows.append(
            f"<tr><td>{escape(group.name)}</td><td class='mc-n'>{number(len(theirs))}</td>"
            f"<td class='mc-n'>{minutes(longest)}</td><td>{escape(first)}</td></tr>"
        )
    heads = (tr("Nhóm", "Group"), tr("Chờ", "Wait"), tr("Lâu nhất", "Longest"), tr("Đến lượt", "Next"))
    top = "".join(f"<th scope='col'>{escape(text)}</th>" for text in heads)
    st.html(
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{tr("Hàng chờ", "Queue")}">'
        f'<table class="mc-table"><thead><tr>{top}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )
    missed = sorted(
        office().tickets.in_state(hall, day, "no_show"),
        key=lambda one: one.ended_at or one.taken_at,
        reverse=True,
    )[:MISSED]
    if missed:
        st.html(f'<h2 class="mc-h2">{tr("Đã gọi, vắng mặt", "Called, not there")}</h2>')
        with st.container(horizontal=True, gap="small"):
            for one in missed:
                if st.button(
                    tr(f"Số {one.number} vào lại", f"{one.number} is back"), key=f"hall_back:{one.id}"
                ) and _did(who, counter, one, "return"):
                    st.rerun()


def _next(who: Viewer, counter: Counter) -> None:
    try:
        called = call_next(office(), who, counter.id)
    except MotcuaError as error:
        st.error(told(error))
        return
    if called is None:
        say(tr("Không còn ai chờ quầy này.", "Nobody waits for this counter."))
    st.rerun()


def _did(who: Viewer, counter: Counter, ticket: Ticket, action: TicketAction, to: str = "") -> bool:
    try:
        do(office(), who, counter.id, ticket.id, action, to)
    except MotcuaError as error:
        st.error(told(error))
        return False
    return True


def _speak(words: str, key: str) -> None:
    """Say it by the browser's voice, once a call."""
    st.html(element(SPEAK, words=words, key=key), unsafe_allow_javascript=True)

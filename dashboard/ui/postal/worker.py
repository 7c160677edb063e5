"""The list of the day of a postal worker: where to go, whom to call, what was signed. Made for a phone."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.postal.people import opened
from dashboard.ui.postal.card import act_button, facts, head
from dashboard.ui.said import said
from dashboard.ui.session import number, office, tr
from models.postal import PostalRequest
from models.viewer import Viewer


def show(who: Viewer) -> None:
    """What this worker carries, in the order in which it is wanted."""
    said()
    carried = office().postal_requests.carried_by(who.user_id, who)
    noted = st.session_state.setdefault("postal_noted", set())
    opened(office(), who, [one for one in carried if one.id not in noted])
    noted.update(one.id for one in carried)
    groups = (
        (tr("Đến nhà nhận giấy tờ", "Pick up at the door"), "assigned"),
        (tr("Đang mang về Trung tâm", "To bring to the centre"), "picked_up"),
        (tr("Phát kết quả", "Deliver results"), "sent"),
    )
    if not carried:
        st.info(
            tr(
                "Hiện bạn không có yêu cầu nào. Yêu cầu mới hiện ở đây khi Trung tâm giao.",
                "You have nothing to carry. New requests stand here as soon as the centre gives them to you.",
            )
        )
        return
    if st.button(tr("Xem lại danh sách", "Look again"), icon=":material/refresh:", key="postal_again"):
        st.rerun()
    for title, state in groups:
        rows = sorted(
            (one for one in carried if one.state == state), key=lambda o: (o.wanted_day, o.wanted_part)
        )
        if rows:
            st.html(f'<h2 class="mc-h2">{escape(title)} ({number(len(rows))})</h2>')
        for one in rows:
            with st.container(key=f"sheet_postal_{one.id}"):
                st.html(head(one) + facts(one, who))
                _doing(one, who)


def _doing(one: PostalRequest, who: Viewer) -> None:
    if one.state == "assigned":
        act_button(one, who, "pick_up", primary=True)
        with st.expander(tr("Chưa nhận được giấy tờ?", "Not picked up?")):
            act_button(one, who, "miss")
    elif one.state == "sent":
        act_button(one, who, "deliver", primary=True)
        with st.expander(tr("Chưa phát được?", "Not delivered?")):
            act_button(one, who, "bring_back")
    else:
        st.caption(tr("Trung tâm xác nhận khi bạn giao lại.", "The centre confirms when you hand it over."))

"""What the viewer is sent: alerts, and the morning's digest with its board and hour."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.alerts.acting import subscribe
from dashboard.boards.starting import ready_made
from dashboard.notices.media import media_of
from dashboard.ui.said import tried
from dashboard.ui.session import language, office, tr
from models.subscription import EARLIEST, LATEST, Subscription
from models.viewer import Viewer


def show(who: Viewer) -> None:
    """The choices, and what keeps them from arriving."""
    user = office().users.get(who.user_id)
    if user is None or not user.email:
        st.warning(
            tr(
                "Tài khoản của bạn chưa có địa chỉ e-mail nên chưa nhận được gì; quản trị viên thêm được.",
                "Your account has no e-mail address, so nothing arrives; an administrator can add one.",
            )
        )
    if "email" not in media_of(office().settings):
        st.warning(
            tr(
                "Máy chủ e-mail chưa được cấu hình; tin nằm chờ (xem màn hình Thông báo).",
                "No mail server is set up; messages wait (see the screen Notices).",
            )
        )
    now = office().subscriptions.of(who.user_id, who.role)
    boards = {"": ready_made(language())[0].name} | {
        board.id: board.name for board in office().boards.seen_by(who)
    }
    with st.form("own_subscription"):
        alerts = st.toggle(tr("Báo cho tôi khi có cảnh báo mới", "Tell me of new alerts"), now.alerts)
        digest = st.toggle(
            tr("Gửi tôi bản tin sáng các ngày làm việc", "Send me the digest on working mornings"), now.digest
        )
        left, right = st.columns(2)
        hour = left.select_slider(
            tr("Từ mấy giờ", "From what hour"),
            list(range(EARLIEST, LATEST + 1)),
            value=now.hour,
            format_func=lambda hour: f"{hour}:00",
        )
        board = right.selectbox(
            tr("Kèm bảng theo dõi", "With the board"),
            list(boards),
            index=list(boards).index(now.board) if now.board in boards else 0,
            format_func=lambda id: boards[id],
        )
        if st.form_submit_button(tr("Lưu", "Save"), type="primary"):
            wanted = Subscription(user=who.user_id, alerts=alerts, digest=digest, hour=hour, board=board)
            tried(partial(subscribe, office(), who, wanted), tr("Đã lưu.", "Saved."))
            st.rerun()

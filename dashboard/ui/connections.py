"""The connections: tokens of other systems, what each may ask for, and where events are sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from dashboard.access.roles import ROLE_FACTS, may
from dashboard.api import hooks, tokens
from dashboard.api.delivery import Delivery
from dashboard.api.hooks import TOLD
from dashboard.api.table import PREFIX, SCOPE_WORDS, permissions_of
from dashboard.notices.media import Failed
from dashboard.ui.accounts import attempt, done, role_input, scope_inputs, scope_text
from dashboard.ui.literal import literal
from dashboard.ui.outcome import action_title
from dashboard.ui.said import said, say
from dashboard.ui.session import name, number, office, role_text, tr
from models.api_token import API_SCOPES, ApiScope, ApiToken
from models.viewer import Role, Scope, Viewer
from models.webhook import Webhook

#: the secret that was made last, with what it is of; shown once
_MADE = "mc_secret_made"


def show(who: Viewer) -> None:
    """The page: one token, or the list with a form for a new one."""
    said()
    made: tuple[str, str] | None = st.session_state.pop(_MADE, None)
    if made is not None:
        st.success(made[0])
        st.code(made[1], language=None, wrap_lines=True)
    known = office().api_tokens.all()
    chosen = next((one for one in known if one.id == st.query_params.get("token")), None)
    if chosen is not None:
        one(who, chosen)
        return
    listing(known)
    with st.expander(tr("Tạo mã kết nối", "Make a token"), expanded=not known):
        new(who)


def listing(known: list[ApiToken]) -> None:
    """All tokens; a click opens one."""
    about = tr(f"Cách dùng: [mô tả API]({PREFIX}/).", f"How to use them: [description]({PREFIX}/).")
    if not known:
        st.caption(tr("Chưa có hệ thống nào kết nối. ", "No other system is connected yet. ") + about)
        return
    st.caption(tr(f"{number(len(known))} mã kết nối; bấm vào một dòng để mở. ",
                  f"{number(len(known))} tokens; click a row to open it. ") + about)  # fmt: skip
    rows = [
        {
            tr("Hệ thống", "System"): token.name,
            tr("Trạng thái", "State"): state_text(token),
            tr("Quyền", "Scopes"): ", ".join(tr(*SCOPE_WORDS[scope]) for scope in token.scopes),
            tr("Vai trò", "Role"): role_text(token.role),
            tr("Thấy", "Sees"): scope_text(token.scope),
            tr("Dùng lần cuối", "Last used"): used_text(token),
            tr("Kết thúc bằng", "Ends in"): f"…{token.ending}",
        }
        for token in known
    ]
    event: Any = st.dataframe(
        rows, hide_index=True, width="stretch", on_select="rerun", selection_mode="single-row",
        key="token_rows",
    )  # fmt: skip
    picked = event.selection.rows
    if picked:
        st.query_params["token"] = known[picked[0]].id
        st.rerun()


def moment(at: datetime) -> str:
    """24/11/2026 09:00, in the Office's zone."""
    return f"{at.astimezone(office().store.zone):%d/%m/%Y %H:%M}"


def state_text(token: ApiToken) -> str:
    """Whether a token opens anything, and until when."""
    if token.revoked_at is not None:
        return tr("đã thu hồi ", "revoked ") + moment(token.revoked_at)[:10]
    until = moment(token.expires_at)[:10]
    if not token.valid(office().now()):
        return tr(f"hết hạn {until}", f"expired {until}")
    return tr(f"dùng được đến {until}", f"valid until {until}")


def used_text(token: ApiToken) -> str:
    """When and from where a token was last used."""
    if token.used_at is None:
        return tr("chưa dùng", "never")
    return f"{moment(token.used_at)} · {token.used_from}".removesuffix(" · ")


def usable(role: Role) -> list[ApiScope]:
    """The scopes that a role can use."""
    holder = Viewer(user_id="", name="", role=role)
    return [
        scope for scope in API_SCOPES
        if all(may(holder, permission) for permission in permissions_of(scope))
    ]  # fmt: skip


def new(who: Viewer) -> None:
    """A new token; it is shown once."""
    count = st.session_state.get("tokens:made", 0)
    key = f"token:{count}"
    title = st.text_input(
        tr("Hệ thống nào dùng *", "Which system uses it *"), max_chars=100, key=f"{key}:name",
        placeholder=tr("Cổng dịch vụ công của tỉnh", "The provincial portal"),
    )  # fmt: skip
    left, middle, right = st.columns([2, 1, 1])
    with left:
        role = role_input("clerk", key)
    days = middle.number_input(
        tr("Hiệu lực (ngày) *", "Valid for (days) *"), 1, tokens.LONGEST_DAYS, tokens.USUAL_DAYS,
        key=f"{key}:days",
    )  # fmt: skip
    rate = right.number_input(
        tr("Yêu cầu mỗi phút *", "Requests a minute *"), 1, tokens.MOST_RATE, tokens.USUAL_RATE, 60,
        key=f"{key}:rate",
    )  # fmt: skip
    scopes = st.multiselect(
        tr("Quyền *", "Scopes *"), usable(role), key=f"{key}:scopes:{role}",
        format_func=lambda scope: tr(*SCOPE_WORDS[scope]), placeholder=tr("hãy chọn", "choose"),
    )  # fmt: skip
    scope = scope_inputs(role, Scope(kind=ROLE_FACTS[role].scope), key)
    if not st.button(tr("Tạo mã", "Make it"), type="primary", key=f"{key}:make"):
        return
    made = attempt(
        lambda: tokens.create(
            office(), who, office().now(), name=title, scopes=scopes, role=role, scope=scope,
            days=int(days), rate=int(rate),
        )
    )  # fmt: skip
    if made is not None:
        told = tr(
            f"Mã kết nối của “{made.token.name}”, chỉ hiện lần này; hãy giao cho người vận hành hệ thống đó.",
            f"The token of “{made.token.name}”, shown this once; hand it to who runs that system.",
        )
        st.session_state[_MADE] = (told, made.secret)
        st.session_state["tokens:made"] = count + 1
        st.rerun()


def one(who: Viewer, token: ApiToken) -> None:
    """One token: what it is, where its events are sent, and its end."""
    if st.button(tr("← Kết nối", "← Connections")):
        del st.query_params["token"]
        st.rerun()
    st.subheader(literal(token.name))
    scopes = ", ".join(tr(*SCOPE_WORDS[scope]) for scope in token.scopes)
    rate = f"{number(token.rate)} {tr('yêu cầu/phút', 'requests a minute')}"
    st.markdown(
        f"{state_text(token)} · …{token.ending} · {role_text(token.role)} · "
        f"{literal(scope_text(token.scope))}  \n"
        f"{tr('Quyền', 'Scopes')}: {scopes} · {rate}  \n"
        f"{tr('Dùng lần cuối', 'Last used')}: {used_text(token)} · {tr('tạo', 'made')} "
        f"{moment(token.created_at)}, {literal(name('person', token.created_by))}"
    )
    if "events:read" in token.scopes:
        st.markdown(f"**{tr('Gửi sự kiện tới', 'Events are sent to')}**")
        for hook in office().webhooks.of(token.id):
            webhook(who, hook)
        if token.valid(office().now()):
            with st.expander(tr("Thêm địa chỉ nhận", "Add an address")):
                new_webhook(who, token)
    if token.revoked_at is None:
        st.divider()
        sure = st.checkbox(
            tr("Thu hồi ngay, không dùng lại được", "Revoke it now, for good"), key=f"sure:{token.id}"
        )
        ended = st.button(tr("Thu hồi mã", "Revoke the token"), disabled=not sure, key=f"revoke:{token.id}")
        if ended and attempt(lambda: tokens.revoke(office(), who, office().now(), token.id)) is not None:
            done(tr("Đã thu hồi.", "Revoked."))


def webhook(who: Viewer, hook: Webhook) -> None:
    """One webhook: how far it has come, a trial, its end."""
    with st.container(border=True):
        waits = office().feed.bounds()[1] - hook.cursor
        state = tr("đang chạy", "running") if hook.state == "active" else tr("✕ đã dừng", "✕ stopped")
        never = tr("chưa gửi sự kiện nào", "nothing sent yet")
        sent = never if hook.sent_at is None else moment(hook.sent_at)
        behind = f" · {number(waits)} {tr('sự kiện chờ xét', 'events ahead')}" if waits > 0 else ""
        st.markdown(f"`{hook.url.replace('`', '')}`  \n{state} · {sent}{behind}")
        if hook.actions or hook.departments:
            narrowed = [action_title(action) for action in hook.actions]
            narrowed += [name("department", id) for id in hook.departments]
            st.caption(literal(", ".join(narrowed)))
        if hook.error:
            st.warning(tr("Lần gửi cuối không được: ", "The last try failed: ") + literal(hook.error))
        first, second, third = st.columns(3)
        if first.button(tr("Gửi thử", "Try it"), width="stretch", key=f"try:{hook.id}"):
            try:
                Delivery(office()).trial(hook)
            except Failed as failure:
                st.error(tr("Không gửi được: ", "It did not get through: ") + literal(str(failure)))
            else:
                st.success(tr("Bên nhận đã nhận.", "The receiver has taken it."))
        if hook.state == "stopped" and second.button(
            tr("Chạy lại", "Begin again"), width="stretch", key=f"resume:{hook.id}"
        ):
            attempt(lambda: hooks.resume(office(), who, office().now(), hook.id))
            done(tr("Đã chạy lại từ chỗ dừng.", "It goes on where it stopped."))
        if third.button(tr("Bỏ địa chỉ này", "Remove it"), width="stretch", key=f"remove:{hook.id}"):
            attempt(lambda: hooks.remove(office(), who, office().now(), hook.id))
            done(tr("Đã bỏ địa chỉ nhận.", "The address is removed."))


def new_webhook(who: Viewer, token: ApiToken) -> None:
    """A new address; the secret that signs is shown once."""
    key = f"hook:{token.id}:{st.session_state.get('hooks:made', 0)}"
    url = st.text_input(
        tr("Địa chỉ *", "Address *"), max_chars=500, key=f"{key}:url", placeholder="https://…"
    )
    actions = st.multiselect(
        tr("Chỉ những việc (để trống: mọi việc)", "Only these (none: all)"), TOLD, key=f"{key}:actions",
        format_func=action_title, placeholder=tr("mọi việc", "all"),
    )  # fmt: skip
    places = [one.id for one in office().departments.tree(office().local_date()).in_force()]
    departments = st.multiselect(
        tr("Chỉ cơ quan chịu trách nhiệm (để trống: mọi)", "Only departments responsible (none: all)"),
        places, key=f"{key}:departments", format_func=lambda id: name("department", id),
        placeholder=tr("mọi cơ quan", "all"),
    )  # fmt: skip
    if not st.button(tr("Thêm", "Add"), type="primary", key=f"{key}:add"):
        return
    made = attempt(
        lambda: hooks.create(
            office(), who, office().now(), token=token.id, url=url.strip(), actions=actions,
            departments=departments,
        )
    )  # fmt: skip
    if made is not None:
        told = tr("Khóa ký của địa chỉ này; chỉ hiện lần này.", "The secret that signs; shown this once.")
        st.session_state[_MADE] = (told, made.secret)
        st.session_state["hooks:made"] = st.session_state.get("hooks:made", 0) + 1
        say(tr("Đã thêm; gửi từ bây giờ.", "Added; it is sent from now on."))
        st.rerun()

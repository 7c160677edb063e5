"""The accounts: the list, a new one, and what may be changed of one: role, scope, password, state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from dashboard.access import accounts
from dashboard.access.accounts import NewAccount
from dashboard.access.roles import ROLE_FACTS
from dashboard.ui.literal import literal
from dashboard.ui.said import said, say
from dashboard.ui.session import language, link, name, number, office, role_text, told, tr
from models.errors import MotcuaError
from models.user import User
from models.viewer import NOTHING, OUTSIDE, ROLES, Role, Scope, ScopeKind, Viewer

T = TypeVar("T")
#: the account whose password was set last, with the password; shown once
_MADE = "mc_account_made"
KINDS: dict[ScopeKind, tuple[str, str]] = {
    "all": ("mọi hồ sơ", "every dossier"),
    "department": ("hồ sơ của các cơ quan chọn", "dossiers of the departments chosen"),
    "fields": ("hồ sơ của các lĩnh vực chọn", "dossiers of the fields chosen"),
    "none": ("không hồ sơ nào", "no dossier"),
}


def show(who: Viewer) -> None:
    """The page: one account, or the list with a form for a new one."""
    said()
    made: NewAccount | None = st.session_state.pop(_MADE, None)
    if made is not None:
        told_once(made)
    known = office().users.all()
    chosen = next((user for user in known if user.login == st.query_params.get("account")), None)
    if chosen is not None:
        one(who, chosen)
        return
    listing(known)
    with st.expander(tr("Thêm tài khoản", "Add an account"), expanded=len(known) < 2):
        new(who)


def told_once(made: NewAccount) -> None:
    """The password that was set: shown this once, to be handed over."""
    st.success(tr(
        f"Tài khoản “{made.user.login}”. Hãy giao mật khẩu này cho người dùng; chỉ hiện lần này, và phải đổi "
        "khi đăng nhập lần đầu.",
        f"The account “{made.user.login}”. Hand this password over; it is shown this once, and has to be "
        "changed at the first sign-in.",
    ))  # fmt: skip
    st.code(made.password, language=None)


def listing(known: list[User]) -> None:
    """All accounts; a click opens one."""
    st.caption(tr(f"{number(len(known))} tài khoản; bấm vào một dòng để mở.",
                  f"{number(len(known))} accounts; click a row to open it."))  # fmt: skip
    rows = [
        {
            tr("Tên đăng nhập", "Sign-in name"): user.login,
            tr("Họ và tên", "Name"): user.name,
            tr("Vai trò", "Role"): role_text(user.role),
            tr("Phạm vi", "Scope"): scope_text(user.scope),
            tr("Trạng thái", "State"): state_text(user),
        }
        for user in known
    ]
    event: Any = st.dataframe(
        rows, hide_index=True, width="stretch", on_select="rerun", selection_mode="single-row",
        key="account_rows",
    )  # fmt: skip
    picked = event.selection.rows
    if picked:
        st.query_params["account"] = known[picked[0]].login
        st.rerun()


def scope_text(scope: Scope) -> str:
    """What somebody sees, in words."""
    if scope.kind in ("all", "none"):
        return tr(*KINDS[scope.kind])
    places = sorted(name("department", id) for id in scope.departments)
    fields = sorted(name("field", id) for id in scope.fields) if scope.kind == "fields" else []
    return "; ".join([*places, *fields])


def state_text(user: User) -> str:
    """Whether the account is open, and whether its password is still the one that was handed over."""
    if user.disabled:
        return tr("đã khóa", "closed")
    return tr("chưa đổi mật khẩu đầu", "first password") if user.must_change else tr("đang dùng", "in use")


def scope_inputs(role: Role, scope: Scope, key: str) -> Scope:
    """The widgets of a scope; what suits the role stands first."""
    if role in OUTSIDE:
        st.caption(tr("Vai trò này không xem hồ sơ nào.", "This role sees no dossier."))
        return NOTHING
    kinds: list[ScopeKind] = ["all", "department", "fields"]
    at = kinds.index(scope.kind) if scope.kind in kinds else 0
    kind = st.radio(
        tr("Thấy", "Sees"), kinds, index=at, key=f"{key}:kind:{role}", horizontal=True,
        format_func=lambda one: tr(*KINDS[one]),
    )  # fmt: skip
    if kind == "all":
        return Scope()
    tree = office().departments.tree(office().local_date())
    places = [one.id for one in tree.in_force()]
    if not places:
        address = link("procedures", list="departments")
        st.warning(tr(f"Chưa có cơ quan nào; hãy nhập ở [danh mục cơ quan]({address}).",
                      f"There is no department yet; enter them in the [list of agencies]({address})."))
    needed = " *" if kind == "department" else ""
    departments = st.multiselect(
        tr(f"Cơ quan{needed}", f"Departments{needed}"), places,
        [id for id in sorted(scope.departments) if id in places], key=f"{key}:departments:{role}",
        format_func=lambda id: name("department", id), placeholder=tr("hãy chọn", "choose"),
    )  # fmt: skip
    if kind == "department":
        return Scope(kind="department", departments=frozenset(departments))
    known = [one.id for one in office().fields.all() if not one.ended(office().local_date())]
    fields = st.multiselect(
        tr("Lĩnh vực *", "Fields *"), known, [id for id in sorted(scope.fields) if id in known],
        key=f"{key}:fields:{role}", format_func=lambda id: name("field", id),
        placeholder=tr("hãy chọn", "choose"),
    )  # fmt: skip
    return Scope(kind="fields", departments=frozenset(departments), fields=frozenset(fields))


def role_input(role: Role, key: str) -> Role:
    """The widget of a role."""
    chosen: Role = st.selectbox(
        tr("Vai trò *", "Role *"), ROLES, ROLES.index(role), key=f"{key}:role", format_func=role_text,
        help=tr("Vai trò nói được làm gì; phạm vi nói trên hồ sơ nào.",
                "The role says what one may do, the scope on which dossiers."),
    )  # fmt: skip
    return chosen


def new(who: Viewer) -> None:
    """A new account; its password is made and shown once."""
    count = st.session_state.get("accounts:made", 0)
    key = f"new:{count}"
    left, right = st.columns(2)
    login = left.text_input(
        tr("Tên đăng nhập *", "Sign-in name *"), max_chars=64, key=f"{key}:login",
        placeholder="nguyen.van.an",
    )  # fmt: skip
    title = right.text_input(tr("Họ và tên *", "Name *"), max_chars=120, key=f"{key}:name")
    with left:
        role = role_input("clerk", key)
    email = right.text_input(
        tr("Thư điện tử nhận thông báo (không bắt buộc)", "E-mail for notices (optional)"), max_chars=200,
        key=f"{key}:email",
    )  # fmt: skip
    scope = scope_inputs(role, Scope(kind=ROLE_FACTS[role].scope), key)
    if not st.button(tr("Tạo tài khoản", "Make the account"), type="primary", key=f"{key}:make"):
        return

    def make() -> NewAccount:
        return accounts.create(
            office(), who, office().now(), login=login, name=title, role=role, scope=scope, email=email,
            language="en" if language() == "en" else "vi",
        )  # fmt: skip

    made = attempt(make)
    if made is not None:
        st.session_state[_MADE] = made
        st.session_state["accounts:made"] = count + 1
        office().names.forget()
        st.rerun()


def attempt(act: Callable[[], T]) -> T | None:
    """Do it, or say why not."""
    try:
        return act()
    except MotcuaError as error:
        st.error(told(error))
        return None


def one(who: Viewer, user: User) -> None:
    """One account: its role and scope, its password, and whether it is open."""
    if st.button(tr("← Tài khoản", "← Accounts")):
        del st.query_params["account"]
        st.rerun()
    st.subheader(literal(user.login))
    st.caption(f"{role_text(user.role)} · {literal(scope_text(user.scope))} · {state_text(user)}")
    key = f"account:{user.id}"
    left, right = st.columns(2)
    title = left.text_input(tr("Họ và tên", "Name"), user.name, max_chars=120, key=f"{key}:name")
    email = right.text_input(
        tr("Thư điện tử nhận thông báo", "E-mail for notices"), user.email, max_chars=200, key=f"{key}:email"
    )
    with left:
        role = role_input(user.role, key)
    scope = scope_inputs(role, user.scope, key)
    if st.button(tr("Lưu", "Save"), type="primary", key=f"{key}:save") and attempt(
        lambda: accounts.change(
            office(), who, office().now(), user.login, name=title, role=role, scope=scope, email=email
        )
    ) is not None:
        office().names.forget()
        done(tr("Đã lưu; có hiệu lực ngay.", "Saved; it acts at once."))
    st.divider()
    first, second, third = st.columns(3)
    if first.button(tr("Cấp mật khẩu mới", "Set a new password"), width="stretch", key=f"{key}:password"):
        made = attempt(lambda: accounts.set_password(office(), who, office().now(), user.login))
        if made is not None:
            st.session_state[_MADE] = made
            st.rerun()
    if second.button(tr("Đăng xuất mọi nơi", "End all sessions"), width="stretch", key=f"{key}:sessions"):
        ended = attempt(lambda: accounts.revoke_sessions(office(), who, office().now(), user.login))
        if ended is not None:
            done(tr(f"Đã kết thúc {ended} phiên.", f"{ended} sessions were ended."))
    closes = not user.disabled
    label = tr("Khóa tài khoản", "Close the account") if closes else tr("Mở lại tài khoản", "Open again")
    if third.button(label, width="stretch", key=f"{key}:state"):
        act = accounts.disable if closes else accounts.enable
        if attempt(lambda: act(office(), who, office().now(), user.login)) is not None:
            done(tr("Đã khóa; các phiên đã kết thúc.", "Closed; its sessions have ended.") if closes
                 else tr("Đã mở lại.", "Opened again."))


def done(words: str) -> None:
    """Say on the page what was done, and draw it anew."""
    say(words)
    st.rerun()

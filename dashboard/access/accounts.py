"""The accounts: making, changing and closing them. Each change is in the audit, in one transaction."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dashboard.access import passwords
from dashboard.access.lockout import Lockout
from dashboard.access.roles import require
from models.audit import AuditAction, Entry
from models.errors import MotcuaError
from models.store import Session
from models.user import Language, User, folded_login
from models.viewer import Role, Scope, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office


_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


class AccountRefused(MotcuaError):
    """The account cannot be made or changed like this; nothing was changed."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account with the password that was set for it, which is kept nowhere."""

    user: User
    password: str


def find(office: Office, login: str) -> User:
    """The account of this sign-in name. Raises `AccountRefused` where there is none."""
    user = office.users.by_login(login)
    if user is None:
        raise AccountRefused(f"Không có tài khoản “{login}”.", f"There is no account “{login}”.")
    return user


def create(
    office: Office,
    by: Viewer,
    now: datetime,
    *,
    login: str,
    name: str,
    role: Role,
    scope: Scope,
    password: str | None = None,
    must_change: bool = True,
    language: Language | None = None,
    id: str | None = None,
    email: str = "",
) -> NewAccount:
    """A new account, with a generated password, id and the Office's language where none is given.

    Raises `LoginTaken`, `AccountRefused` for a name or scope that cannot be, `PasswordRefused`.
    """
    require(by, "users")
    login = folded_login(login)
    if not login or len(login) > 64 or any(letter.isspace() for letter in login):
        raise AccountRefused(
            "Tên đăng nhập phải có từ 1 đến 64 ký tự, không có khoảng trắng.",
            "A sign-in name has 1 to 64 characters and no spaces.",
        )
    _check_scope(scope)
    _check_email(email)
    password = _password(password, login, name)
    user = User(
        id=id or uuid.uuid4().hex,
        login=login,
        name=name.strip() or login,
        role=role,
        scope=scope,
        password_hash=passwords.hashed(password),
        must_change=must_change,
        created_at=now,
        language=language or office.settings.language,
        email=email,
    )

    def write(session: Session) -> None:
        office.users.add(user, session)
        office.audit.add(
            Entry(at=now, actor=by.user_id, action="account_added", subject=user.id, detail={"role": role}),
            session,
        )

    office.store.transact(write)
    return NewAccount(user, password)


def change(
    office: Office,
    by: Viewer,
    now: datetime,
    login: str,
    *,
    name: str | None = None,
    role: Role | None = None,
    scope: Scope | None = None,
    email: str | None = None,
) -> User:
    """Give the account another name, role, scope or e-mail address ("" for none), at once in open sessions.

    What is None stays. Raises `AccountRefused`, also where no administrator would be left.
    """
    require(by, "users")
    if scope is not None:
        _check_scope(scope)
    wanted: dict[str, Any] = {"name": name, "role": role, "scope": scope}
    given = {key: value for key, value in wanted.items() if value}
    if email is not None:
        _check_email(email)
        given["email"] = email
    return _write(office, by, now, login, "account_changed", given)


def disable(office: Office, by: Viewer, now: datetime, login: str) -> User:
    """Close the account and end its sessions. Raises `AccountRefused` for the last administrator."""
    require(by, "users")
    return _write(office, by, now, login, "account_disabled", {"disabled": True}, end_sessions=True)


def enable(office: Office, by: Viewer, now: datetime, login: str) -> User:
    """Open a closed account again."""
    require(by, "users")
    return _write(office, by, now, login, "account_enabled", {"disabled": False})


def set_password(
    office: Office, by: Viewer, now: datetime, login: str, password: str | None = None
) -> NewAccount:
    """A new password, generated where none is given, to be replaced at the next sign-in.

    Ends the sessions of the account and lifts its lock. Raises `AccountRefused`, `PasswordRefused`.
    """
    require(by, "users")
    present = office.users.by_login(folded_login(login))
    password = _password(password, folded_login(login), present.name if present else "")
    fresh: dict[str, Any] = {"password_hash": passwords.hashed(password), "must_change": True}
    user = _write(office, by, now, login, "password_set", fresh, end_sessions=True)
    Lockout(office.attempts).clear(login)
    return NewAccount(user, password)


def change_own_password(
    office: Office, user: User, session_id: str, present: str, wanted: str, now: datetime, address: str = ""
) -> None:
    """The person's own new password; their other sessions end. Wrong guesses count as failed sign-ins.

    Raises `Locked`, `AccountRefused` where the present password is wrong or used again, `PasswordRefused`.
    """
    lockout = Lockout(office.attempts)
    lockout.begin(user.login, address, now)
    if not passwords.verify(present, user.password_hash):
        raise AccountRefused("Mật khẩu hiện tại không đúng.", "The present password is not correct.")
    lockout.succeeded(user.login, address, now)
    passwords.check(wanted, user.login, user.name)
    if passwords.verify(wanted, user.password_hash):
        raise AccountRefused(
            "Mật khẩu mới phải khác mật khẩu hiện tại.", "The new password must differ from the present one."
        )
    fresh: dict[str, Any] = {"password_hash": passwords.hashed(wanted), "must_change": False}
    _write(
        office, user.viewer(), now, user.login, "password_changed", fresh, end_sessions=True, but=session_id
    )


def revoke_sessions(office: Office, by: Viewer, now: datetime, login: str) -> int:
    """End every session of the account; how many there were."""
    require(by, "users")
    user = find(office, login)
    ended = office.sessions.revoke_all(user.id)
    office.audit.add(
        Entry(
            at=now, actor=by.user_id, action="sessions_revoked", subject=user.id, detail={"ended": str(ended)}
        )
    )
    return ended


def _write(
    office: Office,
    by: Viewer,
    now: datetime,
    login: str,
    action: AuditAction,
    fresh: dict[str, Any],
    *,
    end_sessions: bool = False,
    but: str | None = None,
) -> User:
    """Change the account as it is stored now, end its sessions if asked, and write it into the audit."""

    def write(session: Session) -> User:
        present = office.users.by_login(login, session)
        if present is None:
            raise AccountRefused(f"Không có tài khoản “{login}”.", f"There is no account “{login}”.")
        changed = present.model_copy(update=fresh)
        _keep_an_administrator(office, present, changed, session)
        office.users.replace(changed, session)
        if end_sessions:
            office.sessions.revoke_all(changed.id, but=but, session=session)
        told = {key: str(value) for key, value in fresh.items() if key in {"name", "role"}}
        if "scope" in fresh:
            told["scope"] = changed.scope.model_dump_json()
        office.audit.add(
            Entry(at=now, actor=by.user_id, action=action, subject=changed.id, detail=told), session
        )
        return changed

    changed = office.store.transact(write)
    # Only now: what another thread read during the transaction was still the old state.
    office.sessions.forget_user(changed.id)
    return changed


def _keep_an_administrator(office: Office, present: User, changed: User, session: Session) -> None:
    def administers(user: User) -> bool:
        return user.role == "administrator" and not user.disabled

    if administers(present) and not administers(changed):
        others = [user for user in office.users.all(session) if user.id != present.id]
        if not any(administers(user) for user in others):
            raise AccountRefused(
                "Phải còn ít nhất một tài khoản quản trị đang hoạt động.",
                "At least one administrator account must stay open.",
            )


def _password(given: str | None, login: str, name: str) -> str:
    """The password that was given, or a generated one that may guard this account. Raises PasswordRefused."""
    if given is None:
        return passwords.generate_for(login, name)
    passwords.check(given, login, name)
    return given


def _check_email(email: str) -> None:
    if email and not _EMAIL.fullmatch(email):
        raise AccountRefused(f"“{email}” không phải địa chỉ e-mail.", f"“{email}” is no e-mail address.")


def _check_scope(scope: Scope) -> None:
    if (scope.kind == "department" and not scope.departments) or (
        scope.kind == "fields" and not scope.fields
    ):
        raise AccountRefused(
            "Phạm vi phải nêu ít nhất một cơ quan hoặc một lĩnh vực.",
            "The scope must name at least one department or field.",
        )

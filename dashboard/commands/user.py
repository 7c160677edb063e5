"""`user`: the accounts and their sessions, from the command line of the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer

from dashboard.commands import opened, say
from models.errors import MotcuaError
from models.viewer import ROLES, SYSTEM, Role, Scope, ScopeKind

if TYPE_CHECKING:
    from dashboard.office import Office
    from models.user import User

commands = typer.Typer(name="user", no_args_is_help=True, help=say("Tài khoản và phiên.", "Accounts."))

Login = Annotated[str, typer.Argument(help=say("Tên đăng nhập.", "The sign-in name."))]
RoleName = Annotated[str, typer.Option("--role", help=" | ".join(ROLES))]
NewRole = Annotated[str | None, typer.Option("--role", help=" | ".join(ROLES))]
Name = Annotated[str | None, typer.Option("--name", help=say("Họ và tên.", "The person's name."))]
Email = Annotated[
    str | None,
    typer.Option("--email", help=say('E-mail nhận thông báo; "" để bỏ.', 'E-mail for notices; "" for none.')),
]
ScopeName = Annotated[
    str | None,
    typer.Option(
        "--scope", help=" | ".join(get_args(ScopeKind)) + say("; nếu khác vai trò.", "; if not the role's.")
    ),
]
DepartmentList = Annotated[
    list[str] | None,
    typer.Option("--department", help=say("Cơ quan (mã hoặc tên), nhiều lần.", "A department, repeatable.")),
]
FieldList = Annotated[
    list[str] | None,
    typer.Option("--field", help=say("Lĩnh vực (mã hoặc tên), nhiều lần.", "A field, repeatable.")),
]


@commands.command(
    "add", help=say("Thêm tài khoản; in mật khẩu một lần.", "Add an account; prints its password once.")
)
def add(
    login: Login,
    role: RoleName,
    name: Name = None,
    scope: ScopeName = None,
    department: DepartmentList = None,
    field: FieldList = None,
    email: Email = None,
) -> None:
    """Make an account with a generated password, which must be replaced at the first sign-in."""
    from dashboard.access import accounts
    from dashboard.access.roles import ROLE_FACTS

    known = _role(role)
    with opened() as office:
        wide = scope or ("fields" if field else "department" if department else ROLE_FACTS[known].scope)
        made = accounts.create(
            office,
            SYSTEM,
            office.now(),
            login=login,
            name=name or "",
            role=known,
            scope=_scope(office, wide, department, field),
            email=email or "",
        )
    _print_password(made.user, made.password)


@commands.command(
    "change", help=say("Đổi tên, vai trò, phạm vi, e-mail.", "Change name, role, scope or e-mail.")
)
def change(
    login: Login,
    role: NewRole = None,
    name: Name = None,
    scope: ScopeName = None,
    department: DepartmentList = None,
    field: FieldList = None,
    email: Email = None,
) -> None:
    """Change what is given; it acts at once, in open sessions too."""
    from dashboard.access import accounts

    with opened() as office:
        wide = scope or ("fields" if field else "department" if department else None)
        changed = accounts.change(
            office,
            SYSTEM,
            office.now(),
            login,
            name=name,
            role=_role(role) if role else None,
            scope=_scope(office, wide, department, field) if wide else None,
            email=email,
        )
        print(_line(office, changed))


@commands.command("list", help=say("Liệt kê tài khoản.", "List the accounts."))
def list_all(
    as_json: Annotated[bool, typer.Option("--json", help=say("In JSON.", "Print JSON."))] = False,
) -> None:
    """One account a line: sign-in name, role, scope, state, name."""
    import json

    with opened() as office:
        users = office.users.all()
        if as_json:
            print(json.dumps([_facts(office, user) for user in users], ensure_ascii=False, indent=2))
        else:
            for user in users:
                print(_line(office, user))


@commands.command(
    "password", help=say("Đặt mật khẩu mới; in một lần.", "Set a new password; prints it once.")
)
def password(login: Login) -> None:
    """Generate a password, end the sessions of the account and lift its lock."""
    from dashboard.access import accounts

    with opened() as office:
        made = accounts.set_password(office, SYSTEM, office.now(), login)
    _print_password(made.user, made.password)


@commands.command("disable", help=say("Khóa tài khoản.", "Close an account."))
def disable(login: Login) -> None:
    """Close the account and end its sessions."""
    from dashboard.access import accounts

    with opened() as office:
        print(_line(office, accounts.disable(office, SYSTEM, office.now(), login)))


@commands.command("enable", help=say("Mở lại tài khoản.", "Open a closed account."))
def enable(login: Login) -> None:
    """Open a closed account again."""
    from dashboard.access import accounts

    with opened() as office:
        print(_line(office, accounts.enable(office, SYSTEM, office.now(), login)))


@commands.command("sessions", help=say("Phiên đăng nhập của tài khoản.", "The sessions of an account."))
def sessions(
    login: Login,
    revoke: Annotated[bool, typer.Option("--revoke", help=say("Kết thúc tất cả.", "End them all."))] = False,
) -> None:
    """List where the account is signed in, or end all its sessions."""
    from dashboard.access import accounts

    with opened() as office:
        if revoke:
            ended = accounts.revoke_sessions(office, SYSTEM, office.now(), login)
            print(say(f"Đã kết thúc {ended} phiên.", f"Sessions ended: {ended}."))
            return
        for one in office.sessions.of(accounts.find(office, login).id, office.now()):
            seen = one.seen_at.astimezone(office.store.zone).strftime("%d/%m/%Y %H:%M")
            print(f"{one.id[:8]}  {seen}  {one.address or '-':<15}  {one.user_agent}")


@commands.command("second", help=say("Mã xác thực của tài khoản.", "The second factor of an account."))
def second_factor(
    login: Login,
    remove: Annotated[
        bool, typer.Option("--remove", help=say("Bỏ, khi mất điện thoại.", "Take it away: a lost phone."))
    ] = False,
) -> None:
    """Tell whether the account has one, or take it away and end its sessions."""
    from dashboard.access import accounts, second

    with opened() as office:
        user = accounts.find(office, login)
        if remove:
            gone = second.reset(office, SYSTEM, user, office.now())
            print(say("Đã bỏ.", "Removed.") if gone else say("Không có.", "There is none."))
            return
        factor = office.second_factors.get(user.id)
        there = factor is not None and factor.confirmed_at is not None
        print(say("Đang bật.", "It is on.") if there else say("Đang tắt.", "It is off."))


def _role(name: str) -> Role:
    if name not in ROLES:
        raise MotcuaError(
            f"Không có vai trò “{name}”; có {', '.join(ROLES)}.",
            f"There is no role “{name}”; use {', '.join(ROLES)}.",
        )
    return name


def _scope(office: Office, kind: str, departments: list[str] | None, fields: list[str] | None) -> Scope:
    """The scope of ids or names. Raises `BadQuestion` for one that the Office does not have."""
    if kind not in get_args(ScopeKind):
        kinds = ", ".join(get_args(ScopeKind))
        raise MotcuaError(
            f"Không có phạm vi “{kind}”; có {kinds}.", f"There is no scope “{kind}”; use {kinds}."
        )
    return Scope(
        kind=cast(ScopeKind, kind),
        departments=frozenset(
            id for name in departments or () for id in office.names.ids("department", name)
        ),
        fields=frozenset(id for name in fields or () for id in office.names.ids("field", name)),
    )


def _facts(office: Office, user: User) -> dict[str, Any]:
    from dashboard.access.lockout import Lockout
    from models.user import stored_scope

    until = Lockout(office.attempts).locked_until(user.login, office.now())
    return {
        "login": user.login,
        "name": user.name,
        "email": user.email,
        "role": user.role,
        "scope": stored_scope(user.scope),
        "disabled": user.disabled,
        "must_change": user.must_change,
        "locked_until": until.isoformat() if until else None,
        "sessions": len(office.sessions.of(user.id, office.now())),
    }


def _line(office: Office, user: User) -> str:
    facts = _facts(office, user)
    states = [
        word
        for word, holds in (
            (say("đã khóa", "closed"), user.disabled),
            (say("tạm khóa", "locked"), facts["locked_until"]),
            (say("phải đổi mật khẩu", "must change password"), user.must_change),
        )
        if holds
    ]
    scope = facts["scope"]
    where = " ".join([scope["kind"], *scope["departments"], *scope["fields"]])
    return f"{user.login:<14} {user.role:<14} {user.name}  [{where}]  {', '.join(states)}".rstrip()


def _print_password(user: User, secret: str) -> None:
    print(f"{user.login}  {secret}")
    print(
        say(
            "Mật khẩu chỉ hiện lần này; người dùng phải đổi khi đăng nhập.",
            "The password is shown this once; it has to be changed at the next sign-in.",
        )
    )

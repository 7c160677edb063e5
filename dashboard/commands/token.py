"""`token`: what other systems come in with, and where events are sent, from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from dashboard.commands import opened, say
from models.errors import MotcuaError
from models.viewer import ROLES, SYSTEM, Scope, ScopeKind

if TYPE_CHECKING:
    from dashboard.office import Office
    from models.api_token import ApiToken

commands = typer.Typer(
    name="token", no_args_is_help=True, help=say("Mã kết nối, webhook.", "Tokens and webhooks.")
)

Wanted = Annotated[str, typer.Argument(help=say("Mã số hoặc tên.", "Its id or name."))]


@commands.command("add", help=say("Tạo mã kết nối; in một lần.", "Make a token; prints it once."))
def add(
    name: Annotated[str, typer.Argument(help=say("Hệ thống nào dùng.", "Which system uses it."))],
    role: Annotated[str, typer.Option("--role", help=" | ".join(ROLES))],
    grant: Annotated[list[str], typer.Option("--grant", help=say("Quyền.", "A scope, repeatable."))],
    department: Annotated[list[str] | None, typer.Option("--department")] = None,
    field: Annotated[list[str] | None, typer.Option("--field")] = None,
    days: Annotated[int, typer.Option("--days", help=say("Hiệu lực mấy ngày.", "Days it is valid."))] = 365,
    rate: Annotated[int, typer.Option("--rate", help=say("Yêu cầu một phút.", "Requests a minute."))] = 600,
) -> None:
    """Make a token; with neither department nor field it sees the whole Office."""
    from dashboard.api import tokens

    if role not in ROLES:
        known = ", ".join(ROLES)
        raise MotcuaError(
            f"Không có vai trò “{role}”; có {known}.", f"There is no role “{role}”; use {known}."
        )
    with opened() as office:
        kind = "fields" if field else "department" if department else "all"
        assert kind in get_args(ScopeKind)
        scope = Scope(
            kind=cast(ScopeKind, kind),
            departments=frozenset(
                id for one in department or () for id in office.names.ids("department", one)
            ),
            fields=frozenset(id for one in field or () for id in office.names.ids("field", one)),
        )
        made = tokens.create(
            office, SYSTEM, office.now(), name=name, scopes=grant, role=role, scope=scope,
            days=days, rate=rate,
        )  # fmt: skip
        print(f"{made.token.id}  {made.secret}")
        print(say("Mã chỉ hiện lần này.", "The token is shown this once."))


@commands.command("list", help=say("Liệt kê mã kết nối và webhook.", "List the tokens and webhooks."))
def list_all() -> None:
    """One token a line, beneath it its webhooks."""
    with opened() as office:
        hooks = office.webhooks.all()
        for token in office.api_tokens.all():
            print(_line(office, token))
            for hook in hooks:
                if hook.token == token.id:
                    print(f"    {hook.id}  {hook.state:<8} {hook.url}  {hook.error}".rstrip())


@commands.command("revoke", help=say("Thu hồi mã kết nối.", "Revoke a token."))
def revoke(wanted: Wanted) -> None:
    """End a token for good."""
    from dashboard.api import tokens

    with opened() as office:
        print(_line(office, tokens.revoke(office, SYSTEM, office.now(), wanted)))


@commands.command("hook", help=say("Gửi sự kiện tới một địa chỉ.", "Send events to an address."))
def hook(
    wanted: Wanted,
    url: Annotated[str, typer.Argument(help="https://…")],
    action: Annotated[list[str] | None, typer.Option("--action")] = None,
    department: Annotated[list[str] | None, typer.Option("--department")] = None,
) -> None:
    """Make a webhook of a token; prints the secret that signs it, once."""
    from dashboard.api import hooks

    with opened() as office:
        made = hooks.create(
            office, SYSTEM, office.now(), token=wanted, url=url, actions=action or (),
            departments=[id for one in department or () for id in office.names.ids("department", one)],
        )  # fmt: skip
        print(f"{made.hook.id}  {made.secret}")
        print(say("Khóa ký chỉ hiện lần này.", "The secret is shown this once."))


@commands.command("unhook", help=say("Bỏ một webhook.", "Remove a webhook."))
def unhook(id: Annotated[str, typer.Argument(help=say("Mã số webhook.", "The webhook's id."))]) -> None:
    """End a webhook for good."""
    from dashboard.api import hooks

    with opened() as office:
        hooks.remove(office, SYSTEM, office.now(), id)
        print(say("Đã bỏ.", "Removed."))


def _line(office: Office, token: ApiToken) -> str:
    zone = office.store.zone
    state = (
        say("đã thu hồi", "revoked") if token.revoked_at
        else say("hết hạn", "expired") if not token.valid(office.now())
        else say("đến ", "until ") + f"{token.expires_at.astimezone(zone):%d/%m/%Y}"
    )  # fmt: skip
    used = "–" if token.used_at is None else f"{token.used_at.astimezone(zone):%d/%m/%Y %H:%M}"
    where = " ".join([token.scope.kind, *sorted(token.scope.departments), *sorted(token.scope.fields)])
    return (
        f"{token.id}  …{token.ending}  {state:<18} {used:<17} {token.role} [{where}]  "
        f"{' '.join(token.scopes)}  {token.name}"
    )

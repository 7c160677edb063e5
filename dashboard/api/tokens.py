"""Making, listing and ending tokens. Each is in the audit, in the transaction of what it tells of."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.access.roles import ROLE_FACTS, may, require
from dashboard.api.table import SCOPE_WORDS, permissions_of
from models.api_token import API_SCOPES, ApiScope, ApiToken, digest, new_secret
from models.audit import Entry
from models.errors import MotcuaError
from models.store import Session
from models.viewer import Role, Scope, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: a token ends at the latest after so many days, and by default after a year
LONGEST_DAYS, USUAL_DAYS = 730, 365
#: requests a minute where nothing else is said
USUAL_RATE = 600
MOST_RATE = 10_000


class TokenRefused(MotcuaError):
    """The token cannot be made or ended like this; nothing was changed."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token with its secret, which is kept nowhere."""

    token: ApiToken
    secret: str = field(repr=False)


def create(
    office: Office, by: Viewer, now: datetime, *, name: str, scopes: Collection[str], role: Role,
    scope: Scope | None = None, days: int = USUAL_DAYS, rate: int = USUAL_RATE,
) -> NewToken:  # fmt: skip
    """A new token, which ends after so many days. Raises NotAllowed, TokenRefused."""
    require(by, "tokens")
    seen = scope or Scope()
    wanted = _scopes(scopes, role)
    _check(name, seen, days, rate)
    secret = new_secret()
    token = ApiToken(
        id=uuid.uuid4().hex[:12], name=name.strip(), digest=digest(secret), ending=secret[-4:], scopes=wanted,
        role=role, scope=seen, rate=rate, created_at=now, created_by=by.user_id,
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    detail = {"name": token.name, "role": role, "scopes": " ".join(wanted), "scope": seen.model_dump_json(),
              "expires_at": token.expires_at.isoformat()}  # fmt: skip

    def write(session: Session) -> None:
        office.api_tokens.add(token, session)
        office.audit.add(
            Entry(at=now, actor=by.user_id, action="token_added", subject=token.id, detail=detail), session
        )

    office.store.transact(write)
    office.names.forget()
    return NewToken(token, secret)


def find(office: Office, wanted: str) -> ApiToken:
    """The token of an id or of a name that only one has. Raises TokenRefused."""
    there = office.api_tokens.all()
    found = [one for one in there if one.id == wanted] or [one for one in there if one.name == wanted]
    if len(found) != 1:
        raise TokenRefused(
            f"Không có (hoặc không chỉ có một) mã kết nối “{wanted}”; hãy dùng mã số của nó.",
            f"There is none (or more than one) token “{wanted}”; use its id.",
        )
    return found[0]


def revoke(office: Office, by: Viewer, now: datetime, id: str) -> ApiToken:
    """End a token for good, at once here and within two seconds elsewhere. Raises as `create` does."""
    require(by, "tokens")
    token = find(office, id)

    def write(session: Session) -> None:
        if not office.api_tokens.revoke(token.id, now, by.user_id, session):
            raise TokenRefused("Mã kết nối này đã thu hồi.", "This token is revoked already.")
        office.audit.add(
            Entry(at=now, actor=by.user_id, action="token_revoked", subject=token.id,
                  detail={"name": token.name}),
            session,
        )  # fmt: skip

    office.store.transact(write)
    office.api_tokens.forget()
    return token.model_copy(update={"revoked_at": now, "revoked_by": by.user_id})


def _scopes(wanted: Collection[str], role: Role) -> tuple[ApiScope, ...]:
    """The scopes in their order. Raises TokenRefused for one unknown, or that the role cannot use."""
    unknown = [name for name in wanted if name not in API_SCOPES]
    if unknown or not wanted:
        known = ", ".join(API_SCOPES)
        raise TokenRefused(
            f"Chọn ít nhất một quyền trong: {known}.", f"Choose at least one scope of: {known}."
        )
    chosen = tuple(name for name in API_SCOPES if name in wanted)
    holder = Viewer(user_id="", name="", role=role)
    facts = ROLE_FACTS[role]
    for name in chosen:
        if not all(may(holder, permission) for permission in permissions_of(name)):
            vi, en = SCOPE_WORDS[name]
            raise TokenRefused(
                f"Vai trò {facts.vi} không dùng được quyền “{vi}”.",
                f"The role {facts.en} cannot use the scope “{en}”.",
            )
    return chosen


def _check(name: str, scope: Scope, days: int, rate: int) -> None:
    if not 1 <= len(name.strip()) <= 100:
        raise TokenRefused("Tên phải có từ 1 đến 100 ký tự.", "The name has 1 to 100 letters.")
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenRefused(
            f"Thời hạn từ 1 đến {LONGEST_DAYS} ngày.", f"A token is valid for 1 to {LONGEST_DAYS} days."
        )
    if not 1 <= rate <= MOST_RATE:
        raise TokenRefused(
            f"Giới hạn từ 1 đến {MOST_RATE} yêu cầu một phút.", f"The limit is 1 to {MOST_RATE} a minute."
        )
    named = {"all": True, "none": True, "department": bool(scope.departments), "fields": bool(scope.fields)}
    if not named[scope.kind]:
        raise TokenRefused(
            "Phạm vi phải nêu ít nhất một cơ quan hoặc một lĩnh vực.",
            "The scope must name at least one department or field.",
        )

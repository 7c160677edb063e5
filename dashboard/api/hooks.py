"""Making, trying and ending webhooks: by the administrator, because the Office's server calls the address."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast, get_args
from urllib.parse import urlsplit

from pydantic import ValidationError

from dashboard.access.roles import require
from dashboard.api import tokens
from dashboard.api.feeding import INWARD
from dashboard.flow import ActionName
from models.audit import AuditAction, Entry
from models.errors import MotcuaError
from models.store import Session
from models.viewer import Viewer
from models.webhook import Webhook

if TYPE_CHECKING:
    from dashboard.office import Office

#: what may be told of
TOLD: tuple[str, ...] = tuple(name for name in get_args(ActionName) if name not in INWARD)
#: also without TLS, because nothing leaves the machine
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


class WebhookRefused(MotcuaError):
    """The webhook cannot be made or changed like this; nothing was changed."""


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook with the secret that signs it, which is shown this once."""

    hook: Webhook
    secret: str = field(repr=False)


def create(
    office: Office, by: Viewer, now: datetime, *, token: str, url: str, actions: Collection[str] = (),
    departments: Collection[str] = (),
) -> NewWebhook:  # fmt: skip
    """Send what happens from now on to an address, as the token sees it. Raises as `remove` does."""
    require(by, "tokens")
    holder = tokens.find(office, token)
    if not holder.valid(now) or "events:read" not in holder.scopes:
        raise WebhookRefused(
            "Mã kết nối phải còn hiệu lực và có quyền xem sự kiện.",
            "The token must be valid and have the scope of reading events.",
        )
    unknown = set(actions) - set(TOLD)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise WebhookRefused(f"Không có sự kiện {names}.", f"There is no event {names}.")
    _check_url(url)
    secret = secrets.token_urlsafe(32)
    try:
        hook = Webhook(
            id=uuid.uuid4().hex[:12], token=holder.id, url=url, actions=tuple(sorted(set(actions))),
            departments=tuple(sorted(set(departments))), secret=secret, created_at=now, created_by=by.user_id,
            cursor=office.feed.number(), next_at=now,
        )  # fmt: skip
    except ValidationError:
        raise _bad_url() from None
    _write(office, by, now, "webhook_added", hook, lambda session: office.webhooks.add(hook, session))
    return NewWebhook(hook, secret)


def remove(office: Office, by: Viewer, now: datetime, id: str) -> None:
    """End a webhook for good. Raises NotAllowed, WebhookRefused."""
    require(by, "tokens")
    hook = _find(office, id)
    _write(office, by, now, "webhook_removed", hook, lambda session: office.webhooks.remove(id, session))


def resume(office: Office, by: Viewer, now: datetime, id: str) -> None:
    """Begin again, where it had come to, with a webhook that was stopped. Raises as `remove` does."""
    require(by, "tokens")
    hook = _find(office, id)
    if not office.webhooks.resume(id, now):
        raise WebhookRefused("Webhook này đang chạy.", "This webhook is running.")
    office.audit.add(_entry(by, now, "webhook_resumed", hook))


def _find(office: Office, id: str) -> Webhook:
    found = office.webhooks.get(id)
    if found is None:
        raise WebhookRefused(f"Không có webhook “{id}”.", f"There is no webhook “{id}”.")
    return found


def _write(office: Office, by: Viewer, now: datetime, action: str, hook: Webhook, write: Any) -> None:
    def both(session: Session) -> None:
        write(session)
        office.audit.add(_entry(by, now, action, hook), session)

    office.store.transact(both)


def _entry(by: Viewer, now: datetime, action: str, hook: Webhook) -> Entry:
    return Entry(
        at=now, actor=by.user_id, action=cast(AuditAction, action), subject=hook.token,
        detail={"webhook": hook.id, "host": urlsplit(hook.url).hostname or ""},
    )  # fmt: skip


def _check_url(url: str) -> None:
    """Raises WebhookRefused for what is no address, or would send in the clear over a network."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        raise _bad_url() from None
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in _HERE)):
        raise _bad_url()


def _bad_url() -> WebhookRefused:
    return WebhookRefused(
        "Địa chỉ phải là https://… (http chỉ trên chính máy này), không có tên và mật khẩu.",
        "The address must be https://… (http on this machine only), without name and password.",
    )

"""Sends the feed on to webhooks: each in order, one sender at a time, again after a failure.

What was not taken stands at the head of its webhook, so nothing is lost and nothing overtakes; another
webhook does not wait for it. Where a process dies between the receiver's answer and the mark, the event is
sent again under the same idempotency-key. A webhook that took nothing for a week is stopped.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import structlog

from dashboard.api.answers import EventAnswer, Local, OfficialState
from dashboard.api.following import visible
from dashboard.notices.media import LONGEST_REASON, PATIENCE, Failed, signature
from dashboard.notices.sender import LONGEST_PAUSE, SKEW, STALE, pause_after
from models.audit import Entry as AuditEntry
from models.feed import Entry
from models.webhook import Webhook

if TYPE_CHECKING:
    from dashboard.office import Office

#: how long a sender holds a webhook after each event; longer than any conversation lasts
LEASE = timedelta(minutes=2)
#: events that one webhook gets in one round
ROUND = 100
#: an invented event, for trials: no dossier has this code
TRIAL = "trial"
Post = Callable[[str, bytes, Mapping[str, str]], httpx.Response]

log = structlog.get_logger()


def post(url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """One POST. No redirect is followed: the address is the administrator's word."""
    with httpx.Client(timeout=PATIENCE, follow_redirects=False) as client:
        return client.post(url, content=body, headers=dict(headers))


class Delivery:
    """Sends what is due. Several may run, in one process or in many."""

    def __init__(self, office: Office, send: Post = post, chance: random.Random | None = None) -> None:
        self._office = office
        self._post = send
        self._chance = chance or random.Random()

    def run_once(self) -> int:
        """Number the feed and send what is due; returns how many events were taken. Raises StoreError."""
        office = self._office
        now, last = office.now(), office.feed.number()
        office.webhooks.pull_back(now + LONGEST_PAUSE + SKEW, now)  # put off while the clock ran ahead
        return sum(self._serve(id, last) for id in office.webhooks.due(now))

    def trial(self, hook: Webhook) -> None:
        """Send an invented event now, whatever waits. Raises `Failed`."""
        now = Local(self._office.store.zone).sure(self._office.now())
        told = {
            "id": uuid.uuid4().hex, "cursor": str(hook.cursor), "dossier": TRIAL, "n": 0, "action": TRIAL,
            "state": "submitted", "official": OfficialState.of("submitted").model_dump(),
            "at": now.isoformat(), "recorded_at": now.isoformat(),
        }  # fmt: skip
        self._send(hook, str(told["id"]), told)

    def _serve(self, id: str, last: int) -> int:
        """Send to one webhook, if nobody else does; how many events it took."""
        office, lease, now = self._office, uuid.uuid4().hex, self._office.now()
        hook = office.webhooks.take(id, lease, now, now + LEASE)
        if hook is None:
            return 0
        token = office.api_tokens.get(hook.token)
        if token is None or not token.valid(now) or "events:read" not in token.scopes:
            self._stop(hook, lease, "mã kết nối không còn hiệu lực / the token is not valid any more")
            return 0
        if hook.cursor < office.feed.bounds()[0]:
            self._stop(hook, lease, "sự kiện chưa gửi đã bị xóa sau 90 ngày / unsent events were removed")
            return 0
        taken, cursor = 0, hook.cursor
        entries = office.feed.between(cursor, min(last, cursor + ROUND))
        seen = visible(office, token.viewer(), entries)
        for entry in entries:
            if entry.id in seen and wanted(hook, entry):
                try:
                    told = EventAnswer.of(entry, Local(office.store.zone)).model_dump(mode="json")
                    self._send(hook, entry.id, told)
                except Failed as failure:
                    self._again(hook, lease, failure, cursor)
                    return taken
                taken += 1
            cursor = entry.seq
            now = office.now()
            if entry.id in seen and not office.webhooks.moved(id, lease, now + LEASE, cursor=cursor):
                return taken  # removed meanwhile, or the lease was lost
        fresh: dict[str, Any] = {"cursor": cursor, "failures": 0, "failing_since": None, "error": ""}
        if taken:
            fresh["sent_at"] = now
        office.webhooks.let_go(id, lease, **fresh)
        return taken

    def _send(self, hook: Webhook, id: str, told: Mapping[str, Any]) -> None:
        body = json.dumps({"webhook": hook.id, "event": told}, ensure_ascii=False, sort_keys=True).encode()
        stamp = str(int(self._office.now().timestamp()))
        headers = {
            "content-type": "application/json; charset=utf-8", "idempotency-key": id,
            "motcua-timestamp": stamp, "motcua-signature": f"sha256={signature(hook.secret, stamp, body)}",
        }  # fmt: skip
        try:
            answer = self._post(hook.url, body, headers)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Failed(f"{type(error).__name__}: {error}", unreachable=True) from error
        if not answer.is_success:
            raise Failed(f"HTTP {answer.status_code} {answer.text[:LONGEST_REASON]}")

    def _again(self, hook: Webhook, lease: str, failure: Failed, cursor: int) -> None:
        now = self._office.now()
        since = hook.failing_since if hook.failing_since and cursor == hook.cursor else now
        if now - since > STALE:
            self._stop(hook, lease, str(failure))
            return
        failures = hook.failures + 1 if cursor == hook.cursor else 1
        self._office.webhooks.let_go(
            hook.id, lease, cursor=cursor, failures=failures, failing_since=since, error=str(failure),
            next_at=now + pause_after(failures, self._chance),
        )  # fmt: skip

    def _stop(self, hook: Webhook, lease: str, reason: str) -> None:
        now: datetime = self._office.now()
        self._office.webhooks.let_go(hook.id, lease, state="stopped", error=reason)
        self._office.audit.add(
            AuditEntry(at=now, actor="", action="webhook_stopped", subject=hook.token,
                       detail={"webhook": hook.id, "reason": reason})
        )  # fmt: skip
        log.warning("webhook stopped", webhook=hook.id)


def wanted(hook: Webhook, entry: Entry) -> bool:
    """Whether a webhook has asked for such an event."""
    return (not hook.actions or entry.action in hook.actions) and (
        not hook.departments or entry.department in hook.departments
    )

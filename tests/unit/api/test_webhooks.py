"""Events sent on: signed, in order, again after a failure, and only what the token may see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

import httpx
import pytest

from dashboard.api import hooks, tokens
from dashboard.api.delivery import TRIAL, Delivery
from dashboard.api.hooks import WebhookRefused
from dashboard.flow import Action
from dashboard.notices.media import signature
from dashboard.notices.sender import STALE
from dashboard.office import Office
from models.errors import NotAllowed
from models.viewer import SYSTEM, Scope, Viewer
from models.webhook import Webhook
from tests.unit.api.conftest import Clock, Connected, put_in

URL = "https://portal.example/hook"


class Receiver:
    """Another system: keeps what it takes, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.posts: list[tuple[str, bytes, Mapping[str, str]]] = []
        self.status = 204
        self.away = False

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("refused")
        self.posts.append((url, body, headers))
        if self.status < 300:
            event = json.loads(body)["event"]
            self.taken.append((event["dossier"], event["action"], headers["idempotency-key"]))
        return httpx.Response(self.status, text="why")


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def delivery(office: Office, receiver: Receiver) -> Delivery:
    return Delivery(office, receiver)


def hooked(office: Office, scope: Scope | None = None, **more: object) -> tuple[Webhook, str]:
    """A webhook of a new token, and its secret."""
    token = tokens.create(
        office, SYSTEM, office.now(), name="Cổng", scopes=["events:read"], role="manager", scope=scope
    ).token
    made = hooks.create(office, SYSTEM, office.now(), token=token.id, url=URL, **more)  # type: ignore[arg-type]
    return made.hook, made.secret


def test_what_happens_from_then_on_is_sent_in_order_and_signed(
    office: Office, delivery: Delivery, receiver: Receiver
) -> None:
    put_in(office, "H-before")
    hook, secret = hooked(office)
    put_in(office, "H-1", 0)
    put_in(office, "H-2", 1)
    assert delivery.run_once() == 4
    assert delivery.run_once() == 0
    assert [(code, action) for code, action, _ in receiver.taken] == [
        ("H-1", "submit"), ("H-1", "accept"), ("H-2", "submit"), ("H-2", "accept"),
    ]  # fmt: skip
    url, body, headers = receiver.posts[0]
    assert url == URL
    assert headers["motcua-signature"] == f"sha256={signature(secret, headers['motcua-timestamp'], body)}"
    assert json.loads(body)["webhook"] == hook.id
    assert secret not in repr(hook)
    assert all(secret not in str(entry) for entry in office.audit.about(hook.token))


def test_only_what_the_token_sees_and_the_webhook_asks_for_is_sent(
    office: Office, delivery: Delivery, receiver: Receiver
) -> None:
    hooked(office, Scope(kind="department", departments=frozenset({"A"})))
    hooked(office, actions=["accept"], departments=["B"])
    put_in(office, "H-A", 0)
    put_in(office, "H-B", 1)
    assert delivery.run_once() == 3
    assert sorted((code, action) for code, action, _ in receiver.taken) == [
        ("H-A", "accept"), ("H-A", "submit"), ("H-B", "accept"),
    ]  # fmt: skip
    assert {hook.cursor for hook in office.webhooks.all()} == {4}, "what is not wanted is passed over"


@pytest.mark.parametrize("away", [True, False])
def test_what_was_not_taken_is_sent_again_and_nothing_overtakes_it(
    office: Office, delivery: Delivery, receiver: Receiver, clock: Clock, away: bool
) -> None:
    hook, _ = hooked(office)
    put_in(office, "H-1")
    receiver.away, receiver.status = away, 500
    assert delivery.run_once() == 0
    kept = office.webhooks.get(hook.id)
    assert kept is not None
    assert (kept.failures, kept.cursor) == (1, 0)
    assert ("ConnectError" if away else "HTTP 500 why") in kept.error
    receiver.away, receiver.status = False, 200
    assert delivery.run_once() == 0, "not before its time"
    clock.at += timedelta(minutes=1)
    assert delivery.run_once() == 2
    assert [action for _, action, _ in receiver.taken] == ["submit", "accept"]
    kept = office.webhooks.get(hook.id)
    assert kept is not None
    assert (kept.failures, kept.error) == (0, "")


def test_one_webhook_does_not_wait_for_another(
    office: Office, receiver: Receiver, clock: Clock
) -> None:
    first, _ = hooked(office)
    second, _ = hooked(office)

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        if json.loads(body)["webhook"] == first.id:
            raise httpx.ReadTimeout("slow")
        return receiver(url, body, headers)

    put_in(office, "H-1")
    assert Delivery(office, post).run_once() == 2
    cursors = {hook.id: hook.cursor for hook in office.webhooks.all()}
    assert cursors == {first.id: 0, second.id: 2}


def test_a_webhook_that_takes_nothing_for_a_week_is_stopped_and_can_be_resumed(
    office: Office, delivery: Delivery, receiver: Receiver, clock: Clock
) -> None:
    hook, _ = hooked(office)
    put_in(office, "H-1")
    receiver.status = 404
    delivery.run_once()
    clock.at += STALE + timedelta(hours=1)
    delivery.run_once()
    kept = office.webhooks.get(hook.id)
    assert kept is not None
    assert (kept.state, kept.error) == ("stopped", "HTTP 404 why")
    assert "webhook_stopped" in {entry.action for entry in office.audit.about(hook.token)}
    receiver.status = 200
    assert delivery.run_once() == 0
    hooks.resume(office, SYSTEM, office.now(), hook.id)
    assert delivery.run_once() == 2


def test_a_revoked_token_is_told_nothing_more(
    office: Office, delivery: Delivery, receiver: Receiver
) -> None:
    hook, _ = hooked(office)
    put_in(office, "H-1")
    tokens.revoke(office, SYSTEM, office.now(), hook.token)
    assert delivery.run_once() == 0
    assert receiver.posts == []
    kept = office.webhooks.get(hook.id)
    assert kept is not None
    assert kept.state == "stopped"


def test_a_sender_that_died_leaves_its_webhook_to_another_after_its_lease(
    office: Office, delivery: Delivery, receiver: Receiver, clock: Clock
) -> None:
    hook, _ = hooked(office)
    put_in(office, "H-1")
    now = office.now()
    assert office.webhooks.take(hook.id, "dead", now, now + timedelta(minutes=2)) is not None
    assert delivery.run_once() == 0
    clock.at += timedelta(minutes=2)
    assert delivery.run_once() == 2
    assert office.webhooks.moved(hook.id, "dead", now, cursor=0) is False


def test_a_token_tries_its_own_webhook_and_no_other(
    connect: Connected, office: Office, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Delivery.__init__, "__defaults__", (receiver, None))
    client = connect()
    (token,) = office.api_tokens.all()
    own = hooks.create(office, SYSTEM, office.now(), token=token.id, url=URL).hook
    other, _ = hooked(office)
    assert [one["id"] for one in client.get("webhooks").json()["webhooks"]] == [own.id]
    assert client.post(f"webhooks/{own.id}/test").json() == {"delivered": True, "reason": ""}
    assert receiver.taken[0][:2] == (TRIAL, TRIAL)
    receiver.status = 410
    assert client.post(f"webhooks/{own.id}/test").json()["reason"] == "HTTP 410 why"
    assert client.post(f"webhooks/{other.id}/test").status_code == 404


def test_only_an_administrator_says_where_events_are_sent(office: Office) -> None:
    hook, _ = hooked(office)
    manager = Viewer(user_id="m", name="m", role="manager")
    with pytest.raises(NotAllowed):
        hooks.create(office, manager, office.now(), token=hook.token, url=URL)
    with pytest.raises(NotAllowed):
        hooks.remove(office, manager, office.now(), hook.id)
    bad = (
        "http://portal.example/hook", "ftp://x", "https://", "https://a:b@x/", "https://x:y/", "javascript:1",
    )  # fmt: skip
    for url in bad:
        with pytest.raises(WebhookRefused):
            hooks.create(office, SYSTEM, office.now(), token=hook.token, url=url)
    with pytest.raises(WebhookRefused):
        hooks.create(office, SYSTEM, office.now(), token=hook.token, url=URL, actions=["note"])
    hooks.remove(office, SYSTEM, office.now(), hook.id)
    with pytest.raises(WebhookRefused):
        hooks.remove(office, SYSTEM, office.now(), hook.id)
    told = {entry.action for entry in office.audit.about(hook.token)}
    assert {"webhook_added", "webhook_removed"} <= told


def test_an_inward_action_is_not_told(office: Office, delivery: Delivery, receiver: Receiver) -> None:
    put_in(office, "H-1")
    hooked(office)
    office.commit.act("H-1", Action(name="note", note="gọi lại"), "u")
    assert delivery.run_once() == 0

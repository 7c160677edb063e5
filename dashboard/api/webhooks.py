"""A token's own webhooks: what they are, and a trial. The administrator makes and removes them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import AwareDatetime

from dashboard.api.answers import Answer, Local
from dashboard.api.delivery import Delivery
from dashboard.api.problems import Problem
from dashboard.api.reading import CODE_PATTERN
from dashboard.api.serving import Asking, office, served, store
from dashboard.notices.media import Failed

router = APIRouter()


class WebhookAnswer(Answer):
    """A webhook, without its secret."""

    id: str
    url: str
    actions: list[str]
    departments: list[str]
    state: Literal["active", "stopped"]
    cursor: str
    failures: int
    error: str
    sent_at: AwareDatetime | None


class WebhookList(Answer):
    """The webhooks of the token."""

    webhooks: list[WebhookAnswer]


class TrialAnswer(Answer):
    """What came of a trial: a POST of an invented event, signed as a real one."""

    delivered: bool
    reason: str


@served(router, "GET", "/webhooks")
def webhooks(caller: Asking) -> WebhookList:
    """Where events are sent for this token, and how far each has come."""
    with store():
        found = office().webhooks.of(caller.token.id)
    local = Local(office().store.zone)
    return WebhookList(
        webhooks=[
            WebhookAnswer(
                id=one.id, url=one.url, actions=list(one.actions), departments=list(one.departments),
                state=one.state, cursor=str(one.cursor), failures=one.failures, error=one.error,
                sent_at=local(one.sent_at),
            )
            for one in found
        ]
    )  # fmt: skip


@served(router, "POST", "/webhooks/{id}/test", "not-found")
def try_webhook(
    id: Annotated[str, Path(pattern=CODE_PATTERN)],
    caller: Asking,
) -> TrialAnswer:
    """Send an invented event to one of the token's webhooks now, signed as real ones are."""
    with store():
        hook = office().webhooks.get(id)
        if hook is None or hook.token != caller.token.id:
            raise Problem("not-found", "Không có webhook này.", "There is no such webhook.")
        try:
            Delivery(office()).trial(hook)
        except Failed as failure:
            return TrialAnswer(delivered=False, reason=str(failure))
    return TrialAnswer(delivered=True, reason="")

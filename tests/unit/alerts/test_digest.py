"""The morning's digest: once a working day, within the scope of who gets it, with its picture."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from dashboard.alerts.acting import subscribe
from dashboard.alerts.digest import send_digests
from dashboard.alerts.watching import look
from dashboard.cube.question import Question
from dashboard.notices.media import Email
from dashboard.office import Office
from models.errors import NotAllowed
from models.notice import Notice
from models.subscription import Subscription
from models.viewer import SYSTEM
from tests.unit.alerts.conftest import Clock, account, ruled

PNG = b"\x89PNG\r\n\x1a\n"


def digests(office: Office) -> list[Notice]:
    found = office.notices.between(["queued"], office.today(), office.today(), SYSTEM)
    return [one for one in found if one.template == "digest"]


def test_it_is_written_once_a_day_with_figures_alerts_and_a_picture(office: Office) -> None:
    account(office, "lan")
    ruled(office, raise_at=1)
    look(office)
    assert send_digests(office) == 1
    assert send_digests(office) == 0
    (digest,) = digests(office)
    (backlog,) = office.cube.figures(SYSTEM, Question(("backlog",), at=office.today()))
    assert f"- Tồn đọng: {backlog.value}" in digest.body
    assert "- Tồn đọng nhiều, Toàn Văn phòng:" in digest.body
    assert "20/11/2026" in digest.subject
    png = office.pictures.of(digest.id)
    assert png is not None
    assert png.startswith(PNG)


def test_its_mail_has_the_text_and_the_picture(office: Office) -> None:
    account(office, "lan")
    send_digests(office)
    (digest,) = digests(office)
    settings = office.settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_from": "a@example.vn"})
    message = Email(settings, office.pictures.of).message(digest, office.now())
    plain = message.get_body(("plain",))
    page = message.get_body(("html",))
    assert isinstance(plain, EmailMessage)
    assert isinstance(page, EmailMessage)
    assert "Tồn đọng" in plain.get_content()
    images = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert [image.get_content().startswith(PNG) for image in images] == [True]
    assert f"cid:{images[0]['Content-ID'].strip('<>')}" in page.get_content()


def test_it_counts_what_the_scope_counts(office: Office) -> None:
    figures = office.cube.figures(SYSTEM, Question(("backlog",), ("department",), at=office.today()))
    found = max(figures, key=lambda figure: figure.value or 0)
    account(office, "mai", "manager", (found.group["department"],))
    send_digests(office)
    (digest,) = digests(office)
    assert f"- Tồn đọng: {found.value}\n" in digest.body


@pytest.mark.parametrize(
    ("moved", "why"),
    [
        (timedelta(hours=-2), "before its hour"),
        (timedelta(hours=5), "after noon"),
        (timedelta(days=1), "a Saturday"),
    ],
)
def test_at_other_times_there_is_none(office: Office, clock: Clock, moved: timedelta, why: str) -> None:
    account(office, "lan")
    clock.at += moved
    assert send_digests(office) == 0, why


def test_who_wants_none_or_has_no_address_gets_none(office: Office) -> None:
    user = account(office, "lan")
    subscribe(office, user.viewer(), Subscription(user="lan", digest=False))
    account(office, "ngoc", mail="")
    account(office, "tam", "administrator")
    assert send_digests(office) == 0
    assert digests(office) == []


def test_one_changes_only_ones_own_subscription(office: Office) -> None:
    user = account(office, "lan")
    with pytest.raises(NotAllowed):
        subscribe(office, user.viewer(), Subscription(user="somebody"))
    with pytest.raises(NotAllowed):
        subscribe(office, user.viewer(), Subscription(user="lan", board="no-such"))

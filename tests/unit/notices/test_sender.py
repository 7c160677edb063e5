"""Sending, against real servers on loopback: once, again after a failure, and given up with a reason."""

from __future__ import annotations

import hmac
import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest

from dashboard.config import Settings
from dashboard.flow import Action
from dashboard.notices.media import Email, Failed, media_of
from dashboard.notices.sender import (
    AWAY_PAUSE,
    FIRST_PAUSE,
    LEASE,
    LONGEST_PAUSE,
    STALE,
    TRIES,
    Sender,
    pause_after,
)
from dashboard.office import Office
from models.notice import Notice
from models.viewer import SYSTEM
from tests.unit.notices.conftest import Clock, Hook, Mailbox
from tests.unit.notices.helpers import MAIL, PHONE, arrived, outbox

SECRET = "chung-một-bí-mật"


def mail_settings(mailbox: Mailbox, **more: object) -> Settings:
    told = {
        "smtp_host": "127.0.0.1",
        "smtp_port": mailbox.port,
        "smtp_security": "none",
        "smtp_from": "mc@example.vn",
    }
    return Settings(**(told | more))  # type: ignore[arg-type]


def mailer(office: Office, mailbox: Mailbox) -> Sender:
    return Sender(office, media_of(mail_settings(mailbox)))


def hooker(office: Office, hook: Hook) -> Sender:
    return Sender(office, media_of(Settings(webhook_url=hook.url, webhook_secret=SECRET)))  # type: ignore[arg-type]


def only(office: Office, medium: str) -> Notice:
    (found,) = [notice for notice in outbox(office) if notice.medium == medium]
    return found


def test_an_email_arrives_with_its_words_and_is_not_sent_again(office: Office, mailbox: Mailbox) -> None:
    arrived(office)
    sender = mailer(office, mailbox)
    assert sender.run_once().sent == 1
    assert sender.run_once().sent == 0
    (message,) = mailbox.messages
    notice = only(office, "email")
    assert message["Subject"] == "Đã tiếp nhận hồ sơ H33-0001"
    assert message["From"] == "mc@example.vn"
    assert message["Message-ID"] == f"<{notice.id}@example.vn>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().split() == notice.body.split()
    assert mailbox.to == [[MAIL]]
    assert (notice.state, notice.attempts, notice.error) == ("sent", 1, "")
    assert notice.sent_at == office.now()


def test_a_webhook_is_signed_and_named_so_that_it_can_be_known_again(office: Office, hook: Hook) -> None:
    arrived(office)
    assert hooker(office, hook).run_once().sent == 1
    ((headers, body),) = hook.posts
    notice = only(office, "webhook")
    told = json.loads(body)
    assert (told["to"], told["dossier"], told["template"]) == (PHONE, "H33-0001", "received")
    assert told["text"] == notice.body
    assert headers["idempotency-key"] == told["id"] == notice.id
    signed = headers["motcua-timestamp"].encode() + b"." + body
    assert headers["motcua-signature"] == "sha256=" + hmac.new(SECRET.encode(), signed, sha256).hexdigest()


def test_nothing_is_set_up_and_nothing_fails(office: Office) -> None:
    arrived(office)
    assert media_of(office.settings) == {}
    done = Sender(office, media_of(office.settings)).run_once()
    assert (done.sent, done.failed, done.given_up) == (0, 0, 0)
    assert {notice.state for notice in outbox(office)} == {"queued"}
    assert {notice.attempts for notice in outbox(office)} == {0}


def test_a_server_that_is_down_is_asked_again_and_delivers_once(
    office: Office, mailbox: Mailbox, clock: Clock
) -> None:
    arrived(office)
    mailbox.stop()
    sender = mailer(office, mailbox)
    assert sender.run_once().failed == 1
    waits = only(office, "email")
    assert waits.state == "queued"
    assert "ConnectionRefusedError" in waits.error
    assert FIRST_PAUSE / 2 <= waits.next_at - office.now() <= FIRST_PAUSE
    assert sender.run_once().failed == 0, "not before its time"
    mailbox.start()
    clock.forward(seconds=31)
    assert sender.run_once().sent == 1
    assert len(mailbox.messages) == 1
    assert (only(office, "email").state, only(office, "email").attempts) == ("sent", 2)


def test_a_long_outage_costs_no_notice_its_tries(office: Office, mailbox: Mailbox, clock: Clock) -> None:
    arrived(office)
    mailbox.stop()
    sender = mailer(office, mailbox)
    for _ in range(TRIES + 5):
        assert sender.run_once().failed == 1
        assert only(office, "email").next_at - office.now() <= AWAY_PAUSE
        clock.forward(minutes=11)
    mailbox.start()
    assert sender.run_once().sent == 1


def test_while_a_server_is_away_only_one_notice_a_round_asks_for_it(office: Office, mailbox: Mailbox) -> None:
    for number in range(5):
        arrived(office, f"H33-000{number}")
    mailbox.stop()
    assert mailer(office, mailbox).run_once().failed == 1


def test_a_server_that_says_later_is_asked_again_and_given_up_in_the_end(
    office: Office, mailbox: Mailbox, clock: Clock
) -> None:
    arrived(office)
    mailbox.answer = "451 try again later"
    sender = mailer(office, mailbox)
    for _ in range(TRIES):
        sender.run_once()
        clock.forward(hours=7)
    given_up = only(office, "email")
    assert (given_up.state, given_up.attempts) == ("failed", TRIES)
    assert given_up.error == "451 try again later"
    mailbox.answer = ""
    assert sender.run_once().sent == 0
    assert office.notices.requeue(given_up.id, office.now())
    assert not office.notices.requeue(given_up.id, office.now()), "it is queued already"
    assert sender.run_once().sent == 1
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("answer", ["550 no such mailbox", "554 5.7.1 refused"])
def test_a_final_no_is_given_up_at_once_with_its_reason(
    office: Office, mailbox: Mailbox, answer: str
) -> None:
    arrived(office)
    mailbox.answer = answer
    assert mailer(office, mailbox).run_once().given_up == 1
    assert (only(office, "email").state, only(office, "email").error) == ("failed", answer)


@pytest.mark.parametrize(
    "mail", ["không phải địa chỉ", "a@b@c", "x@example.vn\r\nBcc: y@example.vn", "@", "an@"]
)
def test_what_is_no_address_is_given_up_and_stops_no_other(
    office: Office, mailbox: Mailbox, mail: str
) -> None:
    arrived(office, "H33-0000", mail=mail)
    arrived(office)
    done = mailer(office, mailbox).run_once()
    assert (done.given_up, done.sent) == (1, 1)
    assert mailbox.to == [[MAIL]]


def test_no_word_of_a_dossier_can_write_a_header(office: Office, mailbox: Mailbox) -> None:
    arrived(office)
    template = office.notice_templates.get("stopped")
    assert template is not None
    changed = template.model_copy(update={"subject_vi": "Dừng: {reason}"})
    office.notice_templates.put_many([changed])
    office.outbox.forget()
    reason = "a\r\nBcc: evil@example.vn\n\n{applicant}"
    office.commit.act("H33-0001", Action(name="stop", reason=reason), "x")
    mailer(office, mailbox).run_once()
    (message,) = [one for one in mailbox.messages if str(one["Subject"]).startswith("Dừng")]
    assert message["Bcc"] is None
    assert message["Subject"] == "Dừng: a Bcc: evil@example.vn {applicant}"
    assert mailbox.to == [[MAIL], [MAIL]]


@pytest.mark.parametrize(
    ("status", "state"), [(500, "queued"), (429, "queued"), (400, "failed"), (302, "failed")]
)
def test_a_webhooks_answer_decides_whether_it_is_asked_again(
    office: Office, hook: Hook, status: int, state: str
) -> None:
    arrived(office)
    hook.status = status
    hooker(office, hook).run_once()
    told = only(office, "webhook")
    assert told.state == state
    assert f"HTTP {status}" in told.error


def test_two_processes_at_once_deliver_each_notice_once(office: Office, hook: Hook, mailbox: Mailbox) -> None:
    for number in range(12):
        arrived(office, f"H33-{number:04d}")
    barrier = Barrier(4)

    def work(_: int) -> int:
        media = media_of(mail_settings(mailbox, webhook_url=hook.url))
        sender = Sender(office, media)
        barrier.wait()
        return sender.run_once().sent

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 24
    assert len({headers["idempotency-key"] for headers, _ in hook.posts}) == len(hook.posts) == 12
    assert len({message["Message-ID"] for message in mailbox.messages}) == len(mailbox.messages) == 12


def test_a_sender_that_dies_before_its_mark_sends_again_under_the_same_id(
    office: Office, mailbox: Mailbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived(office)
    dying = mailer(office, mailbox)

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> bool:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(office.notices, "finish", die)
        with pytest.raises(Killed):
            dying.run_once()
    assert only(office, "email").state == "sending"
    other = mailer(office, mailbox)
    assert other.run_once().sent == 0, "the lease runs"
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert other.run_once().sent == 1
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert only(office, "email").state == "sent"


def test_who_has_lost_the_lease_does_not_write_over_the_other(office: Office, clock: Clock) -> None:
    arrived(office)
    notice = only(office, "email")
    slow = office.notices.take(notice.id, "slow", office.now(), office.now() + LEASE)
    assert slow is not None
    assert office.notices.take(notice.id, "fast", office.now(), office.now() + LEASE) is None
    clock.forward(minutes=4)
    assert office.notices.take(notice.id, "fast", office.now(), office.now() + LEASE) is not None
    assert not office.notices.finish(slow, "slow", state="failed", error="x")
    assert office.notices.finish(slow, "fast", state="sent")
    assert only(office, "email").state == "sent"


def test_what_nobody_could_send_for_a_week_is_not_sent_any_more(
    office: Office, mailbox: Mailbox, clock: Clock
) -> None:
    arrived(office)
    clock.forward(days=STALE.days, minutes=1)
    assert mailer(office, mailbox).run_once().stale == 1
    assert only(office, "email").state == "stale"
    assert mailbox.messages == []
    assert office.notices.requeue(only(office, "email").id, office.now())
    assert mailer(office, mailbox).run_once().sent == 1


def test_pauses_double_up_to_the_longest_with_jitter_below() -> None:
    chance = random.Random(1)
    for attempts in range(1, 40):
        whole = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE) if attempts < 20 else LONGEST_PAUSE
        assert whole / 2 <= pause_after(attempts, chance) <= whole
    assert len({pause_after(3, chance) for _ in range(20)}) > 10


def test_starttls_is_asked_for_and_a_server_without_it_gets_nothing(
    office: Office, mailbox: Mailbox, tmp_path: Path
) -> None:
    arrived(office)
    sender = Sender(office, {"email": Email(mail_settings(mailbox, smtp_security="starttls"))})
    assert sender.run_once().sent == 0
    assert mailbox.messages == []
    assert "STARTTLS" in only(office, "email").error.upper()


def test_a_failure_keeps_its_reason_short_and_in_one_line() -> None:
    told = Failed("a\r\nb " + "x" * 1000)
    assert len(str(told)) <= 300
    assert "\n" not in str(told)


def test_retention_is_bounded(office: Office) -> None:
    arrived(office)
    for notice in outbox(office):
        assert notice.expires_at - notice.created_at == timedelta(days=90)
    indexes = office.store.collection("notices").index_information()
    assert indexes["expires_at"]["expireAfterSeconds"] == 0
    assert office.notices.of("H33-0001", SYSTEM) != []

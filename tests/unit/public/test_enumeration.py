"""Ten thousand wrong codes and secrets: one answer, ever slower, seen in the audit; and nothing is learnt."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from dashboard.access.lockout import Locked
from dashboard.audit.finding import Asked, find
from dashboard.audit.telling import Teller
from dashboard.audit.words import ACTIONS
from dashboard.clock import day_of
from dashboard.office import Office
from dashboard.public import following, web
from dashboard.public.keys import ALPHABET, looks_like_code
from models.attempt import Attempt, Attempts
from models.viewer import SYSTEM
from tests.helpers import submitted
from tests.unit.public.conftest import NOW, Answer, Clock, Visitor, in_own_loop

CODES = [f"H33.904-260828-{number:04d}" for number in range(1, 6)]
ATTEMPTS, REQUESTS = 10_000, 1_000
ADDRESSES = 25
#: how long to wait is the one thing that two refusals may differ in
WAIT = re.compile(rb"\d+ (gi\xc3\xa2y|ph\xc3\xbat)")


class Remembered:
    """What `Attempts` keeps, in a dict: mongomock looks at every document for each one."""

    def __init__(self) -> None:
        self.kept: dict[str, Attempt] = {}

    def get(self, key: str) -> Attempt | None:
        return self.kept.get(key)

    def swap(self, seen: Attempt | None, new: Attempt) -> bool:
        if self.kept.get(new.id) != seen:
            return False
        self.kept[new.id] = new
        return True

    def forget(self, key: str) -> None:
        self.kept.pop(key, None)


@pytest.fixture
def office(bare: Office) -> Office:
    """An Office with five dossiers, whose phones end in 4567."""
    for code in CODES:
        bare.commit.act(code, submitted(code), "clerk")
    bare.attempts = cast(Attempts, Remembered())
    return bare


def plain(answer: Answer) -> tuple[int, bytes]:
    return answer.status, WAIT.sub(b"N", answer.body)


def wrong_guess(chance: random.Random, number: int) -> tuple[str, str]:
    """A code and a secret; every other one is the code of a dossier, with a secret that is wrong."""
    code = chance.choice(CODES) if number % 2 else f"H33.904-260828-{chance.randint(100, 9_999):04d}"
    letters, digits = "".join(chance.choices(ALPHABET, k=8)), f"{chance.randint(0, 4_000):04d}"
    return code, letters if number % 3 else digits


@pytest.fixture
def looked_at(office: Office, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each code was looked for in the store."""
    seen: Counter[str] = Counter()
    looked = office.dossiers.phone_of

    def counted(code: str) -> str | None:
        seen[code] += 1
        return looked(code)

    monkeypatch.setattr(office.dossiers, "phone_of", counted)
    return seen


def seen_in_the_audit(office: Office, clock: Clock, wrong: int) -> None:
    """Each try that was looked at, and each address that had to wait; found by the screen, too."""
    entries = office.audit.between(clock.at.replace(year=2020), clock.at.replace(year=2030))
    kinds = Counter(entry.action for entry in entries)
    assert kinds["follow_refused"] == wrong
    refused = [entry for entry in entries if entry.action == "follow_refused"]
    assert all(looks_like_code(entry.subject) and entry.address for entry in refused)
    slowed = {entry.address for entry in entries if entry.action == "follow_slowed"}
    assert len(slowed) == ADDRESSES
    assert kinds["followed"] == 0
    today = day_of(clock.at, office.store.zone)
    found = find(office, SYSTEM, Asked(today - 1, today, "refused"), most=ATTEMPTS).entries
    assert Counter(one.action for one in found) == {
        "follow_refused": wrong, "follow_slowed": kinds["follow_slowed"],
    }  # fmt: skip
    assert {Teller(office, SYSTEM, "vi").line(one).what for one in found} == {
        ACTIONS["follow_refused"].vi, ACTIONS["follow_slowed"].vi,
    }  # fmt: skip


def test_ten_thousand_wrong_codes_and_secrets_learn_nothing_are_slowed_and_are_seen_in_the_audit(
    office: Office, clock: Clock, looked_at: Counter[str]
) -> None:
    """What every request comes to, ten thousand times; that requests come to it is the next test."""
    chance = random.Random(4)
    told: Counter[str] = Counter()
    waits: list[int] = []
    for number in range(ATTEMPTS):
        with pytest.raises((following.NotFound, Locked)) as refused:
            following.follow(office, *wrong_guess(chance, number), f"198.51.100.{number % ADDRESSES}")
        told[WAIT.sub(b"N", str(refused.value).encode()).decode()] += 1
        if isinstance(refused.value, Locked):
            waits.append(refused.value.seconds)
        if number % 100 == 99:
            clock.forward(seconds=20)  # five tries a second, from two dozen addresses in turn
    # One sentence, whatever was wrong, and one for having to wait: no third one tells anything.
    assert len(told) == 2
    # Slowed: nearly all of them were refused before anything was looked at, and ever longer.
    wrong = ATTEMPTS - len(waits)
    assert sum(looked_at.values()) == wrong < ATTEMPTS // 10
    assert max(waits) > 10 * 60
    assert max(looked_at[code] for code in CODES) < 50
    seen_in_the_audit(office, clock, wrong)


def test_over_http_every_wrong_guess_gets_one_of_two_answers_and_no_key_to_a_dossier(
    office: Office, app: Starlette, clock: Clock, looked_at: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(do: Callable[..., Any], *given: Any) -> Any:
        return do(*given)

    # To another thread and back is what would take long, and is not what this is about.
    monkeypatch.setattr(web, "run_in_threadpool", at_once)
    chance = random.Random(4)
    mark = (first := Visitor(app)).mark
    answers: Counter[tuple[int, bytes]] = Counter()

    async def attack() -> None:
        for number in range(REQUESTS):
            visitor = Visitor(app, f"198.51.100.{number % ADDRESSES}", dict(first.cookies))
            code, secret = wrong_guess(chance, number)
            body = urlencode({"mark": mark, "code": code, "secret": secret}).encode()
            answer = await visitor.ask("POST", "/cong/tra-cuu", body, "application/x-www-form-urlencoded")
            answers[plain(answer)] += 1
            assert answer.status == 404 or int(answer.headers["retry-after"]) > 0
            assert "motcua_ho_so" not in visitor.cookies

    in_own_loop(attack())
    assert {status for status, _ in answers} == {404, 429}
    assert len(answers) == 2
    wrong = next(count for (status, _), count in answers.items() if status == 404)
    assert sum(looked_at.values()) == wrong < REQUESTS
    seen_in_the_audit(office, clock, wrong)


def test_who_has_the_receipt_comes_in_by_its_qr_code_though_somebody_else_has_locked_the_code(
    office: Office, app: Starlette, visitor: Visitor
) -> None:
    for _ in range(6):
        last = visitor.post("/cong/tra-cuu", code=CODES[0], secret="WRONGONE")
    assert last.status == 429
    secret = office.secrets.qr_secret(CODES[0])
    owner = Visitor(app, "203.0.113.99")
    assert owner.post("/cong/tra-cuu", code=CODES[0], secret="4567").status == 429
    found = owner.get(f"/cong/h/{CODES[0]}/{secret}")
    assert (found.status, found.path) == (303, "/cong/ho-so")
    assert CODES[0] in owner.get("/cong/ho-so").text


def test_wrong_qr_codes_are_slowed_by_address_and_answered_alike(office: Office, visitor: Visitor) -> None:
    right = office.secrets.qr_secret(CODES[0])
    seen = set()
    for number in range(following.ADDRESS.free):
        code = (CODES[0], "H33.904-260828-9999")[number % 2]
        seen.add(plain(visitor.get(f"/cong/h/{code}/{right[::-1]}")))
    # The address of a page is not in it, so that even this does not differ.
    assert len({status for status, _ in seen}) == 1
    assert visitor.get(f"/cong/h/{CODES[0]}/{right[::-1]}").status == 429


def test_the_same_reads_are_done_for_a_code_that_there_is_and_one_that_there_is_not(
    office: Office, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    looked = office.dossiers.phone_of
    monkeypatch.setattr(office.dossiers, "phone_of", lambda code: done.append("read") or looked(code))
    add = office.audit.add
    monkeypatch.setattr(office.audit, "add", lambda entry: done.append("audit") or add(entry))
    check = office.secrets.is_check
    monkeypatch.setattr(office.secrets, "is_check", lambda *a: done.append("compare") or check(*a))
    told = []
    for place, code in enumerate((CODES[0], "H33.904-260828-7777", "không phải mã", "")):
        done.clear()
        Visitor(app, f"192.0.2.{place}").post("/cong/tra-cuu", code=code, secret="2222-3333")
        told.append(tuple(done))
    assert set(told) == {("read", "compare", "audit")}


def test_the_address_of_a_notice_fills_in_the_code_of_any_dossier_alike_and_nothing_else(
    office: Office, visitor: Visitor
) -> None:
    for code in (CODES[0], "H33.904-260828-7777"):
        shown = visitor.get(f"/cong/tra-cuu?ma={code}")
        assert shown.status == 200 and f'value="{code}"' in shown.text
        told = visitor.get("/cong/tra-cuu").text.replace('value=""', f'value="{code}"')
        assert told.count(code) == shown.text.count(f'value="{code}"')
    odd = visitor.get("/cong/tra-cuu?ma=%22%3E%3Cscript%3E").text
    assert 'name="code" type="text" value=""' in odd and "<script>" not in odd
    assert not office.audit.between(NOW.replace(year=2020), NOW.replace(year=2030))

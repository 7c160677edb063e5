"""The clock jumps and stands: histories keep their order, no duration is negative, and nothing stays open or
shut for as long as the clock was wrong."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from dashboard.access.lockout import ADDRESS, NAME, Locked, Lockout
from dashboard.api.delivery import Delivery
from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.cube.counters import FAMILIES
from dashboard.flow import Action, ActionRefused
from dashboard.notices import loop
from dashboard.notices.loop import Loop
from dashboard.notices.sender import Sender
from dashboard.office import Office
from models.cell import Cells
from models.notice import Notice
from models.risk_model import RiskModels
from models.second_factor import SecondFactor
from models.session import ABSOLUTE, IDLE
from models.turn import Turn
from models.user import User
from models.viewer import SYSTEM
from models.webhook import Webhook
from seed.notice_templates import notice_templates
from tests.helpers import BASE, offered_action, submitted
from tests.stores import leave

#: what expires by the server's own clock must not vanish from under a test
FAR = datetime(2066, 11, 24, 1, 30, tzinfo=UTC)
AHEAD = timedelta(days=40)
#: from one action to the next: back and forth, or not at all
JUMPS = (
    timedelta(days=-3), timedelta(hours=-26), timedelta(hours=-5), timedelta(minutes=-1), timedelta(0),
    timedelta(0), timedelta(minutes=20), timedelta(hours=4), timedelta(days=1), timedelta(days=4),
)  # fmt: skip
#: what leaves an instant in the dossier, from which durations are reckoned
MOVES = (
    "submit", "accept", "start", "finish", "send_back", "hand_over", "ask_supplement", "receive_supplement",
    "ask_payment", "receive_payment", "resolve", "reject", "withdraw", "stop", "return",
)  # fmt: skip
#: clocks of other zones tell the same instants
ZONES = (UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-11)), timezone(timedelta(hours=7)))


class Clock:
    """What the machine takes for the present instant."""

    def __init__(self) -> None:
        self.at = BASE

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def shared(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Clock]]:
    clock = Clock()
    folder: Path = tmp_path_factory.mktemp("clock")
    office = Office.open(Settings(database="test_clock", data=folder), mongodb_uri, clock)
    yield office, clock
    leave(office)


@pytest.fixture
def clock(shared: tuple[Office, Clock]) -> Clock:
    shared[1].at = BASE
    return shared[1]


@pytest.fixture
def office(shared: tuple[Office, Clock], clock: Clock) -> Office:
    return shared[0]


def test_histories_keep_their_order_and_no_duration_is_negative_however_the_clock_jumps(
    office: Office, clock: Clock
) -> None:
    chance = random.Random(8)
    codes, told, latest = [f"C{number}" for number in range(6)], {}, BASE
    for number, code in enumerate(codes):
        office.commit.act(code, submitted(code, number), "u1", change=f"{code}.0")
        told[f"{code}.0"] = clock.at
        office.commit.act(code, Action(name="accept"), "u1", change=f"{code}.a")
        told[f"{code}.a"] = clock.at
    for step in range(110):
        clock.at = (clock.at + chance.choice(JUMPS)).astimezone(chance.choice(ZONES))
        latest = max(latest, clock.at)
        code = chance.choice(codes)
        dossier = office.dossiers.for_change(code)
        assert dossier is not None
        action = offered_action(chance, dossier, office.today(), eager=4)
        if action is None:
            continue
        try:
            office.commit.act(code, action, "u1", change=f"{code}.s{step}")
        except ActionRefused:
            continue
        told[f"{code}.s{step}"] = clock.at
    assert len(told) > 60
    assert any(
        later.recorded_at < earlier.recorded_at
        for code in codes
        for earlier, later in zip(office.events.of(code), office.events.of(code)[1:], strict=False)
    ), "the clock did jump back between two events of a dossier"
    for code in codes:
        events = office.events.of(code)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        # What moved the dossier is never before what moved it earlier; when it was written down is what the
        # clock said, and the number tells the order of everything.
        moved = [(event.at, event.action) for event in events if event.action in MOVES]
        assert moved == sorted(moved, key=lambda one: one[0])
        assert [event.recorded_at for event in events] == [told[event.id] for event in events]
        dossier = office.dossiers.for_change(code)
        assert dossier is not None
        durations = [dossier.waiting_ms, dossier.calendar_ms, dossier.pause_ms, dossier.queue_ms]
        for visit in dossier.visits:
            durations += [visit.calendar_ms, visit.queue_ms, visit.handling_ms]
        assert all(one is None or one >= 0 for one in durations)
    clock.at = latest
    verdict = verify(office.store, office.today())
    assert verdict.ok and verdict.dossiers == len(codes), verdict.examples
    assert smallest(office) >= 0, "a counter of the cube below zero"


def smallest(office: Office) -> int:
    """The smallest number in all cells."""
    cells = [cell for family in FAMILIES for cell in Cells(office.store).load(family, {})]
    assert cells
    return min(
        amount
        for cell in cells
        for counters in (*cell.get("d", {}).values(), *cell.get("s", {}).values())
        for amount in counters.values()
    )


def account(office: Office, id: str) -> User:
    user = User(id=id, login=id, name=id, role="staff", password_hash="x", created_at=FAR)
    office.users.add(user)
    return user


def test_a_session_that_was_opened_while_the_clock_ran_ahead_does_not_stay_open_for_longer(
    office: Office,
) -> None:
    user = account(office, "lan")
    ahead = office.sessions.open(user, FAR + AHEAD)
    assert office.sessions.known(ahead, FAR + AHEAD) is not None
    assert office.sessions.known(ahead, FAR) is None
    assert office.sessions.known(ahead, FAR + ABSOLUTE) is None
    assert office.sessions.of(user.id, FAR) == []


def test_a_session_that_was_used_while_the_clock_ran_ahead_ends_when_nobody_uses_it(office: Office) -> None:
    token = office.sessions.open(account(office, "mai"), FAR)
    ahead = FAR + IDLE - timedelta(minutes=1)
    assert office.sessions.known(token, ahead) is not None
    assert office.sessions.known(token, FAR + timedelta(minutes=2)) is not None
    assert office.sessions.known(token, FAR + timedelta(minutes=3) + IDLE) is None


@pytest.mark.parametrize("policy", [NAME, ADDRESS])
def test_a_lock_of_a_clock_that_ran_ahead_does_not_outlast_the_longest(
    office: Office, policy: object
) -> None:
    lockout = Lockout(office.attempts, realm=f"test{id(policy)}")
    names = ["lan"] * NAME.free if policy is NAME else [f"n{n}" for n in range(ADDRESS.free)]
    address = "10.0.0.1"
    for name in names:
        lockout.begin(name, address, FAR + AHEAD)
    with pytest.raises(Locked):
        lockout.begin("lan", address, FAR + AHEAD)
    assert lockout.locked_until("lan", FAR) is None
    lockout.begin("lan", address, FAR)
    # The failures are remembered all the same: the next wrong password locks, by the right clock.
    with pytest.raises(Locked):
        lockout.begin("lan", address, FAR)


def test_codes_are_taken_again_after_one_was_used_while_the_clock_ran_ahead(office: Office) -> None:
    factors = office.second_factors
    factors.begin(SecondFactor(id="lan", secret="x", begun_at=FAR))
    now, ahead = int(FAR.timestamp()) // 30, int((FAR + AHEAD).timestamp()) // 30
    assert factors.use("lan", ahead)
    assert factors.use("lan", now)
    assert not factors.use("lan", now), "once"
    assert not factors.use("lan", now - 1)
    assert factors.use("lan", now + 1)


def test_a_lease_that_was_taken_while_the_clock_ran_ahead_is_free_again(office: Office) -> None:
    models, span = RiskModels(office.store), timedelta(minutes=15)
    assert models.lease(FAR + AHEAD, span)
    assert models.lease(FAR, span)
    assert not models.lease(FAR + timedelta(minutes=1), span)
    assert not models.lease(FAR - timedelta(minutes=2), span), "a process whose clock is a little behind"
    held = {"holder": "x", "host": "elsewhere", "pid": 1}
    turns = office.store.collection("meta")
    turns.insert_one({"_id": "turn:near", **held, "until": datetime.now(UTC) + timedelta(minutes=2)})
    turns.insert_one({"_id": "turn:far", **held, "until": datetime.now(UTC) + AHEAD})
    assert not Turn(office.store, "near").take()
    assert Turn(office.store, "far").take()


@pytest.mark.parametrize("jump", [timedelta(0), timedelta(days=-30)])
def test_the_background_goes_on_looking_while_the_clock_stands_or_was_set_back(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    looks: list[datetime] = []
    monkeypatch.setattr(loop, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(loop, "look", lambda office: looks.append(office.now()))
    task = Loop(office, every=0.01)
    task.start()
    try:
        await_looks(looks, 1)
        clock.at = BASE + jump
        await_looks(looks, len(looks) + 3)
    finally:
        task.stop()


def test_what_was_to_be_told_while_the_clock_ran_ahead_is_told_when_it_is_right_again(
    office: Office, clock: Clock
) -> None:
    sent: list[str] = []

    class Medium:
        def send(self, notice: Notice, now: datetime) -> None:
            sent.append(notice.id)

    office.notice_templates.put_many(notice_templates())
    office.outbox.forget()
    clock.at = BASE + AHEAD
    office.commit.act("ahead", submitted("ahead"), "u1")
    office.commit.act("ahead", Action(name="accept"), "u1")
    hook = Webhook(
        id="h", url="http://127.0.0.1:9/", secret="x", token="t", created_at=clock.at, created_by="u1",
        next_at=clock.at,
    )  # fmt: skip
    office.webhooks.add(hook)
    clock.at = BASE
    assert office.webhooks.due(clock.at) == []
    Sender(office, {"webhook": Medium()}).run_once()
    Delivery(office).run_once()
    waiting = [one.id for one in office.notices.of("ahead", SYSTEM) if one.medium == "webhook"]
    assert waiting and set(waiting) <= set(sent)
    (kept,) = office.webhooks.all()
    assert kept.next_at <= BASE


def await_looks(looks: list[datetime], many: int) -> None:
    until = time.monotonic() + 60
    while len(looks) < many:
        assert time.monotonic() < until, "nobody looks any more"
        time.sleep(0.01)

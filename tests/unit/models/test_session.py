from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from models.session import ABSOLUTE, IDLE, Sessions
from models.store import Store
from models.user import User, Users
from models.viewer import Scope

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
LAN = User(
    id="u1",
    login="lan",
    name="Nguyễn Thị Lan",
    role="manager",
    scope=Scope(kind="department", departments=frozenset({"SNV", "STP"})),
    password_hash="$argon2id$not-a-real-one",
    created_at=NOW,
)


class Counted:
    """A store that counts the reads of documents by key."""

    def __init__(self, sessions: Sessions) -> None:
        self.finds = 0
        for owner, name in ((sessions, "_sessions"), (sessions._users, "_users")):
            collection = getattr(owner, name)
            collection.find_one = self._counting(collection.find_one)

    def _counting(self, real):  # type: ignore[no-untyped-def]
        def find_one(*args, **more):  # type: ignore[no-untyped-def]
            self.finds += 1
            return real(*args, **more)

        return find_one


@pytest.fixture
def sessions(store: Store) -> Sessions:
    store.ensure_indexes([Users, Sessions])
    Users(store).add(LAN)
    return Sessions(store)


def test_a_token_has_256_bits_and_only_its_digest_is_stored(sessions: Sessions, store: Store) -> None:
    token = sessions.open(LAN, NOW, "Firefox", "10.0.0.1")
    assert len(token) == 43
    (stored,) = store.collection("sessions").find({})
    assert stored["_id"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(stored)


def test_a_session_gives_the_person_as_the_store_has_them(sessions: Sessions) -> None:
    token = sessions.open(LAN, NOW)
    assert sessions.viewer(token, NOW) == LAN.viewer()


def test_a_session_survives_a_restart_of_the_server(sessions: Sessions, store: Store) -> None:
    token = sessions.open(LAN, NOW)
    assert Sessions(store).viewer(token, NOW + timedelta(hours=1)) == LAN.viewer()


def test_a_made_up_token_opens_nothing(sessions: Sessions) -> None:
    sessions.open(LAN, NOW)
    assert sessions.viewer("made-up", NOW) is None
    assert sessions.viewer("", NOW) is None


def test_a_session_ends_after_twelve_hours_without_use(sessions: Sessions) -> None:
    token = sessions.open(LAN, NOW)
    assert sessions.viewer(token, NOW + IDLE - timedelta(seconds=1)) is not None
    assert sessions.viewer(token, NOW + 2 * IDLE - timedelta(seconds=2)) is not None
    assert sessions.viewer(token, NOW + 3 * IDLE) is None


def test_a_session_ends_after_seven_days_however_much_it_is_used(sessions: Sessions) -> None:
    token, now = sessions.open(LAN, NOW), NOW
    while now < NOW + ABSOLUTE - timedelta(hours=11):
        now += timedelta(hours=11)
        assert sessions.viewer(token, now) is not None
    assert sessions.viewer(token, NOW + ABSOLUTE) is None


def test_within_two_seconds_nothing_is_read_and_after_them_two_documents(sessions: Sessions) -> None:
    token = sessions.open(LAN, NOW)
    counted = Counted(sessions)
    for milliseconds in (0, 500, 1999):
        sessions.viewer(token, NOW + timedelta(milliseconds=milliseconds))
    assert counted.finds == 2
    sessions.viewer(token, NOW + timedelta(seconds=2))
    assert counted.finds == 4


def test_a_use_is_written_once_a_minute(sessions: Sessions) -> None:
    token = sessions.open(LAN, NOW)
    for seconds, seen in ((30, 0), (59, 0), (61, 61), (100, 61), (122, 122)):
        sessions.viewer(token, NOW + timedelta(seconds=seconds))
        (session,) = sessions.of(LAN.id, NOW)
        assert session.seen_at == NOW + timedelta(seconds=seen)


def test_another_process_learns_of_a_revocation_within_two_seconds(sessions: Sessions, store: Store) -> None:
    token, other = sessions.open(LAN, NOW), Sessions(store)
    assert other.viewer(token, NOW) is not None
    (session,) = sessions.of(LAN.id, NOW)
    assert sessions.revoke(session.id, LAN.id)
    assert sessions.viewer(token, NOW) is None
    assert other.viewer(token, NOW + timedelta(seconds=2)) is None


def test_a_session_is_revoked_only_as_its_owners(sessions: Sessions) -> None:
    token = sessions.open(LAN, NOW)
    (session,) = sessions.of(LAN.id, NOW)
    assert not sessions.revoke(session.id, "u2")
    assert sessions.viewer(token, NOW) is not None


def test_all_sessions_end_but_the_one_that_is_kept(sessions: Sessions) -> None:
    kept, *others = (sessions.open(LAN, NOW) for _ in range(3))
    assert sessions.revoke_all(LAN.id, but=hashlib.sha256(kept.encode()).hexdigest()) == 2
    assert sessions.viewer(kept, NOW) is not None
    assert [sessions.viewer(token, NOW) for token in others] == [None, None]


def test_a_closed_account_has_no_session(sessions: Sessions, store: Store) -> None:
    token = sessions.open(LAN, NOW)
    Users(store).replace(LAN.model_copy(update={"disabled": True}))
    assert sessions.viewer(token, NOW) is None


def test_a_due_change_of_password_is_known_but_looks_at_nothing(sessions: Sessions, store: Store) -> None:
    token = sessions.open(LAN, NOW)
    Users(store).replace(LAN.model_copy(update={"must_change": True}))
    assert sessions.known(token, NOW) is not None
    assert sessions.viewer(token, NOW) is None


def test_a_long_user_agent_is_cut(sessions: Sessions) -> None:
    sessions.open(LAN, NOW, "x" * 5000)
    (session,) = sessions.of(LAN.id, NOW)
    assert len(session.user_agent) == 200

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import seed.demo
from dashboard.config import Settings
from dashboard.first_start import ACCOUNTS_MARK, MARK, prepare
from dashboard.office import Office


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return Settings(database=database, data=tmp_path)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Takes the place of the demonstration data: one department."""
    calls: list[str] = []

    def load(office: Office, progress: Callable[[int, int], None]) -> None:
        calls.append(office.settings.database)
        office.store.collection("departments").insert_one({"_id": "SNV"})

    monkeypatch.setattr(seed.demo, "load_first_data", load)
    monkeypatch.setattr("dashboard.access.first.first_accounts", lambda office, now: [])
    return calls


def test_the_first_start_loads_the_demonstration_once(
    settings: Settings, mongodb_uri: str, loads: list[str]
) -> None:
    prepare(settings, mongodb_uri)
    prepare(settings, mongodb_uri)
    assert loads == [settings.database]


def test_an_office_with_data_of_its_own_gets_none(
    settings: Settings, mongodb_uri: str, loads: list[str]
) -> None:
    office = Office.open(settings, mongodb_uri)
    office.store.collection("departments").insert_one({"_id": "General"})
    office.close()
    prepare(settings, mongodb_uri)
    assert loads == []


def test_a_load_that_was_broken_off_is_begun_anew(
    settings: Settings, mongodb_uri: str, loads: list[str]
) -> None:
    office = Office.open(settings, mongodb_uri)
    office.meta.set(MARK, "loading")
    office.store.collection("departments").insert_one({"_id": "half"})
    office.close()
    prepare(settings, mongodb_uri)
    office = Office.open(settings, mongodb_uri)
    assert [found["_id"] for found in office.store.collection("departments").find()] == ["SNV"]
    assert office.meta.get(MARK) == "done"
    office.close()


def test_accounts_whose_passwords_nobody_was_told_are_made_again(
    settings: Settings, mongodb_uri: str, loads: list[str]
) -> None:
    office = Office.open(settings, mongodb_uri)
    office.meta.set(MARK, "own")
    office.meta.set(ACCOUNTS_MARK, "making")
    office.store.collection("users").insert_one({"_id": "lost", "login": "lost"})
    office.close()
    prepare(settings, mongodb_uri)
    office = Office.open(settings, mongodb_uri)
    assert not office.store.holds("users")
    assert office.meta.get(ACCOUNTS_MARK) == "told"
    office.close()


@pytest.mark.parametrize(("first", "holds"), [("empty", False), ("reference", True)])
def test_an_office_that_begins_with_its_own_data_gets_an_administrator_alone(
    database: str, tmp_path: Path, mongodb_uri: str, first: str, holds: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    settings = Settings(database=database, data=tmp_path, first=first)  # type: ignore[arg-type]
    prepare(settings, mongodb_uri)
    assert "quantri" in capsys.readouterr().out
    prepare(settings, mongodb_uri)
    assert "quantri" not in capsys.readouterr().out
    office = Office.open(settings, mongodb_uri)
    assert [(user.login, user.role) for user in office.users.all()] == [("quantri", "administrator")]
    assert bool(office.departments.all()) == bool(office.revisions.all()) == holds
    assert office.levels.all() and not office.dossiers.count()
    office.close()

"""`seed reference` and `seed demo`, as they are typed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from dashboard import cli
from dashboard.clock import date_of
from dashboard.commands import EXIT_REFUSED, opened
from dashboard.office import Office


@pytest.fixture(autouse=True)
def settings(mongodb_uri: str, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands find the store as anybody's would: by the environment."""
    monkeypatch.setenv("MOTCUA_MONGODB_URI", mongodb_uri)
    monkeypatch.setenv("MOTCUA_DATABASE", database)
    monkeypatch.setenv("MOTCUA_LANGUAGE", "en")
    monkeypatch.setattr(Office, "REPOSITORIES", ())


def run(*words: str) -> int:
    return cli.main(["seed", *words])


def test_the_reference_data_of_a_profile_are_loaded_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("reference", "--profile", "an-giang-2025", "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert first["procedures"] == 235 and first["revisions"] > 235
    assert run("reference", "--profile", "an-giang-2025", "--json") == 0
    assert set(json.loads(capsys.readouterr().out).values()) == {0}
    with opened() as office:
        current = office.profiles.current()
        assert current is not None and current.id == "an-giang-2025"
        assert office.step_roles.all()
        assert office.dossiers.count() == 0


def test_a_history_goes_into_an_empty_store_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", "--dossiers", "4", "--until", "18/11/2026", "--seed-number", "3", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"dossiers": 4}
    assert run("demo", "--dossiers", "4") == EXIT_REFUSED
    assert "There are dossiers already" in capsys.readouterr().err
    with opened() as office:
        assert office.dossiers.count() == 4
        assert max(row["submitted_day"] for row in office.dossiers.all()) <= 20_775


def test_what_cannot_be_is_refused_in_words_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with opened() as office:
        tomorrow = date_of(office.today()) + timedelta(days=1)
    for words, told in (
        (("demo", "--profile", "nowhere"), "There is no profile “nowhere”; there are: an-giang-2025"),
        (("reference", "--profile", "nowhere"), "kien-giang-2018"),
        (("demo", "--until", "30/02/2026"), "30/02/2026"),
        (("demo", "--until", tomorrow.isoformat()), "lies in the future"),
    ):
        assert run(*words) == EXIT_REFUSED, words
        assert told in capsys.readouterr().err
    with opened() as office:
        assert not office.store.holds("procedures")
        assert office.dossiers.count() == 0

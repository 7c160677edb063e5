from __future__ import annotations

import re

import pytest

from dashboard import cli
from dashboard.commands import EXIT_REFUSED, opened
from dashboard.config import read_settings
from dashboard.office import Office
from models.department import Department


@pytest.fixture(autouse=True)
def settings(mongodb_uri: str, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands find the store as anybody's would: by the environment."""
    monkeypatch.setenv("MOTCUA_MONGODB_URI", mongodb_uri)
    monkeypatch.setenv("MOTCUA_DATABASE", database)
    monkeypatch.setenv("MOTCUA_LANGUAGE", "en")
    monkeypatch.setattr(Office, "REPOSITORIES", ())
    with opened(read_settings()) as office:
        office.departments.put_many([Department(id="SNV", name="Sở Nội vụ", level="province")])


def run(*words: str) -> int:
    return cli.main(["token", *words])


def test_a_token_is_made_listed_hooked_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    made = run("add", "Cổng", "--role", "clerk", "--grant", "events:read", "--department", "Sở Nội vụ")
    assert made == 0
    told = re.search(r"^([0-9a-f]{12})  (motcua_\S{43})$", capsys.readouterr().out, re.MULTILINE)
    assert told
    id, secret = told[1], told[2]
    assert run("list") == 0
    listed = capsys.readouterr().out
    assert secret not in listed
    assert "clerk [department SNV]  events:read  Cổng" in listed
    with opened() as office:
        token = office.api_tokens.known(secret, office.now(), "10.0.0.1")
        assert token is not None
        assert token.viewer().scope.departments == {"SNV"}
    assert run("hook", "Cổng", "https://portal.example/hook", "--action", "accept") == 0
    hook = re.search(r"^([0-9a-f]{12})  \S{43}$", capsys.readouterr().out, re.MULTILINE)
    assert hook
    assert run("list") == 0
    assert "active   https://portal.example/hook" in capsys.readouterr().out
    assert run("unhook", hook[1]) == 0
    assert run("revoke", id) == 0
    assert "revoked" in capsys.readouterr().out
    with opened() as office:
        token = office.api_tokens.known(secret, office.now())
        assert token is not None
        assert not token.valid(office.now())


def test_what_cannot_be_made_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", "x", "--role", "nobody", "--grant", "events:read") == EXIT_REFUSED
    assert "There is no role" in capsys.readouterr().err
    assert run("add", "x", "--role", "leadership", "--grant", "dossiers:submit") == EXIT_REFUSED
    assert "cannot use the scope" in capsys.readouterr().err
    assert run("revoke", "nothing") == EXIT_REFUSED

from __future__ import annotations

import json
import re

import pytest

from dashboard import cli
from dashboard.access import sessions
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
    return cli.main(["user", *words])


def facts(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert run("list", "--json") == 0
    return {one["login"]: one for one in json.loads(capsys.readouterr().out)}


def test_an_account_is_added_changed_closed_and_opened(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", "lan", "--role", "manager", "--name", "Lan", "--department", "Sở Nội vụ") == 0
    made = re.search(r"^lan  (\S{12,})$", capsys.readouterr().out, re.MULTILINE)
    assert made
    lan = facts(capsys)["lan"]
    assert lan["scope"] == {"kind": "department", "departments": ["SNV"], "fields": []}
    assert lan["must_change"] is True
    with opened() as office:
        assert sessions.sign_in(office, "lan", made[1], office.now()).user.name == "Lan"
    assert run("sessions", "lan") == 0
    assert run("sessions", "lan", "--revoke") == 0
    assert "Sessions ended: 1." in capsys.readouterr().out
    assert run("change", "lan", "--role", "leadership", "--scope", "all") == 0
    assert run("change", "lan", "--email", "lan@example.vn") == 0
    assert facts(capsys)["lan"]["email"] == "lan@example.vn"
    assert run("disable", "lan") == 0
    assert (
        facts(capsys)["lan"] | {"disabled": True, "role": "leadership", "sessions": 0} == facts(capsys)["lan"]
    )
    assert run("enable", "lan") == 0
    assert run("password", "lan") == 0
    assert made[1] not in capsys.readouterr().out
    assert run("list") == 0
    assert "lan            leadership     Lan  [all]  must change password" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "lan", "--role", "king"), "There is no role “king”"),
        (("add", "lan", "--role", "staff", "--scope", "some"), "There is no scope “some”"),
        (("add", "lan", "--role", "staff", "--department", "Sở Lạ"), "Sở Lạ"),
        (("add", "lan", "--role", "manager"), "must name at least one department"),
        (("disable", "nobody"), "There is no account “nobody”."),
        (("sessions", "nobody"), "There is no account “nobody”."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == EXIT_REFUSED
    assert told in capsys.readouterr().err

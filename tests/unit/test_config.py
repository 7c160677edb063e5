from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.config import ConfigError, Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]


def _documented() -> dict[str, str]:
    """Variable → default, as docs/configuration.md tells."""
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `(MOTCUA_\w+)` \| ([^|]*?) *\|", page, re.MULTILINE))


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert set(_documented()) == {f"MOTCUA_{name.upper()}" for name in Settings.model_fields}


def test_the_documented_defaults_are_the_real_ones() -> None:
    for name, field in Settings.model_fields.items():
        told = _documented()[f"MOTCUA_{name.upper()}"]
        if name == "data":
            assert told == "`data` beside `manage.py`"
            assert field.default == ROOT / "data"
        else:
            assert told == ("" if field.default is None else f"`{field.default}`")


def test_the_readme_names_every_setting() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in _documented() if name not in page] == []


def test_a_value_that_cannot_be_meant_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PORT", "many")
    monkeypatch.setenv("MOTCUA_LANGUAGE", "fr")
    with pytest.raises(ConfigError) as told:
        read_settings()
    assert "MOTCUA_PORT" in told.value.vi
    assert "MOTCUA_LANGUAGE" in told.value.en


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PORT", "9000")
    assert read_settings().port == 9000
    assert read_settings(port=9001).port == 9001


def test_an_empty_variable_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_MONGODB_URI", "")
    assert read_settings().mongodb_uri is None


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_MONGODB_URI", "mongodb://a:geheim@host/")
    assert "geheim" not in repr(read_settings())

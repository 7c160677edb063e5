"""Whatever stands in the address of a page: it is shown, or says in words what cannot be meant."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.office import Office
from dashboard.screens import SCREENS
from models.viewer import SYSTEM
from tests.fuzz.broken import FORMULAS, MARKUP, ODD

PAGES = Path(__file__).resolve().parents[2] / "pages"
#: every name that a page reads from its address, and some that none does
PARAMS = (
    "from", "to", "period", "department", "field", "procedure", "channel", "level", "measure", "page",
    "after", "at", "code", "q", "view", "list", "chart", "board", "edit", "token", "account", "hall",
    "closing", "by", "read", "group", "kind", "step", "holder", "tab", "form", "week", "month", "grain",
    "age", "x",
)  # fmt: skip
VALUES = (
    *FORMULAS[:4], *MARKUP[:5], *(text for text in ODD if len(text) < 100), "9" * 30, "-1", "0", "1e9",
    "0000-00-00", "9999-12-31", "1970-01-01", "2026-02-30", "1", "all", "nobody", "received", "a" * 3_000,
    "[object Object]", "../../etc/passwd", "%00", "\x00", "{'$gt': ''}",
)  # fmt: skip
RUNS = 40 if os.environ.get("MOTCUA_FUZZ") == "many" else 1


def asked(chance: random.Random) -> Iterator[tuple[str, str | list[str]]]:
    """Half of all names, each with a value that it does not expect, some of them twice."""
    for name in chance.sample(PARAMS, len(PARAMS) // 2):
        values = [chance.choice(VALUES) for _ in range(chance.choice((1, 1, 1, 3)))]
        yield name, values if len(values) > 1 else values[0]


@pytest.mark.parametrize("page", [screen.file for screen in SCREENS])
def test_any_address_is_shown_or_told_in_words(
    planted_office: Office, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(session, "viewer", lambda: SYSTEM)
    chance = random.Random(f"{page} {os.environ.get('MOTCUA_FUZZ_SEED', '')}")
    for _ in range(RUNS):
        params = dict(asked(chance))
        test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=120)
        for name, value in params.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception, (page, params, [each.stack_trace for each in test.exception])
        words = " ".join(str(each.value) for each in [*test.error, *test.warning])
        assert "Traceback" not in words and "Error(" not in words

"""A page of the dashboard as somebody has it before them: run by Streamlit's own test runner."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from models.viewer import Viewer

PAGES = Path(__file__).resolve().parents[2] / "pages"


def page_of(name: str, monkeypatch: pytest.MonkeyPatch, who: Viewer, **params: str) -> AppTest:
    """The page `name` at an address with these parameters, for `who`; it has run without an exception."""
    monkeypatch.setattr(session, "viewer", lambda: who)
    test = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
    for key, value in params.items():
        test.query_params[key] = value
    return well(test.run())


def well(test: AppTest) -> AppTest:
    """It has run without an exception."""
    assert not test.exception, test.exception
    return test


def texts(test: AppTest) -> str:
    """All that it shows as HTML."""
    return " ".join(str(block.proto.body) for block in test.get("html"))

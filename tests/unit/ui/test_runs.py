"""Runs of pages: an id for each that callbacks go on under; errors as a number, never a traceback."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.testing.v1 import AppTest

from dashboard import meters
from dashboard.trace import tracing
from dashboard.ui import runs
from models.errors import MotcuaError
from tests.logs import heard


@pytest.fixture(autouse=True)
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScriptRunner, "_run_script", ScriptRunner._run_script)
    runs.watch()


def script() -> None:
    import streamlit as st

    from dashboard.trace import current_id

    def clicked() -> None:
        st.session_state["callback"] = current_id()

    st.button("go", on_click=clicked)
    st.text(current_id())
    st.text(st.session_state.get("callback", ""))


def test_a_click_its_callback_and_its_page_have_one_id_and_the_next_run_another() -> None:
    test = AppTest.from_function(script).run()
    first = test.text[0].value
    test.button[0].click().run()
    page, callback = (text.value for text in test.text)
    assert page == callback != first
    assert first


def test_runs_are_counted_and_timed_once_however_often_they_are_watched() -> None:
    runs.watch()
    before = _count()
    AppTest.from_function(script).run()
    assert _count() == before + 1


def _count() -> float:
    return sum(
        sample.value
        for metric in meters.RUNS.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    )


class Shown(list[str]):
    def __call__(self, text: str, **more: object) -> None:
        self.append(text)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    found = Shown()
    monkeypatch.setattr(st, "error", found)
    return found


def test_an_error_of_a_page_is_shown_as_a_number_and_written_down_without_its_message(shown: Shown) -> None:
    with tracing("run") as trace, heard() as lines:
        assert runs.on_error(ValueError("Nguyễn Thị An")), "or Streamlit shows its own"
    assert trace.failed
    assert f"Mã sự cố {trace.id}." in shown[0]
    assert "Nguyễn" not in shown[0] + str([{**line, "exc_info": ""} for line in lines])
    assert [(line["event"], line["trace"]) for line in lines] == [("page failed", trace.id)]


def test_a_sentence_that_nobody_caught_is_shown_as_it_is(shown: Shown) -> None:
    runs.on_error(MotcuaError("Hồ sơ đã đóng.", "The dossier is closed."))
    assert shown == ["Hồ sơ đã đóng."]


def test_the_page_is_named_by_the_address_of_the_bounded_list(monkeypatch: pytest.MonkeyPatch) -> None:
    def at(address: str) -> str:
        known = {"h": {"url_pathname": address}}
        context = SimpleNamespace(
            page_script_hash="h", pages_manager=SimpleNamespace(get_pages=lambda: known)
        )
        monkeypatch.setattr(runs, "get_script_run_ctx", lambda **_: cast("object", context))
        return runs._page()

    assert [at("backlog"), at(""), at("nguyen-thi-an")] == ["backlog", "home", "other"]

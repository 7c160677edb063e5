"""Each page runs for each role on real data, and says something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.office import Office
from dashboard.office_holder import install
from models.viewer import SYSTEM, Scope, Viewer

PAGES = Path(__file__).resolve().parents[2] / "pages"
STAFF = Viewer(
    user_id="s", name="s", role="staff", scope=Scope(kind="department", departments=frozenset({"STNMT"}))
)


@pytest.fixture(scope="module")
def office(told_office: Office) -> Iterator[Office]:
    install(told_office)
    yield told_office
    install(None)


def run(page: str, monkeypatch: pytest.MonkeyPatch, viewer: Viewer = SYSTEM, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=60)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


@pytest.mark.parametrize(
    "page",
    [
        "overview", "waiting", "backlog", "boards", "roster", "search", "dossier", "listing", "definitions",
        "import_log",
    ],
)  # fmt: skip
def test_every_page_runs_without_an_error(office: Office, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    test = run(page, monkeypatch)
    assert not test.exception
    assert not test.error


def test_a_page_that_the_role_may_not_see_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run("import_log", monkeypatch, STAFF)
    assert not test.exception
    assert len(test.error) == 1


def test_a_dossier_outside_the_scope_is_not_there(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    other = next(
        row["_id"] for row in office.dossiers.all()
        if row["department"] != "STNMT" and "STNMT" not in row.get("holders", ())
    )  # fmt: skip
    assert len(run("dossier", monkeypatch, STAFF, code=other).warning) == 1
    assert not run("dossier", monkeypatch, SYSTEM, code=other).warning


def test_a_broken_address_is_met_with_grace(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for params in ({"measure": "nonsense"}, {"measure": "late", "from": "x", "department": "nobody"},
                   {"measure": "held", "channel": "online"}):  # fmt: skip
        assert not run("listing", monkeypatch, **params).exception


@pytest.mark.parametrize("page", ["overview", "waiting", "backlog", "listing"])
def test_a_filter_that_cannot_be_meant_is_told_and_left_out(
    office: Office, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    bad = run(page, monkeypatch, measure="backlog", department="nobody", **{"from": "x"})
    assert not bad.exception
    told = " ".join(warning.value for warning in bad.warning)
    assert "nobody" in told and "“x”" in told


@pytest.mark.parametrize("page", ["overview", "waiting", "backlog"])
@pytest.mark.parametrize(
    "period", [{"period": "this_month"}, {"period": "all"}, {"from": "2026-03-01", "to": "2026-03-03"}]
)
def test_every_period_is_shown_and_kept_in_the_address(
    office: Office, monkeypatch: pytest.MonkeyPatch, page: str, period: dict[str, str]
) -> None:
    test = run(page, monkeypatch, **period)
    assert not test.exception
    assert not test.warning
    assert {name: test.query_params[name] for name in period} == period


def test_a_choice_of_the_bar_is_written_into_the_address(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run("overview", monkeypatch)
    test.selectbox(key="filter_period").set_value("this_year").run()
    assert test.query_params["period"] == "this_year"
    test.selectbox(key="filter_department").set_value("STNMT").run()
    assert test.query_params["department"] == "STNMT"
    test.button(key="chip_department").click().run()
    assert "department" not in test.query_params
    test.selectbox(key="filter_period").set_value("last_3_months").run()
    assert "period" not in test.query_params


def test_an_office_without_dossiers_in_the_period_is_told_what_to_do(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("overview", "waiting"):
        test = run(page, monkeypatch, **{"from": "2020-01-01", "to": "2020-01-31"})
        assert not test.exception
        assert len(test.info) == 1

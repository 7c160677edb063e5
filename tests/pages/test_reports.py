"""The screen of reports: every view on real data, numbers and their lists, who may open it, past dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.clock import day_number
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.reports.reading import Asked
from dashboard.ui.reports.asked import VIEWS
from models.viewer import Scope, Viewer
from tests.pages.running import page_of

LEADER = Viewer(user_id="l", name="Lãnh đạo", role="leadership")
QUARTER = {"period": "2026-Q3"}


@pytest.fixture(scope="module")
def office(told_office: Office) -> Iterator[Office]:
    install(told_office)
    yield told_office
    install(None)


def run(monkeypatch: pytest.MonkeyPatch, viewer: Viewer = LEADER, **params: str) -> AppTest:
    return page_of("reports", monkeypatch, viewer, **params)


def html(test: AppTest) -> str:
    return "".join(one.proto.body for one in test.get("html"))


def links(text: str) -> list[tuple[dict[str, str], int]]:
    """The parameters of each list that is linked, and the number that links to it."""
    found = re.findall(r'href="(/reports\?[^"]*cell=[^"]*)"[^>]*>([^<]*)<', text)
    return [
        ({k: v[0] for k, v in parse_qs(urlsplit(href.replace("&amp;", "&")).query).items()},
         int(re.sub(r"\D", "", told) or 0))
        for href, told in found
    ]  # fmt: skip


@pytest.mark.parametrize("view", [*VIEWS])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_view_says_something(
    office: Office, monkeypatch: pytest.MonkeyPatch, view: str, language: str
) -> None:
    monkeypatch.setattr(session, "_chosen", lambda: language)
    test = run(monkeypatch, view=view, department="STNMT", **QUARTER)
    assert not test.error and not test.warning
    assert view != "evaluation" or test.number_input(key="points_tt01").max == 2
    assert "mc-h2" in html(test) or "mc-report" in html(test)


@pytest.mark.parametrize("more", [{}, {"by": "field"}, {"by": "level"}, {"asof": "2026-09-01"}])
def test_every_number_of_the_form_opens_a_list_of_as_many_dossiers(
    office: Office, monkeypatch: pytest.MonkeyPatch, more: dict[str, str]
) -> None:
    found = links(html(run(monkeypatch, **QUARTER, **more)))
    assert len(found) > 20
    shown = [each for each in found if each[1]]
    for params, count in (shown[len(shown) // 2], shown[-1]):
        text = html(run(monkeypatch, **params))
        assert re.search(r'data-count="(\d+)"', text)[1] == str(count), params  # type: ignore[index]


def test_the_figures_of_today_are_those_of_the_measures(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form beside the cube: two ways of counting the same dossiers."""
    from dashboard.cube.question import Question
    from dashboard.reports.form import total

    start, end = day_number(date(2026, 6, 15)), day_number(date(2026, 9, 14))
    report = office.reports.make(LEADER, Asked(start, end))
    whole = total(report.cells)

    def measured(measure: str, **more: object) -> int:
        asked = {"start": start, "end": end, **more}
        return sum(int(f.value or 0) for f in office.cube.figures(LEADER, Question((measure,), **asked)))  # type: ignore[arg-type]

    assert whole[3] > 0 and whole[10] + whole[13] > 0
    assert whole[4] == measured("received", where={"channel": ("online",)})
    assert whole[4] + whole[5] == measured("received") - measured("data_problems")
    assert whole[6] == measured("backlog", start=None, end=None, at=start - 1)
    assert whole[7] == measured("closed")
    assert whole[11] == measured("backlog", start=None, end=None, at=end)
    assert whole[13] == measured("overdue", start=None, end=None, at=end)
    rejected_late = report.beside.get("rejected_late", 0)
    assert whole[10] == measured("late") - rejected_late


def test_a_manager_sees_the_own_department_alone_and_staff_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = Scope(kind="department", departments=frozenset({"STNMT"}))
    manager = Viewer(user_id="m", name="m", role="manager", scope=scope)
    found = links(html(run(monkeypatch, manager, **QUARTER)))
    departments = {params.get("department") for params, _ in found}
    assert departments <= {"STNMT", None}
    closings = run(monkeypatch, manager, view="closings", **QUARTER)
    assert not [one for one in closings.button if "Chốt" in one.label]
    staff = Viewer(user_id="s", name="s", role="staff", scope=scope)
    assert len(run(monkeypatch, staff).error) == 1


def test_a_period_without_figures_and_an_address_that_cannot_be_meant_are_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = run(monkeypatch, **{"from": "2019-01-01", "to": "2019-01-31"})
    assert len(empty.info) == 1
    broken = run(monkeypatch, period="2026-Q9", asof="hôm qua", closing="x", department="nobody")
    assert len(broken.warning) == 4
    early = run(monkeypatch, asof="2026-05-01", **QUARTER)
    assert "chưa bắt đầu" in early.info[0].value


def test_choices_are_written_into_the_address(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run(monkeypatch)
    test.selectbox(key="report_period").set_value("2026-Q3").run()
    assert test.query_params["period"] == "2026-Q3"
    test.date_input(key="report_asof").set_value(date(2026, 10, 1)).run()
    assert test.query_params["asof"] == "2026-10-01"
    assert "ngày 01/10/2026" in html(test)
    test.selectbox(key="report_department").set_value("STNMT").run()
    assert test.query_params["department"] == "STNMT"

"""A closed period beside the report of now: each figure opens as many dossiers, or says why it cannot."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.clock import day_number
from dashboard.config import Settings
from dashboard.cube.check import EVENTS_LEFT_OUT
from dashboard.flow import Action
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.reports.closing import close
from dashboard.reports.reading import Asked
from models.department import Department
from models.viewer import Scope, Viewer
from tests.helpers import submitted
from tests.pages.test_report_counts import LEADER, html, listed, numbers, run
from tests.stores import leave

HEAD = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({"A"}))
)
JUNE = {"from": "2026-06-01", "to": "2026-06-30"}


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Four dossiers of June 2026, of A and of B; one of A was corrected after June was closed."""
    now = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)

    def done(action: Action, code: str | None = None) -> None:
        office.commit.act(code or action.intake.code, action, "u1")  # type: ignore[union-attr]

    settings = Settings(database=f"test_compared_{os.getpid()}", data=tmp_path_factory.mktemp("compared"))
    office = Office.open(settings, mongodb_uri, lambda: now)
    for id in ("A", "B"):
        office.departments.put(Department(id=id, name=f"Sở {id}", level="province"))
    for number in range(4):
        done(submitted(f"D{number}", number))
        done(Action(name="accept"), f"D{number}")
    now = datetime(2026, 7, 2, 2, 0, tzinfo=UTC)
    close(office, LEADER, day_number(date(2026, 6, 1)), day_number(date(2026, 6, 30)))
    now += timedelta(minutes=5)
    done(Action(name="correct", reason="gõ nhầm", correction={"channel": "online"}), "D0")
    install(office)
    yield office
    install(None)
    leave(office)


@pytest.mark.parametrize(
    ("viewer", "more"), [(LEADER, {}), (HEAD, {}), (LEADER, {"department": "B"})],
    ids=["all", "department", "filtered"],
)  # fmt: skip
def test_closed_figures_and_those_of_now_open_as_many(
    office: Office, monkeypatch: pytest.MonkeyPatch, viewer: Viewer, more: dict[str, str]
) -> None:
    text = html(run(monkeypatch, viewer, view="closings", **JUNE, **more))
    found = numbers(text, "cell")
    whole = [(dict(params), n) for params, n in found.items() if "level" not in dict(params)]
    assert {n for asked, n in whole if asked["cell"] == "3"} == {4 if viewer is LEADER and not more else 2}
    assert all(sum(side in asked for asked, _ in whole) > 3 for side in ("closing", "period")), "both sides"
    (closing,) = office.report_closings.all()
    for params, n in found.items():
        asked = dict(params)
        if asked["cell"] in ("3", "5"):
            assert listed(html(run(monkeypatch, viewer, **asked))) == n, params
            continue
        where = {name: (asked[name],) for name in ("department", "field", "level") if name in asked}
        then = Asked(closing.start, closing.end, where, closing.known_by if "closing" in asked else None)
        assert len(office.reports.members(viewer, then, int(asked["cell"]))) == n, params


def test_a_row_that_moved_opens_what_it_was_and_what_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = html(run(monkeypatch, LEADER, view="closings", **JUNE))
    moved = numbers(text.partition("1 dòng đã khác")[2], "field")
    assert sorted(moved.values()) == [1, 1, 2], "columns 4 and 5, then and now; of none there is no list"
    for params, n in moved.items():
        assert listed(html(run(monkeypatch, LEADER, **dict(params)))) == n, params
    same = html(run(monkeypatch, LEADER, view="closings", department="B", **JUNE))
    assert "Không dòng nào đổi" in same, "of what is filtered out nothing is said"


def test_a_history_that_no_longer_gives_what_was_closed_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"closing": "1", "cell": "3"}
    assert not run(monkeypatch, LEADER, **asked).warning
    office.store.collection("dossiers").delete_one({"_id": "D2"})
    test = run(monkeypatch, LEADER, **asked)
    assert re.search("Lúc chốt ghi 4; dựng lại từ lịch sử được 3", test.warning[0].value)
    assert listed(html(test)) == 3


def test_without_a_history_a_closed_figure_says_why_it_opens_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.meta.set(EVENTS_LEFT_OUT, True)
    try:
        text = html(run(monkeypatch, LEADER, view="closings", **JUNE))
    finally:
        office.meta.set(EVENTS_LEFT_OUT, False)
    assert "Số lúc chốt không mở được" in text
    assert numbers(text, "cell")
    assert not [params for params in numbers(text, "cell") if ("closing", "1") in params]

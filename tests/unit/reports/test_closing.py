"""Closing a period on a real store: sealed, never changed, and what a correction moves is shown beside it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from dashboard.clock import day_of
from dashboard.config import Settings
from dashboard.flow import Action
from dashboard.office import Office
from dashboard.reports.closing import CannotClose, cells_of, close, differences, moved
from dashboard.reports.entries import enter_points, subject_of
from dashboard.reports.export import export
from dashboard.reports.form import total
from dashboard.reports.overdue import appendix, enter_reason
from dashboard.reports.reading import Asked, NoHistory
from models.department import Department
from models.errors import MotcuaError, NotAllowed
from models.report_closing import ReportClosing, broken
from models.viewer import SYSTEM, Scope, Viewer
from tests.helpers import submitted
from tests.stores import leave

LEADER = Viewer(user_id="l", name="Chánh Văn phòng", role="leadership")
MANAGER = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({"A"}))
)


class Clock:
    now = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Office]:
    """Two dossiers of A (one late) and two of B, received in June 2026; it is July."""
    settings = Settings(database=f"test_closing_{os.getpid()}", data=tmp_path_factory.mktemp("closing"))
    office = Office.open(settings, mongodb_uri, clock)
    office.departments.put(Department(id="A", name="=SUM(1)", level="province"))
    for number in range(4):
        done(office, submitted(f"D{number}", number))
        done(office, Action(name="accept"), f"D{number}")
    clock.now += timedelta(days=1)
    done(office, Action(name="withdraw"), "D1")
    clock.now = datetime(2026, 7, 2, 2, 0, tzinfo=UTC)
    yield office
    leave(office)


def done(office: Office, action: Action, code: str | None = None) -> None:
    given = code if code is not None else action.intake.code  # type: ignore[union-attr]
    office.commit.act(given, action, "u1")


def june(office: Office) -> tuple[int, int]:
    return tuple(day_of(datetime(2026, 6, each, 5, tzinfo=UTC), office.store.zone) for each in (1, 30))  # type: ignore[return-value]


def test_a_period_is_closed_once_it_is_over_by_those_who_see_the_whole(office: Office, clock: Clock) -> None:
    start, end = june(office)
    with pytest.raises(NotAllowed):
        close(office, MANAGER, start, end)
    with pytest.raises(CannotClose):
        close(office, LEADER.model_copy(update={"scope": MANAGER.scope}), start, end)
    with pytest.raises(CannotClose):
        close(office, LEADER, start, office.today())
    with pytest.raises(CannotClose):
        close(office, LEADER, end, start)
    assert office.report_closings.all() == []


def test_a_later_correction_is_shown_beside_what_was_closed(office: Office, clock: Clock) -> None:
    start, end = june(office)
    made = close(office, LEADER, start, end, "  báo cáo   quý ")
    assert (made.number, made.note, made.hash) == (1, "báo cáo quý", made.seal())
    frozen = cells_of(made, LEADER)
    whole = total(frozen)
    assert [whole[n] for n in (3, 4, 5, 7, 11, 13)] == [4, 2, 2, 1, 3, 3]
    clock.now += timedelta(minutes=5)
    done(office, Action(name="correct", reason="nộp tại quầy", correction={"channel": "online"}), "D0")
    done(office, Action(name="note", note="gọi lại"), "D2")
    now = office.reports.make(LEADER, Asked(start, end))
    (one,) = differences(frozen, now.cells)
    assert one.place.department == "A"
    assert one.columns == {4: 1, 5: -1}
    assert office.report_closings.get(1) == made, "what was closed stays"
    (case,) = moved(office, LEADER, made)
    assert (case.code, case.closed.came, case.now.came) == ("D0", "direct", "online")  # type: ignore[union-attr]
    assert [(each.action, each.reason) for each in case.since] == [("correct", "nộp tại quầy")]
    again = office.reports.make(LEADER, Asked(start, end, {}, made.known_by))
    assert not differences(frozen, again.cells), "folded from the events it is what was closed"
    own = cells_of(made, MANAGER)
    assert {place.department for place in own} == {"A"}
    assert total(own)[3] == 2


def test_closing_again_adds_one_that_is_chained_to_the_first(office: Office) -> None:
    start, end = june(office)
    second = close(office, SYSTEM, start, end)
    first = office.report_closings.all()[0]
    assert (second.number, second.previous) == (2, first.hash)
    assert broken([first, second]) == set()
    assert any(entry.action == "report_closed" for entry in office.audit.about("II.06a 2"))


def test_a_closing_that_was_changed_or_taken_out_is_seen(office: Office) -> None:
    first, second = office.report_closings.all()
    cell = first.cells[0].model_copy(update={"counts": (9, *first.cells[0].counts[1:])})
    changed = first.model_copy(update={"cells": (cell, *first.cells[1:])})
    assert broken([changed, second]) == {1}
    sealed_anew = changed.model_copy(update={"hash": changed.seal()})
    assert broken([sealed_anew, second]) == {2}
    assert broken([second]) == {2}
    assert ReportClosing.model_validate(first.model_dump(by_alias=True)) == first


def test_the_sheet_follows_its_sums_and_no_name_becomes_a_formula(office: Office) -> None:
    start, end = june(office)
    content = export(office, LEADER, Asked(start, end), "department", "xlsx", "Tháng 6")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    form = book.get_sheet_by_name("II.06a").to_python(skip_empty_area=False)
    numbers = next(row for row, cells in enumerate(form) if cells[:2] == ["(1)", "(2)"])
    rows = [cells for cells in form[numbers + 1 :] if cells[1] and cells[2] != ""]
    assert [cells[1] for cells in rows] == ["Sở, ban, ngành", "=SUM(1)", "B", "Tổng cộng"]
    for cells in rows:
        n = dict(zip(range(3, 14), map(int, cells[2:13]), strict=True))
        assert n[3] == n[4] + n[5] + n[6] == n[7] + n[11]
    assert rows[-1][2] == 4
    formulas = written(content)
    line = numbers + 2
    assert formulas[f"D{line}"] == f"SUM(D{line + 1}:D{line + 2})"
    assert formulas[f"C{line}"] == f"D{line}+E{line}+F{line}"
    assert formulas[f"D{line + 3}"] == f"D{line}"
    assert not any("SUM(1)" in formula for formula in formulas.values())
    late = book.get_sheet_by_name("Qua han").to_python(skip_empty_area=False)
    assert [cells[1] for cells in late[4:]] == ["D0", "D2", "D3"]
    assert export(office, LEADER, Asked(start, end), "field", "pdf").startswith(b"%PDF")


def written(content: bytes) -> dict[str, str]:
    """cell → formula, of the first sheet."""
    import re
    import zipfile

    text = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    return dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f>', text))


def test_a_reason_is_entered_by_who_may_see_the_dossier_and_counts_from_then_on(
    office: Office, clock: Clock
) -> None:
    start, end = june(office)
    before = office.now()
    clock.now += timedelta(minutes=1)
    with pytest.raises(MotcuaError):
        enter_reason(office, MANAGER, "D3", "1", "")
    for reason, note in (("9", "x"), ("7", " ")):
        with pytest.raises(MotcuaError):
            enter_reason(office, LEADER, "D0", reason, note)
    enter_reason(office, LEADER, "D0", "1", "đợt cao điểm")
    known = {line.code: line for line in appendix(office, LEADER, Asked(start, end))}
    assert (known["D0"].reason, known["D0"].note, known["D2"].reason) == ("1", "đợt cao điểm", "")
    past = {line.code: line for line in appendix(office, LEADER, Asked(start, end, {}, before))}
    assert past["D0"].reason == "", "it was not known then"


def test_points_are_kept_with_their_ground_for_the_own_department(office: Office) -> None:
    start, end = june(office)

    def enter(viewer: Viewer, department: str, points: float, note: str = "biên bản") -> None:
        enter_points(office, viewer, "tt01", start, end, department, "6", points, note)

    wrong: tuple[tuple[Any, ...], ...] = ((MANAGER, "B", 1), (LEADER, "A", 3), (LEADER, "A", 1, " "))
    for given in wrong:
        with pytest.raises(MotcuaError):
            enter(*given)
    enter(MANAGER, "A", 1)
    enter(LEADER, "A", 1.5)
    subject = subject_of(start, end, "A")
    assert office.report_entries.latest("tt01", [subject])[subject, "6"].value == "1.5"


def test_a_store_that_was_filled_without_events_says_so_instead_of_a_past_report(office: Office) -> None:
    start, end = june(office)
    office.meta.set("events_left_out", True)
    with pytest.raises(NoHistory):
        office.reports.make(LEADER, Asked(start, end, {}, office.now() - timedelta(days=1)))
    assert office.reports.make(LEADER, Asked(start, end)).cells
    office.meta.set("events_left_out", False)

"""What waits for whom, page by page, against a plain reading of all dossiers."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise

import pytest

from dashboard.flow import Action, ActionRefused, apply
from dashboard.flow.commit import Change
from dashboard.office import Office
from dashboard.work.desk import Cursor, Desk, windows
from dashboard.work.order import in_order
from models.dossier import Dossier, WorkKind
from models.viewer import Role, Scope, Viewer
from tests.helpers import BASE, calendar, random_action, submitted
from tests.unit.work.conftest import NOW

KINDS: tuple[WorkKind, ...] = ("accept", "todo", "taken", "paused", "return")
CALENDAR = calendar()
#: days after the base on which dossiers come in: long ago, and just now
DAYS = (0, 60, 150, 190, 196, 198, 199)


def person(role: Role = "manager", *departments: str, fields: tuple[str, ...] = ()) -> Viewer:
    kind = "fields" if fields else "department" if departments else "all"
    scope = Scope(kind=kind, departments=frozenset(departments), fields=frozenset(fields))  # type: ignore[arg-type]
    return Viewer(user_id="u2", name="An", role=role, scope=scope)


@pytest.fixture(scope="module")
def dossiers(office: Office) -> list[Dossier]:
    """Two hundred dossiers in all states, of days long past and to come, written as commits write them."""
    chance = random.Random(7)
    histories: list[list[Change]] = []
    for number in range(200):
        now = BASE + timedelta(days=chance.choice(DAYS), hours=chance.uniform(0, 6))
        application = submitted(f"D{number:03}", number, chance.randint(1, 30))
        dossier, event = apply(None, application, "u1", now, CALENDAR)
        changes = [Change(None, dossier, event)]
        for _ in range(chance.randint(0, 7)):
            now += timedelta(hours=chance.uniform(0, 8))
            actor, action = f"u{chance.randint(1, 3)}", random_action(chance, now)
            try:
                dossier, event = apply(dossier, action, actor, now, CALENDAR)
            except ActionRefused:
                continue
            changes.append(Change(changes[-1].after, dossier, event))
        histories.append(changes)
    for turn in range(max(len(changes) for changes in histories)):
        office.commit.write([changes[turn] for changes in histories if turn < len(changes)])
    return [changes[-1].after for changes in histories]


def desk_of(dossier: Dossier) -> tuple[str, WorkKind] | None:
    """Whose turn it is, read from the state and the last visit alone."""
    last = dossier.visits[-1] if dossier.visits else None
    if dossier.state == "submitted":
        return "desk", "accept"
    if dossier.state == "resolved":
        return "desk", "return"
    if dossier.state in ("supplement", "payment") and last is not None:
        return last.holder, "paused"
    if dossier.state in ("received", "processing") and last is not None:
        return last.holder, "taken" if last.assignee else "todo"
    return None


def all_pages(desk: Desk, viewer: Viewer, department: str, kind: WorkKind, limit: int) -> list[str]:
    codes: list[str] = []
    after: Cursor | None = None
    while True:
        page = desk.page(viewer, department, kind, after, limit)
        assert len(page.rows) <= limit
        codes += [dossier.id for dossier, _ in page.rows]
        if page.after is None:
            return codes
        after = page.after


def test_the_pages_of_every_desk_are_its_dossiers_in_order_each_once(
    office: Office, dossiers: list[Dossier]
) -> None:
    desk, all_of_it = Desk(office), person()
    seen = 0
    for department in ("desk", "A", "B", "C"):
        counts = desk.counts(all_of_it, department)
        for kind in KINDS:
            expected = in_order([d for d in dossiers if desk_of(d) == (department, kind)], NOW, CALENDAR)
            codes = [dossier.id for dossier, _ in expected]
            for limit in (3, 20):
                assert all_pages(desk, all_of_it, department, kind, limit) == codes, (department, kind)
            assert counts[kind] == len(codes)
            seen += len(codes)
    assert seen == sum(desk_of(dossier) is not None for dossier in dossiers) > 50


def test_mine_is_what_i_hold_in_order(office: Office, dossiers: list[Dossier]) -> None:
    found = Desk(office).mine(person())
    expected = in_order([dossier for dossier in dossiers if dossier.assignee == "u2"], NOW, CALENDAR)
    assert [dossier.id for dossier, _ in found] == [dossier.id for dossier, _ in expected]
    assert found


def test_fields_and_departments_narrow_the_work_and_its_counts(
    office: Office, dossiers: list[Dossier]
) -> None:
    desk = Desk(office)
    mixed = person("staff", "A", fields=("f0",))
    codes = all_pages(desk, mixed, "A", "todo", 20) + all_pages(desk, mixed, "A", "taken", 20)
    wanted = {d.id for d in dossiers if desk_of(d) in (("A", "todo"), ("A", "taken")) and d.field == "f0"}
    assert set(codes) == wanted
    counts = desk.counts(mixed, "A")
    assert counts["todo"] + counts["taken"] == len(codes) > 0
    assert all_pages(desk, mixed, "B", "todo", 20) == []
    assert set(desk.counts(mixed, "B").values()) == {0}


def test_windows_cover_every_day_once_and_are_narrow_around_today() -> None:
    stretches = list(windows(20_000))
    assert stretches[0][0] == 0
    assert all(after[0] == before[1] + 1 for before, after in pairwise(stretches))
    assert (20_000, 20_000) in stretches and (19_999, 19_999) in stretches
    assert len(stretches) < 20


# Last, because it changes what the others count.
def test_a_page_goes_on_after_its_last_row_though_rows_before_it_are_gone(
    office: Office, dossiers: list[Dossier]
) -> None:
    desk, viewer = Desk(office), person()
    whole = all_pages(desk, viewer, "desk", "taken", 100)
    first = desk.page(viewer, "desk", "taken", None, 4)
    for dossier, _ in first.rows:
        office.commit.act(dossier.id, Action(name="release"), "u1")
    second = desk.page(viewer, "desk", "taken", first.after, 4)
    assert [dossier.id for dossier, _ in second.rows] == whole[4:8]

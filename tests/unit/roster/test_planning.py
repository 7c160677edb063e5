"""The made-up staff of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from dashboard.access.accounts import create
from dashboard.clock import day_number
from dashboard.config import Settings
from dashboard.forms import NoForm
from dashboard.forms.week_sheet import week_pdf
from dashboard.office import Office
from dashboard.roster.conflicts import conflicts
from dashboard.roster.people import keep_counters, keep_staff, repeat
from dashboard.roster.planning import NotPublishable, Planning, within
from dashboard.roster.week import monday_of
from models.absence import Absence
from models.errors import MotcuaError, NotAllowed
from models.roster import Assignment, Counter, SomebodyElseSaved
from models.viewer import SYSTEM, Scope, Viewer
from seed.load import load_reference
from seed.staff import load_staff
from tests.stores import leave

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MANAGER = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({"SNNPTNT"}))
)


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One Office for all: each test has a week of its own."""
    settings = Settings(database="test_planning", data=tmp_path_factory.mktemp("planning"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    load_reference(office.store, "kien-giang-2018")
    load_staff(office, NOW)
    yield office
    leave(office)


def test_this_week_is_published_without_a_hard_conflict_and_loading_again_changes_nothing(
    office: Office,
) -> None:
    planning, monday = Planning(office), monday_of(office.today())
    departments = planning.departments(SYSTEM)
    assert len(departments) > 15
    before = {one.id: office.rosters.week(one.id, monday) for one in departments}
    for department in departments:
        plan, roster = planning.week(SYSTEM, department.id, monday)
        assert roster.published_at is not None
        assert [c for c in conflicts(plan, roster.published) if c.hard] == []
    assert load_staff(office, NOW) == len(office.staff.all())
    assert {one.id: office.rosters.week(one.id, monday) for one in departments} == before


def test_a_manager_plans_the_own_department_alone(office: Office) -> None:
    planning, monday = Planning(office), monday_of(office.today()) + 7
    assert [one.id for one in planning.departments(MANAGER)] == ["SNNPTNT"]
    with pytest.raises(NotAllowed):
        planning.week(MANAGER, "SXD", monday)
    foreign = office.rosters.week("SXD", monday)
    with pytest.raises(NotAllowed):
        planning.save(MANAGER, foreign, ())
    assert office.rosters.week("SXD", monday) == foreign
    assert not within(MANAGER, "SXD")


def test_a_week_with_a_hard_conflict_is_saved_but_not_published(office: Office) -> None:
    planning, monday = Planning(office), monday_of(office.today()) + 7
    plan, roster = planning.week(MANAGER, "SNNPTNT", monday)
    stranger = Assignment(day=plan.slots[0].day, half="morning", field=plan.fields[0], person="SXD-cv1")
    saved = planning.save(MANAGER, roster, [*roster.draft, stranger])
    with pytest.raises(NotPublishable) as refused:
        planning.publish(MANAGER, saved)
    assert any(c.person == "SXD-cv1" for c in refused.value.conflicts)
    assert office.rosters.week("SNNPTNT", monday).published == ()


def test_of_two_who_save_one_week_the_second_is_told_and_nothing_is_lost(office: Office) -> None:
    planning, monday = Planning(office), monday_of(office.today()) + 14
    _, roster = planning.week(MANAGER, "SNNPTNT", monday)
    one = Assignment(day=monday, half="morning", field="thuy-san", person="SNNPTNT-cv1")
    planning.save(MANAGER, roster, [one])
    with pytest.raises(SomebodyElseSaved):
        planning.save(SYSTEM, roster, [])
    assert office.rosters.week("SNNPTNT", monday).draft == (one,)


def test_an_absence_that_was_asked_for_counts_once_it_is_approved(office: Office) -> None:
    planning, monday = Planning(office), monday_of(office.today()) + 21
    person = office.staff.of("SNNPTNT")[0]
    own = Viewer(user_id="u9", name="u", role="staff", scope=MANAGER.scope)
    office.staff.put(person.model_copy(update={"user": "u9"}))
    person = office.staff.of("SNNPTNT")[0]
    asked = planning.ask_absence(own, person, "leave", (monday, "morning"), (monday + 1, "morning"))
    assert asked.state == "asked"
    plan = planning.plan("SNNPTNT", monday)
    assert not plan.is_away(person.id, monday, "morning")
    with pytest.raises(NotAllowed):
        planning.decide_absence(own, asked.id, True)
    planning.decide_absence(MANAGER, asked.id, True)
    plan = planning.plan("SNNPTNT", monday)
    assert plan.is_away(person.id, monday, "afternoon")
    assert not plan.is_away(person.id, monday + 1, "afternoon")


def test_an_absence_over_another_is_refused(office: Office) -> None:
    planning, monday = Planning(office), monday_of(office.today()) + 21
    person = office.staff.of("SNNPTNT")[1]
    planning.ask_absence(MANAGER, person, "leave", (monday, "morning"), (monday + 2, "afternoon"))
    with pytest.raises(MotcuaError, match="Đã có vắng mặt"):
        planning.ask_absence(
            MANAGER, person, "training", (monday + 2, "afternoon"), (monday + 4, "afternoon")
        )
    other = office.staff.of("SNNPTNT")[2]
    with pytest.raises(NotAllowed):
        planning.ask_absence(
            Viewer(user_id="x", name="x", role="staff", scope=MANAGER.scope),
            other,
            "leave",
            (monday, "morning"),
            (monday, "afternoon"),
        )
    assert [one for one in office.absences.of(other.id, monday, monday + 6) if isinstance(one, Absence)] == []


def test_a_publication_tells_those_concerned_and_an_approved_absence_takes_its_shifts_out(
    office: Office,
) -> None:
    planning, monday = Planning(office), monday_of(office.today()) + 42
    member = office.staff.of("SNNPTNT")[3]
    user = create(
        office, SYSTEM, NOW, login="truc", name=member.name, role="staff", scope=MANAGER.scope
    ).user  # fmt: skip
    office.staff.put(member.model_copy(update={"user": user.id}))
    _, roster = planning.week(MANAGER, "SNNPTNT", monday)
    shift = Assignment(
        day=monday, half="morning", field=member.competences[0].field, person=member.id, part="stand_in"
    )
    planning.publish(MANAGER, planning.save(MANAGER, roster, [shift]))
    today = office.today()
    (told,) = office.notices.between(["queued"], today, today, SYSTEM)
    assert (told.template, told.recipient, told.address, told.dossier) == ("roster", user.id, "truc", "")
    assert "Thêm: sáng 28/12" in told.body and "(trực thay)" in told.body
    planning.ask_absence(MANAGER, member, "leave", (monday, "morning"), (monday, "morning"))
    after = office.rosters.week("SNNPTNT", monday)
    assert (after.published, after.draft) == ((), (shift,)) and after.changed
    bodies = [one.body for one in office.notices.between(["queued"], today, today, SYSTEM)]
    assert sum("Bỏ: sáng 28/12" in body for body in bodies) == 1


def test_a_week_is_repeated_without_the_days_that_are_closed_and_what_is_published_stays(
    office: Office,
) -> None:
    planning, monday = Planning(office), monday_of(day_number(date(2026, 12, 21)))
    _, roster = planning.week(MANAGER, "SNNPTNT", monday)
    member = office.staff.of("SNNPTNT")[1]
    field = member.competences[0].field
    friday = Assignment(day=monday + 4, half="morning", field=field, person=member.id)
    roster = planning.save(MANAGER, roster, [friday, friday.model_copy(update={"day": monday})])
    # 1 January is closed: of the second copy only the Monday is left.
    with pytest.raises(MotcuaError):
        repeat(office, MANAGER, roster, 0)
    before = office.rosters.week("SNNPTNT", monday + 7).published
    assert repeat(office, MANAGER, roster, 2) == [monday + 7, monday + 14]
    first, second = (office.rosters.week("SNNPTNT", monday + 7 * n) for n in (1, 2))
    assert [one.day - first.monday for one in first.draft] == [0]
    assert [one.day - second.monday for one in second.draft] == [0, 4]
    assert first.published == before
    assert repeat(office, MANAGER, roster, 2) == []


def test_staff_and_counters_are_kept_by_who_plans_there_and_a_counter_that_closes_leaves_the_week(
    office: Office,
) -> None:
    planning, monday = Planning(office), monday_of(office.today()) + 63
    member = office.staff.of("SNNPTNT")[4]
    seated = member.model_copy(update={"counters": ("SNNPTNT-q",)})
    counter = Counter(id="SNNPTNT-q", name="Quầy của Sở", department="SNNPTNT")
    assert keep_counters(office, MANAGER, "SNNPTNT", [counter]) == 1
    assert keep_staff(office, MANAGER, "SNNPTNT", [seated]) == 1
    with pytest.raises(NotAllowed):
        keep_counters(office, MANAGER, "SXD", [counter.model_copy(update={"department": "SXD"})])
    with pytest.raises(NotAllowed):
        keep_staff(office, MANAGER, "SNNPTNT", [office.staff.of("SXD")[0]])
    with pytest.raises(MotcuaError, match="hai người"):
        keep_staff(office, MANAGER, "SNNPTNT", [
            one.model_copy(update={"user": "x1"}) for one in office.staff.of("SNNPTNT")[5:7]
        ])  # fmt: skip
    _, roster = planning.week(MANAGER, "SNNPTNT", monday)
    shift = Assignment(
        day=monday, half="morning", field=member.competences[0].field, person=member.id, counter=counter.id
    )
    planning.publish(MANAGER, planning.save(MANAGER, roster, [shift]))
    closed = counter.model_copy(update={"valid_to": date(2026, 11, 30)})
    keep_counters(office, MANAGER, "SNNPTNT", [closed])
    after = office.rosters.week("SNNPTNT", monday)
    assert (after.published, after.draft) == ((), (shift,))


def test_a_week_on_paper_names_who_is_on_duty_and_says_that_a_draft_is_one(office: Office) -> None:
    planning, monday = Planning(office), monday_of(office.today())
    _, roster = planning.week(MANAGER, "SNNPTNT", monday)
    text = "\n".join(page.extract_text() for page in PdfReader(paper(office, monday)).pages)
    told = " ".join(text.split())
    people = {one.id: one.name for one in office.staff.of("SNNPTNT")}
    assert "LỊCH PHÂN CÔNG TRỰC" in told and "BẢN NHÁP" not in told
    assert all(part in told for part in people[roster.published[0].person].split())
    planning.save(MANAGER, roster, roster.draft[1:])
    assert "BẢN NHÁP" in " ".join(PdfReader(paper(office, monday)).pages[0].extract_text().split())
    with pytest.raises(NoForm):
        paper(office, monday + 7 * 100)
    with pytest.raises(NotAllowed):
        week_pdf(office, MANAGER, "SXD", monday)


def paper(office: Office, monday: int) -> BytesIO:
    return BytesIO(week_pdf(office, MANAGER, "SNNPTNT", monday))

"""The catalogue as an administrator uses it: draft, change, review, publish, roll back; others read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.access.acting import act
from dashboard.catalogue import calendars, hours, lists
from dashboard.catalogue.moving import in_flight, move_all
from dashboard.catalogue.publishing import ChangedMeanwhile, NotPublished, Publishing
from dashboard.clock import date_of
from dashboard.config import Settings
from dashboard.cube.check import verify
from dashboard.flow import Action, Intake
from dashboard.intake.desk import Application, take_in
from dashboard.intake.offer import offers
from dashboard.intake.route import route_of
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.ui.catalogue import fields, steps
from models.condition import Clause, Condition
from models.errors import MotcuaError, NotAllowed
from models.form import with_applicant
from models.viewer import SYSTEM, Scope, Viewer
from seed.load import load_reference
from tests.stores import leave

PAGE = Path(__file__).resolve().parents[2] / "pages" / "procedures.py"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
STAFF = Viewer(user_id="s", name="s", role="staff")


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database="test_catalogue", data=tmp_path_factory.mktemp("catalogue"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    load_reference(office.store, "kien-giang-2018")
    install(office)
    yield office
    install(None)
    leave(office)


def run(monkeypatch: pytest.MonkeyPatch, viewer: Viewer = SYSTEM, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGE), default_timeout=120)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def button(test: AppTest, label: str) -> AppTest:
    return next(one for one in test.button if one.label == label).click().run()


def test_the_list_is_narrowed_by_a_few_letters_without_diacritics(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run(monkeypatch)
    assert not test.exception
    everything = len(test.dataframe[0].value)
    assert everything == len(office.procedures.all())
    test.text_input[0].set_value("ly lich tu phap").run()
    found = test.dataframe[0].value
    assert 0 < len(found) < everything
    assert all("lý lịch tư pháp" in name.lower() for name in found["Thủ tục"])
    test.text_input[0].set_value("xyzxyz").run()
    assert not test.dataframe and test.info


def test_a_revision_is_drafted_changed_reviewed_and_published_on_the_screen(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office.revisions.in_force("P001", NOW.date())
    assert before is not None
    test = run(monkeypatch, procedure="P001")
    assert not test.exception
    button(test, "Soạn phiên bản mới")
    draft = office.revisions.of("P001")[-1]
    assert (draft.state, draft.number, draft.steps) == ("draft", before.number + 1, before.steps)
    limit = next(one for one in test.number_input if one.label == "Thời hạn")
    limit.set_value(before.term.value + 2)
    next(one for one in test.button if one.label == "Lưu" and "base" in one.form_id).click().run()
    assert not test.exception
    assert office.revisions.of("P001")[-1].term.value == before.term.value + 2
    button(test, "Chuyển rà soát")
    next(one for one in test.text_input if one.label.startswith("Số quyết định")).set_value("99/QĐ-UBND")
    button(test, "Công bố")
    assert not test.exception and not test.error
    today = NOW.date()
    assert office.revisions.in_force("P001", today) == office.revisions.get(before.id)
    after = office.revisions.in_force("P001", today + timedelta(days=1))
    assert after is not None
    assert (after.number, after.decision, after.term.value) == (
        draft.number,
        "99/QĐ-UBND",
        before.term.value + 2,
    )
    assert office.revisions.get(before.id).valid_to == today


def test_who_may_not_change_the_catalogue_reads_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run(monkeypatch, STAFF, procedure="P002")
    assert not test.exception
    assert "Soạn phiên bản mới" not in {one.label for one in test.button}
    with pytest.raises(NotAllowed):
        Publishing(office).draft_of(STAFF, "P002")
    assert len(office.revisions.of("P002")) == 1


def test_what_blocks_is_not_published_and_says_why(office: Office) -> None:
    service = Publishing(office)
    draft = service.draft_of(SYSTEM, "P003")
    empty = service.save(SYSTEM, draft.model_copy(update={"steps": ()}), draft)
    with pytest.raises(NotPublished, match="rà soát"):
        service.publish(SYSTEM, empty, date(2027, 1, 1), "1/QĐ")
    review = service.to_review(SYSTEM, empty)
    with pytest.raises(NotPublished, match="quyết định"):
        service.publish(SYSTEM, review, date(2027, 1, 1), " ")
    with pytest.raises(NotPublished, match="chưa có bước"):
        service.publish(SYSTEM, review, date(2027, 1, 1), "1/QĐ")
    with pytest.raises(ChangedMeanwhile):
        service.save(SYSTEM, draft, draft)
    assert office.revisions.in_force("P003", date(2027, 6, 1)).number == 1


def test_an_old_revision_published_again_rolls_back(office: Office) -> None:
    service = Publishing(office)
    first = office.revisions.of("P004")[0]
    draft = service.draft_of(SYSTEM, "P004")
    review = service.to_review(SYSTEM, service.save(SYSTEM, draft.model_copy(update={"fee_vnd": 1}), draft))
    service.publish(SYSTEM, review, date(2027, 1, 1), "1/QĐ")
    again = service.to_review(SYSTEM, service.again(SYSTEM, first))
    with pytest.raises(NotPublished, match="phải sau ngày"):
        service.publish(SYSTEM, again, date(2027, 1, 1), "2/QĐ")
    service.publish(SYSTEM, again, date(2027, 2, 1), "2/QĐ")
    numbers = [
        office.revisions.in_force("P004", day).number
        for day in (date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 1))
    ]
    assert numbers == [1, 2, 3]
    assert office.revisions.in_force("P004", date(2027, 2, 1)).fee_vnd == first.fee_vnd


def test_the_tables_of_steps_and_fields_give_back_what_they_show(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For every procedure of the seed: shown as rows and read again, the revision is the same."""
    monkeypatch.setattr(session, "viewer", lambda: SYSTEM)
    for revision in office.revisions.all():
        rows = [
            {
                "order": i,
                "id": s.id,
                "name": s.name,
                "kind": s.kind,
                "role": s.role,
                "where": steps.place_of(s),
                "hours": s.limit_minutes / 60,
                "only_if": "",
            }
            for i, s in enumerate(revision.steps)
        ]
        again = steps.steps_of(revision, rows)
        assert again is not None
        assert [s.model_copy(update={"seq": 0}) for s in again.steps] == [
            s.model_copy(update={"seq": 0}) for s in revision.steps
        ]
        if revision.form is not None:
            table = [fields.row_of(one, place) for place, one in enumerate(revision.form.fields)]
            made = fields.form_of(revision, table)
            assert made is not None and made.form is not None
            assert made.form.fields == revision.form.fields


def test_a_step_with_a_condition_is_taken_only_where_the_answers_say_so(office: Office) -> None:
    revision = office.revisions.of("P005")[0]
    only = Condition(clauses=(Clause(field="loai", op="is", value="a"),))
    branching = revision.model_copy(
        update={
            "steps": (
                revision.steps[0],
                revision.steps[1].model_copy(update={"only_if": only}),
                *revision.steps[2:],
            )
        }
    )
    tree = office.departments.tree(date_of(office.today()))
    place = office.procedures.get("P005").department
    all_steps = [one.step for one in route_of(branching, place, tree, None, {"loai": "a"})]
    fewer = [one.step for one in route_of(branching, place, tree, None, {"loai": "b"})]
    assert set(all_steps) - set(fewer) == {revision.steps[1].id}


def test_those_in_flight_are_moved_on_request_each_with_what_came_of_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.revisions.of("P006")[0]
    department = office.procedures.get("P006").department
    tree = office.departments.tree(NOW.date())
    route = route_of(first, department, tree, None, {})
    for code in ("M1", "M2", "M3"):
        intake = Intake(
            code=code, procedure="P006", revision=first.id, field="none", department=department,
            level="province", channel="counter", term_value=first.term.value, term_unit=first.term.unit,
            route=route,
        )  # fmt: skip
        office.commit.act(code, Action(name="submit", intake=intake), "u")
        office.commit.act(code, Action(name="accept"), "u")
    service = Publishing(office)
    draft = service.draft_of(SYSTEM, "P006")
    longer = first.term.model_copy(update={"value": first.term.value + 7})
    # The third dossier lies at a step that the new process does not have.
    office.commit.act("M3", Action(name="finish"), "u")
    gone = office.dossiers.get("M3", SYSTEM).step
    steps_ = tuple(step for step in first.steps if step.id != gone)
    draft = service.save(SYSTEM, draft.model_copy(update={"term": longer, "steps": steps_}), draft)
    review = service.to_review(SYSTEM, draft)

    tried = {one.dossier.id: one for one in in_flight(office, SYSTEM, review)}
    before = {code: office.dossiers.get(code, SYSTEM) for code in ("M1", "M2", "M3")}
    assert {code: one.dossier.due_day for code, one in tried.items()} == {
        code: one.due_day for code, one in before.items()
    }
    assert tried["M1"].after.due_day > before["M1"].due_day
    assert tried["M3"].after is None and "Bước hiện tại" in tried["M3"].why.vi
    assert {code: office.dossiers.get(code, SYSTEM) for code in before} == before

    published = service.publish(SYSTEM, review, NOW.date(), "5/QĐ-UBND")
    moves = in_flight(office, SYSTEM, published)
    assert len(moves) == 3
    office.commit.act("M2", Action(name="note", note="gọi lại"), "u")
    test = run(monkeypatch, procedure="P006")
    assert not test.exception
    assert any("**3** hồ sơ theo phiên bản khác" in one.value for one in test.markdown)
    done = {one.dossier.id: one for one in move_all(office, SYSTEM, moves, "điều khoản chuyển tiếp")}
    assert done["M1"].why is None and done["M3"].why is not None
    assert "Người khác vừa thay đổi" in done["M2"].why.vi
    moved = office.dossiers.get("M1", SYSTEM)
    assert (moved.revision, moved.due_day) == (published.id, tried["M1"].after.due_day)
    assert gone not in {step.step for step in moved.route}
    assert [change.cause for change in moved.dues] == ["received", "revision"]
    last = office.events.of("M1")[-1]
    assert (last.action, last.params) == ("move", {"reason": "điều khoản chuyển tiếp"})
    assert office.dossiers.get("M3", SYSTEM) == before["M3"]
    assert verify(office.store, office.today()).ok
    with pytest.raises(NotAllowed):
        act(office, STAFF, "M2", Action(name="move", reason="x", target=moves[0].target))
    again = [one for one in in_flight(office, SYSTEM, published) if one.after is not None]
    assert [one.why for one in move_all(office, SYSTEM, again, "x")] == [None]


def test_the_small_lists_read_again_are_as_they_were_and_a_wrong_cell_says_why(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("departments", "fields", "levels", "channels"):
        before = lists.catalogue_of(office, name).all()
        assert lists.keep(office, SYSTEM, name, lists.rows_of(office, name)) == []
        assert lists.catalogue_of(office, name).all() == before
    test = run(monkeypatch, list="departments")
    assert not test.exception and button(test, "Lưu bảng").success
    rows = lists.rows_of(office, "departments")
    place = next(i for i, row in enumerate(rows) if row["id"] == "SGTVT")
    bad = [dict(row) for row in rows]
    bad[place] |= {"parent": "SGTVT", "valid_to": None}
    bad.append({"name": "", "level": "nowhere", "successors": "SGTVT; XYZ"})
    wrong = {(one.row - 1, one.column) for one in lists.keep(office, SYSTEM, "departments", bad)}
    assert wrong == {(len(rows), "name"), (len(rows), "level"), (len(rows), "successors")}
    ring = lists.keep(office, SYSTEM, "departments", bad[:-1])
    assert [(one.row - 1, one.column) for one in ring] == [(place, "parent")]
    gone = lists.keep(office, SYSTEM, "departments", [*rows[:place], *rows[place + 1 :]])
    assert len(gone) == 1 and "thay vì xóa" in gone[0].vi
    assert lists.rows_of(office, "departments") == rows
    merged = [dict(row) for row in rows]
    merged[place] |= {"valid_to": "2027-02-28", "successors": "SXD_MOI"}
    assert lists.keep(office, SYSTEM, "departments", merged)
    merged[place] |= {"successors": "SXD"}
    assert lists.keep(office, SYSTEM, "departments", merged) == []
    assert office.departments.tree(date(2027, 3, 1)).current("SGTVT").id == "SXD"
    assert [one.detail["change"] for one in office.audit.about("SGTVT")] == ["changed"]
    with pytest.raises(NotAllowed):
        lists.keep(office, STAFF, "departments", rows)
    assert lists.keep(office, SYSTEM, "departments", rows) == []


def test_from_an_empty_catalogue_to_the_first_dossier_with_what_the_screens_offer(
    mongodb_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: Office
) -> None:
    """As a new administrator goes: the small lists, a procedure, its publication; then one is taken in."""
    empty = Office.open(Settings(database="test_empty", data=tmp_path), mongodb_uri, lambda: NOW)
    install(empty)
    try:
        first = run(monkeypatch, procedure="new")
        assert not first.exception
        assert any("Cấp, Cơ quan, Lĩnh vực" in one.value for one in first.warning)
        for name, rows in (
            ("levels", [{"name_vi": "Cấp tỉnh", "name_en": "Province"}]),
            ("channels", [{"name": "Trực tiếp", "name_en": "At the counter"}]),
            ("fields", [{"name": "Đường thủy"}]),
            (
                "departments",
                [
                    {"name": "Trung tâm Phục vụ hành chính công", "level": "?", "kind": "centre"},
                    {"name": "Sở Xây dựng", "level": "?", "kind": "department", "at_centre": True}
                    | {"code": "H33.10"},
                ],
            ),
        ):
            level = next((one.id for one in empty.levels.all()), "")
            given = [row | {"level": level} if "level" in row else row for row in rows]
            assert lists.keep(empty, SYSTEM, name, given) == []
        test = run(monkeypatch, procedure="new")
        assert not test.warning
        test.text_area[0].set_value("Cấp phép bến thủy")
        box = next(one for one in test.selectbox if one.label == "Cơ quan giải quyết")
        box.set_value(next(one.id for one in empty.departments.all() if one.at_centre))
        button(test, "Lưu")
        (procedure,) = empty.procedures.all()
        test = run(monkeypatch, procedure=procedure.id)
        button(test, "Chuyển rà soát")
        next(one for one in test.text_input if one.label.startswith("Số quyết định")).set_value("1/QĐ")
        button(test, "Công bố")
        assert not test.exception and not test.error
        revision = empty.revisions.in_force(procedure.id, NOW.date())
        assert revision is not None
        who = {"name": "Danh Văn Hai", "phone": "0918273645", "identity": "091190000123"}
        application = Application(
            procedure=procedure.id, revision=revision.id, level=procedure.levels[0], place=None,
            channel=revision.channels[0], given={with_applicant(revision.form).applicant().id: who},
        )  # fmt: skip
        centre = next(one.id for one in empty.departments.all() if one.kind == "centre")
        at_centre = Scope(kind="department", departments=frozenset({centre}))
        clerk = Viewer(user_id="c", name="c", role="clerk", scope=at_centre)
        assert [*offers(empty, clerk)] == [procedure.id]
        dossier = take_in(empty, clerk, application, "first")
        assert dossier.state == "received" and dossier.id.startswith("H33.10-")
        assert dossier.holder == centre
    finally:
        install(office)
        empty.store.drop()


def test_a_new_holiday_shows_which_due_dates_it_moves_and_moves_them_when_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.revisions.of("P007")[0]
    department = office.procedures.get("P007").department
    route = route_of(first, department, office.departments.tree(NOW.date()), None, {})
    for code in ("K1", "K2"):
        intake = Intake(
            code=code, procedure="P007", revision=first.id, field="none", department=department,
            level="province", channel="counter", term_value=9, term_unit="working_day", route=route,
        )  # fmt: skip
        office.commit.act(code, Action(name="submit", intake=intake), "u")
        office.commit.act(code, Action(name="accept"), "u")
    seen = office.calendars.get("office")
    week = [calendars.hours_told(one) for one in seen.hours]
    rows = [
        {"day": day, "name": one.name.vi, "kind": one.kind, "hours": calendars.hours_told(one.intervals)}
        for day, one in seen.exceptions.items()
    ]
    assert calendars.document_of(seen, week, rows) == (seen, [], [])
    bad = [*rows, {"day": None, "name": "x", "kind": "other", "hours": ""}]
    bad += [{"day": "2026-11-26", "name": "x", "kind": "other", "hours": "25:00-26:00"}]
    nothing, in_week, in_days = calendars.document_of(seen, ["7h-11h", *week[1:]], bad)
    assert nothing is None
    assert [(one.row, one.column) for one in in_week] == [(1, "hours")]
    assert [(one.row, one.column) for one in in_days] == [(len(rows) + 1, "day"), (len(rows) + 2, "hours")]
    holiday = {"day": "2026-11-26", "name": "Nghỉ bão", "kind": "other", "hours": ""}
    document, *wrong = calendars.document_of(seen, week, [*rows, holiday])
    assert document is not None and wrong == [[], []]
    before = {code: office.dossiers.get(code, SYSTEM) for code in ("K1", "K2")}
    found = {one.dossier.id: one for one in calendars.preview(office, SYSTEM, document)}
    assert set(before) <= set(found)
    assert all(found[code].after.due_day > before[code].due_day for code in before)
    assert {code: office.dossiers.get(code, SYSTEM) for code in before} == before
    with pytest.raises(MotcuaError, match="lý do"):
        calendars.keep(office, SYSTEM, document, seen, [], " ")
    with pytest.raises(NotAllowed):
        calendars.keep(office, STAFF, document, seen, [], "bão")
    office.commit.act("K2", Action(name="note", note="x"), "u")
    try:
        kept = calendars.keep(office, SYSTEM, document, seen, [*found.values()], "bão")
        done = {one.dossier.id: one for one in kept}
        assert done["K1"].why is None and "Người khác" in done["K2"].why.vi
        moved = office.dossiers.get("K1", SYSTEM)
        assert moved.due_day == found["K1"].after.due_day
        assert [change.cause for change in moved.dues] == ["received", "calendar"]
        assert office.events.of("K1")[-1].action == "recount"
        assert verify(office.store, office.today()).ok
        with pytest.raises(MotcuaError, match="Người khác"):
            calendars.keep(office, SYSTEM, seen, seen, [], "bão")
        test = run(monkeypatch, list="calendar")
        assert not test.exception and not test.error
    finally:
        office.calendars.put(seen)
        office.calendar_changed()


def test_own_hours_of_a_department_show_and_move_the_limits_of_its_open_steps_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.revisions.of("P007")[0]
    department = office.procedures.get("P007").department
    route = route_of(first, department, office.departments.tree(NOW.date()), None, {})
    place = next(at for at, step in enumerate(route) if step.holder == department and step.limit_ms)
    intake = Intake(
        code="H1", procedure="P007", revision=first.id, field="none", department=department,
        level="province", channel="counter", term_value=9, term_unit="working_day", route=route,
    )  # fmt: skip
    office.commit.act("H1", Action(name="submit", intake=intake), "u")
    office.commit.act("H1", Action(name="accept"), "u")
    for _ in range(place):
        office.commit.act("H1", Action(name="finish"), "u")
        office.commit.act("H1", Action(name="start"), "u")
    before = office.dossiers.get("H1", SYSTEM)
    row = {"department": department, "valid_from": "2026-01-05", "day0": "08:00-09:00", "day3": "8h"}
    _, wrong = hours.read([row, {"department": "?", "valid_from": None}], {department})
    assert [(one.row, one.column) for one in wrong] == [(1, "day3"), (2, "department"), (2, "valid_from")]
    made, wrong = hours.read([row | {"day3": "08:00-09:00"}], {department})
    assert not wrong and hours.read(hours.rows_of(made), {department}) == (made, [])
    found = hours.preview(office, SYSTEM, made)
    assert "H1" in {one.dossier.id for one in found}
    assert office.dossiers.get("H1", SYSTEM) == before
    with pytest.raises(NotAllowed):
        hours.keep(office, STAFF, made, [], [], "x")
    with pytest.raises(MotcuaError, match="lý do"):
        hours.keep(office, SYSTEM, made, [], [], " ")
    try:
        done = {one.dossier.id: one for one in hours.keep(office, SYSTEM, made, [], found, "giờ mới")}
        after = office.dossiers.get("H1", SYSTEM)
        assert done["H1"].why is None and after.due_at == before.due_at
        assert after.visits[-1].due_at > before.visits[-1].due_at
        assert office.events.of("H1")[-1].action == "retime"
        assert verify(office.store, office.today()).ok
        with pytest.raises(MotcuaError, match="Người khác"):
            hours.keep(office, SYSTEM, [], [], [], "x")
        test = run(monkeypatch, list="calendar")
        assert not test.exception and not test.error
    finally:
        office.department_hours.replace([])
        office.calendar_changed()

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest

from models.catalogue import Entry
from models.department import DepartmentTree
from models.procedure import Procedure, Revision, holder_of, responsible_for
from seed import files
from seed.reference import Reference
from seed.succession import read_reference

KIEN_GIANG, AN_GIANG = "kien-giang-2018", "an-giang-2025"
#: A day on which the profile is the order of the day.
DAYS = {KIEN_GIANG: date(2024, 5, 6), AN_GIANG: date(2025, 7, 1)}
PROFILES = pytest.mark.parametrize("profile", [KIEN_GIANG, AN_GIANG])
DAY_OF_THE_MERGER = date(2025, 7, 1)

reference = cache(read_reference)


def tree(profile: str) -> DepartmentTree:
    return DepartmentTree(reference(profile).departments, DAYS[profile])


def entries(data: Reference) -> Iterator[Entry]:
    for part in (
        data.levels, data.departments, data.communes, data.fields, data.roles, data.channels,
        data.procedures, data.revisions,
    ):  # fmt: skip
        yield from part


def in_force(profile: str) -> Iterator[tuple[Procedure, Revision]]:
    """The procedures that are received at some time under the profile, with their last revision."""
    data = reference(profile)
    last = {revision.procedure: revision for revision in data.revisions}
    return ((procedure, last[procedure.id]) for procedure in data.procedures)


def places(profile: str, level: str) -> list[str | None]:
    agencies = tree(profile)
    if level == "province":
        return [None]
    return [one.id for one in agencies.in_force() if one.level == level]


def test_the_profiles_that_ship_are_two_and_an_unknown_one_is_named() -> None:
    assert files.profile_ids() == [AN_GIANG, KIEN_GIANG]
    with pytest.raises(KeyError, match="nowhere"):
        read_reference("nowhere")


@PROFILES
def test_ids_are_ascii_without_dots_and_unique(profile: str) -> None:
    data = reference(profile)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", entry.id) for entry in entries(data))
    assert Counter((type(entry), entry.id) for entry in entries(data)).most_common(1)[0][1] == 1


@PROFILES
def test_no_two_departments_fields_or_procedures_share_a_name(profile: str) -> None:
    data = reference(profile)
    for named in (data.departments, data.fields, data.procedures, data.channels):
        assert Counter(entry.name for entry in named).most_common(1)[0][1] == 1


@PROFILES
def test_everything_that_is_referred_to_is_there(profile: str) -> None:
    data = reference(profile)
    departments = {one.id for one in data.departments}
    levels, fields = {one.id for one in data.levels}, {one.id for one in data.fields}
    roles, channels = {one.id for one in data.roles}, {one.id for one in data.channels}
    for department in data.departments:
        assert department.level in levels
        assert {*department.predecessors, *department.successors} <= departments
        assert department.parent is None or department.parent in departments
    for field in data.fields:
        assert field.lead_department is None or field.lead_department in departments
    for procedure in data.procedures:
        assert procedure.field in fields
        assert procedure.department is None or procedure.department in departments
        assert procedure.levels and set(procedure.levels) <= levels
    for revision in data.revisions:
        assert set(revision.channels) <= channels
        assert {step.role for step in revision.steps} <= roles
        assert {step.agency for step in revision.steps} - {None} <= departments
    assert {commune.id for commune in data.communes} <= departments


@PROFILES
def test_every_commune_is_within_the_district_that_it_names(profile: str) -> None:
    data, agencies = reference(profile), tree(profile)
    assert all(agencies[commune.id].parent == commune.district for commune in data.communes)


def test_every_role_of_a_step_has_a_row_that_says_its_desk() -> None:
    roles = {row["role_vi"] for row in files.rows("roles.csv")}
    assert {row["role"] for row in files.rows("procedure_steps.csv")} <= roles


def test_the_files_keep_where_their_rows_come_from() -> None:
    for name in ("departments.csv", "fields.csv", "roles.csv", "successors.csv", "commune_successors.csv"):
        assert all(row["source"] for row in files.rows(name)), name


@PROFILES
def test_the_steps_of_every_revision_sum_to_its_term(profile: str) -> None:
    minutes = {"working_day": 480, "calendar_day": 480, "working_hour": 60, "same_day": 480}
    for revision in reference(profile).revisions:
        limit = sum(step.limit_minutes for step in revision.steps)
        assert limit == revision.term.value * minutes[revision.term.unit], revision.id


def test_all_235_procedures_and_1731_steps_are_read() -> None:
    data = reference(KIEN_GIANG)
    assert len(data.procedures) == 235
    assert sum(len(revision.steps) for revision in data.revisions) == 1731


@PROFILES
def test_steps_are_numbered_from_one_and_go_from_intake_to_return(profile: str) -> None:
    for revision in reference(profile).revisions:
        assert [step.seq for step in revision.steps] == list(range(1, len(revision.steps) + 1))
        assert len({step.id for step in revision.steps}) == len(revision.steps)
        assert (revision.steps[0].kind, revision.steps[-1].kind) == ("intake", "return")


def test_the_clock_stands_where_the_applicant_pays() -> None:
    stopping = {
        (revision.procedure, step.limit_minutes)
        for revision in reference(KIEN_GIANG).revisions
        for step in revision.steps
        if step.stops_clock
    }
    assert stopping == {("P087", 0), ("P091", 0), ("P205", 0)}


@PROFILES
def test_every_procedure_has_a_department_in_force_at_each_of_its_levels(profile: str) -> None:
    agencies = tree(profile)
    for procedure, _ in in_force(profile):
        for level in procedure.levels:
            if level not in {one.level for one in agencies.in_force()}:
                assert procedure.ended(DAYS[profile])  # of before the level went
                continue
            for place in places(profile, level):
                found = agencies[responsible_for(procedure, level, agencies, place)]
                assert found.level == level and not found.ended(DAYS[profile])


@PROFILES
def test_every_step_of_every_procedure_lies_with_an_agency_in_force(profile: str) -> None:
    agencies, data = tree(profile), reference(profile)
    procedures = {procedure.id: procedure for procedure in data.procedures}
    for revision in data.revisions:  # those of before too: dossiers in flight keep theirs
        procedure = procedures[revision.procedure]
        for level in procedure.levels:
            for place in places(profile, level)[:3]:
                responsible = agencies[responsible_for(procedure, level, agencies, place)]
                for step in revision.steps:
                    holder = agencies[holder_of(step, responsible, agencies)]
                    assert not holder.ended(DAYS[profile]), (revision.id, step)


def holders(profile: str, procedure_id: str, level: str, place: str | None = None, **known: str) -> list[str]:
    agencies = tree(profile)
    procedure, revision = next(pair for pair in in_force(profile) if pair[0].id == procedure_id)
    responsible = agencies[responsible_for(procedure, level, agencies, place)]
    found = [holder_of(step, responsible, agencies, **known) for step in revision.steps]
    return [holder for at, holder in enumerate(found) if at == 0 or found[at - 1] != holder]


def test_a_provincial_procedure_goes_from_the_centre_to_the_department_and_back() -> None:
    assert holders(KIEN_GIANG, "P001", "province") == ["TTPVHCC", "SKHDT", "TTPVHCC"]
    assert holders(KIEN_GIANG, "P013", "province") == ["TTPVHCC", "SKHDT", "VPUBND", "TTPVHCC"]


def test_the_inspectorate_takes_in_complaints_itself() -> None:
    assert holders(KIEN_GIANG, "P185", "province") == ["TTT", "VPUBND", "TTT"]
    assert holders(KIEN_GIANG, "P187", "province") == ["TTT"]


def test_a_land_dossier_passes_the_registry_and_the_tax_office() -> None:
    assert holders(KIEN_GIANG, "P091", "district", "H-899") == [
        "H-899", "VPDKDD", "CT", "H-899", "VPDKDD", "H-899",
    ]  # fmt: skip


def test_an_allowance_goes_from_the_commune_to_the_district_and_back() -> None:
    assert holders(KIEN_GIANG, "P214", "commune", "X-30733") == ["X-30733", "H-899", "X-30733"]
    at_district = holders(KIEN_GIANG, "P214", "district", "H-899", commune="X-30733")
    assert at_district == ["X-30733", "H-899", "X-30733"]
    assert holders(AN_GIANG, "P214", "commune", "X-91-30742") == ["X-91-30742"]


def test_an_allowance_of_three_levels_reaches_the_department_that_decides() -> None:
    three = ["X-30733", "H-899", "SLDTBXH", "X-30733"]
    assert holders(KIEN_GIANG, "P123", "commune", "X-30733") == three
    assert holders(AN_GIANG, "P123", "commune", "X-91-30742") == ["X-91-30742", "SNV", "X-91-30742"]


def test_kien_giang_has_three_levels_with_an_agency_for_each_place() -> None:
    data = reference(KIEN_GIANG)
    assert Counter(one.level for one in data.departments) == {"province": 28, "district": 15, "commune": 144}
    by_id = {one.id: one for one in data.departments}
    assert by_id["H-899"].name == "UBND thành phố Rạch Giá"
    assert (by_id["X-30730"].name, by_id["X-30730"].parent) == ("UBND phường Vĩnh Thanh Vân", "H-899")
    assert by_id["X-30904"].name == "UBND thị trấn Giồng Riềng"
    assert by_id["X-30808"].name == "UBND xã Bình An (Kiên Lương)"
    assert data.profile.demonstration
    assert all(one.valid_to is None for one in data.departments)


def test_codes_of_the_demonstration_fit_the_pattern_of_dossier_codes_and_differ() -> None:
    codes = [one.code or "" for one in reference(KIEN_GIANG).departments]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"H33\.9\d\d(\.\d{3})?", code) for code in codes)
    assert all(one.code is None for one in reference(AN_GIANG).departments)


def test_an_giang_has_two_levels_and_102_communes() -> None:
    data, agencies = reference(AN_GIANG), tree(AN_GIANG)
    assert [level.id for level in data.levels if level.in_force(DAY_OF_THE_MERGER)] == ["province", "commune"]
    assert Counter(one.level for one in agencies.in_force()) == {"province": 23, "commune": 102}
    assert [one for one in data.departments if one.level == "district"]
    last = DAY_OF_THE_MERGER - timedelta(days=1)
    assert all(one.valid_to == last for one in data.departments if one.level == "district")


def test_every_agency_that_ended_has_successors_in_force_that_know_it() -> None:
    agencies = tree(AN_GIANG)
    for one in reference(AN_GIANG).departments:
        if one.ended(DAY_OF_THE_MERGER):
            heirs = [agencies[id] for id in one.successors]
            assert heirs and all(not heir.ended(DAY_OF_THE_MERGER) for heir in heirs), one.id
            assert one.level == "district" or all(one.id in heir.predecessors for heir in heirs)


def test_an_giang_holds_all_that_kien_giang_had() -> None:
    after = {(type(entry), entry.id) for entry in entries(reference(AN_GIANG))}
    assert {(type(entry), entry.id) for entry in entries(reference(KIEN_GIANG))} <= after


def test_procedures_go_to_the_heir_of_their_field() -> None:
    department = {one.id: one.department for one in reference(AN_GIANG).procedures}
    assert department["P001"] == "STC"
    assert department["P123"] == "SNV" and department["P124"] == "SYT" and department["P122"] == "SGDDT"
    assert department["P109"] == "SVHTT" and department["P112"] == "SKHCN"
    assert department["P167"] == "SDTTG" and department["P163"] == "SNV"


def test_each_day_has_at_most_one_revision_and_the_days_of_a_procedure_have_no_gap() -> None:
    data = reference(AN_GIANG)
    for procedure in data.procedures:
        revisions = [one for one in data.revisions if one.procedure == procedure.id]
        assert revisions[0].valid_from == procedure.valid_from
        assert revisions[-1].valid_to == procedure.valid_to
        for before, after in pairwise(revisions):
            assert before.valid_to is not None
            assert after.valid_from == before.valid_to + timedelta(days=1)


def test_criminal_records_went_to_the_police_in_march_2025() -> None:
    data = reference(AN_GIANG)
    days = {one.id: (one.valid_from, one.valid_to) for one in data.procedures}
    assert days["P169"][1] == date(2025, 2, 28)
    assert days["P194"] == (date(2025, 3, 1), None)


def test_nothing_in_force_speaks_of_the_district_any_more() -> None:
    data = reference(AN_GIANG)
    roles = {role.id: role.name_vi for role in data.roles}
    for revision in data.revisions:
        if revision.in_force(DAY_OF_THE_MERGER):
            for step in revision.steps:
                assert "huyện" not in step.name + roles[step.role], (revision.id, step)
                assert step.where != "district"

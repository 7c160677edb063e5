from __future__ import annotations

from datetime import date

import pytest

from models.department import Department, DepartmentTree
from models.errors import MotcuaError
from models.procedure import Procedure, Step, holder_of, responsible_for

DEPARTMENTS = [
    Department(id="TT", name="Trung tâm", level="province", at_centre=True),
    Department(id="S", name="Sở", level="province", at_centre=True, order=1),
    Department(id="TTr", name="Thanh tra", level="province", order=2),
    Department(id="H-1", name="UBND huyện 1", level="district", order=11),
    Department(id="H-2", name="UBND huyện 2", level="district", order=12),
    Department(id="X-11", name="UBND xã 11", level="commune", parent="H-1", order=21),
    Department(id="X-21", name="UBND xã 21", level="commune", parent="H-2", order=22),
    Department(id="X-22", name="UBND xã 22", level="commune", parent="H-2", order=23),
]
TREE = DepartmentTree(DEPARTMENTS, date(2020, 1, 1))
PROCEDURE = Procedure(id="P1", name="Thủ tục", department="S", levels=("province", "district", "commune"))


def holder(where: str, responsible: str, commune: str | None = None, agency: str | None = None) -> str:
    step = Step(
        id="s1", seq=1, name="Bước", kind="review", role="r", where=where, agency=agency, limit_minutes=0
    )
    return holder_of(step, TREE[responsible], TREE, commune)


def test_the_leading_department_answers_at_its_level_and_the_places_at_theirs() -> None:
    assert responsible_for(PROCEDURE, "province", TREE) == "S"
    assert responsible_for(PROCEDURE, "district", TREE, "H-2") == "H-2"
    assert responsible_for(PROCEDURE, "commune", TREE, "X-21") == "X-21"


def test_the_district_of_a_commune_answers_at_the_level_of_the_district() -> None:
    assert responsible_for(PROCEDURE, "district", TREE, "X-21") == "H-2"


def test_a_level_where_it_is_not_offered_is_refused_in_words() -> None:
    at_commune = PROCEDURE.model_copy(update={"levels": ("commune",)})
    with pytest.raises(MotcuaError, match="không thực hiện ở cấp này"):
        responsible_for(at_commune, "district", TREE, "H-1")


@pytest.mark.parametrize("place", [None, "H-2", "S", "gone"])
def test_a_commune_procedure_without_a_commune_is_refused_in_words(place: str | None) -> None:
    with pytest.raises(MotcuaError, match="Chưa chọn nơi giải quyết"):
        responsible_for(PROCEDURE, "commune", TREE, place)


def test_the_centre_takes_in_for_those_who_sit_there_and_the_others_for_themselves() -> None:
    assert holder("centre", "S", agency="TT") == "TT"
    assert holder("centre", "TTr", agency="TT") == "TTr"
    assert holder("centre", "H-1", agency="TT") == "H-1"
    assert holder("centre", "X-22", agency="TT") == "X-22"


def test_a_named_agency_holds_its_steps_whoever_answers() -> None:
    assert holder("lead", "X-11", agency="S") == "S"
    assert holder("responsible", "X-11") == "X-11"


def test_a_commune_step_lies_in_the_commune_of_the_dossier() -> None:
    assert holder("commune", "X-22") == "X-22"
    assert holder("commune", "H-2", commune="X-22") == "X-22"
    assert holder("commune", "S", commune="X-22") == "X-22"


def test_a_commune_of_another_district_is_not_taken() -> None:
    assert holder("commune", "H-2", commune="X-11") == "X-21"


def test_without_a_commune_the_first_of_the_area_is_taken() -> None:
    assert holder("commune", "H-2") == "X-21"
    assert holder("commune", "S") == "X-11"


def test_a_district_step_lies_in_the_district_above() -> None:
    assert holder("district", "X-21") == "H-2"
    assert holder("district", "S", commune="X-22") == "H-2"
    assert holder("district", "S") == "H-1"


def test_what_belongs_to_a_level_that_is_gone_is_done_by_the_responsible_department() -> None:
    assert holder("district", "S", agency=None) == "H-1"
    step = Step(id="s1", seq=1, name="Bước", kind="review", role="r", where="district", limit_minutes=0)
    two_levels = DepartmentTree([one for one in DEPARTMENTS if one.level != "district"], date(2020, 1, 1))
    assert holder_of(step, TREE["X-22"], two_levels) == "X-22"

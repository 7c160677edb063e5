"""The demonstration's forms are forms, and say that they are made up."""

from __future__ import annotations

from datetime import date

from dashboard.intake.form_model import Known, check
from models.form import with_applicant
from seed.files import profile
from seed.intake import components_of, form_of
from seed.reference import read_first


def test_every_procedure_has_components_that_are_marked_as_made_up() -> None:
    reference = read_first(profile("kien-giang-2018"))
    for revision in reference.revisions:
        assert revision.components, revision.id
        assert all(one.demonstration for one in revision.components)
        assert any(one.required for one in revision.components)


def test_forms_with_conditions_can_be_filled_in_both_ways() -> None:
    form = form_of("P180")
    assert form is not None
    who = {"name": "Danh Thị Lan", "identity": "091090000001"}
    given = {"nguoi_nop": who, "loai_giay": "khai_sinh", "so_ban": 2}
    known = Known(today=date(2026, 8, 28))
    assert not check(form, given, known).faults
    assert set(check(form, given | {"nop_thay": True}, known).faults) == {"nguoi_duoc_cap"}
    assert form_of("P001") is None
    assert set(check(with_applicant(None), {}, known).faults) == {"nguoi_nop"}


def test_a_kind_of_applicant_nobody_knows_has_no_usual_components() -> None:
    assert components_of("P001", "nobody") == ()

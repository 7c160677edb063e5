from __future__ import annotations

from datetime import date

from models.department import Department, DepartmentTree

BEFORE, AFTER = date(2025, 2, 1), date(2025, 7, 1)
LAST = date(2025, 2, 28)


def department(id: str, level: str = "province", **fields: object) -> Department:
    return Department.model_validate({"id": id, "name": id, "level": level, **fields})


def merged() -> list[Department]:
    return [
        department("A", valid_to=LAST, successors=("B", "C")),
        department("B", valid_to=LAST, successors=("C",)),
        department("C", order=1),
        department("H", "district"),
        department("X", "commune", parent="H"),
    ]


def test_an_agency_is_itself_until_the_day_it_ends() -> None:
    assert DepartmentTree(merged(), LAST).current("A").id == "A"


def test_an_agency_that_ended_is_what_its_successor_has_become() -> None:
    assert DepartmentTree(merged(), AFTER).current("A").id == "C"


def test_of_several_successors_the_near_one_is_taken() -> None:
    split = [department("A", valid_to=LAST, successors=("B", "C")), department("B"), department("C")]
    tree = DepartmentTree(split, AFTER)
    assert tree.current("A").id == "B"
    assert tree.current("A", near="C").id == "C"
    assert tree.current("A", near="H").id == "B"


def test_an_agency_that_ended_without_successors_is_given_as_it_was() -> None:
    assert DepartmentTree([department("A", valid_to=LAST)], AFTER).current("A").id == "A"


def test_successors_in_a_ring_come_to_an_end() -> None:
    ring = [
        department("A", valid_to=LAST, successors=("B",)),
        department("B", valid_to=LAST, successors=("A",)),
    ]
    assert DepartmentTree(ring, AFTER).current("A").id == "B"


def test_parents_in_a_ring_come_to_an_end() -> None:
    ring = [department("A", parent="B"), department("B", parent="A")]
    tree = DepartmentTree(ring, BEFORE)
    assert tree.above("A", "commune") is None
    assert tree.is_within("A", "B") and tree.is_within("B", "A")


def test_the_tree_finds_upward_and_downward() -> None:
    tree = DepartmentTree(merged(), BEFORE)
    above, below = tree.above("X", "district"), tree.first_below("H", "commune")
    assert above is not None and above.id == "H"
    assert below is not None and below.id == "X"
    assert tree.first_below("X", "commune") is None


def test_those_in_force_are_those_that_have_not_ended_in_their_order() -> None:
    assert [one.id for one in DepartmentTree(merged(), AFTER).in_force()] == ["H", "X", "C"]

"""In what groups figures of fields are told to those who do not head the department."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.roster.protection import GROUP, grouped, rows_for
from models.staff import Competence, StaffMember
from models.viewer import Scope, Viewer

OWN = Scope(kind="department", departments=frozenset({"A"}))
FIELDS = ("f0", "f1", "f2", "f3")


def people(known: list[set[str]]) -> list[StaffMember]:
    return [
        StaffMember(
            id=f"p{place}", name="p", department="A",
            competences=tuple(Competence(field=field) for field in sorted(fields)),
        )
        for place, fields in enumerate(known)
    ]  # fmt: skip


def test_a_field_of_five_stands_alone_and_the_smaller_ones_are_told_together() -> None:
    staff = people([{"f0"}] * 5 + [{"f1"}] * 3 + [{"f2"}] * 2)
    assert grouped(FIELDS[:3], staff) == [("f0",), ("f1", "f2")]


def test_what_stays_too_small_joins_the_least_known_so_that_nothing_is_had_by_subtraction() -> None:
    staff = people([{"f0"}] * 7 + [{"f1"}] * 5 + [{"f2"}])
    assert grouped(FIELDS[:3], staff) == [("f0",), ("f1", "f2")]
    assert grouped(FIELDS, people([{"f0"}] * 4)) == []


def test_only_the_head_of_the_department_sees_each_field() -> None:
    staff = people([{"f0"}, {"f1"}])
    head = Viewer(user_id="m", name="m", role="manager", scope=OWN)
    assert rows_for(head, "A", FIELDS[:2], staff) == [("f0",), ("f1",)]
    others = [head.model_copy(update={"role": role}) for role in ("leadership", "staff", "administrator")]
    others.append(head.model_copy(update={"scope": Scope(kind="department", departments=frozenset({"B"}))}))
    assert [rows_for(one, "A", FIELDS[:2], staff) for one in others] == [[]] * len(others)


@given(st.lists(st.sets(st.sampled_from(FIELDS)), max_size=14))
def test_every_group_is_known_by_enough_and_either_all_fields_are_told_once_or_none(
    known: list[set[str]],
) -> None:
    groups = grouped(FIELDS, people(known))
    for group in groups:
        assert sum(bool(fields & set(group)) for fields in known) >= GROUP
    told = [field for group in groups for field in group]
    assert sorted(told) in ([], list(FIELDS))

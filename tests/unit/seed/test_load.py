from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from models.channel import Channels
from models.department import Departments
from models.level import Levels
from models.procedure import Procedures, Revisions
from models.profile import Profiles
from models.step import LoggedSteps
from models.store import Store
from seed.load import load_reference
from seed.succession import read_reference

KIEN_GIANG, AN_GIANG = "kien-giang-2018", "an-giang-2025"


def test_what_is_loaded_is_what_the_files_say(store: Store) -> None:
    load_reference(store, KIEN_GIANG)
    reference = read_reference(KIEN_GIANG)
    assert Departments(store).all() == list(reference.departments)
    assert Procedures(store).all() == list(reference.procedures)
    assert set(Revisions(store).all()) == set(reference.revisions)
    assert [level.id for level in Levels(store).all()] == ["province", "district", "commune"]
    assert [channel.id for channel in Channels(store).all()] == ["counter", "online", "postal"]


def test_loading_again_changes_nothing(store: Store) -> None:
    first = load_reference(store, KIEN_GIANG)
    assert first["procedures"] == first["revisions"] == 235
    assert set(load_reference(store, KIEN_GIANG).values()) == {0}


def test_an_unknown_profile_leaves_the_store_empty(store: Store) -> None:
    with pytest.raises(KeyError, match="kien-giang-2018"):
        load_reference(store, "nowhere")
    assert Departments(store).all() == []


def test_a_store_moves_on_to_the_profile_that_follows(store: Store) -> None:
    load_reference(store, KIEN_GIANG)
    imported = Departments(store).ensure_named(["General"])["General"]
    load_reference(store, AN_GIANG)
    current = Profiles(store).current()
    assert current is not None and current.id == AN_GIANG
    tree = Departments(store).tree(date(2025, 7, 1))
    assert tree.current("SKHDT").id == "STC"
    assert not tree[imported].ended(tree.on)
    revisions = Revisions(store)
    assert [one.id for one in revisions.of("P001")] == ["P001-1", "P001-2"]
    before, after = (revisions.in_force("P001", day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert before is not None and before.id == "P001-1"
    assert after is not None and after.id == "P001-2"
    assert revisions.in_force("P169", date(2025, 7, 1)) is None


def test_a_store_without_reference_data_has_no_profile(store: Store) -> None:
    assert Profiles(store).current() is None


def test_a_known_name_is_found_and_an_unknown_one_is_made_once(store: Store) -> None:
    load_reference(store, KIEN_GIANG)
    departments = Departments(store)
    ids = departments.ensure_named(["Sở Tư pháp", "General", ""])
    assert ids["Sở Tư pháp"] == "STP" and ids[""] == "none"
    made = departments.get(ids["General"])
    assert made is not None and made.imported and (made.name, made.level) == ("General", "province")
    assert departments.ensure_named(["", "General", "Sở Tư pháp"]) == ids
    assert len(departments.all()) == 187 + 2


def test_of_two_agencies_of_one_name_the_one_that_has_not_ended_is_meant(store: Store) -> None:
    load_reference(store, AN_GIANG)
    departments = Departments(store)
    ended = departments.get("SKHDT")
    assert ended is not None
    departments.put_many([ended.model_copy(update={"id": "NEW", "valid_to": None, "order": 9999})])
    assert departments.ensure_named([ended.name]) == {ended.name: "NEW"}


def test_two_imports_that_bring_the_same_names_at_once_make_each_once(store: Store) -> None:
    names = [f"Confirmation {number}" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: LoggedSteps(store).ensure_named(names), range(4)))
    assert all(ids == found[0] for ids in found)
    assert sorted(step.name for step in LoggedSteps(store).all()) == sorted(names)

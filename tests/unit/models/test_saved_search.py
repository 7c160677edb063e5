"""Searches are kept by name, for oneself or for a role."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.errors import MotcuaError, NotAllowed
from models.saved_search import MOST_RECENT, MOST_SAVED, RecentSearches, SavedSearches
from models.store import Store
from models.viewer import Viewer

NOW = datetime(2026, 11, 24, tzinfo=UTC)
AN = Viewer(user_id="an", name="An", role="clerk")
BINH = Viewer(user_id="binh", name="Bình", role="clerk")
CHI = Viewer(user_id="chi", name="Chi", role="staff")


def test_a_private_search_is_seen_by_its_owner_alone_and_a_shared_one_by_the_role(store: Store) -> None:
    searches = SavedSearches(store)
    searches.save(AN, "Của tôi", {"q": "an"}, None, NOW)
    searches.save(AN, "Quá hạn", {"late": "overdue"}, "staff", NOW)
    assert [each.name for each in searches.seen_by(AN)] == ["Của tôi", "Quá hạn"]
    assert [each.name for each in searches.seen_by(CHI)] == ["Quá hạn"]
    assert searches.seen_by(BINH) == []


def test_a_search_of_the_same_name_is_replaced_and_only_the_owner_removes_it(store: Store) -> None:
    searches = SavedSearches(store)
    first = searches.save(AN, "Quá hạn", {"late": "overdue"}, "clerk", NOW)
    again = searches.save(AN, "  quá  hạn ", {"q": "x"}, "clerk", NOW)
    assert again.id == first.id
    assert [each.params for each in searches.seen_by(BINH)] == [{"q": "x"}]
    with pytest.raises(NotAllowed):
        searches.remove(BINH, first.id)
    searches.remove(AN, first.id)
    searches.remove(AN, first.id)
    assert searches.seen_by(AN) == []


@pytest.mark.parametrize(("name", "params"), [("", {"q": "x"}), ("x" * 81, {"q": "x"}), ("Tên", {})])
def test_a_search_without_a_name_or_without_anything_is_refused(
    store: Store, name: str, params: dict[str, str]
) -> None:
    with pytest.raises(MotcuaError):
        SavedSearches(store).save(AN, name, params, None, NOW)


def test_nobody_saves_without_end(store: Store) -> None:
    searches = SavedSearches(store)
    for number in range(MOST_SAVED):
        searches.save(AN, f"s{number}", {"q": "x"}, None, NOW)
    searches.save(AN, "s0", {"q": "y"}, None, NOW)
    with pytest.raises(MotcuaError):
        searches.save(AN, "one more", {"q": "x"}, None, NOW)


def test_the_last_searches_are_kept_newest_first_and_once(store: Store) -> None:
    recent = RecentSearches(store)
    for number in range(MOST_RECENT + 3):
        recent.add("an", {"q": f"{number}"})
    recent.add("an", {"q": "9"})
    told = [each["q"] for each in recent.of("an")]
    assert told[:2] == ["9", "10"]
    assert len(told) == len(set(told)) == MOST_RECENT
    assert recent.of("binh") == []

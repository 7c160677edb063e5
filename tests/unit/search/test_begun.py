"""A last word that is only begun."""

from __future__ import annotations

import pytest

from dashboard.search import keys_of, read_query
from models.searchkey import SearchKeys
from models.store import Store


def test_a_last_word_half_typed_finds_the_dossier(store: Store) -> None:
    store.ensure_indexes([SearchKeys])
    keys = SearchKeys(store)
    names = ("Nguyễn Văn An", "Nguyễn Văn Bình", "Trần Văn Anh")
    made = [keys_of(f"d{day}", name, "", "", day) for day, name in enumerate(names, 20_000)]
    keys.put_many((key.code, key.tokens, key.at) for key in made)
    query = read_query("nguyen van a")
    assert keys.find(query.tokens, 20_100, 5) == []
    assert keys.find(query.before, 20_100, 5, query.begun) == [(20_000, "d20000")]


def test_a_beginning_that_nobody_has_does_not_compare_all_keys(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.searchkey.MOST_COMPARED", 100)
    store.ensure_indexes([SearchKeys])
    keys = SearchKeys(store)
    keys.put_many([("old", ("van", "van xa"), 20_000)])
    keys.put_many((f"d{n}", ("van", "van an"), 20_001 + n // 4) for n in range(400))
    assert keys.find(("van",), 20_101, 5, "van x") == []
    assert keys.find(("van xa",), 20_101, 5) == [(20_000, "old")]

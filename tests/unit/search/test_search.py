"""What people type finds whom they mean."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.search import fold, keys_of, read_query
from models.searchkey import SearchKeys
from models.store import Store

NAME = "Nguyễn Văn An"
KEY = keys_of("H33.06-261124-0012", NAME, "+84 912 345 678", "091088001234", 20_000)


def hits(text: str) -> bool:
    query = read_query(text)
    return any(tokens and set(tokens) <= set(KEY.tokens) for tokens in (query.tokens, query.again))


@pytest.mark.parametrize(
    "text",
    ["van an", "nguyen an", "NGUYỄN VĂN AN", unicodedata.normalize("NFD", NAME), "nguyeenx vawn an", "nguye6n van an",
     "0012", "261124-0012", "H33.06-261124-0012", "0912345678", "+84912345678", "5678", "1234", "091088001234"],
)  # fmt: skip
def test_a_scrap_of_name_number_or_code_finds_the_dossier(text: str) -> None:
    assert hits(text)


@pytest.mark.parametrize("text", ["trần an", "an van", "9999", "261125-0012"])
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert not hits(text)


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_folding_is_idempotent_and_the_same_for_both_unicode_forms(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_pages_give_each_hit_once_newest_first(store: Store) -> None:
    store.ensure_indexes([SearchKeys])
    keys = SearchKeys(store)
    keys.put_many((f"d{day}", ("an", "van an"), day) for day in range(20_000, 20_040))
    found, newest = [], 20_100
    while page := keys.find(("van an",), newest, 7):
        found += page
        newest = page[-1][0] - 1
    assert found == sorted(found, reverse=True)
    assert len({code for _, code in found}) == len(found) == 40

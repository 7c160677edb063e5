"""How fast a search answers, by what was typed, against a find by unique key.

    python -m bench.search --dossiers 100000

Starts an embedded server of its own in a temporary folder, fills it with keys of made-up dossiers whose
names have their real frequencies, and checks every answer against the same search done in memory. Ends
with 1 where an answer is wrong or the slowest common name takes more than three times a rare one.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dashboard.search import SearchKey, keys_of, read_query
from models.embedded import EmbeddedServer
from models.searchkey import SearchKeys
from models.store import Store
from seed.people import applicant

#: a day's receipts at the centre, and the last day, as days since 1970-01-01
A_DAY = 300
TODAY = 20_781
LIMIT = 50
AT_ONCE = 2_000
#: a name that nobody else has, so that its rarity is known; planted a few times over the years
RARE = "Khưu Khuê Xuyên"
PLANTED = 5
#: how many times slower than a rare name a common one may be at the 95th percentile
WITHIN = 3.0


def made_up(dossiers: int) -> tuple[list[SearchKey], dict[str, str]]:
    """Keys of that many dossiers, oldest first, and one text to type for each kind of search."""
    chance = random.Random(7)
    keys, texts = [], {}
    days = -(-dossiers // A_DAY)
    planted = {number * dossiers // PLANTED for number in range(PLANTED)}
    for number in range(dossiers):
        day, serial = TODAY - days + 1 + number // A_DAY, number % A_DAY
        who = applicant(chance, chance.random() < 0.07, [])
        code = f"H33.{number % 17:02d}-{day:06d}-{serial:04d}"
        keys.append(keys_of(code, RARE if number in planted else who.name, who.phone, who.identity, day))
        if number == dossiers // 2:
            texts = {
                "whole code": code,
                "end of the code": code[-11:],
                "phone": who.phone,
                "phone with +84": "+84" + who.phone[1:],
                "identity number": who.identity,
                "its last six": who.identity[-6:],
            }
    names = {
        "rare name": "khue",
        "rare, two words": "khưu xuyên",
        "common name": "nguyễn",
        "common, two words": "van an",
        "common, three words": "Nguyễn Văn An",
        "Telex leftovers": "nguyeenx vawn an",
        "nobody": "nguyen zzz",
    }
    return keys, texts | names


def in_memory(keys: Sequence[SearchKey], tokens: Sequence[str]) -> list[tuple[int, str]]:
    """(day, code) of all that have the tokens, newest first."""
    found = [(key.at, key.code) for key in keys if all(token in key.tokens for token in tokens)]
    return sorted(found, reverse=True)


def timed(call: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and 95th percentile of some calls, in milliseconds; the first warms up and is not counted."""
    call()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1e3)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


def search(store_keys: SearchKeys, text: str) -> tuple[tuple[str, ...], list[tuple[int, str]]]:
    """What a page of the search reads for a text: the tokens that were looked for last, and the places."""
    query = read_query(text)
    found = store_keys.find(query.tokens, TODAY, LIMIT)
    if found or not query.again:
        return query.tokens, found
    return query.again, store_keys.find(query.again, TODAY, LIMIT)


def fill(store: Store, keys: Sequence[SearchKey]) -> None:
    """Put the keys into an empty store."""
    store.ensure_indexes([SearchKeys])
    store_keys = SearchKeys(store)
    began = time.perf_counter()
    for start in range(0, len(keys), AT_ONCE):
        store_keys.put_many((key.code, key.tokens, key.at) for key in keys[start : start + AT_ONCE])
    rate = len(keys) / (time.perf_counter() - began)
    tokens = sum(len(key.tokens) for key in keys) / len(keys)
    print(f"{len(keys):,} dossiers, {tokens:.1f} tokens each, filled at {rate:,.0f}/s")


def measure(store: Store, keys: Sequence[SearchKey], texts: Mapping[str, str], times: int) -> bool:
    """Measure and print; whether all answers were right and within bounds."""
    store_keys = SearchKeys(store)
    collection = store.collection(SearchKeys.COLLECTION)
    key_p50, key_p95 = timed(lambda: collection.find_one({"_id": texts["whole code"]}), times)
    print(f"{'':22}{'matches':>9}{'read':>7}{'p50 ms':>9}{'p95 ms':>9}{'× key':>7}")
    print(f"{'find by unique key':22}{1:>9}{1:>7}{key_p50:>9.2f}{key_p95:>9.2f}{1:>7.1f}")
    right, slow = True, {}
    for kind, text in texts.items():
        looked_for, places = search(store_keys, text)
        truth = in_memory(keys, looked_for)
        whole = len(places) >= min(LIMIT, len(truth)) and places == truth[: len(places)]
        p50, p95 = timed(lambda text=text: search(store_keys, text), times)  # type: ignore[misc]
        slow[kind] = p95
        mark = "" if whole else "  WRONG"
        print(f"{kind:22}{len(truth):>9,}{len(places):>7,}{p50:>9.2f}{p95:>9.2f}{p50 / key_p50:>7.1f}{mark}")
        right = right and whole
    worst = max((kind for kind in slow if kind.startswith("common")), key=lambda kind: slow[kind])
    ratio = slow[worst] / slow["rare name"]
    print(f"{worst} against a rare name, p95: {ratio:.2f} (at most {WITHIN:g})")
    return right and ratio <= WITHIN


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description="How fast a search answers.")
    parser.add_argument("--dossiers", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer.start(Path(folder))
        try:
            store = Store.open(server.uri, "bench_search", "Asia/Ho_Chi_Minh")
            try:
                keys, texts = made_up(asked.dossiers)
                fill(store, keys)
                return 0 if measure(store, keys, texts, asked.times) else 1
            finally:
                store.close()
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())

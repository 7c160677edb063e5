from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pymongo.errors import AutoReconnect, OperationFailure

from models.errors import StoreError
from models.health import pulse, reaching
from models.store import Store

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def test_a_store_that_reads_and_writes_has_a_pulse(store: Store) -> None:
    pulse(store, NOW)
    pulse(store, NOW)
    assert store.collection("health").find_one({"_id": "pulse"}) == {"_id": "pulse", "at": NOW}


def test_a_store_that_answers_but_cannot_write_has_none(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def replace_one(self, *_: object, **__: object) -> None:
            raise OperationFailure("InternalError: No space left on device", 1)

    monkeypatch.setattr(store, "collection", lambda name: Full())
    store.client.admin.command("ping")
    with pytest.raises(StoreError, match="có thể đã đầy"):
        pulse(store, NOW)


def test_the_silence_of_the_store_is_told_in_words() -> None:
    with pytest.raises(StoreError) as told, reaching():
        raise AutoReconnect("connection closed 10.0.0.5:27017")
    assert "10.0.0.5" not in told.value.vi + told.value.en

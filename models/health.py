"""Whether the store answers, reads and writes; and its silence put into words.

A full disk lets `ping` succeed while every read and write fails, so the pulse does both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pymongo
from pymongo.errors import PyMongoError

from models.errors import StoreError
from models.store import Store

_SECONDS = 3.0


@contextmanager
def reaching() -> Iterator[None]:
    """Turn whatever the driver raises into a `StoreError` that a person may read."""
    try:
        yield
    except PyMongoError as error:
        raise StoreError(
            "Máy chủ dữ liệu không trả lời; xin thử lại sau ít phút.",
            "The database server does not answer; please try again in a few minutes.",
        ) from error


def pulse(store: Store, now: datetime) -> None:
    """Write one small document and read it back, within three seconds. Raises `StoreError`."""
    with reaching(), pymongo.timeout(_SECONDS):
        beats = store.collection("health")
        beats.replace_one({"_id": "pulse"}, {"_id": "pulse", "at": now}, upsert=True)
        if beats.find_one({"_id": "pulse"}) is None:
            raise StoreError(
                "Kho dữ liệu nhận mà không giữ được dữ liệu.", "The store takes data but does not keep it."
            )

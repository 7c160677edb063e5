"""Whether the store answers, reads and writes; and its silence put into words.

A full disk lets `ping` succeed while every read and write fails, so the pulse does both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime

import pymongo
from pymongo.errors import ConnectionFailure, PyMongoError

from models.errors import StoreError
from models.failure import is_broken
from models.store import Document, Store

_SECONDS = 3.0


@contextmanager
def reaching(seconds: float | None = None) -> Iterator[None]:
    """Turn whatever the driver raises into a `StoreError` that a person may read.

    With `seconds` nothing within waits longer than that for a server that has fallen silent.
    """
    try:
        with nullcontext() if seconds is None else pymongo.timeout(seconds):
            yield
    except PyMongoError as error:
        raise _silent(error) from error


def silence(error: BaseException) -> StoreError | None:
    """The sentence for an error that says that the store does not answer; None for any other."""
    if isinstance(error, StoreError):
        return error
    if isinstance(error, PyMongoError) and (
        error.timeout
        or isinstance(error, ConnectionFailure)
        or error.has_error_label(_TRANSIENT)
        or is_broken(error)
    ):
        return _silent(error)
    return None


_TRANSIENT = "TransientTransactionError"


def _silent(error: PyMongoError) -> StoreError:
    if is_broken(error):
        return StoreError(
            "Máy chủ dữ liệu trả lời nhưng không đọc và ghi được; đĩa của nó có thể đã đầy.",
            "The database server answers, but can neither read nor write; its disk may be full.",
        )
    return StoreError(
        "Máy chủ dữ liệu không trả lời; xin thử lại sau ít phút.",
        "The database server does not answer; please try again in a few minutes.",
    )


def pulse(store: Store, now: datetime) -> None:
    """Write one small document and read it back, within three seconds. Raises `StoreError`."""
    with reaching(_SECONDS):
        beats = store.collection("health")
        beats.replace_one({"_id": "pulse"}, {"_id": "pulse", "at": now}, upsert=True)
        if beats.find_one({"_id": "pulse"}) is None:
            raise StoreError(
                "Kho dữ liệu nhận mà không giữ được dữ liệu.", "The store takes data but does not keep it."
            )


def layout(store: Store) -> Document | None:
    """What the store says of itself (zone, format), read within three seconds. Raises `StoreError`."""
    with reaching(_SECONDS):
        return store.collection("meta").find_one({"_id": "store"})

"""What a taken id is called, whichever way the driver says it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.errors import BulkWriteError, DuplicateKeyError

from models.errors import AlreadyThere

DUPLICATE = 11000


@contextmanager
def told_twice() -> Iterator[None]:
    """Raise AlreadyThere where an insert meets an id (or another unique key) that is taken."""
    try:
        yield
    except DuplicateKeyError:
        raise _already_there() from None
    except BulkWriteError as error:
        failures = (error.details or {}).get("writeErrors", [])
        if any(failure.get("code") == DUPLICATE for failure in failures):
            raise _already_there() from None
        raise


def _already_there() -> AlreadyThere:
    return AlreadyThere("Mã này đã có.", "There is one with this code already.")

"""What a failure of the driver is called: never "nothing was saved" where that is not known."""

from __future__ import annotations

import pytest
from pymongo.errors import (
    AutoReconnect,
    DuplicateKeyError,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from models.failure import is_broken, told_of

FULL = OperationFailure("internal server error", 1)


def caused(error: PyMongoError, cause: PyMongoError) -> PyMongoError:
    error.__cause__ = cause
    return error


LATE = caused(ExecutionTimeout("late", 50), AutoReconnect("refused"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FULL, "cannot write"),
        (caused(ExecutionTimeout("late", 50), FULL), "cannot write"),
        (AutoReconnect("refused"), "is lost and nothing was saved"),
        (ServerSelectionTimeoutError("nobody"), "is lost and nothing was saved"),
        (LATE, "is lost and nothing was saved"),
        (NetworkTimeout("silent"), "busy and nothing was saved"),
        (ExecutionTimeout("late", 50), "busy and nothing was saved"),
    ],
)
def test_once_a_commit_was_sent_nobody_is_told_that_nothing_was_saved(
    error: PyMongoError, words: str
) -> None:
    before, after = told_of(error, sent=False), told_of(error, sent=True)
    assert before is not None and words in before.en
    assert after is not None and "not known whether it was saved" in after.en


def test_an_error_of_the_change_itself_has_no_sentence() -> None:
    twice = DuplicateKeyError("E11000", 11000)
    assert told_of(twice, sent=False) is told_of(twice, sent=True) is None
    assert not is_broken(twice) and not is_broken(None)

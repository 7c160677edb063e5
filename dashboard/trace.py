"""One id for all that follows from one click, request or round of a background job.

It stands in every line of the log, in the event that an action has written, and on the page that tells a
person of a fault, so that a clerk can name it and an administrator find it. It says nothing of anybody.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

Kind = Literal["run", "request", "job", "command"]
#: Crockford's 32: none is taken for another when it is told on the telephone
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10


@dataclass
class Trace:
    """What goes on now. `page` is what was asked for, of a bounded list; `failed`: a fault was met."""

    id: str
    kind: Kind
    page: str = ""
    failed: bool = False


_now: ContextVar[Trace | None] = ContextVar("trace", default=None)


def new_id() -> str:
    """A new id, such as K7F3M-9QXWT: 50 random bits."""
    number = secrets.randbits(5 * _LENGTH)
    letters = "".join(_LETTERS[(number >> (5 * place)) & 31] for place in range(_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def current() -> Trace | None:
    """What goes on in this thread or task, if anything."""
    return _now.get()


def current_id() -> str:
    """Its id; "" outside of everything."""
    found = _now.get()
    return "" if found is None else found.id


@contextmanager
def tracing(kind: Kind, page: str = "") -> Iterator[Trace]:
    """A new id while the block runs; one within another is its own."""
    trace = Trace(new_id(), kind, page)
    mark = _now.set(trace)
    try:
        yield trace
    finally:
        _now.reset(mark)


def carried(do: Callable[..., Any]) -> Callable[..., Any]:
    """`do` for another thread, which goes on under the id of this one."""
    return partial(copy_context().run, do)

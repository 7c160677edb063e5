"""Rows in lists of a bounded length, so that a million of them never stand in memory together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in their order, in lists of `size`; the last one may be shorter, none is empty."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch

"""Rows in lists of a bounded length."""

from __future__ import annotations

from collections.abc import Iterator

from models.batches import batches


def test_all_rows_come_in_their_order_and_no_list_is_empty_or_too_long() -> None:
    assert list(batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches(range(6), 3)) == [[0, 1, 2], [3, 4, 5]]
    assert list(batches([], 3)) == []


def test_no_row_is_read_before_it_is_wanted() -> None:
    read: list[int] = []

    def rows() -> Iterator[int]:
        for number in range(10):
            read.append(number)
            yield number

    assert next(batches(rows(), 4)) == [0, 1, 2, 3]
    assert read == [0, 1, 2, 3]

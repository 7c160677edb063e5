"""Where a dossier stands in form II.06a, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.reports.form import FIGURES, Counts, Placed, Tally, holding, placed, rows, total
from tests.unit.reports.examples import case, result

START, END = 8, 20


def stands(row: dict[str, Any]) -> Placed | None:
    return placed(row, START, END, {"online"})


@pytest.mark.parametrize(
    ("row", "came", "column"),
    [
        (result(), "direct", "early"),
        (result(channel="online"), "online", "early"),
        (result(timeliness="on_due_day", channel="postal"), "direct", "on_time"),
        (result(timeliness="late"), "direct", "late"),
        (result(timeliness=None), "direct", "on_time"),
        (result(outcome="withdrawn", timeliness=None), "direct", "on_time"),
        (result(outcome="rejected", timeliness="late"), "direct", "on_time"),
        (result(received_day=2), "carried", "early"),
        (result(received_day=2, closed_day=21), "carried", "in_time"),
        (case(), "direct", "in_time"),
        (case(runs_since=10, due_day=19), "direct", "overdue"),
        (case(runs_since=10, due_day=20), "direct", "in_time"),
        (case(runs_since=None, due_day=15, pauses=[{"began_day": 12}]), "direct", "in_time"),
        (case(closed_day=25, outcome="resolved", timeliness="late", overdue=[{"since": 16, "until": 25}]),
         "direct", "overdue"),
    ],
)  # fmt: skip
def test_every_dossier_is_in_one_column_of_receipt_and_one_of_state(
    row: dict[str, Any], came: str, column: str
) -> None:
    found = stands(row)
    assert found is not None
    assert (found.came, found.stands) == (came, column)


@pytest.mark.parametrize(
    "row",
    [
        case(received_day=21), case(received_day=None), result(received_day=2, closed_day=7),
        result(problems=("ends_before_start",)),
    ],
)  # fmt: skip
def test_what_is_not_of_the_period_is_in_no_column(row: dict[str, Any]) -> None:
    assert stands(row) is None


def test_what_the_form_flatters_is_told_beside_it() -> None:
    tally = Tally()
    for row in (result(outcome="rejected", timeliness="late"), result(timeliness="late", excused=True),
                case(pauses=[{"began_day": 12}]), result(timeliness=None, channel="none")):  # fmt: skip
        one = stands(row)
        assert one is not None
        tally.take(one)
    assert dict(tally.beside) == {
        "rejected": 1, "rejected_late": 1, "excused": 1, "paused": 1, "no_due": 1, "unknown_channel": 1,
    }  # fmt: skip


def test_levels_are_summed_lines_are_sorted_by_their_names_and_the_unknown_comes_last() -> None:
    tally = Tally()
    for code, level, department in (("1", "commune", "X"), ("2", "province", "B"), ("3", "province", "A"),
                                    ("4", "province", "none"), ("5", "else", "C")):  # fmt: skip
        one = stands(result(code, level=level, department=department))
        assert one is not None
        tally.take(one)
    made = rows(tally.counts(), "department", ("province", "commune"), {"A": "Z", "B": "Ă"})
    assert [(row.kind, row.level, row.id) for row in made] == [
        ("group", "province", ""), ("line", "province", "A"), ("line", "province", "B"),
        ("line", "province", "none"), ("group", "commune", ""), ("line", "commune", "X"),
        ("group", "else", ""), ("line", "else", "C"), ("total", "", ""),
    ]  # fmt: skip
    assert made[0].counts[3] == 3 and made[-1].counts == total(tally.counts())
    assert all(holding(row.counts) for row in made)
    assert rows({}, "department", ("province",)) == []


def test_identities_that_do_not_hold_are_seen() -> None:
    assert not holding(Counts((1, 0, 0, 0, 0, 0, 0, 0)))


def test_the_list_of_a_sum_has_the_members_of_its_parts() -> None:
    one = stands(result())
    assert one is not None
    assert [n for n in FIGURES if one.counts_in(n)] == [3, 5, 7, 8]

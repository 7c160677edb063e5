"""A tile tells its change honestly, and draws a course only where there is one."""

from __future__ import annotations

import pytest

from dashboard.cube.question import Figure
from dashboard.ui.ranked import FEW, bar_cell, few_note, more_link, name_cell, ranked
from dashboard.ui.tiles import change_text, spark, tile


def figure(measure: str, value: float | None, n: int = 100, unit: str = "dossier") -> Figure:
    return Figure(measure, {}, value, n, unit)


def test_no_change_has_no_arrow() -> None:
    told = change_text(figure("received", 7), figure("received", 7))
    assert "▲" not in told and "▼" not in told
    assert "như kỳ trước" in told


def test_a_change_too_small_to_be_written_has_no_arrow() -> None:
    now, before = figure("on_time_rate", 0.92301, unit="ratio"), figure("on_time_rate", 0.92302, unit="ratio")
    told = change_text(now, before)
    assert "▲" not in told and "▼" not in told


@pytest.mark.parametrize(
    ("measure", "now", "before", "css"),
    [("resolved", 9, 7, "mc-good"), ("resolved", 7, 9, "mc-late"), ("overdue", 9, 7, "mc-late"),
     ("overdue", 7, 9, "mc-good"), ("received", 9, 7, "mc-soft")],
)  # fmt: skip
def test_more_is_good_or_bad_as_the_measure_says(measure: str, now: int, before: int, css: str) -> None:
    told = change_text(figure(measure, now), figure(measure, before))
    assert f'class="{css}"' in told
    assert ("▲ +2" if now > before else "▼ −2") in told


def test_without_a_period_before_nothing_is_said() -> None:
    assert change_text(figure("received", 7), None) == ""
    assert (
        change_text(figure("on_time_rate", None, 0, "ratio"), figure("on_time_rate", 0.5, 9, "ratio")) == ""
    )


def test_a_rate_of_nothing_is_no_data_and_a_rate_shows_its_n() -> None:
    assert "chưa có số liệu" in tile(figure("on_time_rate", None, 0, "ratio"), None, [], "/listing")
    assert "n = 1.234" in tile(figure("on_time_rate", 0.5, 1234, "ratio"), None, [], "/listing")


def test_a_tiny_sample_is_said_in_words() -> None:
    assert few_note(figure("on_time_rate", 1.0, FEW - 1, "ratio"))
    assert not few_note(figure("on_time_rate", 1.0, FEW, "ratio"))
    assert not few_note(figure("received", 2, 2))


def test_a_course_of_few_points_or_of_zeros_is_not_drawn() -> None:
    assert spark([1, 2, 3]) == ""
    assert spark([0, 0, 0, 0, 0]) == ""
    assert spark([1, None, 2, 3, 4]).startswith("<img")


def test_what_people_have_typed_stays_text() -> None:
    assert "<b>" not in name_cell('<b>"x', "/overview?department=<b>")
    assert "<script>" not in ranked(["<span>x</span>"], [[name_cell("<script>")]])


def test_a_bar_stays_within_its_cell() -> None:
    assert "width:100%" in bar_cell("9", 7.5, "")
    assert "width:0%" in bar_cell("0", -1, "")


def test_all_rows_are_offered_only_where_there_are_more() -> None:
    assert more_link(10, 10, "/a", "/b") == ""
    assert "/a" in more_link(10, 11, "/a", "/b")
    assert "/b" in more_link(10, 11, "", "/b")

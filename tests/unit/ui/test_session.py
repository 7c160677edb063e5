"""Numbers, days and periods as they are written on screen."""

from __future__ import annotations

from html import unescape

import pytest

from dashboard.clock import date_of
from dashboard.ui import session
from dashboard.ui.steer import remember_language, steering


def test_numbers_are_written_as_in_vietnam() -> None:
    assert session.number(1234567) == "1.234.567"
    assert session.number(1234.56, 1) == "1.234,6"
    assert session.number(None) == "–"
    assert session.percent(0.9231) == "92,3 %"
    assert session.percent(None) == "chưa có số liệu"


def test_numbers_are_written_as_in_england_where_english_is_spoken() -> None:
    mark = session._spoken.set("en")
    assert session.number(1234567.5, 1) == "1,234,567.5"
    session._spoken.reset(mark)


@pytest.mark.parametrize(
    ("time", "label", "first", "last", "words"),
    [
        ("day", "2026-11-24", "2026-11-24", "2026-11-24", "24/11"),
        ("week", "2026-W48", "2026-11-23", "2026-11-29", "23/11"),
        ("week", "2027-W01", "2027-01-04", "2027-01-10", "04/01"),
        ("month", "2028-02", "2028-02-01", "2028-02-29", "02/2028"),
    ],
)
def test_a_period_has_a_first_and_a_last_day_and_a_word(
    time: str, label: str, first: str, last: str, words: str
) -> None:
    assert date_of(session.first_of(time, label)).isoformat() == first
    assert date_of(session.last_of(time, label)).isoformat() == last
    assert session.period_text(time, label) == words


def test_the_steering_script_knows_only_the_pages_of_the_viewer() -> None:
    script = steering(["overview", "</script>"])
    assert "&quot;overview&quot;" in script
    assert script.count("</script>") == 1


def test_only_the_two_languages_are_remembered() -> None:
    told = unescape(remember_language("motcua_language", "en"))
    assert '{"cookie": "motcua_language", "code": "en"}' in told
    with pytest.raises(AssertionError):
        remember_language("motcua_language", "fr")

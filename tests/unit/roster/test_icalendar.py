"""One's own shifts as iCalendar: times in UTC, lines folded by octets, texts escaped."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from dashboard.clock import day_number
from dashboard.roster.icalendar import LINE, calendar_file, escaped, folded
from models.roster import Assignment
from tests.helpers import calendar

MONDAY = day_number(date(2026, 11, 30))
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def test_each_half_day_is_one_event_in_office_hours_and_a_day_off_none() -> None:
    shifts = [
        Assignment(day=MONDAY, half="afternoon", field="g", person="p"),
        Assignment(day=MONDAY, half="morning", field="f", person="p", counter="q"),
        Assignment(day=MONDAY, half="morning", field="g", person="p", part="stand_in"),
        Assignment(day=MONDAY + 6, half="morning", field="f", person="p"),
    ]
    names = {"f": "Đường bộ, cầu; phà", "g": "Cảng"}
    text = calendar_file(shifts, calendar(), NOW, names, {"q": "Quầy 01"}, "Ca trực", "trực thay").decode()
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert unfolded[0] == "BEGIN:VCALENDAR" and unfolded[-2:] == ["END:VCALENDAR", ""]
    assert unfolded.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:Đường bộ\\, cầu\\; phà\\, Cảng (trực thay)" in unfolded
    assert {"DTSTART:20261130T000000Z", "DTEND:20261130T043000Z", "LOCATION:Quầy 01"} <= set(unfolded)
    assert {"DTSTART:20261130T063000Z", "DTEND:20261130T100000Z"} <= set(unfolded)
    assert f"UID:p-{MONDAY}-morning@motcua" in unfolded


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_no_line_is_longer_than_75_octets_and_unfolding_gives_it_back(text: str) -> None:
    lines = folded(text).split("\r\n")
    assert all(len(line.encode()) <= LINE for line in lines)
    assert "".join(line[1:] if place else line for place, line in enumerate(lines)) == text


@given(st.text(max_size=80))
def test_an_escaped_text_ends_no_line_and_no_value(text: str) -> None:
    told = escaped(text)
    assert not set("\r\n") & set(told)
    plain = told.replace("\\\\", "").replace("\\;", "").replace("\\,", "").replace("\\n", "")
    assert not set("\\;,") & set(plain)

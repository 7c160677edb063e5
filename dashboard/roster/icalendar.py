"""One's own shifts as an iCalendar file (RFC 5545): each half-day an event, in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from dashboard.clock import WorkingCalendar, date_of
from dashboard.roster.week import NOON, intervals_of
from models.absence import Half
from models.roster import Assignment

#: octets of a line, without its end (RFC 5545 §3.1)
LINE = 75


def calendar_file(
    shifts: Iterable[Assignment],
    calendar: WorkingCalendar,
    now: datetime,
    fields: Mapping[str, str],
    counters: Mapping[str, str],
    name: str,
    stand_in: str,
) -> bytes:
    """The file of one person's shifts; the same shift has the same UID, so that a newer file replaces it."""
    halves: dict[tuple[int, Half], list[Assignment]] = {}
    for one in shifts:
        halves.setdefault((one.day, one.half), []).append(one)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Motcua//Roster//VI", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]  # fmt: skip
    for (day, half), mine in sorted(halves.items(), key=lambda pair: (pair[0][0], pair[0][1] == "afternoon")):
        span = _span(calendar, day, half)
        if span is None:
            continue
        titles = [
            fields.get(one.field, one.field) + (f" ({stand_in})" if one.part == "stand_in" else "")
            for one in mine
        ]
        places = dict.fromkeys(counters.get(one.counter, one.counter) for one in mine if one.counter)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{mine[0].person}-{day}-{half}@motcua",
            f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(span[0])}",
            f"DTEND:{_utc(span[1])}",
            f"SUMMARY:{escaped(', '.join(titles))}",
            *([f"LOCATION:{escaped(', '.join(places))}"] if places else []),
            "TRANSP:OPAQUE",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def escaped(text: str) -> str:
    """A TEXT value (§3.3.11)."""
    plain = "".join(c for c in text if c >= " " or c == "\n")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A content line folded after at most 75 octets, never inside a character (§3.1)."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n".join(parts)


def _span(calendar: WorkingCalendar, day: int, half: Half) -> tuple[datetime, datetime] | None:
    """From when to when the Office is open in the half-day; None where it is closed."""
    worked = [
        (max(start, 0 if half == "morning" else NOON), min(end, NOON if half == "morning" else 24 * 60))
        for start, end in intervals_of(calendar, date_of(day))
    ]
    worked = [(start, end) for start, end in worked if start < end]
    if not worked:
        return None
    midnight = datetime.combine(date_of(day), datetime.min.time(), calendar.zone)
    return midnight + timedelta(minutes=worked[0][0]), midnight + timedelta(minutes=worked[-1][1])


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"

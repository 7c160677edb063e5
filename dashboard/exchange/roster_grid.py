"""A week as the Excel grid that Offices keep: fields down, half-days across, names in the cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dashboard.clock import date_of, day_number
from dashboard.exchange.cells import BadList, cells_of
from dashboard.exchange.procedure_list import HEADER_WITHIN
from dashboard.exchange.rows import Refused
from dashboard.exchange.sheet import named, xlsx
from dashboard.exchange.staff_list import parts
from dashboard.roster.edit import ordered
from dashboard.roster.week import WeekPlan
from dashboard.search.fold import fold
from models.absence import Half
from models.roster import Assignment

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
HALF_NAMES: dict[Half, str] = {"morning": "sáng", "afternoon": "chiều"}
STAND_IN = "trực thay"
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_STANDS_IN = re.compile(r"\s*\((?:truc )?thay\)\s*$")


@dataclass
class GridRead:
    """What a file says: the week, and what of it was refused, cell by cell."""

    assignments: tuple[Assignment, ...] = ()
    refused: list[Refused] = field(default_factory=list)


def heads(plan: WeekPlan) -> list[str]:
    """The titles of the half-days: "Thứ Hai 30/11/2026 sáng"."""
    return [
        f"{WEEKDAYS[date_of(slot.day).weekday()]} {date_of(slot.day):%d/%m/%Y} {HALF_NAMES[slot.half]}"
        for slot in plan.slots
    ]


def cell_text(
    plan: WeekPlan, there: Sequence[Assignment], counters: Mapping[str, str], between: str = "; "
) -> str:
    """Who is in a cell: "Nguyễn Văn An – Quầy 01; Trần Thị Bé (trực thay)"."""
    texts = []
    for one in there:
        member = plan.people.get(one.person)
        text = member.name if member is not None else one.person
        if one.counter:
            text += f" – {counters.get(one.counter, one.counter)}"
        texts.append(f"{text} ({STAND_IN})" if one.part == "stand_in" else text)
    return between.join(texts)


def table(
    plan: WeekPlan, assignments: Sequence[Assignment], fields: Mapping[str, str],
    counters: Mapping[str, str], between: str = "; ",
) -> list[list[str]]:  # fmt: skip
    """One row a field: its name, then each half-day."""
    placed: dict[tuple[str, int, Half], list[Assignment]] = {}
    for one in assignments:
        placed.setdefault((one.field, one.day, one.half), []).append(one)
    return [
        [
            fields.get(id, id),
            *(
                cell_text(plan, placed.get((id, slot.day, slot.half), []), counters, between)
                for slot in plan.slots
            ),
        ]
        for id in plan.fields
    ]


def export(
    plan: WeekPlan, assignments: Sequence[Assignment], fields: Mapping[str, str], counters: Mapping[str, str]
) -> bytes:
    """The week as Excel: read again, it is the same week."""
    rows = table(plan, assignments, fields, counters)
    return xlsx("Phan cong", ["Lĩnh vực", *heads(plan)], [32, *[24] * len(plan.slots)], rows)


def read(
    plan: WeekPlan, data: bytes, name: str, fields: Mapping[str, str], counters: Mapping[str, str]
) -> GridRead:
    """The week that the file says; nothing is written. Raises BadList.

    A name that nobody has, or several have, a field that is not the department's, a counter that is not
    there: that cell is refused with its line and column, and the others are taken.
    """
    cells = cells_of(data, name)
    start, columns = _header(plan, cells)
    mine = {id: fields.get(id, id) for id in plan.fields}
    people = {id: one.name for id, one in plan.people.items() if not one.ended(date_of(plan.monday))}
    found, placed = GridRead(), {}
    for line, row in enumerate(cells[start:], start + 1):
        title = row[0].strip() if row else ""
        if not any(cell.strip() for cell in row):
            continue
        ids = named(title, mine) if title else []
        if len(ids) != 1:
            found.refused.append(
                Refused(line, "Lĩnh vực", f"Cơ quan không có lĩnh vực “{title}”.", f"No field “{title}”.")
            )
            continue
        for column, (day, half, head) in columns.items():
            for text in parts(row[column] if column < len(row) else ""):
                who, part, counter = _person(text)
                persons = named(who, people)
                at = named(counter, counters) if counter else [""]
                if len(persons) != 1:
                    many = len(persons)
                    vi = f"Có {many} người tên “{who}”." if many else f"Cơ quan không có ai tên “{who}”."
                    en = f"{many} people are called “{who}”." if many else f"Nobody is called “{who}”."
                    found.refused.append(Refused(line, head, vi, en))
                elif len(at) != 1:
                    found.refused.append(
                        Refused(line, head, f"Không có quầy “{counter}”.", f"No counter “{counter}”.")
                    )
                else:
                    one = Assignment(
                        day=day, half=half, field=ids[0], person=persons[0],
                        part="stand_in" if part else "primary", counter=at[0],
                    )  # fmt: skip
                    placed[day, half, ids[0], persons[0]] = one
    found.assignments = ordered(placed.values())
    return found


def _person(text: str) -> tuple[str, bool, str]:
    """Name, whether they stand in, and the counter of one entry."""
    plain = " ".join(fold(text).split())
    stands_in = _STANDS_IN.search(plain) is not None
    name = text[: text.rindex("(")].strip() if stands_in else text
    who, _, counter = name.partition(" – ")
    return who.strip(), stands_in, counter.strip()


def _header(
    plan: WeekPlan, cells: Sequence[Sequence[str]]
) -> tuple[int, dict[int, tuple[int, Half, str]]]:
    """The row after the header, and the half-day of each column."""
    open_ = {(slot.day, slot.half) for slot in plan.slots}
    for place, row in enumerate(cells[:HEADER_WITHIN]):
        columns: dict[int, tuple[int, Half, str]] = {}
        for column, title in enumerate(row):
            day, half = _day_of(title, plan.monday), _half_of(title)
            if day is not None and half is not None and (day, half) in open_:
                columns[column] = (day, half, title.strip())
        if columns:
            return place + 1, columns
    raise BadList(
        "Không tìm thấy cột nào của tuần này, ví dụ “Thứ Hai 30/11/2026 sáng”.",
        "There is no column of this week, such as “Thứ Hai 30/11/2026 sáng”.",
    )


def _day_of(title: str, monday: int) -> int | None:
    match = _DAY.search(title)
    if match is None:
        return None
    try:
        year = int(match[3] or date_of(monday + 6 if int(match[2]) == 1 else monday).year)
        return day_number(date(year, int(match[2]), int(match[1])))
    except ValueError:
        return None


def _half_of(title: str) -> Half | None:
    words = fold(title).split()
    return "morning" if "sang" in words else "afternoon" if "chieu" in words else None

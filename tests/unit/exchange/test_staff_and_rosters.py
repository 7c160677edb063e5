"""Staff and weeks as Excel: what is written is read back the same, and what cannot be is refused."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.clock import day_number
from dashboard.exchange import roster_grid, staff_list
from dashboard.exchange.cells import BadList
from dashboard.exchange.sheet import xlsx
from dashboard.roster.edit import ordered
from dashboard.roster.week import WeekPlan, slots_of
from models.roster import Assignment, Counter, Counters
from models.staff import Competence, Staff, StaffMember
from tests.doubles import MemoryStore
from tests.helpers import calendar

MONDAY = day_number(date(2026, 11, 30))
FIELDS = {"duong-bo": "Đường bộ", "thuy": "Đường thủy nội địa"}
COUNTERS = {"Q01": "Quầy 01"}


@pytest.fixture
def office() -> Any:
    store = MemoryStore(ZoneInfo("Asia/Ho_Chi_Minh"))
    made = SimpleNamespace(
        staff=Staff(store), counters=Counters(store),
        fields=SimpleNamespace(all=lambda: [SimpleNamespace(id=id, name=n) for id, n in FIELDS.items()]),
        users=SimpleNamespace(all=lambda: [
            SimpleNamespace(id="u1", login="an.nv"), SimpleNamespace(id="u2", login="be.tt"),
        ]),
    )  # fmt: skip
    made.counters.put(Counter(id="Q01", name="Quầy 01", department="A"))
    made.staff.put_many([
        StaffMember(
            id="A-1", name="Nguyễn Văn An", department="A", position="Chuyên viên", user="u1",
            competences=(
                Competence(field="duong-bo", level="guides"), Competence(field="thuy", level="assists"),
            ),
            counters=("Q01",), weekly_minutes=2_250, valid_to=date(2027, 1, 31),
        ),
        StaffMember(id="A-2", name="=1+1", department="A"),
        StaffMember(id="B-1", name="Người khác", department="B", user="u2"),
    ])  # fmt: skip
    return made


def sheet(heads: list[str], *rows: list[str]) -> bytes:
    return xlsx("S", heads, [20] * len(heads), rows)


def test_staff_that_is_written_and_read_back_changes_nothing(office: Any) -> None:
    found = staff_list.read(office, "A", staff_list.export(office, "A"), "can-bo.xlsx")
    assert (found.same, found.new, found.changed, found.refused) == (2, [], [], [])


def test_a_list_as_offices_keep_it_is_taken_row_by_row(office: Any) -> None:
    data = sheet(
        ["STT", "Họ và tên", "Chức vụ", "Lĩnh vực phụ trách", "Giờ/tuần", "Tài khoản", "Ngày nghỉ"],
        ["1", "NGUYEN VAN AN", "Phó phòng", "", "20,5", "", ""],
        ["2", "Lê Thị Mới", "Chuyên viên", "duong bo; Đường thủy nội địa (phụ giúp)", "", "", "31/12/2026"],
        ["3", "Trần Sai", "", "Hàng không", "", "", ""],
        ["4", "Trần Sai", "", "", "nhiều", "", ""],
        ["5", "Trần Sai", "", "", "", "be.tt", ""],
        ["6", "Trần Sai", "", "", "", "", "hôm qua"],
        ["7", "Lê Thị Mới", "", "", "", "", ""],
        ["", "", "", "", "", "", ""],
        ["8", "", "Chuyên viên", "", "", "", ""],
    )
    found = staff_list.read(office, "A", data, "x.xlsx")
    (an,), (new,) = found.changed, found.new
    assert (an.id, an.position, an.weekly_minutes, an.user) == ("A-1", "Phó phòng", 1_230, "u1")
    assert an.competences == office.staff.get("A-1").competences, "an empty cell leaves what is known"
    assert {one.field: one.level for one in new.competences} == {"duong-bo": "handles", "thuy": "assists"}
    assert new.valid_to == date(2026, 12, 31)
    told = {one.line: (one.column, one.vi) for one in found.refused}
    assert told == {
        4: ("Lĩnh vực (mức độ)", "Không có lĩnh vực “Hàng không”."),
        5: ("Giờ mỗi tuần", "“nhiều” không phải số."),
        6: ("Tài khoản", "Tài khoản “be.tt” là của người khác."),
        7: ("Ngày cuối", "“hôm qua” không phải ngày."),
        8: ("Họ và tên", "Trùng với dòng 3."),
        10: ("Họ và tên", "Thiếu họ và tên."),
    }
    assert len(office.staff.of("A")) == 2, "nothing is written by reading"
    with pytest.raises(BadList, match="ho va ten"):
        staff_list.read(office, "A", sheet(["Mã"], ["A-1"]), "x.xlsx")
    with pytest.raises(BadList):
        staff_list.read(office, "A", b"PK not a workbook", "x.xlsx")


def test_a_name_that_is_too_long_is_refused_with_its_row(office: Any) -> None:
    data = sheet(["Họ và tên"], ["Lê " * 60], ["Lê Thị Mới"])
    found = staff_list.read(office, "A", data, "x.xlsx")
    assert [(one.line, one.column, one.vi) for one in found.refused] == [
        (2, "Họ và tên", "Giá trị không hợp lệ.")
    ]
    assert [one.name for one in found.new] == ["Lê Thị Mới"]


def plan(*people: tuple[str, str]) -> WeekPlan:
    members = {id: StaffMember(id=id, name=name, department="A") for id, name in people}
    return WeekPlan(MONDAY, slots_of(calendar(), MONDAY), tuple(FIELDS), members)


def test_a_week_that_is_written_and_read_back_is_the_same_week() -> None:
    week = plan(("A-1", "Nguyễn Văn An"), ("A-2", "Trần Bé"))
    draft = ordered([
        Assignment(day=MONDAY, half="morning", field="duong-bo", person="A-1", counter="Q01"),
        Assignment(day=MONDAY, half="morning", field="duong-bo", person="A-2", part="stand_in"),
        Assignment(day=MONDAY + 4, half="afternoon", field="thuy", person="A-2"),
    ])  # fmt: skip
    written = roster_grid.export(week, draft, FIELDS, COUNTERS)
    found = roster_grid.read(week, written, "w.xlsx", FIELDS, COUNTERS)
    assert (found.assignments, found.refused) == (draft, [])


def test_a_cell_that_names_nobody_is_refused_and_the_others_are_taken() -> None:
    week = plan(("A-1", "Nguyễn Văn An"), ("A-2", "Trần Bé"), ("A-3", "Trần Bé"))
    data = sheet(
        ["Lĩnh vực", "T2 30/11 Sáng", "Thứ Hai 30/11 chiều", "Chủ nhật 06/12 sáng"],
        ["ĐƯỜNG BỘ", "nguyen van an (thay)", "Trần Bé", "Nguyễn Văn An"],
        ["Hàng không", "Nguyễn Văn An", "", ""],
        ["Đường thủy nội địa", "Nguyễn Văn An – Quầy 9", "Ai đó; Nguyễn Văn An", ""],
    )
    found = roster_grid.read(week, data, "w.xlsx", FIELDS, COUNTERS)
    assert [(one.half, one.field, one.person, one.part) for one in found.assignments] == [
        ("morning", "duong-bo", "A-1", "stand_in"), ("afternoon", "thuy", "A-1", "primary"),
    ]  # fmt: skip
    assert [(one.line, one.column, one.vi) for one in found.refused] == [
        (2, "Thứ Hai 30/11 chiều", "Có 2 người tên “Trần Bé”."),
        (3, "Lĩnh vực", "Cơ quan không có lĩnh vực “Hàng không”."),
        (4, "T2 30/11 Sáng", "Không có quầy “Quầy 9”."),
        (4, "Thứ Hai 30/11 chiều", "Cơ quan không có ai tên “Ai đó”."),
    ]
    with pytest.raises(BadList, match="tuần này"):
        roster_grid.read(week, sheet(["Lĩnh vực", "Thứ Hai 23/11/2026 sáng"]), "w.xlsx", FIELDS, COUNTERS)

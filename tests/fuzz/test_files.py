"""Whatever file is handed in as a list, a week or a log: it is read, or refused in words, and nothing is
written by reading.
"""

from __future__ import annotations

import gzip
import io
import os
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.clock import day_number
from dashboard.exchange import procedure_list, roster_grid, staff_list
from dashboard.exchange.cells import BadList, cells_of
from dashboard.exchange.rows import BadLog, Refused, header_of, read_rows
from dashboard.exchange.sheet import xlsx
from dashboard.intake.content import FileRefused, inspect
from dashboard.roster.week import WeekPlan, slots_of
from models.roster import Counters
from models.staff import Staff, StaffMember
from tests.doubles import MemoryStore
from tests.fuzz.broken import CORPUS, HEAD, SHEET, ods, ods_cell, sheet, texts, with_part
from tests.helpers import calendar

HO_CHI_MINH = ZoneInfo("Asia/Ho_Chi_Minh")
#: MOTCUA_FUZZ=many looks a hundred times longer
TIMES = 100 if os.environ.get("MOTCUA_FUZZ") == "many" else 1
few = settings(max_examples=25 * TIMES, deadline=None, suppress_health_check=list(HealthCheck))
MONDAY = day_number(date(2026, 11, 30))
WEEK = WeekPlan(
    MONDAY, slots_of(calendar(), MONDAY), ("thuy",),
    {"A-1": StaffMember(id="A-1", name="Nguyễn Văn An", department="A")},
)  # fmt: skip
#: made once: a workbook holds the time it was made at, and its size goes with it
WHOLE = sheet([HEAD, ["Trần Thị Bé", "x", 3, 4]])
NAMES = ("a.csv", "a.xlsx", "a.xls", "a.ods", "a.xlsm", "A.XLSX", "=a", "")


@pytest.fixture(scope="module")
def office() -> Any:
    store = MemoryStore(HO_CHI_MINH)
    made = SimpleNamespace(
        staff=Staff(store), counters=Counters(store),
        fields=SimpleNamespace(all=lambda: [SimpleNamespace(id="thuy", name="Đường thủy")]),
        users=SimpleNamespace(all=lambda: [SimpleNamespace(id="u1", login="an.nv")]),
    )  # fmt: skip
    made.staff.put(StaffMember(id="A-1", name="Nguyễn Văn An", department="A", user="u1"))
    return made


def read_everywhere(office: Any, data: bytes, name: str) -> str:
    """Hand a file in at each door for lists; what the refusals said. Anything else that is raised fails."""
    before = office.staff.all()
    said: list[str] = []
    for door in (
        lambda: procedure_list.read(cells_of(data, name)).refused,
        lambda: staff_list.read(office, "A", data, name).refused,
        lambda: roster_grid.read(WEEK, data, name, {"thuy": "Đường thủy"}, {}).refused,
    ):
        try:
            refused = door()
        except BadList as error:
            said.append(error.vi)
            assert error.vi and error.en and "Traceback" not in error.en
        else:
            assert all(one.line > 0 and one.vi and one.en for one in refused)
    assert office.staff.all() == before
    return " ".join(said)


@pytest.mark.parametrize("name", CORPUS)
def test_a_broken_file_is_read_or_refused_with_a_sentence_that_says_why(office: Any, name: str) -> None:
    make, words = CORPUS[name]
    said = read_everywhere(office, make(), name)
    if words is None:
        assert cells_of(make(), name)
    else:
        assert words in said


def test_days_are_days_whatever_the_file_counts_them_from(office: Any) -> None:
    for name in ("doi-duoi.csv", "ngay-1904.xlsx"):
        found = staff_list.read(office, "A", CORPUS[name][0](), name)
        assert [(one.name, one.valid_to) for one in found.new] == [("Trần Thị Bé", date(2026, 12, 31))]


def test_old_excel_with_a_last_cell_far_out_is_refused_before_room_is_made_for_it() -> None:
    row = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    told = f"<table:table-row>{ods_cell('Ho va ten')}</table:table-row>{row}"
    assert cells_of(ods(told), "a.ods")[0] == ["Ho va ten"], "empty rows at the end are no cells"


@few
@given(st.one_of(st.binary(max_size=400), texts.map(lambda text: text.encode("utf-8", "replace"))),
       st.sampled_from(NAMES))  # fmt: skip
def test_any_bytes_are_read_or_refused(office: Any, data: bytes, name: str) -> None:
    read_everywhere(office, data, name)


@few
@given(st.data(), st.sampled_from(NAMES))
def test_an_excel_file_with_any_bytes_changed_is_read_or_refused(
    office: Any, data: st.DataObject, name: str
) -> None:
    """In the packed file, or in the sheet before it is packed."""
    whole = bytearray(WHOLE)
    places = st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=8)
    if data.draw(st.booleans()):
        for place, byte in data.draw(places):
            whole[place] = byte
        read_everywhere(office, bytes(whole), name)
        return

    def spoilt(xml: bytes) -> bytes:
        changed = bytearray(xml)
        for place, byte in data.draw(places):
            changed[place % len(changed)] = byte
        return bytes(changed)

    part = data.draw(st.sampled_from([SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]))
    read_everywhere(office, with_part(bytes(whole), part, spoilt), name)


@few
@given(st.lists(st.lists(texts, max_size=6), max_size=6))
def test_any_texts_beneath_a_header_are_taken_or_refused_row_by_row(
    office: Any, rows: list[list[str]]
) -> None:
    heads = ["Mã cán bộ", *HEAD, "Lĩnh vực", "Quầy", "Số hồ sơ tối đa", "Tài khoản"]
    week = ["Lĩnh vực", "Thứ Hai 30/11/2026 sáng"]
    for title in (heads, week, ["Mã", "Tên thủ tục", "Thời hạn", "Phí", "Đối tượng"]):
        read_everywhere(office, xlsx("S", title, [9] * len(title), rows), "a.xlsx")


@pytest.mark.parametrize("text", ["x" * 40_000, "\ud800", "\x00a", "a\x0bb"])
def test_a_text_that_excel_does_not_take_is_cut_or_cleaned_and_not_left_out(text: str) -> None:
    ((_,), (cell,)) = cells_of(xlsx("S", ["h"], [9], [[text]]), "a.xlsx")
    assert cell


LOG_HEAD = "case,activity,time\n"
COLUMNS = {"case": "case", "activity": "activity", "time": "time"}
LOG_LINES = st.one_of(
    st.just("A,x,2026-11-24T08:00:00"), st.just('A,"x,2026'), st.just("A,x,45000"), st.just("A\0,x,1"),
    st.just("A,x,0001-01-01"), st.just("A,x,9999-12-31T23:59:59-23:59"), st.just(",,"),
    st.just("A,x," + "9" * 99),
    st.tuples(texts, texts, texts).map(",".join),
)  # fmt: skip


@few
@given(st.one_of(st.binary(max_size=200), st.lists(LOG_LINES, max_size=6).map(
    lambda lines: (LOG_HEAD + "\n".join(lines)).encode("utf-8", "surrogatepass")
)), st.sampled_from(["plain", "packed", "broken"]))  # fmt: skip
def test_each_row_of_a_log_is_taken_or_refused_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, how: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "log.csv"
    packed = gzip.compress(data)
    path.write_bytes({"plain": data, "packed": packed, "broken": packed[:-9] + b"x" * 9}[how])
    try:
        header_of(path)
        for row in read_rows(path, COLUMNS, HO_CHI_MINH):
            if isinstance(row, Refused):
                assert row.line > 0 and row.vi and row.en
    except BadLog as error:
        assert error.vi and error.en and str(path.parent) not in error.vi, "no path of the machine"


BEGINNINGS = (
    b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"PK\x03\x04", b"MZ",
    b"<html>",
)  # fmt: skip


@few
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=200), texts)
def test_an_upload_that_is_not_what_it_begins_like_is_refused_in_words(
    start: bytes, rest: bytes, name: str
) -> None:
    try:
        found = inspect(name, start + rest)
    except FileRefused as error:
        assert error.vi and error.en
    else:
        assert found.type and "/" not in found.name and "\\" not in found.name


def test_a_picture_that_tells_a_vast_size_is_refused_before_it_is_unpacked() -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (20_000, 4_460)).save(out, "PNG")
    with pytest.raises(FileRefused, match="điểm ảnh"):
        inspect("a.png", out.getvalue())


def test_a_packed_log_with_a_line_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(LOG_HEAD.encode() + b"A" * 5_000_000))
    with pytest.raises(BadLog, match="một triệu"):
        list(read_rows(path, COLUMNS, HO_CHI_MINH))

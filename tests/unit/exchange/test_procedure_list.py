"""Lists of procedures as Offices keep them are read, row by row, or refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exchange import procedure_list as lists
from dashboard.exchange import words
from dashboard.exchange.cells import BadList, cells_of
from models.procedure import Term


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("03 ngày làm việc", 3, "working_day"),
        ("20 ngày (kể từ ngày nhận đủ hồ sơ hợp lệ)", 20, "calendar_day"),
        ("Không quá 15 (mười lăm) ngày làm việc", 15, "working_day"),
        ("15 (mười lăm) ngày làm việc", 15, "working_day"),
        ("Trong ngày làm việc", 0, "same_day"),
        ("Ngay sau khi nhận hồ sơ", 0, "same_day"),
        ("08 giờ làm việc", 8, "working_hour"),
        ("0,5 ngày làm việc", 4, "working_hour"),
        ("10 ngày làm việc; trường hợp phải xác minh: 25 ngày", 10, "working_day"),
    ],
)
def test_a_time_limit_is_read_from_the_words_around_it(text: str, value: int, unit: str) -> None:
    assert words.term_of(text) == Term(value=value, unit=unit)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["theo quy định", "abc", "-"])
def test_a_limit_that_says_nothing_is_none(text: str) -> None:
    assert words.term_of(text) is None


@pytest.mark.parametrize(
    ("text", "amount", "note"),
    [
        ("50.000 đồng/lần", 50_000, "/lần"),
        ("Không", 0, ""),
        ("Miễn phí", 0, ""),
        ("8.000đ/bản", 8_000, "/bản"),
        ("1.500.000 đồng", 1_500_000, ""),
        ("200,000 VNĐ", 200_000, ""),
        ("Theo Nghị quyết của HĐND tỉnh", None, "Theo Nghị quyết của HĐND tỉnh"),
    ],
)
def test_a_fee_is_read_with_what_is_said_beside_it(text: str, amount: int | None, note: str) -> None:
    assert words.fee_of(text) == (amount, note)


@pytest.mark.parametrize("text", ["1.000894", "1.001612.000.00.00.H33", "TTHC 2.001199", " 1.000948.H38 "])
def test_codes_of_all_styles_give_the_national_code(text: str) -> None:
    assert len(words.code_of(text)) == 8


def test_a_header_over_two_rows_beneath_a_title_is_found() -> None:
    cells = [
        ["DANH MỤC THỦ TỤC HÀNH CHÍNH", "", "", "", ""],
        ["(Kèm theo Quyết định số 123/QĐ-UBND)", "", "", "", ""],
        ["STT", "Mã", "Tên thủ tục", "Thời hạn", "Phí,"],
        ["", "TTHC", "hành chính", "giải quyết", "lệ phí"],
        ["I", "", "Lĩnh vực đất đai", "", ""],
        ["1", "1.000001", "Đăng ký đất đai lần đầu", "30 ngày", "Không"],
        ["", "", "", "", "Phí đo đạc theo quy định"],
        ["2", "1.000002", "Tách thửa đất", "ba tuần", ""],
    ]
    found = lists.read(cells)
    assert set(found.columns) == {"code", "name", "limit", "fee"}
    assert [(one.line, one.name) for one in found.rows if one.code] == [(6, "Đăng ký đất đai lần đầu")]
    refused = {one.line: one.column for one in found.refused}
    assert refused[8] == "limit"


def test_a_file_without_a_header_is_refused_as_a_whole() -> None:
    with pytest.raises(BadList):
        lists.read([["a", "b"], ["1", "2"]])


@given(st.binary(max_size=300), st.sampled_from(["a.xlsx", "a.csv"]))
def test_any_file_is_read_or_refused_with_a_sentence(data: bytes, name: str) -> None:
    try:
        lists.read(cells_of(data, name))
    except BadList as error:
        assert error.told("vi") and error.told("en")


@given(st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=12))
def test_any_cells_beneath_a_header_are_taken_or_refused(rows: list[list[str]]) -> None:
    header = ["Mã", "Tên thủ tục", "Thời hạn giải quyết", "Phí", "Cấp thực hiện", "Mức độ"]
    found = lists.read([header, *rows])
    lines = [one.line for one in found.rows] + [one.line for one in found.refused]
    assert len(lines) == len(set(lines))
    assert all(one.vi and one.en for one in found.refused)

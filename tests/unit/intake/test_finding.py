"""A procedure is found by a few letters, the likeliest first."""

from __future__ import annotations

from datetime import UTC, datetime

from dashboard.intake.finding import find
from models.habit import Use
from models.procedure import Procedure

NAMES = {
    "P1": "Đăng ký khai sinh", "P2": "Đăng ký kết hôn", "P3": "Đăng ký khai tử",
    "P4": "Cấp Giấy phép xây dựng", "P5": "Xác nhận khai sinh và đăng ký lại",
}  # fmt: skip
PROCEDURES = [
    Procedure(id=id, order=place, name=name, national_code=f"1.00089{place}")
    for place, (id, name) in enumerate(NAMES.items())
]


def at(day: int) -> datetime:
    return datetime(2026, 8, day, tzinfo=UTC)


def ids(typed: str, uses: dict[str, Use] | None = None, usual: dict[str, Use] | None = None) -> list[str]:
    return [one.id for one in find(PROCEDURES, typed, uses or {}, usual or {})]


def test_beginnings_of_words_find_in_any_order_and_without_marks() -> None:
    assert ids("ket hon") == ["P2"]
    assert ids("HÔN đăng") == ["P2"]
    assert ids("xay du") == ["P4"]
    assert ids("khôngcó") == []


def test_words_that_follow_each_other_come_before_words_apart() -> None:
    assert ids("dang ky khai") == ["P1", "P3", "P5"]
    assert ids("khai sinh") == ["P1", "P5"]


def test_a_code_and_initials_find_too() -> None:
    assert ids("1.000893") == ["P4"]
    assert ids("p3") == ["P3"]
    assert ids("dkkh") == ["P2"]


def test_what_was_used_last_and_most_comes_first_then_what_everybody_uses() -> None:
    assert ids("") == ["P1", "P2", "P3", "P4", "P5"]
    uses = {"P3": Use(1, at(20)), "P4": Use(9, at(3)), "P2": Use(2, at(2))}
    usual = {"P5": Use(100, at(1)), "P4": Use(50, at(1))}
    assert ids("", uses, usual) == ["P3", "P4", "P2", "P5", "P1"]
    assert ids("dang ky", {}, usual) == ["P5", "P1", "P2", "P3"]

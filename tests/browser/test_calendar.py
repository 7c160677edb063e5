"""An administrator changes the Office's hours: first what it would move, then it moves, with its reason."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PageAs
from tests.browser.helpers import PATIENCE_MS, check_accessible, settle, visit

HEADER, ROW = 35, 35
USUAL = "07:00-11:30, 13:30-17:00"


def type_monday(page: Page, hours: str) -> None:
    """Type the hours of Monday into their cell."""
    week: Locator = page.locator('[data-testid="stDataFrame"]').first
    week.locator("canvas").first.wait_for()
    page.wait_for_timeout(600)  # it is laid out anew when it is drawn
    box = week.bounding_box()
    assert box is not None
    week.dblclick(position={"x": box["width"] - 60, "y": HEADER + ROW // 2})
    editor = page.locator("#portal textarea, #portal input")
    editor.fill(hours)
    page.keyboard.press("Enter")
    expect(editor).to_have_count(0, timeout=PATIENCE_MS)
    page.wait_for_timeout(600)  # the table gathers what is typed before it tells of it
    settle(page)


def keep(page: Page, reason: str) -> None:
    """Keep the calendar."""
    page.get_by_label("Lý do *").fill(reason)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Lưu lịch và dời").click()
    expect(page.get_by_text("Đã lưu lịch; đã dời hạn")).to_be_visible(timeout=PATIENCE_MS)
    settle(page)


def test_hours_that_are_typed_show_what_they_move_before_they_are_kept(page_as: PageAs) -> None:
    page = page_as("administrator")
    visit(page, "/procedures?list=calendar")
    moves = page.get_by_text("hồ sơ đang giải quyết sẽ đổi ngày hẹn trả")
    expect(moves).to_have_count(0)

    type_monday(page, "8h-9h")
    fault = page.locator(".mc-faults")
    expect(fault).to_contain_text("Giờ làm việc không hợp lệ", timeout=PATIENCE_MS)
    expect(fault.locator("tbody tr")).to_have_count(1)

    type_monday(page, "07:00-09:00")
    expect(moves).to_be_visible(timeout=PATIENCE_MS)
    expect(fault).to_have_count(0)
    check_accessible(page)
    keep(page, "Thông báo 12/TB-VP: thử giờ mới")

    visit(page, "/procedures?list=calendar")
    type_monday(page, USUAL)
    expect(moves).to_be_visible(timeout=PATIENCE_MS)
    keep(page, "Thông báo 13/TB-VP: lại giờ cũ")

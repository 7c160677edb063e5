"""A board from nothing to another role's screen: two charts, a name, a role, an address, three files."""

from __future__ import annotations

import io
import re
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.browser.conftest import PageAs
from tests.browser.helpers import NARROW, check_accessible, count_in, settle, sideways, visit


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a select box, as somebody does with the keyboard."""
    box = page.get_by_role("combobox", name=label, exact=False).first
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).first.click()
    settle(page)


def press(page: Page, name: str) -> None:
    """Press a button and wait for what it does."""
    page.get_by_role("button", name=name).first.click()
    settle(page)


def downloaded(page: Page, kind: str) -> bytes:
    """The file of a button of the export."""
    with page.expect_download() as waiting:
        page.locator(f".st-key-board_file_{kind} button").click()
    return Path(waiting.value.path()).read_bytes()


def test_a_board_is_put_together_shared_opened_by_its_address_and_exported(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/boards")
    expect(page.locator(".st-key-sheet_begin")).to_contain_text("Bạn chưa có bảng nào")
    check_accessible(page)
    page.get_by_label("Tên bảng mới").fill("Giao ban thứ Hai")
    press(page, "Tạo bảng")
    page.wait_for_url("**/boards?board=*")

    press(page, "Thêm biểu đồ")
    page.wait_for_selector(".st-key-sheet_preview .mc-bar")
    check_accessible(page)
    choose(page, "Cách vẽ", "Con số")
    page.wait_for_selector(".st-key-sheet_preview .mc-tile")
    choose(page, "Chỉ số", "Tiếp nhận")
    page.wait_for_selector('.st-key-sheet_preview [data-measure="received"]')
    press(page, "Lưu biểu đồ")
    page.wait_for_selector('[data-measure="received"]')
    press(page, "Thêm biểu đồ")
    page.wait_for_selector(".st-key-sheet_preview .mc-bar")
    press(page, "Lưu biểu đồ")
    page.wait_for_selector(".mc-fold")

    box = page.get_by_role("combobox", name="Chia sẻ với vai trò")
    box.click()
    page.get_by_role("option", name="Quản lý", exact=True).click()
    page.keyboard.press("Escape")
    press(page, "Lưu tên và chia sẻ")
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    check_accessible(page)
    press(page, "Xong")
    page.wait_for_selector(".mc-page")
    address = page.url

    # A number opens its list, which has as many rows; "back" leads back.
    number = page.locator('[data-measure="received"] a.mc-big')
    wanted = count_in(number.inner_text())
    number.click()
    page.wait_for_url("**/listing?*")
    expect(page.locator(".mc-count")).to_have_attribute("data-count", str(wanted))
    page.go_back()
    page.wait_for_selector(".mc-page")
    settle(page)

    page.get_by_role("button", name="Xuất").click()
    page.wait_for_selector(".st-key-board_file_pdf button")
    settle(page)
    text = PdfReader(io.BytesIO(downloaded(page, "pdf"))).pages[0].extract_text()
    assert "Giao ban thứ Hai" in text
    assert "Hồ sơ được tiếp nhận trong kỳ" in " ".join(text.split())
    book = CalamineWorkbook.from_filelike(io.BytesIO(downloaded(page, "xlsx")))
    rows = book.get_sheet_by_index(1).to_python()
    assert wanted in [cell for row in rows for cell in row]
    assert downloaded(page, "png")[:4] == b"\x89PNG"

    # Somebody of the role opens it by the address, on a phone, with a filter; they may not change it.
    other = page_as("manager", NARROW, "dark")
    visit(other, re.sub(r"^https?://[^/]+", "", address) + "&period=this_year")
    expect(other.locator(".mc-head h1")).to_have_text("Giao ban thứ Hai")
    assert other.get_by_role("button", name="Sửa và chia sẻ").count() == 0
    assert sideways(other) == []
    check_accessible(other)
    stranger = page_as("clerk")
    visit(stranger, re.sub(r"^https?://[^/]+", "", address))
    expect(stranger.get_by_role("alert")).to_contain_text("không được chia sẻ với vai trò của bạn")


def test_the_ready_made_boards_are_accessible_and_fit_a_phone(page_as: PageAs) -> None:
    page = page_as("leadership", NARROW)
    for board in ("start-office", "start-time"):
        visit(page, f"/boards?board={board}&period=all")
        page.wait_for_selector(".mc-page")
        assert sideways(page) == []
        check_accessible(page)

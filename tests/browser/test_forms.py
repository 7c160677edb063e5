"""Printing as a clerk does it: a code, a form, the PDF that opens; and what it says is read back."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAs
from tests.browser.desk import codes_on, printed, text_of
from tests.browser.helpers import visit


def a_code(page: Page) -> str:
    """The code of a dossier, as the page of search lists it."""
    visit(page, "/search")
    link = page.locator('a[href*="/dossier?code="]').first
    link.wait_for()
    return parse_qs(urlsplit(link.get_attribute("href") or "").query)["code"][0]


def test_a_code_prints_its_receipt_with_its_codes(page_as: PageAs) -> None:
    page = page_as("manager")
    code = a_code(page)
    visit(page, f"/forms?code={code}")
    cell = page.get_by_role("link", name=re.compile("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"))
    expect(cell).to_have_attribute("href", re.compile(r"/print\?form=receipt&code="))
    pdf = printed(page, cell.get_attribute("href") or "")
    text = text_of(pdf)
    assert code in text
    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in text
    assert re.search(r"Thời gian nhận hồ sơ: \d\d giờ \d\d phút, ngày \d\d/\d\d/\d{4}", text)
    assert {text for _, text in codes_on(pdf)} == {code}


def test_the_register_opens_and_says_how_many_lines_it_has(page_as: PageAs) -> None:
    page = page_as("clerk")
    visit(page, "/forms")
    page.get_by_role("tab", name="Sổ theo dõi").click()
    link = page.get_by_role("link", name="Mở PDF để in")
    expect(link).to_be_visible()
    told = page.get_by_text(re.compile(r"Thông tư .* hồ sơ")).first.inner_text()
    lines = int(re.sub(r"\D", "", told.rsplit("·", 1)[1]))
    assert f"{lines} hồ sơ" in text_of(printed(page, link.get_attribute("href") or ""))
    book = page.request.get(page.get_by_role("link", name="Tải Excel").get_attribute("href") or "")
    assert book.body().startswith(b"PK")


@pytest.mark.parametrize("address", ["/print?form=receipt&code=H33-0", "/print/register?from=2026-13-01"])
def test_what_cannot_be_printed_is_said_in_words(page_as: PageAs, address: str) -> None:
    answer = page_as("clerk").request.get(address)
    assert answer.status in (403, 404)
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_stranger_prints_nothing(page_as: PageAs) -> None:
    answer = page_as("").request.get("/print?form=receipt&code=H33-0")
    assert "application/pdf" not in answer.headers["content-type"]


def test_an_administrator_changes_a_text_and_sees_it_before_it_is_saved(page_as: PageAs) -> None:
    page = page_as("administrator")
    visit(page, "/notices")
    page.get_by_role("tab", name="Mẫu thông báo").click()
    field = page.get_by_label("Tiêu đề (Tiếng Việt)")
    field.fill("Hồ sơ {code}: đã nhận")
    field.press("Enter")
    expect(page.get_by_text("Hồ sơ H33.902-261124-0001: đã nhận")).to_be_visible()
    field.fill("Hồ sơ {nobody}")
    field.press("Enter")
    expect(page.get_by_text(re.compile("Từ thay thế dùng được"))).to_be_visible()

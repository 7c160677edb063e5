"""A clerk at the counter, with the keyboard alone: from a few letters to the receipt, and the files."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader, PdfWriter

from tests.browser.conftest import PageAs
from tests.browser.helpers import NARROW, PATIENCE_MS, check_accessible, settle, sideways, visit

MEGABYTE = 1024 * 1024
NAME = "Danh Thị Ngọc Quỳnh"


def pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def shown(found: Locator) -> None:
    """It appears, however slow the machine is."""
    expect(found).to_be_visible(timeout=PATIENCE_MS)


def here(page: Page) -> str:
    """What the cursor is in."""
    return str(
        page.evaluate(
            "() => { const e = document.activeElement;"
            "return e.getAttribute('aria-label') || e.innerText || e.closest('label')?.innerText || '' }"
        )
    )


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the cursor is in what is called so."""
    for _ in range(40):
        if words in here(page):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to “{words}”")


def type_on(page: Page, text: str) -> None:
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    settle(page)


def open_form(page: Page) -> None:
    visit(page, "/intake")
    page.wait_for_function("() => document.activeElement.matches('input')")
    page.keyboard.type("trich luc")
    page.get_by_role("button", name="Trích lục hộ tịch").wait_for()
    page.wait_for_timeout(400)
    settle(page)
    tab_to(page, "Trích lục hộ tịch")
    page.keyboard.press("Enter")
    page.wait_for_selector(".mc-form-title")
    settle(page)
    page.wait_for_function("() => document.activeElement.matches('input')")


def fill_in(page: Page, name: str = NAME) -> None:
    assert here(page).startswith("Điện thoại")
    type_on(page, "0918273645")
    type_on(page, "091190000123")
    type_on(page, name)
    tab_to(page, "Giấy khai sinh")
    page.keyboard.press("Space")
    settle(page)
    tab_to(page, "Đủ thành phần")
    page.keyboard.press("Enter")
    page.get_by_label("Bản chính").wait_for()
    settle(page)


def test_a_simple_dossier_is_taken_in_without_a_mouse_printed_and_found(page_as: PageAs) -> None:
    page = page_as("clerk")
    open_form(page)
    fill_in(page)
    check_accessible(page)
    tab_to(page, "Tiếp nhận hồ sơ")
    page.keyboard.press("Enter")
    code = page.locator(".mc-code").inner_text()
    assert re.fullmatch(r"H33\.904-\d{6}-\d{4}", code)
    settle(page)
    expect(page.locator("p.mc-due")).to_contain_text("trong ngày", timeout=PATIENCE_MS)
    check_accessible(page)
    paper = page.request.get(f"/print?form=receipt&code={code}")
    told = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(paper.body())).pages)
    assert code in told and NAME in told
    page.keyboard.press("n")
    page.wait_for_selector(".st-key-intake_find")
    page.goto("/search?q=danh+ngoc+quynh")
    shown(page.get_by_text(code).first)


def test_a_half_filled_form_survives_a_reload(page_as: PageAs) -> None:
    page = page_as("clerk")
    open_form(page)
    type_on(page, "0918273600")
    page.keyboard.press("Tab")
    type_on(page, "Lý Thị Hòa")
    page.wait_for_timeout(500)
    settle(page)
    page.reload()
    page.wait_for_selector(".mc-form-title")
    settle(page)
    expect(page.get_by_label("Họ và tên *")).to_have_value("Lý Thị Hòa")
    page.get_by_role("button", name="Bỏ bản nháp").click()
    page.wait_for_selector(".st-key-intake_find")
    settle(page)
    expect(page.get_by_text("Lý Thị Hòa")).to_have_count(0)


def test_files_that_are_no_documents_are_refused_and_a_good_one_is_kept(
    page_as: PageAs, tmp_path: Path
) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", b"\0" * (60 * MEGABYTE))
    large = tmp_path / "quet.pdf"
    with large.open("wb") as file:
        file.truncate(200 * MEGABYTE)
    page = page_as("clerk")
    open_form(page)
    page.get_by_text("Bản quét, tệp đính kèm").click()
    chooser = page.locator("input[type=file]")
    refused = page.locator(".mc-fault")
    for name, content, words in (
        ("don.pdf", b"MZ\x90" + b"\0" * 400, "là chương trình"),
        ("don.docx", bomb.getvalue(), "phình quá lớn"),
        ("rong.pdf", b"", "rỗng"),
        ("trang.pdf", b"<html><script>alert(1)</script></html>", "không phải loại được nhận"),
    ):
        chooser.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})
        shown(refused.filter(has_text=words))
        settle(page)
    chooser.set_input_files(large)
    shown(page.locator('[data-testid="stFileChipIconError"]'))
    assert page.get_by_role("button", name="Bỏ", exact=True).count() == 0
    page.locator('[data-testid="stFileChipDeleteBtn"] button').click()
    settle(page)
    good = {"name": "..\\..\\tờ khai.pdf", "mimeType": "text/html", "buffer": pdf()}
    chooser.set_input_files(good)
    shown(page.get_by_role("button", name="Bỏ", exact=True))
    shown(page.get_by_text("▤ tờ khai.pdf"))
    settle(page)
    page.get_by_label("Điện thoại").click()
    fill_in(page, "Kiên Văn Tâm")
    page.get_by_role("button", name="Tiếp nhận hồ sơ").click()
    page.wait_for_selector(".mc-code")
    settle(page)
    page.get_by_text("tờ khai.pdf").first.click()
    shown(page.locator('[data-testid="stImage"] img[alt^="tờ khai.pdf"]'))
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải về").click()
    assert download.value.suggested_filename == "tờ khai.pdf"
    assert Path(download.value.path()).read_bytes() == good["buffer"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_fits_a_phone(page_as: PageAs, scheme: str) -> None:
    page = page_as("clerk", NARROW, scheme)
    open_form(page)
    assert sideways(page) == []
    check_accessible(page)
    page.get_by_role("button", name="Bỏ bản nháp").click()
    page.wait_for_selector(".st-key-intake_find")

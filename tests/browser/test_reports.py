"""A report as it is made, checked, sent, closed, and corrected: its figures are read back."""

from __future__ import annotations

import io
import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.conftest import PageAs
from tests.browser.desk import choose, press, text_of, told
from tests.browser.helpers import PATIENCE_MS, count_in, settle, visit

#: the columns of the form that the row of the total shows, 3 to 13
COLUMNS = range(3, 14)


def totals(page: Page) -> dict[int, int]:
    """The last row of the form on the screen."""
    cells = page.locator(".mc-report tr.mc-total td.mc-n")
    return dict(zip(COLUMNS, map(count_in, cells.all_inner_texts()), strict=True))


def downloaded(page: Page, name: str) -> bytes:
    """The file behind a button."""
    with page.expect_download(timeout=PATIENCE_MS) as waiting:
        page.get_by_role("button", name=name).click()
    return waiting.value.path().read_bytes()


def pick(page: Page, label: str, option: str) -> None:
    """Choose an option of a box in the form of an action, by its first letters."""
    box = page.get_by_role("combobox", name=re.compile(label))
    expect(box).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    box.click()
    box.press_sequentially(option)
    page.get_by_role("option", name=re.compile(option)).first.click()


def test_a_report_is_made_downloaded_and_closed_and_a_correction_shows_beside_it(page_as: PageAs) -> None:
    page = page_as("administrator", accept_downloads=True)
    visit(page, "/reports")
    whole = totals(page)
    assert whole[3] == whole[4] + whole[5] + whole[6] == whole[7] + whole[11] > 0

    page.locator(".mc-report tr.mc-total td.mc-n a").nth(2).click()
    listed = page.locator(".mc-count")
    expect(listed).to_have_attribute("data-count", str(whole[5]), timeout=PATIENCE_MS)
    link = page.locator('a[href*="/dossier?code="]').first
    code = parse_qs(urlsplit(link.get_attribute("href") or "").query)["code"][0]

    visit(page, "/reports")
    book = CalamineWorkbook.from_filelike(io.BytesIO(downloaded(page, "Excel")))
    rows = book.get_sheet_by_name("II.06a").to_python()
    (last,) = [row for row in rows if "Tổng cộng" in row]
    assert [int(cell) for cell in last[2:13]] == list(whole.values())
    text = text_of(downloaded(page, "PDF"))
    assert "Biểu số II.06a/VPCP/KSTT" in text
    assert " ".join(f"{whole[n]}" for n in COLUMNS) in text.replace(".", "")

    visit(page, "/reports?view=closings")
    page.get_by_role("button", name="Chốt kỳ", exact=False).last.click()
    expect(page.get_by_text(re.compile("Đã chốt kỳ, số 1"))).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("Không dòng nào đổi từ lúc chốt")).to_be_visible(timeout=PATIENCE_MS)

    visit(page, f"/dossier?code={code}")
    choose(page, "Đính chính")
    pick(page, "Hình thức nộp đúng", "Trực tuyến")
    page.get_by_label(re.compile("Lý do")).fill("nộp trực tuyến, ghi nhầm")
    press(page, "Đính chính")
    told(page, code, "Đính chính")

    visit(page, "/reports")
    expect(page.get_by_text("Số liệu hiện nay đã khác lúc chốt")).to_be_visible(timeout=PATIENCE_MS)
    now = totals(page)
    assert (now[4], now[5], now[3]) == (whole[4] + 1, whole[5] - 1, whole[3])
    visit(page, "/reports?closing=1")
    assert totals(page) == whole, "as it was closed"
    visit(page, "/reports?view=closings")
    page.get_by_role("button", name="Tìm hồ sơ làm thay đổi").click()
    settle(page)
    moved = page.get_by_role("region", name="Hồ sơ làm thay đổi")
    expect(moved).to_contain_text(code, timeout=PATIENCE_MS)
    expect(moved).to_contain_text("nộp trực tuyến, ghi nhầm")
    expect(page.get_by_text("Dựng lại từ lịch sử đến lúc chốt: khớp từng dòng")).to_be_visible()

"""Looking for a dossier as people do: a scrap of a name, what was read of it, and the list as a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from dashboard.commands import opened
from dashboard.config import Settings
from tests.browser.conftest import PageAs
from tests.browser.helpers import PATIENCE_MS, Product, settle, visit
from tests.browser.planting import planted

REASON = "báo cáo đoàn kiểm tra"


def find(page: Page, text: str) -> None:
    """Type into the box and press Enter."""
    box = page.get_by_role("textbox", name=re.compile("^Tên, số điện thoại"))
    box.fill(text)
    box.press("Enter")
    settle(page)


def hits(page: Page) -> Locator:
    return page.locator(".mc-hits tbody tr")


def test_a_scrap_of_a_name_finds_the_dossier_and_the_list_leaves_with_a_reason_only(
    page_as: PageAs, product: Product
) -> None:
    open_one = planted(product, "accept", name="Nguyễn Văn Ăn")
    asked_for = planted(product, "accept", "finish", "start", "ask_supplement", name="Nguyễn Văn Ăn")
    page = page_as("leadership")
    visit(page, "/search")

    # Without marks, in whatever order; what the words say of the state becomes a chip.
    find(page, "nguyen an đang giải quyết")
    chip = page.get_by_role("button", name="Hạn: Đang giải quyết ✕")
    expect(chip).to_be_visible(timeout=PATIENCE_MS)
    for code in (open_one, asked_for):
        expect(hits(page).filter(has_text=code)).to_be_visible(timeout=PATIENCE_MS)
    chip.click()
    expect(chip).to_have_count(0, timeout=PATIENCE_MS)
    settle(page)
    expect(page.get_by_role("textbox", name=re.compile("^Tên, số điện thoại"))).to_have_value("nguyen an")

    # As Telex leaves it behind, with marks typed apart, and narrowed by a filter of the address.
    for typed in ("nguyeenx awn", "NGUYE\u0302\u0303N A\u0306N"):
        find(page, typed)
        expect(hits(page).filter(has_text=open_one)).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Bộ lọc").click()
    box = page.locator(".st-key-search_f_state input")
    box.click()
    box.fill("chờ bổ sung")
    box.press("Enter")
    expect(hits(page).filter(has_text=open_one)).to_have_count(0, timeout=PATIENCE_MS)
    expect(hits(page).filter(has_text=asked_for)).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("Escape")
    settle(page)
    assert "state=supplement" in page.url

    # The list as a file: with the applicants only for a reason, which is written down.
    page.get_by_role("button", name="Xuất dữ liệu").click()
    page.get_by_text("CSV", exact=True).click()
    page.get_by_text("Kèm tên, điện thoại, số giấy tờ người nộp").click()
    load = page.get_by_role("button", name="Tải về")
    expect(load).to_be_disabled(timeout=PATIENCE_MS)
    reason = page.get_by_role("textbox", name=re.compile("^Lý do"))
    reason.fill(REASON)
    reason.press("Tab")
    expect(load).to_be_enabled(timeout=PATIENCE_MS)
    settle(page)
    with page.expect_download(timeout=PATIENCE_MS) as download:
        load.click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    mine = next(line for line in lines if line["Mã hồ sơ"] == asked_for)
    assert (mine["Người nộp"], mine["Điện thoại"]) == ("Nguyễn Văn Ăn", "•••••••321")
    with opened(Settings(data=product.data)) as office:
        entries = office.audit.between(office.now() - timedelta(days=1), office.now() + timedelta(hours=1))
        told = [entry.detail.get("reason") for entry in entries if entry.action == "exported"]
    assert REASON in told

    # The last digits lead to the one dossier at once.
    page.keyboard.press("Escape")
    visit(page, "/search")
    find(page, open_one)
    page.wait_for_url(f"**/dossier?code={open_one}", timeout=PATIENCE_MS)

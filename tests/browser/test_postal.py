"""A pick-up by the public post, on the phones of a clerk and a postal worker: from the call to the return."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from dashboard.commands import opened
from dashboard.config import Settings
from dashboard.flow import Action
from tests.browser.conftest import PageAs
from tests.browser.helpers import NARROW, PATIENCE_MS, Product, check_accessible, settle, sideways, visit

NAME = "Thị Ngọc Mai"
PROCEDURE = "Cấp bản sao trích lục hộ tịch"


def well(page: Page) -> None:
    """It fits, and everybody can use it."""
    assert sideways(page) == []
    check_accessible(page)


def typed(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).first.fill(text)
    page.keyboard.press("Tab")
    settle(page)


def chosen(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).first.click()
    page.keyboard.type(text)
    page.get_by_role("option", name=text).first.click()
    settle(page)


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    settle(page)


def sheet(page: Page, id: str) -> None:
    """The request is shown."""
    expect(page.locator(f'[class*="st-key-sheet_postal_{id}"]')).to_be_visible(timeout=PATIENCE_MS)


def resolved(product: Product, code: str) -> None:
    """Those who handle the dossier come to its result."""
    with opened(Settings(data=product.data)) as office:
        for _ in range(20):
            dossier = office.dossiers.for_change(code)
            assert dossier is not None and dossier.visit is not None
            if dossier.state == "resolved":
                return
            here = next(i for i, step in enumerate(dossier.route) if step.step == dossier.step)
            last = here + 1 == len(dossier.route) or dossier.route[here + 1].kind == "return"
            if dossier.visit.started_at is None:
                office.commit.act(code, Action(name="start"), "motcua")
            office.commit.act(code, Action(name="resolve" if last else "finish"), "motcua")
    raise AssertionError(code)


def test_a_postal_pick_up_goes_from_the_call_to_the_return(page_as: PageAs, product: Product) -> None:
    clerk = page_as("clerk", NARROW)
    visit(clerk, "/postal")
    well(clerk)
    typed(clerk, "Họ và tên *", NAME)
    typed(clerk, "Điện thoại *", "0912345678")
    chosen(clerk, "Xã, phường *", "")
    typed(clerk, "Địa chỉ đến nhận *", "12 Nguyễn Trãi")
    chosen(clerk, "Thủ tục *", PROCEDURE)
    pressed(clerk, "Ghi yêu cầu")
    told = clerk.get_by_text(re.compile(r"Đã ghi yêu cầu BC-"))
    expect(told).to_be_visible(timeout=PATIENCE_MS)
    id = re.search(r"BC-\d{6}-\d{4}", told.inner_text())[0]  # type: ignore[index]
    sheet(clerk, id)
    well(clerk)
    pressed(clerk, "Giao nhân viên bưu chính")
    worker = page_as("postal", NARROW)
    visit(worker, "/postal")
    sheet(worker, id)
    expect(worker.get_by_role("link", name="0912345678")).to_have_attribute("href", "tel:0912345678")
    well(worker)
    typed(worker, "Người giao ký, số giấy tờ", f"{NAME}, 2 giấy tờ")
    pressed(worker, "Đã nhận giấy tờ")
    expect(worker.get_by_text("Đang mang về Trung tâm").first).to_be_visible(timeout=PATIENCE_MS)
    visit(clerk, "/postal?view=arrivals")
    pressed(clerk, "Đã về Trung tâm")
    well(clerk)
    pressed(clerk, "Tiếp nhận hồ sơ")
    clerk.wait_for_selector(".mc-form-title", timeout=PATIENCE_MS)
    settle(clerk)
    expect(clerk.get_by_label("Họ và tên *")).to_have_value(NAME, timeout=PATIENCE_MS)
    typed(clerk, "Số giấy tờ", "091190000124")
    clerk.get_by_test_id("stRadio").get_by_text("Giấy khai sinh").first.click()
    settle(clerk)
    clerk.get_by_role("button", name="Đủ thành phần").first.click()
    settle(clerk)
    clerk.get_by_role("button", name=re.compile("^Tiếp nhận hồ sơ")).click()
    clerk.wait_for_selector(".mc-code", timeout=PATIENCE_MS)
    code = clerk.locator(".mc-code").inner_text()
    resolved(product, code)
    visit(clerk, "/postal?view=results")
    expect(clerk.get_by_text("đã có kết quả").first).to_be_visible(timeout=PATIENCE_MS)
    well(clerk)
    typed(clerk, "Số hiệu bưu gửi", "RG123456789VN")
    pressed(clerk, "Gửi kết quả")
    visit(worker, "/postal")
    expect(worker.get_by_text("RG123456789VN")).to_be_visible(timeout=PATIENCE_MS)
    typed(worker, "Người nhận ký", NAME)
    pressed(worker, "Đã phát kết quả")
    expect(worker.get_by_text("Hiện bạn không có yêu cầu nào")).to_be_visible(timeout=PATIENCE_MS)
    visit(clerk, "/postal?view=figures&leg=whole")
    expect(clerk.get_by_text(id).first).to_be_visible(timeout=PATIENCE_MS)
    well(clerk)

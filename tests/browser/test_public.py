"""The public pages on a phone: from a few letters to a result without an account, followed by QR code."""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from dashboard.clock import day_of
from dashboard.commands import opened
from dashboard.config import Settings
from dashboard.flow import Action, offered
from tests.browser.conftest import PageAs
from tests.browser.helpers import NARROW, PATIENCE_MS, Product, check_accessible, settle, sideways, visit
from tests.browser.planting import stored
from tests.browser.test_intake import pdf

PROCEDURE = "P180"


def scan(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf()}


def fine(page: Page) -> None:
    """It fits the phone, and everybody can use it."""
    assert sideways(page) == []
    check_accessible(page)


def scanned(page: Page) -> str:
    """What a phone's camera reads of the QR code on the page."""
    picture = Image.open(io.BytesIO(page.locator(".qr").screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def go(page: Page, button: str, to: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(re.compile(to), timeout=PATIENCE_MS)


def waiting(page: Page, code: str) -> Locator:
    """The dossier in the desk's queue, opened."""
    visit(page, "/intake?view=queue")
    found = page.get_by_test_id("stExpander").filter(has_text=code)
    if found.locator("details").get_attribute("open") is None:
        found.locator("summary").click()
    settle(page)
    return found


def handled(product: Product, code: str) -> None:
    """The Office does all steps up to the result."""
    with opened(Settings(data=product.data)) as office:
        for _ in range(80):
            dossier = office.dossiers.for_change(code)
            assert dossier is not None
            if dossier.state == "resolved":
                return
            names = {offer.rule.name for offer in offered(dossier, day_of(office.now(), office.store.zone))}
            name = next(name for name in ("resolve", "start", "receive_payment", "finish") if name in names)
            office.commit.act(code, Action(name=name), "an")  # type: ignore[arg-type]
        raise AssertionError(f"{code} has no result")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_public_pages_on_a_phone(page_as: PageAs, scheme: str) -> None:
    page = page_as("", NARROW, scheme)
    for path in ("", "/trung-tam", "/thu-tuc?q=trich+luc", f"/thu-tuc/{PROCEDURE}", "/tra-cuu"):
        page.goto(f"/cong{path}")
        expect(page.locator("h1")).not_to_be_empty()
        fine(page)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Follow a dossier")).to_be_visible(timeout=PATIENCE_MS)


def test_from_two_scans_over_a_question_and_a_supplement_to_the_result_followed_by_the_qr_code(
    page_as: PageAs, product: Product
) -> None:
    phone, clerk = page_as("", NARROW), page_as("clerk")
    # Found by a few letters, filled in, left, and gone on with from the link on another phone.
    phone.goto("/cong")
    phone.get_by_label("Tìm thủ tục").fill("trich luc ho tich")
    phone.keyboard.press("Enter")
    phone.get_by_role("link", name="Cấp bản sao Trích lục").click()
    go(phone, "Nộp hồ sơ trực tuyến", "/cong/nop/")
    phone.get_by_label("Họ và tên").fill("Danh Thị Út")
    phone.get_by_label("Số điện thoại").fill("0912 345 678")
    phone.get_by_label("Số căn cước").fill("091190000123")
    go(phone, "Lưu, làm tiếp sau", "luu=1")
    fine(phone)
    link = phone.locator(".keep a").get_attribute("href")
    assert link
    phone = page_as("", NARROW)
    phone.goto(link)
    expect(phone.get_by_label("Họ và tên")).to_have_value("Danh Thị Út")
    go(phone, "Xem lại và gửi", "kiem=1")
    expect(phone.locator("#loi")).to_contain_text("Còn thiếu giấy tờ")
    fine(phone)
    phone.get_by_label("Nộp đến").select_option(label="Sở Tư pháp")
    phone.get_by_label("Giấy khai sinh").check()
    # A field that an answer asks for comes by itself.
    phone.get_by_label("Có", exact=True).check()
    expect(phone.get_by_label("Họ tên người được cấp")).to_be_visible(timeout=PATIENCE_MS)
    phone.get_by_label("Họ tên người được cấp").fill("Danh Văn Tí")
    for place, name in (("to_khai", "tờ khai.pdf"), ("uy_quyen", "ủy quyền.pdf")):
        phone.locator(f"input[name=p-{place}]").set_input_files(scan(name))  # type: ignore[arg-type]
        expect(phone.get_by_text(name)).to_be_visible(timeout=PATIENCE_MS)
    go(phone, "Xem lại và gửi", "xem-lai")
    fine(phone)
    go(phone, "Gửi hồ sơ", "da-nop")
    fine(phone)
    code = phone.locator(".code").first.inner_text()
    followed = scanned(phone)
    assert code in followed and len(stored(product, code).papers) == 2
    # Sent again from the link: the same receipt, no second dossier.
    phone.goto(link)
    expect(phone.locator(".code").first).to_have_text(code)

    # The desk asks for more; the applicant reads it by the QR code, and sends it.
    waits = waiting(clerk, code)
    waits.locator("textarea").fill("Thiếu bản chụp căn cước của người được cấp.")
    waits.locator("textarea").press("Tab")
    settle(clerk)
    waits.get_by_role("button", name="Yêu cầu hoàn thiện").click()
    expect(clerk.get_by_text("Chờ người nộp hoàn thiện (1)")).to_be_visible(timeout=PATIENCE_MS)
    other = page_as("", NARROW)
    other.goto(followed)
    assert "/cong/ho-so" in other.url and followed.rsplit("/", 1)[1] not in other.url
    expect(other.locator(".asked")).to_contain_text("Thiếu bản chụp căn cước")
    fine(other)
    other.get_by_label("Tệp").set_input_files(scan("căn cước.pdf"))  # type: ignore[arg-type]
    other.get_by_label("Lời nhắn").fill("Gửi bản chụp căn cước.")
    go(other, "Gửi bổ sung", "xong=bo-sung")
    expect(other.locator(".state")).to_contain_text("Đã gửi bổ sung")
    assert len(stored(product, code).papers) == 3

    # Taken in, handled, and the result seen by the QR code; rated once.
    waits = waiting(clerk, code)
    expect(waits.get_by_text("căn cước.pdf").first).to_be_visible(timeout=PATIENCE_MS)
    waits.get_by_role("button", name="Tiếp nhận", exact=True).click()
    clerk.wait_for_selector(".mc-code", timeout=PATIENCE_MS)
    assert stored(product, code).state == "received"
    handled(product, code)
    other.goto(followed)
    expect(other.locator(".state")).to_contain_text("Đã có kết quả, mời đến nhận")
    expect(other.locator(".stages")).to_be_visible()
    fine(other)
    go(other, "Rất hài lòng", "xong=danh-gia")
    assert stored(product, code).rating == 3
    expect(other.get_by_role("button", name="Rất hài lòng")).to_have_count(0)

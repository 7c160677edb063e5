"""The hall on a phone: a number is taken, called, said, shown on the wall, and followed; a time is booked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.commands import opened
from dashboard.config import Settings
from models.roster import Counter
from tests.browser.conftest import PageAs
from tests.browser.helpers import (
    NARROW,
    PATIENCE_MS,
    Product,
    check_accessible,
    settle,
    sideways,
    visit,
)

#: what a browser would say aloud is written down instead
LISTEN = """
window.said = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "vi-VN" }], cancel: () => {}, speak: (one) => window.said.push(one.text) } });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.fixture(scope="module", autouse=True)
def counters(product: Product) -> None:
    """The centre has counters."""
    with opened(Settings(data=product.data)) as office:
        office.counters.put_many(
            Counter(id=f"Q{place:02d}", name=f"Quầy {place:02d}", order=place, department="TTPVHCC")
            for place in range(1, 5)
        )


def well(page: Page) -> None:
    """It fits, and everybody can use it."""
    assert sideways(page) == []
    check_accessible(page)


def links(page: Page) -> list[str]:
    """The addresses of the hall, as its manager sees them."""
    visit(page, "/hall?view=arrange")
    found = page.locator('a[href^="/cong/"]')
    expect(found.first).to_be_visible(timeout=PATIENCE_MS)
    return [str(link.get_attribute("href")) for link in found.all()]


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()
    settle(page)


def test_a_ticket_is_taken_by_phone_called_and_shown_on_the_wall_and_on_the_phone(page_as: PageAs) -> None:
    found = links(page_as("administrator"))
    wall = page_as("", (1920, 1080))
    wall.add_init_script(LISTEN)
    wall.goto(next(each for each in found if "man-hinh" in each))
    expect(wall.locator("#waiting")).not_to_have_text("–", timeout=PATIENCE_MS)
    wall.get_by_role("button", name="Bật tiếng").click()
    check_accessible(wall)
    phone = page_as("", NARROW)
    phone.goto(next(each for each in found if "lay-so" in each and "may=1" not in each))
    well(phone)
    phone.locator("button.group").first.click()
    number = phone.locator(".number").inner_text()
    well(phone)
    clerk = page_as("clerk", NARROW)
    visit(clerk, "/hall?counter=Q03")
    well(clerk)
    pressed(clerk, "Gọi số tiếp")
    expect(clerk.locator(".mc-number")).to_have_text(number, timeout=PATIENCE_MS)
    well(clerk)
    expect(wall.locator("#called li").first).to_contain_text("quầy số 3", timeout=PATIENCE_MS)
    expect(wall.locator("#called .n").first).to_have_text(number)
    words = f"Mời số {' '.join(number)} đến quầy số 3"
    wall.wait_for_function("(words) => window.said.includes(words)", arg=words, timeout=PATIENCE_MS)
    expect(phone.locator(".told.called")).to_contain_text("quầy số 3", timeout=PATIENCE_MS)
    pressed(clerk, "Gọi lại")
    wall.wait_for_function(
        "(words) => window.said.filter((one) => one === words).length === 2", arg=words, timeout=PATIENCE_MS
    )
    clerk.get_by_role("button", name="Xong", exact=True).click()
    expect(clerk.locator(".mc-number")).to_have_text("trống", timeout=PATIENCE_MS)
    expect(wall.locator("#served")).not_to_have_text("0", timeout=PATIENCE_MS)
    expect(phone.locator("#so")).to_contain_text("Đã xong", timeout=PATIENCE_MS)


def test_the_wall_says_that_its_connection_is_gone_and_comes_back_by_itself(page_as: PageAs) -> None:
    wall = page_as("", (1080, 1920))
    state = re.compile(r"/man-hinh/so")
    wall.goto("/cong/man-hinh")
    expect(wall.locator("#waiting")).not_to_have_text("–", timeout=PATIENCE_MS)
    assert sideways(wall) == []
    wall.route(state, lambda route: route.fulfill(status=204))
    expect(wall.locator("#lost")).to_contain_text("Mất kết nối", timeout=PATIENCE_MS)
    check_accessible(wall)
    wall.unroute(state)
    expect(wall.locator("#lost")).to_be_hidden(timeout=PATIENCE_MS)


def test_a_time_is_booked_and_cancelled_on_a_phone(page_as: PageAs) -> None:
    phone = page_as("", NARROW)
    phone.goto("/cong/dat-lich")
    phone.select_option("#field", index=2)
    phone.select_option("#day", index=2)
    phone.get_by_role("button", name="Xem giờ còn trống").click()
    phone.locator(".time input:enabled").first.check()
    well(phone)
    phone.fill("#name", "Thị Ngọc Hân")
    phone.fill("#phone", "0912345678")
    phone.get_by_role("button", name="Giữ giờ này").click()
    expect(phone.locator(".code")).to_have_text(re.compile(r"^\w{5}-\w{5}$"), timeout=PATIENCE_MS)
    well(phone)
    phone.get_by_role("button", name="Hủy lịch hẹn").click()
    expect(phone.locator(".state")).to_contain_text("Đã hủy", timeout=PATIENCE_MS)

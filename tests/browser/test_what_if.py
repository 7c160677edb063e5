"""What if: leadership changes a lever, waits or leaves, and reads both sides, also on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import PageAs
from tests.browser.helpers import NARROW, check_accessible, count_in, settle, sideways, visit

#: a simulation of a small store takes seconds, and minutes on a machine that has much else to do
LONG_MS = 240_000


def test_a_lever_goes_into_the_address_and_its_result_stands_beside_as_is(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/what_if")
    levers = page.locator(".st-key-sheet_levers")
    opens = levers.locator('a[href*="measure=backlog"]')
    wanted = count_in(re.sub(r"[^\d.]", "", opens.inner_text()))
    more = levers.get_by_label("Hồ sơ đến nhiều hơn (%)")
    more.fill("50")
    more.press("Tab")
    levers.get_by_role("button", name="Mô phỏng").click()
    result = page.locator(".st-key-sheet_result")
    expect(result.get_by_text("Như hiện nay").first).to_be_visible(timeout=LONG_MS)
    assert "arrivals=50" in page.url
    expect(page.locator(".st-key-sheet_past table")).to_be_visible(timeout=LONG_MS)
    settle(page)
    check_accessible(page)
    page.set_viewport_size(NARROW)
    settle(page)
    assert sideways(page) == []
    opens.click()
    page.wait_for_url("**/listing?*")
    expect(page.locator(".mc-count")).to_have_attribute("data-count", str(wanted), timeout=LONG_MS)

"""Risk on a phone, in the dark: a number opens its list, and a row its dossier with the same words."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PageAs
from tests.browser.helpers import NARROW, PATIENCE_MS, count_in, settle, sideways, visit


def test_a_number_opens_its_list_and_a_row_its_dossier(page_as: PageAs) -> None:
    page = page_as("leadership", NARROW, "dark")
    visit(page, "/risk")
    number = page.locator('[data-list="running"] a.mc-big')
    expect(number).to_be_visible(timeout=PATIENCE_MS)
    count = count_in(number.inner_text())
    number.click()
    page.wait_for_url("**/risk?*list=running*")
    settle(page)
    expect(page.locator(".mc-count")).to_have_attribute("data-count", str(count), timeout=PATIENCE_MS)
    rows = page.locator(".st-key-sheet_risk tbody tr")
    expect(rows).to_have_count(min(count, 20), timeout=PATIENCE_MS)
    assert sideways(page) == []
    chance = rows.first.locator("td").nth(1).inner_text().strip()
    rows.first.locator("a").first.click()
    page.wait_for_url("**/dossier?*")
    settle(page)
    expect(page.locator("[data-risk]")).to_contain_text(chance.splitlines()[-1], timeout=PATIENCE_MS)

"""Leadership asks why: from the map of the process, and from the health of the data, to the dossiers."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PageAs
from tests.browser.helpers import PATIENCE_MS, check_accessible, count_in, settle, visit


def test_a_number_of_the_map_and_of_the_data_opens_as_many_lines(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/process_map?period=last_12_months")
    check_accessible(page)
    label = page.locator(".mc-map-label").first
    wanted = count_in(label.inner_text())
    label.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ways?*", timeout=PATIENCE_MS)
    count = page.locator(".mc-count")
    expect(count).to_have_attribute("data-count", str(wanted), timeout=PATIENCE_MS)
    settle(page)
    assert page.locator(".mc-table tbody tr").count() == min(wanted, 50)
    page.go_back()
    page.wait_for_selector(".mc-map", timeout=PATIENCE_MS)
    settle(page)

    visit(page, "/why?period=last_3_months")
    expect(page.locator(".st-key-sheet_change .js-plotly-plot")).to_be_visible(timeout=PATIENCE_MS)
    visit(page, "/data_health?days=15")
    number = page.locator(".mc-table a.mc-risk").first
    wanted = count_in(number.inner_text())
    number.click()
    expect(count).to_have_attribute("data-count", str(wanted), timeout=PATIENCE_MS)
    check_accessible(page)

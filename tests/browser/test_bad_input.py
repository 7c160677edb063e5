"""What people type is a text in the browser, too; an action is done once, however the browser leaves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PageAs
from tests.browser.helpers import PATIENCE_MS, Product, settle, visit
from tests.browser.planting import planted, stored

EVIL = "<img src=x onerror=window.hacked=1>[x](javascript:h) $x^2$ :material/home: :red[đỏ] **b**"


def test_a_name_of_markup_is_shown_as_it_is_on_the_pages_of_its_dossier(
    page_as: PageAs, product: Product
) -> None:
    code = planted(product, "accept", name=EVIL)
    page = page_as("staff")
    for address in (f"/dossier?code={code}", "/work?tab=waiting", f"/search?q={code}"):
        visit(page, address)
        found = page.locator("[data-testid=stMain]")
        if address.startswith("/dossier"):
            expect(found.get_by_text("<img src=x", exact=False).first).to_be_visible(timeout=PATIENCE_MS)
        assert page.locator("img[src=x], a[href^=javascript], [onerror]").count() == 0
        assert page.evaluate("() => window.hacked") is None
        assert "$x^2$" in found.inner_text() or not address.startswith("/dossier")


@pytest.mark.parametrize("leaving", ["close", "reload", "twice", "two_tabs"])
def test_an_action_is_done_once_or_not_at_all_however_the_browser_leaves(
    page_as: PageAs, product: Product, leaving: str
) -> None:
    code = planted(product, "accept")
    before = stored(product, code)
    page = page_as("clerk")
    visit(page, f"/dossier?code={code}")
    other = page.context.new_page()
    if leaving == "two_tabs":
        visit(other, f"/dossier?code={code}")
    button = next_step(page)
    button.wait_for()
    if leaving == "twice":
        button.dblclick()
    else:
        button.click(no_wait_after=True)
    if leaving == "close":
        page.close()
    elif leaving == "reload":
        page.reload()
    elif leaving == "two_tabs":
        next_step(other).click()
        settle(other)
    # whoever looks afterwards is answered when what was begun is done
    visit(other, f"/dossier?code={code}")
    after = stored(product, code)
    done = len(after.visits) - len(before.visits)
    assert done in (0, 1)
    assert after.version == before.version + done
    if leaving in ("twice", "two_tabs"):
        assert done == 1


def next_step(page: Page) -> Locator:
    """The button of the action that is next."""
    return page.get_by_test_id("stMain").get_by_role("button", name=re.compile("^Chuyển bước tiếp theo"))

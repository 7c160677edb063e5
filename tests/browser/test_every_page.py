"""Every page that a role's navigation names opens, can be used by everybody, and fits a phone."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from models.viewer import ROLES
from tests.browser.conftest import PageAs, sign_in
from tests.browser.helpers import (
    NARROW,
    PATIENCE_MS,
    WIDE,
    Product,
    check_accessible,
    settle,
    sideways,
    visit,
)

#: what each role's navigation must name at least, so that an empty one does not pass
LEAST = {
    "leadership": "waiting", "manager": "waiting", "staff": "search", "clerk": "search",
    "administrator": "import_log", "postal": "postal",
}  # fmt: skip


def named(page: Page) -> list[str]:
    """The addresses in the navigation, in its order."""
    page.goto("/")
    page.wait_for_selector(".mc-head h1")
    settle(page)
    paths = [link.get_attribute("href") for link in page.get_by_test_id("stTopNavLink").all()]
    for section in page.get_by_test_id("stTopNavSection").all():
        section.click()
        links = page.get_by_test_id("stTopNavDropdownLink")
        expect(links.first).to_be_visible(timeout=PATIENCE_MS)
        paths += [link.get_attribute("href") for link in links.all()]
        page.keyboard.press("Escape")
        expect(links).to_have_count(0, timeout=PATIENCE_MS)
    # Who has one page only is not shown a navigation, but that page.
    return [path for path in paths if path] or [urlsplit(page.url).path]


#: the pages that were looked at for a role before: each is looked at once, whoever may open it
_looked: set[str] = set()
LOOKS = ((WIDE, "light"), (WIDE, "dark"), (NARROW, "dark"), (NARROW, "light"))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_signs_in_and_opens_every_page_that_is_named_which_fits_and_can_be_used_by_all(
    page_as: PageAs, role: str
) -> None:
    page = page_as(role)
    paths = named(page)
    assert any(path.rstrip("/").endswith(LEAST[role]) for path in paths), paths
    for path in paths:
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        page.emulate_media(color_scheme="light")
        visit(page, path)
        assert page.locator('[data-testid="stException"]').count() == 0, path
        expect(page.locator(".mc-head h1")).not_to_be_empty()
        if path not in _looked:
            look_at(page)
            _looked.add(path)


def look_at(page: Page) -> None:
    """The page that is shown, on a wide screen and a phone, light and dark."""
    for (width, height), scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(page.locator('[data-testid="stApp"]')).to_have_css("color-scheme", scheme, timeout=PATIENCE_MS)
        settle(page)
        assert sideways(page) == [], (page.url, width, scheme)
        check_accessible(page)


def test_the_door_is_accessible_and_fits_a_phone(page_as: PageAs) -> None:
    for scheme in ("light", "dark"):
        page = page_as(size=NARROW, scheme=scheme)
        page.goto("/overview")
        assert "/login" in page.url
        check_accessible(page)
        assert sideways(page) == []


def test_a_wrong_password_is_refused_and_the_right_one_opens_the_first_page(
    page_as: PageAs, product: Product
) -> None:
    page = page_as()
    login, password = product.accounts["leadership"]
    page.goto("/login")
    page.fill("input[name=login]", login)
    page.fill("input[type=password]", "sai-mat-khau")
    page.click("button[type=submit]")
    expect(page.locator("[role=alert]")).to_be_visible()
    sign_in(page, login, password)
    page.wait_for_url("**/overview*")
    expect(page.locator(".mc-head h1")).to_have_text("Tổng quan")


def test_the_shipped_face_is_the_one_that_is_drawn(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/overview")
    drawn = page.evaluate(
        "async () => { await document.fonts.ready;"
        " return [...document.fonts].filter((f) => f.status === 'loaded')"
        ".map((f) => f.family.replaceAll('\"', '') + ' ' + f.weight); }"
    )
    assert "Be Vietnam Pro 400" in drawn
    family = page.evaluate("() => getComputedStyle(document.querySelector('.mc-head h1')).fontFamily")
    assert family.startswith(('"Be Vietnam Pro"', "Be Vietnam Pro"))

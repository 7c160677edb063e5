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


@pytest.mark.parametrize("role", ROLES)
def test_each_role_signs_in_and_opens_every_page_that_is_named(page_as: PageAs, role: str) -> None:
    page = page_as(role)
    paths = named(page)
    assert any(path.rstrip("/").endswith(LEAST[role]) for path in paths), paths
    for path in paths:
        visit(page, path)
        assert page.locator('[data-testid="stException"]').count() == 0, path
        expect(page.locator(".mc-head h1")).not_to_be_empty()


#: role → the pages that it opens in the tests below; every page once, whoever may open it
_covering: dict[str, list[str]] = {}


@pytest.fixture
def covering(page_as: PageAs) -> dict[str, list[str]]:
    """Every page that any role's navigation names, each with the first role that it is named to."""
    if not _covering:
        seen: set[str] = set()
        for role in ROLES:
            paths = [path for path in named(page_as(role)) if path not in seen]
            seen.update(paths)
            if paths:
                _covering[role] = paths
    assert sum(map(len, _covering.values())) >= 5
    return _covering


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_is_accessible_and_does_not_overflow(
    page_as: PageAs, covering: dict[str, list[str]], size: tuple[int, int], scheme: str
) -> None:
    for role, paths in covering.items():
        page = page_as(role, size, scheme)
        for path in paths:
            visit(page, path)
            assert sideways(page) == [], path
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

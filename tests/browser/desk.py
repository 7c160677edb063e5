"""How a person works at a desk in front of Chromium: finds a dossier, acts, reads what became of it."""

from __future__ import annotations

import io
import re
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import zxingcpp
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.helpers import PATIENCE_MS, settle, visit

LISTS = ("mine", "accept", "todo", "return", "paused", "taken")


def row(page: Page, code: str) -> Locator:
    """The line of a dossier in the list of work."""
    return page.locator(".st-key-jobs").get_by_role("button", name=code)


def open_job(page: Page, code: str, lists: tuple[str, ...] = LISTS) -> str:
    """Find the dossier in the lists of My work, and open it; returns the list."""
    for kind in lists:
        visit(page, f"/work?list={kind}")
        following = page.get_by_role("button", name="Trang sau")
        while not row(page, code).count() and following.count() and following.is_enabled():
            following.click()
            settle(page)
        if row(page, code).count():
            row(page, code).click()
            settle(page)
            expect(page.get_by_role("region", name=code)).to_be_visible(timeout=PATIENCE_MS)
            # A list that is empty is not there: the page shows the first that is not.
            return parse_qs(urlsplit(page.url).query)["list"][0]
    raise AssertionError(f"{code} is in no list")


def choose(page: Page, action: str) -> None:
    """Choose one of the other actions."""
    page.get_by_role("combobox", name=re.compile("Việc khác|Việc có thể làm")).click()
    page.get_by_role("option", name=action, exact=True).click()
    settle(page)


def press(page: Page, title: str) -> None:
    """Press the button of an action."""
    page.get_by_test_id("stMain").get_by_role("button", name=re.compile(f"^{title}")).click()


def message(page: Page, text: str) -> Locator:
    """What the page says of an action: done (a status), or not (an alert)."""
    return page.locator("[role=status], [role=alert]").filter(has_text=text)


def told(page: Page, code: str, words: str) -> None:
    """Wait until the page says of the dossier what became of the action."""
    expect(message(page, code).filter(has_text=words)).to_be_visible(timeout=PATIENCE_MS)
    settle(page)


def do(page: Page, code: str, *titles: str) -> None:
    """Press the buttons of some actions, one after the other, each when the one before is done."""
    for title in titles:
        press(page, title)
        told(page, code, title)


def claim(page: Page, code: str) -> None:
    """Take the step of the dossier that is open, also where the roster has given it to a colleague."""
    if not page.get_by_role("button", name="Nhận xử lý").count():
        choose(page, "Nhận xử lý")
    do(page, code, "Nhận xử lý")


def printed(page: Page, address: str) -> bytes:
    """The PDF at an address, fetched as whoever is signed in."""
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return answer.body()


def text_of(pdf: bytes) -> str:
    """What a PDF says, in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def codes_on(pdf: bytes) -> set[tuple[str, str]]:
    """The codes on the first page of a PDF, as a scanner reads them: (kind, text)."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72).to_pil().convert("L")
    return {(found.format.name, found.text) for found in zxingcpp.read_barcodes(picture)}

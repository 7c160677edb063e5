"""What browser tests share: the running product, its pages, and what they must not do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

WIDE, NARROW = (1440, 900), (390, 844)
#: What Chromium writes to the console without anything being wrong: (part of the address, part of the text).
KNOWN_NOISE: tuple[tuple[str, str], ...] = (
    # Streamlit's front end looks for its server beneath the page's own address first.
    ("/_stcore/health", "404"),
    ("/_stcore/host-config", "404"),
    # A refused sign-in is answered so.
    ("/login", "401"),
    ("/login", "429"),
)
SERIOUS = ("serious", "critical")
#: a page may take long where other programs take the processor: nothing here is about time
PATIENCE_MS = 240_000
#: a page of the dashboard, as against the door and the public pages
APP = '[data-testid="stApp"]'


@dataclass(frozen=True)
class Product:
    """The running application: address, sign-in of each role as (login, password), data folder."""

    url: str
    accounts: dict[str, tuple[str, str]]
    data: Path


@dataclass
class Watch:
    """What a page did that nobody should see."""

    origin: str
    errors: list[str] = field(default_factory=list)
    #: requests to another origin
    strange: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Note everything that `page` does from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        place = message.location.get("url", "")
        if message.type == "error" and not is_noise(place, message.text):
            self.errors.append(f"{place}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.origin:
            self.strange.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.errors.append(f"{response.url}: {response.status}")


def is_noise(place: str, text: str) -> bool:
    """Whether a line of the console is one of the known ones."""
    return any(part in place and words in text for part, words in KNOWN_NOISE)


def settle(page: Page) -> None:
    """Wait until the page has run and shows what it found."""
    ready = f'{APP}[data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
    page.wait_for_selector(ready, timeout=PATIENCE_MS)
    # What was stale takes a moment to come back to its full colour.
    page.wait_for_function(
        """() => {
          const fading = (a) => a instanceof CSSTransition && a.playState === 'running';
          return !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
            && !document.getAnimations().some(fading); }""",
        timeout=PATIENCE_MS,
    )


def visit(page: Page, path: str) -> None:
    """Open a page of the product, and wait until it shows what it found."""
    page.goto(path)
    page.wait_for_selector(".mc-head h1", timeout=PATIENCE_MS)
    settle(page)


def serious(page: Page, exclude: Sequence[str] = ()) -> list[str]:
    """The serious and critical findings of axe, one line each."""
    options = {"exclude": [[selector] for selector in exclude]} if exclude else None
    found = Axe().run(page, context=options).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:200]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


#: how often axe may look: a page that is drawn anew meanwhile is faded, and then not readable to it
LOOKS = 3
#: the toolkit's own navigation on a phone: a list with headings between its items
TOOLKIT = ('[data-testid="stSidebarNavItems"]',)


def check_accessible(page: Page) -> None:
    """No serious or critical finding of axe on what `page` shows, the toolkit's own navigation apart."""
    found: list[str] = []
    for _ in range(LOOKS):
        if page.locator(APP).count():
            settle(page)
        if not (found := serious(page, TOOLKIT)):
            break
    assert not found, "\n".join([page.url, *found])


def sideways(page: Page) -> list[str]:
    """What reaches over the right edge without a scroll bar of its own, as tags with classes."""
    found: list[str] = page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          const scrolls = (e) => { for (let p = e; p && p !== document.body; p = p.parentElement) {
            const s = getComputedStyle(p).overflowX;
            const held = ['auto', 'scroll', 'hidden', 'clip'].includes(s);
            if (p.dataset.testid !== 'stMain' && held) return true; }
            return false; };
          const main = document.querySelector('[data-testid="stMain"]');
          const over = [...(main || document.body).querySelectorAll('*')].filter(
            (e) => e.getBoundingClientRect().right > wide + 1 && e.getClientRects().length && !scrolls(e));
          const names = over.map((e) => e.tagName + '.' + (e.getAttribute('class') || ''));
          if (main && main.scrollWidth > main.clientWidth + 1) names.push('stMain scrolls sideways');
          if (document.documentElement.scrollWidth > wide + 1) names.push('the page scrolls sideways');
          return names; }"""
    )
    return found


def count_in(text: str) -> int:
    """The first whole number in a Vietnamese or English text: "1.234 hồ sơ" is 1234."""
    found = re.search(r"\d[\d.,]*", text)
    assert found, text
    return int(re.sub(r"\D", "", found.group()))

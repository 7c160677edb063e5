"""The product as people see it: started as they start it, in front of Chromium.

One product a test process (a small seeded store on its embedded server), one sign-in a role. Every page
is watched: an error on the console or a request to another machine fails the test that caused it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, StorageState, sync_playwright

from tests.browser.helpers import PATIENCE_MS, WIDE, Product, Watch

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "dashboard")
DOSSIERS = 300
#: seconds to start on a slow, busy machine
START_SECONDS = 180.0

PageAs = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium: the system's, else Playwright's own. Skips where neither can be started."""
    names = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"
    system = next(filter(None, map(shutil.which, names)), None)
    arguments = ["--disable-dev-shm-usage"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium does not start its sandbox for root.
        arguments.append("--no-sandbox")
    reasons: list[str] = []
    for executable in dict.fromkeys((system, None)):
        try:
            found = playwright.chromium.launch(executable_path=executable, args=arguments)
        except Error as error:
            reasons.append(f"{executable or 'Playwright’s own'}: {error.message.splitlines()[0]}")
            continue
        yield found
        found.close()
        return
    pytest.skip(f"no Chromium can be started ({'; '.join(reasons)})")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def product(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The application on a store of its own with some hundred dossiers that end today."""
    folder = tmp_path_factory.mktemp("product")
    subprocess.run(
        [*COMMAND, "seed", "demo", "--dossiers", str(DOSSIERS)], cwd=ROOT, env=environment(folder),
        check=True, stdout=subprocess.DEVNULL, timeout=START_SECONDS,
    )  # fmt: skip
    with started(folder) as running:
        yield running


def environment(folder: Path) -> dict[str, str]:
    """The environment of a product with its data in a folder, and no setting of this machine's."""
    ours = ("MOTCUA_", "STREAMLIT_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "MOTCUA_DATA": str(folder), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


@contextmanager
def started(folder: Path, *options: str) -> Iterator[Product]:
    """The application, run on the data of a folder with these options, and stopped at the end."""
    port = free_port()
    run = subprocess.Popen(
        [*COMMAND, "run", "--port", str(port), "--no-browser", *options], cwd=ROOT, env=environment(folder),
        text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    told: list[str] = []
    try:
        accounts = _read_accounts(run, told)
        yield Product(f"http://127.0.0.1:{port}", accounts, folder)
    finally:
        run.send_signal(signal.SIGTERM)
        try:
            run.wait(60)
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
        assert run.stdout is not None
        run.stdout.close()


def _read_accounts(run: subprocess.Popen[str], told: list[str]) -> dict[str, tuple[str, str]]:
    """Read the console up to "runs at": role → (login, password). The rest is read and forgotten."""
    lines: Queue[str] = Queue()

    def pump() -> None:
        assert run.stdout is not None
        for line in run.stdout:
            lines.put(line)
        lines.put("")

    threading.Thread(target=pump, daemon=True).start()
    accounts: dict[str, tuple[str, str]] = {}
    while True:
        try:
            line = lines.get(timeout=START_SECONDS)
        except Empty:
            line = ""
        if not line:
            pytest.fail("the product did not start:\n" + "".join(told))
        told.append(line)
        if "http://" in line:
            return accounts
        words = line.split()
        if line.startswith("  ") and len(words) == 3:
            accounts[words[2]] = (words[0], words[1])


@pytest.fixture(scope="session")
def signed_in(browser: Browser, product: Product) -> Callable[[str], StorageState]:
    """Sign a role in through the door, once; returns what the browser keeps of it."""
    kept: dict[str, StorageState] = {}

    def state(role: str) -> StorageState:
        if role not in kept:
            context = browser.new_context(base_url=product.url, locale="vi-VN")
            page = context.new_page()
            sign_in(page, *product.accounts[role])
            kept[role] = context.storage_state()
            context.close()
        return kept[role]

    return state


def sign_in(page: Page, login: str, password: str) -> None:
    """Fill the door's form, and wait until it is left."""
    page.goto("/login")
    page.fill("input[name=login]", login)
    page.fill("input[type=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url, timeout=PATIENCE_MS)


@pytest.fixture
def page_as(browser: Browser, product: Product, signed_in: Callable[[str], StorageState]) -> Iterator[PageAs]:
    """`page_as(role, size=WIDE, scheme="light", …)`: a new page, signed in; role "" is a stranger.

    At the end no page may have had an error on its console, nor have asked another machine.
    """
    opened: list[tuple[Any, Watch]] = []

    def page(role: str = "", size: tuple[int, int] = WIDE, scheme: str = "light", **more: Any) -> Page:
        context = browser.new_context(
            base_url=product.url, locale="vi-VN", color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": size[0], "height": size[1]},
            storage_state=signed_in(role) if role else None, **more,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        made = context.new_page()
        watch = Watch(product.url.removeprefix("http://"))
        watch.follow(made)
        opened.append((context, watch))
        return made

    yield page
    for context, _ in opened:
        context.close()
    for _, watch in opened:
        assert watch.errors == []
        assert watch.strange == [], "a page asked another machine"

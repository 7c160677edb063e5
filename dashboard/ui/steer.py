"""Links within the product change the page without loading the program again.

A link stays a link: it can be opened in a new tab, copied, and followed without this script. With it, a
plain click puts the address into the browser's history and lets Streamlit go there as it does for the
browser's own "back", over the connection that stands: a few hundred milliseconds instead of a new start.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.scripts import LANGUAGE, STEER, element


def steering(pages: Iterable[str]) -> str:
    """The script, for the addresses (without a slash) that this viewer may open."""
    return element(STEER, pages=sorted(pages))


def remember_language(cookie: str, code: str) -> str:
    """A script that keeps the chosen language for the next visit: `code` is "vi" or "en"."""
    assert code in ("vi", "en")
    return element(LANGUAGE, cookie=cookie, code=code)

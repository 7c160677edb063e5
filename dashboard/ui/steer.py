"""Links within the product change the page without loading the program again.

A link stays a link: it can be opened in a new tab, copied, and followed without this script. With it, a
plain click puts the address into the browser's history and lets Streamlit go there as it does for the
browser's own "back", over the connection that stands: a few hundred milliseconds instead of a new start.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

_SCRIPT = """
<script>
(() => {
  window.motcuaPages = new Set(PAGES);
  if (window.motcuaSteers) return;
  window.motcuaSteers = true;
  document.addEventListener("click", (event) => {
    const held = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || event.button || held) return;
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || link.hasAttribute("download") || (link.target && link.target !== "_self")) return;
    const wanted = new URL(link.href, location.href);
    if (wanted.origin !== location.origin || wanted.hash) return;
    if (!window.motcuaPages.has(wanted.pathname.slice(1))) return;
    if (!link.closest("[data-testid='stHtml']")) return;
    event.preventDefault();
    history.pushState({}, "", wanted.href);
    window.dispatchEvent(new PopStateEvent("popstate", {state: {}}));
    const main = document.querySelector("[data-testid='stMain']");
    if (main) main.scrollTo(0, 0);
  });
})();
</script>
"""
_LANGUAGE = """
<script>
document.cookie = "COOKIE=CODE; path=/; max-age=31536000; samesite=lax";
document.documentElement.lang = "CODE";
</script>
"""


def steering(pages: Iterable[str]) -> str:
    """The script, for the addresses (without a slash) that this viewer may open."""
    return _SCRIPT.replace("PAGES", json.dumps(sorted(pages)).replace("<", "\\u003c"))


def remember_language(cookie: str, code: str) -> str:
    """A script that keeps the chosen language for the next visit: `code` is "vi" or "en"."""
    assert code in ("vi", "en")
    return _LANGUAGE.replace("COOKIE", cookie).replace("CODE", code)

"""The scripts that the screens put into a page: fixed texts, which the content policy names by their hashes.

What a script is to do with stands in its element's `data-given`, as JSON. None may hold a "<": Streamlit
cleans what it is given, and takes out a script that looks as if it held an element.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from typing import Any, Final

#: Links within the product change the page without loading the program again (dashboard/ui/steer.py).
STEER: Final = """
(() => {
  window.motcuaPages = new Set(JSON.parse(document.currentScript.dataset.given).pages);
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
"""
#: The chosen language is kept for the next visit.
LANGUAGE: Final = """
(() => {
  const given = JSON.parse(document.currentScript.dataset.given);
  document.cookie = `${given.cookie}=${given.code}; path=/; max-age=31536000; samesite=lax`;
  document.documentElement.lang = given.code;
})();
"""
#: The cursor goes into a box, unless somebody types elsewhere. What was pressed to come here may still hold
#: the cursor, and take it along when it goes: so more than once.
FOCUS: Final = """
(() => {
  const at = JSON.parse(document.currentScript.dataset.given).at;
  let left = 30;
  const go = () => {
    const box = document.querySelector(["input", "textarea", "button"].map((one) => at + " " + one).join());
    const now = document.activeElement;
    if (now && now.matches("input, textarea, select")) return;
    if (box) box.focus();
    if (left-- > 0) setTimeout(go, 60);
  };
  go();
})();
"""
#: A number is called by the browser's voice, once a call.
SPEAK: Final = """
(() => {
  const call = JSON.parse(document.currentScript.dataset.given);
  if (window.motcuaSaid === call.key || !window.speechSynthesis) return;
  window.motcuaSaid = call.key;
  const said = new SpeechSynthesisUtterance(call.words);
  said.lang = "vi-VN";
  said.rate = 0.9;
  const voice = speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith("vi"));
  if (voice) said.voice = voice;
  speechSynthesis.speak(said);
})();
"""
ALL: Final = (STEER, LANGUAGE, FOCUS, SPEAK)


def element(script: str, **given: Any) -> str:
    """The element of a script with what it is given, for `st.html(…, unsafe_allow_javascript=True)`."""
    assert script in ALL
    return f'<script data-given="{escape(json.dumps(given, ensure_ascii=False))}">{script}</script>'


def source_of(script: str) -> str:
    """How a content policy names a script: its hash."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"

"""The pages that are not Streamlit's, the door and the own account: plain HTML without script."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.responses import HTMLResponse

from dashboard.access.roles import ROLE_FACTS
from dashboard.access.words import WORDS
from models.session import Session
from models.user import User

_HERE = Path(__file__).parent
_PAGE = Template((_HERE / "page.html").read_text(encoding="utf-8"))
_STYLE = (_HERE / "page.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

#: Nothing but this one style sheet, the product's own face, and forms to this site.
CONTENT_SECURITY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Marks in a User-Agent, the particular before the general: nearly all of them claim to be Safari.
_BROWSERS = (
    ("CocCoc", "Cốc Cốc"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
_BAD_SIGN = '<path d="M10 1.5 19 18H1zM10 7v5m0 2v1.6" fill="none" stroke="currentColor" stroke-width="1.8"/>'
_GOOD_SIGN = '<path d="m3 10.5 4.5 4.5L17 5.5" fill="none" stroke="currentColor" stroke-width="2.4"/>'


def signin_page(
    language: str,
    mark: str,
    wanted: str,
    login: str = "",
    trouble: str = "",
    status: int = 200,
    sso: str = "",
) -> HTMLResponse:
    """The door. `wanted` is where to go on, `trouble` what went wrong, in words; `sso` what the single
    sign-on is called, where there is one."""  # fmt: skip
    words = WORDS[language]
    other = "vi" if language == "en" else "en"
    next_part = "" if wanted == "/" else f"&amp;next={escape(quote(wanted, safe=''))}"
    switch = f"/login?language={other}{next_part}"
    elsewhere = ""
    if sso:
        query = f"?{next_part.removeprefix('&amp;')}" if next_part else ""
        elsewhere = (
            f'<p><a class="button wide" href="/login/sso{query}">{words["sso"]} {escape(sso)}</a></p>'
            f'<p class="quiet">{words["sso_or"]}</p>'
        )
    content = f"""
<h1>{words["sign_in"]}</h1>
{_told(trouble, "bad")}{elsewhere}
<form method="post" action="/login">
  <input type="hidden" name="mark" value="{escape(mark)}">
  <input type="hidden" name="next" value="{escape(wanted)}">
  <div class="field"><label for="login">{words["login"]}</label>
    <input id="login" name="login" value="{escape(login)}" autocomplete="username" autocapitalize="none"
      spellcheck="false" required maxlength="64"{"" if login else " autofocus"}></div>
  <div class="field"><label for="password">{words["password"]}</label>
    <input id="password" name="password" type="password" autocomplete="current-password" required
      maxlength="256"{" autofocus" if login else ""}></div>
  <button class="wide" type="submit">{words["sign_in"]}</button>
</form>
<div class="foot">
  <p>{words["forgotten"]}</p>
  <p>{words["shared_computer"]}</p>
  <p><a href="/cong">{words["public_pages"]}</a></p>
  <p><a href="{switch}" lang="{other}" hreflang="{other}">{words["other_language"]}</a></p>
</div>"""
    return _page("door", words["sign_in"], language, content, status)


def signout_page(language: str, mark: str) -> HTMLResponse:
    """Asks before it ends the session: a link alone must not."""
    words = WORDS[language]
    content = f"""
<h1>{words["sign_out_question"]}</h1>
<form method="post" action="/logout" class="row near">
  <input type="hidden" name="mark" value="{escape(mark)}">
  <button type="submit">{words["sign_out"]}</button>
  <a class="button plain" href="/">{words["stay"]}</a>
</form>"""
    return _page("door", words["sign_out"], language, content)


def no_page(language: str) -> HTMLResponse:
    """For an address that leads nowhere."""
    words = WORDS[language]
    content = f"""
<h1>{words["no_page"]}</h1>
<p>{words["no_page_hint"]}</p>
<p><a href="/">{words["back"]}</a></p>"""
    return _page("door", words["no_page"], language, content, 404)


def broken_page(language: str, told: str, status: int) -> HTMLResponse:
    """For what nobody foresaw: a sentence with its number, and the way back."""
    words = WORDS[language]
    content = f"""
<h1>{words["broken"]}</h1>
{_told(told, "bad")}
<p><a href="/">{words["back"]}</a></p>"""
    return _page("door", words["broken"], language, content, status)


def account_page(
    language: str,
    mark: str,
    user: User,
    sessions: list[Session],
    here: str,
    zone: ZoneInfo,
    trouble: str = "",
    done: str = "",
    status: int = 200,
    has_second: bool = False,
) -> HTMLResponse:
    """One's own account: password, second factor, and the devices that are signed in (`here`: this one's)."""
    words = WORDS[language]
    role = ROLE_FACTS[user.role]
    hidden = f'<input type="hidden" name="mark" value="{escape(mark)}">'
    notice = _told(words["must_change"], "note") if user.must_change and not trouble else ""
    devices = "".join(_device(one, words, hidden, one.id == here, zone) for one in sessions)
    back = "" if user.must_change else f'<p><a href="/">← {words["back"]}</a></p>'
    turn = words["second_end" if has_second else "second_begin"]
    content = f"""
{back}<h1>{words["account"]}</h1>
{notice}{_told(trouble, "bad")}{_told(done, "good")}
<dl><dt>{words["login"]}</dt><dd>{escape(user.login)} · {escape(user.name)}</dd>
<dt>{words["role"]}</dt><dd>{role.en if language == "en" else role.vi}</dd></dl>
<section><h2>{words["change_password"]}</h2>
<form method="post" action="/account/password">{hidden}
  <input type="text" value="{escape(user.login)}" autocomplete="username" readonly hidden>
  {_password_field("present", words["present_password"], "current-password")}
  {_password_field("wanted", words["new_password"], "new-password", words["new_password_hint"])}
  {_password_field("again", words["repeat_password"], "new-password")}
  <button type="submit">{words["change_password"]}</button>
</form></section>
<section><h2>{words["second"]}</h2><p>{words["second_on" if has_second else "second_off"]}</p>
<p><a class="button plain" href="/second">{turn}</a></p></section>
<section><h2>{words["sessions"]}</h2><ul>{devices}</ul></section>
<section><form method="post" action="/logout">{hidden}
  <button class="plain" type="submit">{words["sign_out"]}</button></form></section>"""
    return _page("account", words["account"], language, content, status)


def code_page(
    language: str, mark: str, action: str, about: str = "", trouble: str = "", status: int = 200
) -> HTMLResponse:
    """Asks for a code, for what `action` does with it; `about` is HTML that stands before."""
    words = WORDS[language]
    removes = action != "/second"
    title = words["second_end"] if removes else words["second"]
    hint = "" if about else f'<p class="hint" id="code-hint">{words["second_hint"]}</p>'
    back = f'<p><a href="/account">← {words["account"]}</a></p>' if removes else ""
    content = f"""
{back}<h1>{title}</h1>
{_told(trouble, "bad")}{about}
<form method="post" action="{action}">
  <input type="hidden" name="mark" value="{escape(mark)}">
  <div class="field"><label for="code">{words["second_code"]}</label>
    <input id="code" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false"
      required maxlength="20" autofocus{' aria-describedby="code-hint"' if hint else ""}>{hint}</div>
  <button class="wide" type="submit">{title if removes else words["second_go"]}</button>
</form>
<form method="post" action="/logout"><input type="hidden" name="mark" value="{escape(mark)}">
  <p><button class="plain" type="submit">{words["sign_out"]}</button></p></form>"""
    return _page("door", title, language, content, status)


def recovery_page(language: str, codes: tuple[str, ...]) -> HTMLResponse:
    """The recovery codes, shown once."""
    words = WORDS[language]
    listed = "".join(f"<li><code>{code[:4]}-{code[4:8]}-{code[8:]}</code></li>" for code in codes)
    content = f"""
<h1>{words["second_done"]}</h1>
{_told(words["second_kept"], "note")}
<ul class="codes">{listed}</ul>
<p><a class="button" href="/">{words["second_go"]}</a></p>"""
    return _page("door", words["second_done"], language, content)


def _device(one: Session, words: dict[str, str], hidden: str, here: bool, zone: ZoneInfo) -> str:
    seen = one.seen_at.astimezone(zone).strftime("%H:%M %d/%m/%Y")
    agent = f'<span title="{escape(one.user_agent)}">{escape(_browser(one.user_agent, words))}</span>'
    about = f"{words['last_seen']} {seen}" + (f" · {escape(one.address)}" if one.address else "")
    if here:
        return (
            f'<li><p>{agent}</p><p class="quiet">{about} · <strong>{words["this_device"]}</strong></p></li>'
        )
    return f"""<li class="row"><div><p>{agent}</p><p class="quiet">{about}</p></div>
<form method="post" action="/account/sessions">{hidden}
<input type="hidden" name="session" value="{escape(one.id)}">
<button class="plain" type="submit">{words["end"]}</button></form></li>"""


def _browser(agent: str, words: dict[str, str]) -> str:
    """What people call their browser and device, as far as its User-Agent tells: "Chrome, Windows"."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part) or agent or words["unknown_device"]


def _password_field(name: str, label: str, purpose: str, hint: str = "") -> str:
    described = f' aria-describedby="{name}-hint"' if hint else ""
    told = f'<p class="hint" id="{name}-hint">{hint}</p>' if hint else ""
    return (
        f'<div class="field"><label for="{name}">{label}</label><input id="{name}" '
        f'name="{name}" type="password" autocomplete="{purpose}" required maxlength="256"{described}>'
        f"{told}</div>"
    )


def _told(text: str, kind: str) -> str:
    if not text:
        return ""
    sign = _GOOD_SIGN if kind == "good" else _BAD_SIGN
    role = "alert" if kind == "bad" else "status"
    return (
        f'<div class="told {kind}" role="{role}"><svg viewBox="0 0 20 20" width="20" height="20" '
        f'aria-hidden="true">{sign}</svg><span>{escape(text)}</span></div>'
    )


def _page(kind: str, title: str, language: str, content: str, status: int = 200) -> HTMLResponse:
    words = WORDS[language]
    page = _PAGE.substitute(
        language=language,
        title=title,
        product=words["product"],
        tagline=words["tagline"],
        style=_STYLE,
        kind=kind,
        content=content,
    )
    return HTMLResponse(
        page, status, {"content-security-policy": CONTENT_SECURITY, "cache-control": "no-store"}
    )

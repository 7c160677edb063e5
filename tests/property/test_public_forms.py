"""For any form and anything typed: what the public page draws, sent back by a browser, is checked alike."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import FormData

from dashboard.intake.form_model import check
from dashboard.public import web
from dashboard.public.fields import read_back, shown
from models.form import Form, FormField
from tests.property.test_form_model import KNOWN, VALUES, forms

COMMUNES = (("X-1", "Xã Một"), ("X-2", "Xã <Hai>"))
LINES = st.sampled_from(
    ["", " ", "a", "b", "Ế", "xin chào", "x" * 40, "5", "5,5", "-3", "1.234", "28/08/2026", "2026-08-20",
     "31/02/2026", "50.000 đồng", "091090000001", "0912345678", "an@example.vn", '"><script>', "a & b",
     "' {{ x }}"]
)  # fmt: skip
CHOSEN = st.sampled_from(["", *VALUES])
COMMUNE = st.sampled_from(["", "X-1", "X-2"])


def typed(one: FormField) -> st.SearchStrategy[Any]:
    """What a person can leave in a field with a browser."""
    if one.kind == "choice":
        return CHOSEN
    if one.kind == "several":
        return st.lists(st.sampled_from(VALUES), unique=True).map(sorted)
    if one.kind == "yes_no":
        return st.sampled_from(["", "true", "false"])
    if one.kind == "address":
        return st.fixed_dictionaries({"commune": COMMUNE, "line": LINES})
    if one.kind == "applicant":
        parts = dict.fromkeys(("name", "phone", "identity", "address", "email"), LINES)
        return st.fixed_dictionaries({**parts, "commune": COMMUNE})
    if one.kind == "table":
        return st.lists(st.fixed_dictionaries({"ten": LINES, "so": LINES}), max_size=3)
    if one.kind == "attachment":
        return st.sampled_from([[], ["f1"], ["f1", "f2"], ["f9"]])
    if one.kind == "long_text":
        return st.one_of(LINES, st.just("một\nhai"))
    return LINES


@st.composite
def filled(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    form = draw(forms())
    answered = [one for one in form.fields if one.answers and draw(st.integers(0, 4))]
    return form, {one.id: draw(typed(one)) for one in answered}


class Browser(HTMLParser):
    """What a browser would send of a page without touching it; ids, and the labels that name them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.ids: Counter[str] = Counter()
        self.named: set[str] = set()
        self.to_name: list[str] = []
        self._text: str | None = None
        self._select: tuple[str, str | None, str | None] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if "id" in got:
            self.ids[got["id"]] += 1
        if tag == "label" and "for" in got:
            self.named.add(got["for"])
        if tag == "input":
            kind = got.get("type", "text")
            if kind in ("text", "hidden") or (kind in ("radio", "checkbox") and "checked" in got):
                self.sent.append((got["name"], got.get("value", "")))
            if kind == "text":
                self.to_name.append(got["id"])
        elif tag == "textarea":
            self._text = ""
            self.to_name.append(got["id"])
            self._area = got["name"]
        elif tag == "select":
            self._select = (got["name"], None, None)
            self.to_name.append(got["id"])
        elif tag == "option" and self._select is not None:
            name, first, chosen = self._select
            value = got.get("value", "")
            self._select = (name, value if first is None else first, value if "selected" in got else chosen)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self.sent.append((self._area, self._text.replace("\n", "\r\n")))
            self._text = None
        elif tag == "select" and self._select is not None:
            name, first, chosen = self._select
            self.sent.append((name, chosen if chosen is not None else first or ""))
            self._select = None


def drawn(form: Form, typed_in: dict[str, Any], language: str) -> str:
    """The fields as the page draws them, with the faults of what was typed."""
    speech = web.Speech(language)
    found = check(form, typed_in, KNOWN)
    macro = web._templates.get_template("controls.html").module.field  # type: ignore[attr-defined]
    fields = shown(form, typed_in, found.shown, found.faults, COMMUNES, language)
    return "".join(str(macro(one, speech.t, speech.size, lambda place: [], {})) for one in fields)


@settings(max_examples=80, deadline=None)
@given(case=filled(), language=st.sampled_from(["vi", "en"]))
def test_what_a_page_draws_and_gets_back_is_checked_as_what_was_typed(
    case: tuple[Form, dict[str, Any]], language: str
) -> None:
    form, typed_in = case
    before = check(form, typed_in, KNOWN)
    browser = Browser(drawn(form, typed_in, language))
    unseen = {id: value for id, value in typed_in.items() if id not in before.shown}
    attached = [one.id for one in form.fields if one.kind == "attachment" and one.id in typed_in]
    files = {id: typed_in[id] for id in attached}
    again = check(form, read_back(form, FormData(browser.sent), unseen | files), KNOWN)
    assert (again.answers, again.faults, again.shown) == (before.answers, before.faults, before.shown)
    assert set(browser.to_name) <= browser.named, "every box has its label"
    assert not [id for id, count in browser.ids.items() if count > 1], "no id is there twice"

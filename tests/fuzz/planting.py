"""An Office in which every name and note that people type is one that wants to be more than a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from google.protobuf.message import Message

from dashboard.boards.starting import ready_made
from dashboard.config import Settings
from dashboard.office import Office
from dashboard.office_holder import install
from models.audit import Entry
from models.notice import Notice
from models.viewer import SYSTEM
from seed.demo import load_history
from seed.staff import load_staff
from tests.stores import leave

UNTIL = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
#: a formula, an element, a link, a formula of mathematics, an icon, bold type
PLANT = "=<img src=x onerror=h()>[x](javascript:h) $x^2$ :material/home: **b** "
#: what must not be left of it where Markdown is read, and what is not to be left where HTML is
#: letters that every name may have
MOST = 80
MARKDOWN = re.compile(r"(?<!\\)\]\(javascript|(?<!\\)\$x\^2|:material/home:|(?<!\\)\*\*b")
WHERE = (
    "departments", "fields", "procedures", "revisions", "channels", "counters", "steps", "staff", "users",
    "dossiers", "absences", "api_tokens", "levels", "boards", "notices", "alert_rules", "profile",
)  # fmt: skip
KEYS = frozenset({
    "name", "name_vi", "name_en", "title", "position", "note", "reason", "legal_basis", "fee_note", "result",
    "address", "label", "vi", "en", "subject", "body", "text", "error", "asked", "apology", "description",
})  # fmt: skip


@contextmanager
def planted(uri: str, folder: Path) -> Iterator[Office]:
    """The Office, open and installed for pages."""
    settings = Settings(database=f"test_planted_{folder.name[:30]}", data=folder)
    office = Office.open(settings, uri, lambda: UNTIL)
    load_history(office, 60, UNTIL, 3)
    load_staff(office, UNTIL)
    add_to(office)
    for name in WHERE:
        collection = office.store.collection(name)
        for row in list(collection.find({})):
            collection.replace_one({"_id": row["_id"]}, spoilt(row))
    office.names.forget()
    install(office)
    yield office
    install(None)
    leave(office)


def add_to(office: Office) -> None:
    """What a new Office does not have: a board, a notice, an entry of the audit."""
    board = ready_made("vi")[0]
    office.boards.add(SYSTEM, board.model_copy(update={"owner": SYSTEM.user_id}))
    row = next(iter(office.dossiers.all()))
    office.notices.add([
        Notice(
            _id="n", cause="c", template="received", medium="email", audience="applicant",
            dossier=row["_id"], department=row["department"], field=row["field"], recipient="r",
            address="a@example.vn", subject="s", body="b", created_at=UNTIL, day=office.today(),
            expires_at=UNTIL + timedelta(days=90), next_at=UNTIL, state="failed", error="e",
        )
    ])  # fmt: skip
    office.audit.add(
        Entry(at=UNTIL, actor="x", action="exported", subject="list", detail={"reason": PLANT, "text": PLANT})
    )


def spoilt(value: Any, key: str = "") -> Any:
    """The document with PLANT before everything that people type."""
    if isinstance(value, dict):
        return {name: spoilt(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [spoilt(each, key) for each in value]
    return (PLANT + value)[:MOST] if isinstance(value, str) and value and key in KEYS else value


class Found(HTMLParser):
    """The planted elements of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if "onerror" in told or (told.get("href") or "").startswith("javascript"):
            self.bad.append(f"<{tag} {told}>")


#: (element, field) whose strings the front end shows as they are
PLAIN = frozenset({
    ("selectbox", "options"), ("selectbox", "raw_value"), ("selectbox", "placeholder"),
    ("multiselect", "options"), ("multiselect", "raw_values"), ("multiselect", "placeholder"),
    ("text_input", "default"), ("text_input", "value"), ("text_input", "placeholder"),
    ("text_area", "default"), ("text_area", "value"), ("text_area", "placeholder"),
    ("text", "body"), ("code", "code_text"),
})  # fmt: skip
#: elements that are looked at in another way, or hold data that are drawn as they are
DRAWN = frozenset({"arrow_data_frame", "arrow_table", "json", "bidicomponent"})


def markup_in(message: Message, element: str = "") -> Iterator[str]:
    """What of PLANT the front end would take for markup in an element, with the place of it."""
    for field, value in message.ListFields():
        here = element or field.name
        if here in DRAWN or field.name in ("id", "key", "form_id", "element_hash", "url", "css"):
            continue
        many = value if field.is_repeated else [value]
        for each in many:
            if isinstance(each, Message):
                name = type(each).DESCRIPTOR.name
                yield from markup_in(each, here if element else field.name if name != "Element" else "")
            elif isinstance(each, str) and "onerror" in each:
                yield from _in_text(here, field.name, each)


def _in_text(element: str, field: str, text: str) -> Iterator[str]:
    if (element, field) in PLAIN:
        return
    if element == "html":
        found = Found()
        found.feed(text)
        yield from found.bad
    elif element == "plotly_chart":
        if "<img" in text or "\\u003cimg" in text:
            yield f"{element}.{field}: {text[max(0, text.find('<img') - 60) : text.find('<img') + 60]}"
    elif hit := MARKDOWN.search(text):
        yield f"{element}.{field}: …{text[max(0, hit.start() - 50) : hit.end() + 10]}"

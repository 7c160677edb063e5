"""Nothing that people type is markup on a page: no element, link, icon or formula, but the text itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.office import Office
from dashboard.screens import SCREENS
from models.viewer import SYSTEM, Scope, Viewer
from tests.fuzz.planting import markup_in

PAGES = Path(__file__).resolve().parents[2] / "pages"


@pytest.fixture
def office(planted_office: Office) -> Office:
    return planted_office


#: a message of the toolkit → the element that it is
NAMES = {
    "textinput": "text_input", "textarea": "text_area", "plotlychart": "plotly_chart",
    "arrow": "arrow_data_frame", "block": "",
}  # fmt: skip


def nodes(node: Any) -> Iterator[Any]:
    """All elements and blocks of a page."""
    yield node
    for child in getattr(node, "children", {}).values():
        yield from nodes(child)


def found_on(test: AppTest) -> tuple[list[str], int]:
    """What of the planted texts would be markup, and in how many elements they stand."""
    bad: list[str] = []
    shown = 0
    for node in nodes(test._tree):
        proto = getattr(node, "proto", None)
        if proto is None:
            continue
        shown += b"onerror" in proto.SerializeToString()
        name = type(proto).DESCRIPTOR.name.lower()
        bad += markup_in(proto, NAMES.get(name, name))
    return bad, shown


def addresses(office: Office, page: str) -> list[dict[str, str]]:
    """How a page is opened so that it shows what people typed."""
    codes = [row["_id"] for row in office.dossiers.all()]
    return {
        "dossier": [{"code": code} for code in codes[:3]],
        "listing": [{"measure": "received", "period": "all"}],
        "ways": [{"period": "all"}],
        "procedures": [{}, {"procedure": office.procedures.all()[0].id}],
        "search": [{}, {"q": "a"}],
        "forms": [{"code": codes[0]}],
        "boards": [{"board": board.id} for board in office.boards.seen_by(SYSTEM)],
    }.get(page, [{"period": "all"}])


#: pages that show nothing of what people typed before something is asked for
WITHOUT = frozenset({"import_log", "forms", "definitions", "postal", "hall", "publication", "state", "ways"})


@pytest.mark.parametrize("page", [screen.file for screen in SCREENS])
@pytest.mark.parametrize("spoken", ["vi"])
def test_what_people_typed_is_a_text_on_every_page(
    office: Office, monkeypatch: pytest.MonkeyPatch, page: str, spoken: str
) -> None:
    who = SYSTEM
    if page in ("work", "intake"):
        # whoever works there sees what stands at their own department
        at = frozenset(one.id for one in office.departments.all())
        role = "staff" if page == "work" else "clerk"
        who = Viewer(user_id="w", name="w", role=role, scope=Scope(kind="department", departments=at))  # type: ignore[arg-type]
    monkeypatch.setattr(session, "viewer", lambda: who)
    seen = 0
    for asked in addresses(office, page):
        test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=120)
        for name, value in asked.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception, [each.message for each in test.exception]
        bad, shown = found_on(test)
        seen += shown
        assert not bad, bad
    assert seen or page in WITHOUT, "nothing that was planted is on the page"

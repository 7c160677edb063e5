from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from dashboard.access.headers import asked_for, comes_from_here, safe_next


@pytest.mark.parametrize(
    "wanted", ["/", "/overview", "/waiting?from=2026-01-01&department=SNV", "/dossier?code=H22.1-2-3%2F4"]
)
def test_a_path_of_this_site_is_a_place_to_land(wanted: str) -> None:
    assert safe_next(wanted) == wanted


def test_letters_of_a_path_are_encoded_for_the_header() -> None:
    assert safe_next("/search?q=nguyễn văn") == "/search?q=nguy%E1%BB%85n%20v%C4%83n"


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "overview",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "/a\r\nset-cookie: x=y",
        "javascript:alert(1)",
        "/login?next=/login",
        "/logout",
        "/" + "x" * 3000,
    ],
)
def test_anything_else_leads_to_the_first_page(wanted: str) -> None:
    assert safe_next(wanted) == "/"


def test_the_request_is_remembered_with_its_query() -> None:
    assert asked_for({"path": "/tra cứu", "query_string": b"q=a%20b"}) == "/tra%20c%E1%BB%A9u?q=a%20b"
    assert asked_for({"path": "/", "query_string": b""}) == "/"


@pytest.mark.parametrize(
    ("sent", "here"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        (
            {"sec-fetch-site": "cross-site", "origin": "https://motcua.example", "host": "motcua.example"},
            False,
        ),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "https://motcua.example", "host": "motcua.example"}, True),
        ({"origin": "https://evil.example", "host": "motcua.example"}, False),
        ({"origin": "null", "host": "motcua.example"}, False),
        ({"host": "motcua.example"}, True),
    ],
)
def test_a_form_of_another_site_is_told_from_our_own(sent: dict[str, str], here: bool) -> None:
    assert comes_from_here(Headers(sent)) is here

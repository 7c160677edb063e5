"""Papers by address: only for who is signed in and may, with a sentence for who may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.forms import routes
from dashboard.office import Office
from dashboard.office_holder import install
from models.user import User
from models.viewer import Role
from tests.unit.forms.dossiers import at, dossier, put

CODE = "H33.902-251105-0001"


@pytest.fixture
def client(office: Office) -> Iterator[TestClient]:
    install(office)
    put(office, [dossier(CODE, at(2025, 11, 5))])
    yield TestClient(Starlette(routes=routes.ROUTES))
    install(None)
    for name in ("dossiers", "users", "sessions"):
        office.store.clear(name)


def sign_in(office: Office, client: TestClient, role: Role, must_change: bool = False) -> None:
    user = User(
        id=role, login=role, name="N", role=role, password_hash="x", created_at=office.now(),
        must_change=must_change,
    )  # fmt: skip
    office.users.add(user)
    client.cookies.set("motcua_session", office.sessions.open(user, office.now()))


def test_a_paper_opens_in_the_browser_and_is_not_kept_by_it(office: Office, client: TestClient) -> None:
    sign_in(office, client, "clerk")
    answer = client.get("/print", params={"form": "receipt", "code": CODE})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == f"inline; filename*=UTF-8''{CODE}-receipt.pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"%PDF")


def test_the_register_opens_as_pdf_and_comes_as_excel(office: Office, client: TestClient) -> None:
    sign_in(office, client, "clerk")
    assert client.get("/print/register", params={"from": "2025-11-05"}).content.startswith(b"%PDF")
    book = client.get("/print/register", params={"from": "2025-11-05", "to": "2025-11-06", "as": "xlsx"})
    assert book.content.startswith(b"PK")
    assert book.headers["content-disposition"].endswith("so-theo-doi-20251105-20251106.xlsx")


def test_nobody_prints_without_a_session_or_before_the_first_password(
    office: Office, client: TestClient
) -> None:
    assert client.get("/print", params={"form": "receipt", "code": CODE}).status_code == 403
    sign_in(office, client, "clerk", must_change=True)
    assert client.get("/print", params={"form": "receipt", "code": CODE}).status_code == 403


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        ("administrator", f"/print?form=receipt&code={CODE}", 403),
        ("administrator", "/print/register?from=2025-11-05", 403),
        ("clerk", "/print?form=receipt&code=H33-0", 403),
        ("clerk", f"/print?form=poem&code={CODE}", 404),
        ("clerk", "/print?form=receipt", 404),
        ("clerk", "/print/register?from=yesterday", 404),
        ("clerk", "/print/register", 404),
        ("clerk", "/print/register?from=2025-01-01&to=2025-12-31", 404),
    ],
)
def test_what_cannot_be_printed_is_said_in_words(
    office: Office, client: TestClient, role: Role, address: str, status: int
) -> None:
    sign_in(office, client, role)
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert len(answer.text) > 10
    assert "Traceback" not in answer.text

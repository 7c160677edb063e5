"""The API against its own OpenAPI description: no 5xx, and nothing answered that is not described."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard.access.gate import Gate
from dashboard.api import door, hooks, tokens
from dashboard.api.app import ROUTES
from dashboard.api.rate import Buckets
from dashboard.api.table import API_ROUTES, PREFIX
from dashboard.office import Office
from dashboard.office_holder import install
from models.api_token import API_SCOPES
from models.viewer import SYSTEM
from tests.unit.api.conftest import Clock, application, put_in
from tests.unit.intake.test_content import pdf

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        allow_header_conformance,
        content_type_conformance,
        ignored_auth,
        negative_data_rejection,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
        unsupported_method,
    )

CHECKS: list[Any] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance, negative_data_rejection, ignored_auth, unsupported_method,
    allow_header_conformance,
]  # fmt: skip
#: what is in the description; the page and the description itself are not
DESCRIBED = [row for row in API_ROUTES if row.path not in ("/", "/openapi.json")]
#: of each kind, for each route; more of them by this variable (nightly, or after a change of the API)
EXAMPLES = int(os.environ.get("MOTCUA_API_EXAMPLES", "4"))
SETTLED = settings(
    max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
COLUMN = {"measure": "on_time_rate", "by": "department"}

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def told(furnished: tuple[Office, Clock]) -> Iterator[tuple[Any, dict[str, str], Office]]:
    """The description as a stranger reads it, a token, and an Office with some dossiers and a webhook."""
    office, _ = furnished
    patch = pytest.MonkeyPatch()
    patch.setattr(door, "BUCKETS", Buckets())
    patch.setattr(door, "STRANGERS", replace(door.STRANGERS, free=1_000_000))
    install(office)
    app = Starlette(routes=ROUTES, middleware=[Middleware(Gate)])
    for number in range(3):
        put_in(office, f"H-{number}", number)
    made = tokens.create(
        office, SYSTEM, office.now(), name="x", scopes=API_SCOPES, role="clerk", rate=10_000
    )
    hooks.create(office, SYSTEM, office.now(), token=made.token.id, url="http://127.0.0.1:9/")
    schema = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", app)
    yield schema, {"Authorization": f"Bearer {made.secret}"}, office
    install(None)
    patch.undo()


@pytest.mark.parametrize("row", DESCRIBED, ids=lambda row: f"{row.method} {row.path}")
def test_whatever_is_sent_is_answered_as_described(
    told: tuple[Any, dict[str, str], Office], row: Any
) -> None:
    schema, headers, _ = told
    operation = schema[row.path][row.method]

    # An open route without parameters has nothing that could be sent wrongly.
    for mode in [POSITIVE] if row.is_open else [POSITIVE, NEGATIVE]:

        @SETTLED
        @given(operation.as_strategy(generation_mode=mode))
        def check(case: Any) -> None:
            case.call_and_validate(checks=CHECKS, headers=headers)

        check()


def test_what_is_right_is_answered_as_described(told: tuple[Any, dict[str, str], Office]) -> None:
    schema, headers, office = told
    hook = office.webhooks.all()[0].id
    key = {"Idempotency-Key": "key-00001"}
    asked: list[tuple[str, str, dict[str, Any], int]] = [
        ("GET", "/health", {}, 200),
        ("GET", "/token", {}, 200),
        ("GET", "/procedures", {"query": {"limit": 200}}, 200),
        ("GET", "/procedures/{id}", {"path_parameters": {"id": "P180"}}, 200),
        ("POST", "/papers", {"headers": key, "body": {"file": pdf(), "of": "to_khai"},
                             "media_type": "multipart/form-data"}, 201),
        ("POST", "/dossiers", {"headers": {"Idempotency-Key": "key-00002"}, "body": application(office),
                               "media_type": "application/json"}, 201),
        ("GET", "/dossiers/{code}", {"path_parameters": {"code": "H-1"}}, 200),
        ("GET", "/events", {"query": {"cursor": "1", "limit": 2}}, 200),
        ("GET", "/events", {"query": {"cursor": "999999"}}, 410),
        ("GET", "/measures", {}, 200),
        ("GET", "/statistics", {"query": COLUMN}, 200),
        ("GET", "/webhooks", {}, 200),
        ("POST", "/webhooks/{id}/test", {"path_parameters": {"id": hook}}, 200),
    ]  # fmt: skip
    assert {(method, path) for method, path, _, _ in asked} == {(row.method, row.path) for row in DESCRIBED}
    right = [one for one in CHECKS if one not in (ignored_auth, negative_data_rejection, unsupported_method)]
    for method, path, parts, status in asked:
        case = schema[path][method].Case(**parts)
        answer = case.call_and_validate(checks=right, headers=headers)
        assert answer.status_code == status, (path, answer.text)

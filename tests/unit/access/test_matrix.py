"""Role × page, role × API route, own routes, repository reads: made of the registries, so that a new one
without a rule fails."""

from __future__ import annotations

import ast
import inspect
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from dashboard.access.gate import OPEN_PATHS, OPEN_PREFIXES, PUBLIC, Gate
from dashboard.access.roles import PERMISSIONS, may
from dashboard.api import door
from dashboard.api.rate import Buckets
from dashboard.api.table import API_ROUTES, PREFIX, ApiRoute
from dashboard.api.tokens import TokenRefused, create
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.screens import SCREENS
from dashboard.server import OPTIONS
from models.api_token import API_SCOPES, ApiToken, digest, new_secret
from models.catalogue import Catalogue
from models.viewer import ROLES, SYSTEM, Role, Scope, Viewer

with warnings.catch_warnings():
    # It would rather have httpx2; what it does with httpx is all that is needed here.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ROOT = Path(__file__).parents[3]
IDS = {permission.id for permission in PERMISSIONS}


# --- pages ---------------------------------------------------------------------------------------------


def test_every_page_is_a_screen_and_every_screen_a_page_with_a_permission() -> None:
    files = {path.stem for path in (ROOT / "pages").glob("*.py")} - {"__init__"}
    assert files == {screen.file for screen in SCREENS}
    assert {screen.permission for screen in SCREENS} <= IDS


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.file)
def test_a_page_asks_for_its_own_permission_before_it_does_anything(screen: object) -> None:
    file, permission = getattr(screen, "file"), getattr(screen, "permission")  # noqa: B009
    tree = ast.parse((ROOT / "pages" / f"{file}.py").read_text("utf-8"))
    body = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    assert isinstance(body[0], ast.Expr)  # the docstring
    first = [node for node in ast.walk(body[1]) if isinstance(node, ast.Call)]
    asked = [
        node.args[0].value
        for node in first
        if isinstance(node.func, ast.Name) and node.func.id == "viewer_for"
        if isinstance(node.args[0], ast.Constant)
    ]
    assert [f"page.{name}" for name in asked] == [permission]
    # What is called around it gets its answer, and so runs after it.
    assert all(
        isinstance(node.func, ast.Name) and node.func.id in {"viewer_for", "show"} for node in first
    )


# --- own routes ----------------------------------------------------------------------------------------

#: address → who is served: "all", "session" (and then what the permission says), or the API's own table
SERVED = {
    "/login": "all",
    "/login/sso": "all",
    "/login/sso/back": "all",
    "/healthz": "all",
    "/readyz": "all",
    "/metrics": "all",  # asks for itself: an administrator, or the collector's token
    "/logout": "session",
    "/account": "session",
    "/account/password": "session",
    "/account/sessions": "session",
    "/account/second": "session",
    "/second": "session",
    "/print": "print",
    "/print/register": "print",
    "/print/roster": "page.roster",
}


def own_routes() -> Iterator[str]:
    for route in OPTIONS["routes"]:
        assert isinstance(route, Route | Mount)
        yield route.path


def test_every_own_route_has_a_rule() -> None:
    """What is new is named above, belongs to the public pages, or is in the API's table."""
    unknown = [
        path
        for path in own_routes()
        if path not in SERVED and path != PREFIX and path != PUBLIC and not path.startswith(f"{PUBLIC}/")
    ]
    assert unknown == []
    assert set(SERVED) <= set(own_routes())


def test_what_the_gate_opens_to_everybody_is_what_the_rules_say() -> None:
    assert {path for path, rule in SERVED.items() if rule == "all"} <= OPEN_PATHS
    assert set(SERVED) >= OPEN_PATHS
    assert set(OPEN_PREFIXES) == {"/static/", "/app/static/", f"{PREFIX}/"}


@pytest.mark.parametrize("path", sorted(path for path, rule in SERVED.items() if rule != "all"))
def test_without_a_session_a_route_sends_to_the_door(told: TestClient, path: str) -> None:
    answer = told.get(path)
    assert answer.status_code in (303, 403)
    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/login")


# --- the API -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told(told_office: Office) -> Iterator[TestClient]:
    install(told_office)
    yield TestClient(
        Starlette(routes=OPTIONS["routes"], middleware=[Middleware(Gate)]), follow_redirects=False
    )
    install(None)


def token_of(office: Office, role: Role, scopes: tuple[str, ...]) -> str:
    """A token as only a hand in the store could make it: its scopes are not asked whether they fit."""
    secret = new_secret()
    office.api_tokens.add(
        ApiToken(
            id=secret[-12:],
            name="t",
            digest=digest(secret),
            ending=secret[-4:],
            scopes=scopes,  # type: ignore[arg-type]
            role=role,
            scope=Scope(),
            rate=1_000,
            created_at=office.now(),
            created_by="t",
            expires_at=office.now().replace(year=office.now().year + 1),
        )
    )
    return secret


def served_to(client: TestClient, row: ApiRoute, secret: str | None) -> int:
    door.BUCKETS = Buckets()
    headers = {} if secret is None else {"authorization": f"Bearer {secret}"}
    path = PREFIX + row.path.replace("{code}", "NO-SUCH").replace("{id}", "NO-SUCH")
    return client.request(row.method, path, headers=headers).status_code


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_the_api_routes_of_its_permissions_and_no_other(
    told: TestClient, told_office: Office, role: Role
) -> None:
    secret = token_of(told_office, role, API_SCOPES)
    looker = Viewer(user_id="t", name="t", role=role)
    for row in API_ROUTES:
        allowed = row.permission is None or may(looker, row.permission)
        status = served_to(told, row, secret)
        assert (status not in (401, 403)) == allowed, (role, row.method, row.path, status)


def test_without_a_token_or_its_scope_only_what_is_open_is_served(
    told: TestClient, told_office: Office
) -> None:
    bare = token_of(told_office, "manager", ())
    for row in API_ROUTES:
        assert (served_to(told, row, None) != 401) == row.is_open, row.path
        assert (served_to(told, row, bare) != 403) == (row.scope is None), row.path


@pytest.mark.parametrize("role", ROLES)
def test_a_token_is_not_made_with_scopes_that_its_role_cannot_use(told_office: Office, role: Role) -> None:
    looker = Viewer(user_id="t", name="t", role=role)
    for scope in API_SCOPES:
        needs = {row.permission for row in API_ROUTES if row.scope == scope and row.permission}
        if all(may(looker, permission) for permission in needs):
            create(told_office, SYSTEM, told_office.now(), name="t", scopes=[scope], role=role)
        else:
            with pytest.raises(TokenRefused):
                create(told_office, SYSTEM, told_office.now(), name="t", scopes=[scope], role=role)


# --- repositories --------------------------------------------------------------------------------------

WRITES = "writes"
ENGINE = "for the engine of the lifecycle, the loop or verify: who may was asked before, nobody is shown it"
KEYS = "finds codes alone; the dossiers behind them are read with the viewer"
ASKED = "its callers are given a dossier (or request) that was read with the viewer"
SECRET = "the caller proves by a secret that it is theirs"

#: repositories that hold dossiers or what is of them: method without a viewer → why
GUARDED: dict[str, dict[str, str]] = {
    "Dossiers": {
        "for_change": ENGINE, "many_for_change": ENGINE, "is_taken": "yes or no, for a new code",
        "phone_of": SECRET, "at_work": "counts of work by person, for who gives it out; nothing personal",
        "write_many": WRITES, "count": "one number of the whole store, for estimates", "departments": ENGINE,
        "of_department": ENGINE, "documents": ENGINE, "all": ENGINE,
    },
    "Events": {
        "append": WRITES, "known": ENGINE, "of": ASKED, "of_many": ASKED, "touched": ENGINE, "count": ENGINE,
    },
    "Attachments": {
        "put": WRITES, "put_once": WRITES, "get": ASKED, "content": ASKED, "of_draft": ASKED,
        "of_dossier": ASKED, "hand_over": WRITES, "discard": WRITES, "discard_draft": WRITES, "sweep": WRITES,
        "erase": WRITES, "count_uploaded": "one number, by which a reading is parted",
        "uploaded": "its caller reads their dossiers with the viewer (dashboard/retention/finding.py)",
    },
    "Removals": {"add_missing": WRITES, "of_dossier": ASKED},
    "Notices": {
        "waiting": "counts of the outbox, for an administrator's page and for Prometheus",
        "stuck": "counts of the outbox, for the same",
        "add": WRITES, "add_missing": WRITES, "due": ENGINE, "abandoned": ENGINE, "take": ENGINE,
        "finish": WRITES, "requeue": WRITES, "pull_back": WRITES,
        "counts": "numbers of the outbox, for the page of its state",
    },
    "SearchKeys": {
        "learn": WRITES, "replace_many": WRITES, "put_many": WRITES, "get": KEYS, "between": KEYS,
    },
    "Feed": {
        "add": WRITES, "number": ENGINE, "bounds": "two numbers", "purge": WRITES,
        "between": "its caller narrows it by may_see (dashboard/api/following.py)",
    },
    "PostalRequests": {
        "add": WRITES, "replace": WRITES, "for_change": ENGINE, "of_draft": ENGINE,
        "empty": WRITES, "count_whole": "one number, by which a reading is parted",
    },
    "PostalEvents": {
        "append": WRITES, "known": ENGINE, "of": ASKED, "of_many": ASKED, "touched": ENGINE, "count": ENGINE,
    },
    "Alerts": {
        "acknowledge": WRITES, "add": WRITES, "clear": WRITES, "reopen": WRITES, "seen": WRITES,
    },
    "Boards": {},
    "SavedSearches": {},
}  # fmt: skip
#: repositories of the Office's own affairs: what guards them is the permission of who asks, or who one is
OWN_AFFAIRS: dict[str, str] = {
    "Absences": "page.roster", "ApiTokens": "api.tokens", "Appointments": "page.hall", "Attempts": "nobody",
    "Audit": "audit", "BackupRecords": "page.state", "Calendars": "catalogue",
    "CatalogueImports": "catalogue",
    "Cells": "figures; the cube narrows them (see tests/pages/test_scope.py)",
    "DepartmentHoursBook": "catalogue", "Drafts": "one's own", "Epochs": "figures", "Habits": "one's own",
    "HallCells": "page.hall", "Meta": "nobody", "Pictures": "nobody", "Pieces": "by Attachments",
    "ReportClosings": "page.reports", "ReportEntries": "page.reports", "RiskModels": "no dossier in it",
    "Rosters": "page.roster",
    "SecondFactors": "one's own", "RecentSearches": "one's own", "SearchWords": "words, no dossier",
    "Serials": "nobody", "Sessions": "one's own", "Tickets": "page.hall", "Subscriptions": "one's own",
    "Submissions": "by the API", "Users": "users", "Webhooks": "by the API",
}  # fmt: skip


def test_every_repository_has_a_rule() -> None:
    """A new one is a catalogue of the Office, guards its dossiers, or is of the Office's own affairs."""
    for repository in Office.REPOSITORIES:
        name = repository.__name__
        known = [name in GUARDED, name in OWN_AFFAIRS, issubclass(repository, Catalogue)]
        assert sum(known) == 1, f"{name}: say who may read it"


@pytest.mark.parametrize(
    "repository",
    [one for one in Office.REPOSITORIES if one.__name__ in GUARDED],
    ids=lambda one: one.__name__,
)
def test_a_read_of_dossiers_takes_the_viewer_or_says_why_not(repository: type) -> None:
    without = GUARDED[repository.__name__]
    methods = {
        name: inspect.signature(method).parameters
        for name, method in inspect.getmembers(repository, inspect.isfunction)
        if not name.startswith("_")
    }
    unguarded = {name for name, parameters in methods.items() if "viewer" not in parameters}
    assert unguarded == set(without)
    for name in methods.keys() - unguarded:
        assert methods[name]["viewer"].default is inspect.Parameter.empty, f"{name}: a viewer by default"

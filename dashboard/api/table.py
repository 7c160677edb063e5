"""Every route of the API as one table: what of a token it needs, and what of its role.

A route that is not here is not served (`served` in `dashboard.api.app` looks each up), and one that is here
and not served fails a test.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.api_token import ApiScope

#: where the API is mounted
PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """One route. `scope` None: any token will do; `is_open`: none is asked for. `permission`: of its role."""

    method: str
    path: str
    scope: ApiScope | None
    permission: str | None
    vi: str
    en: str
    is_open: bool = False


API_ROUTES: tuple[ApiRoute, ...] = (
    ApiRoute("GET", "/", None, None, "Mô tả", "Description", is_open=True),
    ApiRoute("GET", "/openapi.json", None, None, "Mô tả OpenAPI", "OpenAPI description", is_open=True),
    ApiRoute("GET", "/health", None, None, "Tình trạng", "Health", is_open=True),
    ApiRoute("GET", "/token", None, None, "Mã kết nối đang dùng", "The token in use"),
    ApiRoute("GET", "/procedures", "procedures:read", "page.procedures", "Các thủ tục", "The procedures"),
    ApiRoute("GET", "/procedures/{id}", "procedures:read", "page.procedures",
             "Một thủ tục, biểu mẫu và thành phần hồ sơ", "A procedure, its form and required papers"),
    ApiRoute("POST", "/papers", "dossiers:submit", "act.submit",
             "Gửi trước một tệp của hồ sơ", "Send a file of a submission ahead"),
    ApiRoute("POST", "/dossiers", "dossiers:submit", "act.submit", "Nộp hồ sơ", "Submit a dossier"),
    ApiRoute("GET", "/dossiers/{code}", "dossiers:read", "page.dossier",
             "Tình trạng một hồ sơ", "The state of a dossier"),
    ApiRoute("GET", "/events", "events:read", "page.dossier", "Sự kiện từ một mốc", "Events since a cursor"),
    ApiRoute("GET", "/measures", "statistics:read", "page.overview",
             "Danh mục chỉ số", "The catalogue of measures"),
    ApiRoute("GET", "/statistics", "statistics:read", "page.overview", "Số liệu", "Figures"),
    ApiRoute("GET", "/webhooks", "webhooks:read", "page.dossier",
             "Các webhook của mã kết nối này", "The webhooks of this token"),
    ApiRoute("POST", "/webhooks/{id}/test", "webhooks:read", "page.dossier",
             "Gửi thử một webhook", "Try a webhook"),
)  # fmt: skip

#: scope → its name on screen, and the permissions of a role without which it opens nothing
SCOPE_WORDS: dict[ApiScope, tuple[str, str]] = {
    "procedures:read": ("Xem thủ tục, biểu mẫu", "Read procedures and forms"),
    "dossiers:submit": ("Nộp hồ sơ", "Submit dossiers"),
    "dossiers:read": ("Xem tình trạng hồ sơ", "Read the state of dossiers"),
    "events:read": ("Xem sự kiện", "Read events"),
    "statistics:read": ("Xem số liệu", "Read statistics"),
    "webhooks:read": ("Xem và thử webhook của mình", "Read and try own webhooks"),
}


def route_of(method: str, path: str) -> ApiRoute:
    """The row of a route. Raises KeyError where there is none."""
    for row in API_ROUTES:
        if (row.method, row.path) == (method, path):
            return row
    raise KeyError(f"{method} {path}")


def permissions_of(scope: ApiScope) -> frozenset[str]:
    """What a role must be permitted so that the scope opens anything."""
    return frozenset(row.permission for row in API_ROUTES if row.scope == scope and row.permission)

"""The description of the API as one plain page: no script, and nothing from another machine."""

from __future__ import annotations

from html import escape

from dashboard.api.problems import KINDS
from dashboard.api.table import API_ROUTES, PREFIX, SCOPE_WORDS

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2933}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.35rem .6rem;"
    "border-bottom:1px solid #d5dbe1;vertical-align:top}code{font-size:.92em}"
    "@media (prefers-color-scheme:dark){body{background:#14181d;color:#e6eaee}td,th{border-color:#39424c}"
    "a{color:#8ab8ff}}"
)


def described(language: str) -> str:
    """The page in a language."""
    english = language == "en"

    def tr(vi: str, en: str) -> str:
        return escape(en if english else vi)

    routes = "".join(
        f"<tr><td><code>{row.method} {PREFIX}{escape(row.path)}</code></td><td>{tr(row.vi, row.en)}</td>"
        f"<td>{f'<code>{row.scope}</code>' if row.scope else '–'}</td></tr>"
        for row in API_ROUTES
    )
    scopes = "".join(
        f"<tr><td><code>{name}</code></td><td>{tr(vi, en)}</td></tr>"
        for name, (vi, en) in SCOPE_WORDS.items()
    )
    problems = "".join(
        f'<tr id="{name}"><td><code>{name}</code></td><td>{kind.status}</td>'
        f"<td>{tr(kind.vi, kind.en)}</td></tr>"
        for name, kind in KINDS.items()
    )
    told = tr(
        "Mỗi yêu cầu mang mã kết nối do quản trị viên cấp: Authorization: Bearer motcua_…. "
        "Mô tả đầy đủ cho máy đọc:",
        "Every request carries a token that the administrator has given: Authorization: Bearer motcua_…. "
        "The whole description, for programs:",
    )
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>Motcua API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f'<h1>Motcua API</h1><p>{told} <a href="{PREFIX}/openapi.json">openapi.json</a>.</p>'
        f"<h2>{tr('Các địa chỉ', 'Addresses')}</h2><table>"
        f"<tr><th>{tr('Địa chỉ', 'Address')}</th><th>{tr('Nội dung', 'What')}</th>"
        f"<th>{tr('Quyền', 'Scope')}</th></tr>{routes}</table>"
        f"<h2>{tr('Quyền', 'Scopes')}</h2><table>{scopes}</table>"
        f"<h2>{tr('Lỗi', 'Problems')}</h2><table>{problems}</table></body></html>"
    )

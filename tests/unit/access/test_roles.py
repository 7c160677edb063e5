from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from dashboard.access.roles import PERMISSIONS, ROLE_FACTS, may, pages_of, require
from dashboard.flow.action import ActionName
from models.errors import NotAllowed
from models.viewer import ROLES, SYSTEM, Role, Viewer

ROOT = Path(__file__).parents[3]


def viewer(role: Role) -> Viewer:
    return Viewer(user_id="x", name="Lan", role=role)


def test_every_action_of_the_lifecycle_has_one_row() -> None:
    rows = [
        permission.id.removeprefix("act.") for permission in PERMISSIONS if permission.id.startswith("act.")
    ]
    assert sorted(rows) == sorted(get_args(ActionName))


def test_a_refusal_names_the_role_and_what_it_may_not_use() -> None:
    with pytest.raises(NotAllowed) as refused:
        require(viewer("clerk"), "page.waiting")
    assert refused.value.vi == "Vai trò Bộ phận một cửa không được dùng “Thời gian chờ”."
    assert refused.value.en == "The role Clerk may not use “Waiting time”."


def test_what_is_allowed_passes() -> None:
    require(viewer("manager"), "act.extend")
    require(SYSTEM, "import")


def test_a_permission_that_is_not_in_the_table_is_an_error_and_never_a_yes() -> None:
    with pytest.raises(KeyError):
        may(SYSTEM, "page.nowhere")


def test_every_role_opens_with_a_page_that_it_may_see() -> None:
    for role in ROLES:
        assert ROLE_FACTS[role].home in pages_of(role)


def test_the_administrator_does_not_act_in_the_place_of_those_who_work() -> None:
    acting = {p.id for p in PERMISSIONS if p.id.startswith("act.") and "administrator" in p.roles}
    assert acting == {"act.correct", "act.log", "act.move", "act.recount", "act.retime"}


def test_the_documentation_is_the_table() -> None:
    text = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    lines = set(text.splitlines())
    for role, facts in ROLE_FACTS.items():
        assert f"| `{role}` | {facts.vi} | {facts.scope} | `{facts.home}` |" in lines
    ids = "|".join(re.escape(p.id) for p in PERMISSIONS)
    written = [line for line in text.splitlines() if re.match(rf"\| `(act|page|{ids})[.`]", line)]
    expected = [
        f"| `{p.id}` | {p.vi} | " + " | ".join("●" if role in p.roles else "" for role in ROLES) + " |"
        for p in PERMISSIONS
    ]
    assert written == expected

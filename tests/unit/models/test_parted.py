"""A query narrowed to a scope is put to the server without alternatives, and gives the same dossiers."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.office import Office
from models.dossiers import may_see, parted, scoped
from models.viewer import SYSTEM, Scope, Viewer


@pytest.mark.parametrize(
    "narrower", [{}, {"channel": "counter"}, {"department": "own"}, {"department": "other"}]
)
def test_what_a_departments_viewer_finds_is_what_they_may_see_each_once(
    told_office: Office, narrower: dict[str, Any]
) -> None:
    bound = {"received_day": {"$gte": told_office.cube.first_day(), "$lte": told_office.today()}}
    all_rows = told_office.dossiers.find(bound, SYSTEM)
    departments = sorted({row["department"] for row in all_rows})
    own, other = departments[0], departments[1]
    if "department" in narrower:
        narrower = {"department": own if narrower["department"] == "own" else other}
    viewer = Viewer(user_id="u", name="U", role="manager",
                    scope=Scope(kind="department", departments=frozenset({own})))  # fmt: skip
    found = told_office.dossiers.find({**bound, **narrower}, viewer)
    should = [
        row["_id"] for row in all_rows
        if may_see(row, viewer) and all(row[name] == value for name, value in narrower.items())
    ]  # fmt: skip
    assert sorted(row["_id"] for row in found) == sorted(should)
    asked = parted(scoped({**bound, **narrower}, viewer))
    assert all("$or" not in one for one in asked)

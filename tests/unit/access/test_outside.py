"""Postal workers are not of the Office: no path leads them to a dossier or a figure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dashboard.access.masking import works_on
from dashboard.access.roles import PERMISSIONS, may
from dashboard.cube.question import Question
from dashboard.search.wanted import Wanted
from models.dossiers import may_see
from models.user import User
from models.viewer import NOTHING, SYSTEM, Scope, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: an account that an administrator has wrongly given everything
POSTMAN = Viewer(user_id="buuta", name="Bưu tá", role="postal", scope=Scope())
#: nobody's role matters where the scope is nothing
NOBODY = Viewer(user_id="x", name="X", role="manager", scope=NOTHING)


def test_the_scope_of_an_outsider_is_nothing_whatever_the_account_says() -> None:
    assert POSTMAN.scope == NOTHING
    stored = User(_id="u", login="u", name="U", role="postal", scope=Scope(), password_hash="x",
                  created_at=datetime.now(UTC))  # fmt: skip
    assert stored.viewer().scope == NOTHING
    assert {one.id for one in PERMISSIONS if may(POSTMAN, one.id)} == {"page.postal", "postal.carry"}


@pytest.mark.parametrize("who", [POSTMAN, NOBODY], ids=["postal", "no scope"])
def test_no_read_gives_anything(told_office: Office, who: Viewer) -> None:
    office = told_office
    rows = list(office.dossiers.all())
    codes = [row["_id"] for row in rows]
    assert rows and not any(may_see(row, who) for row in rows)
    assert office.dossiers.get(codes[0], who) is None
    assert office.dossiers.many(codes, who) == []
    assert office.dossiers.find({"open_day": {"$gte": 0}}, who) == []
    for dossier in office.dossiers.many(codes, SYSTEM):
        assert not works_on(dossier, who)
        if dossier.turn is not None:
            department, kind = dossier.turn.rsplit("|", 1)
            assert office.dossiers.count_at_desk(department, kind, who) == 0  # type: ignore[arg-type]
            assert office.dossiers.at_desk(department, kind, 0, 99_999, who) == []  # type: ignore[arg-type]
        if dossier.assignee:
            assert office.dossiers.held_by(dossier.assignee, who) == []
    assert office.finder.find(who, "nguyen", Wanted()).rows == []
    assert office.finder.find(who, codes[0], Wanted()).rows == []
    measures = ("received", "resolved", "backlog", "overdue")
    for by in ((), ("department",), ("field",)):
        question = Question(measures, by=by, start=0, end=office.today(), at=office.today())
        assert sum(figure.value or 0 for figure in office.cube.figures(who, question)) == 0
    page = office.cube.members(who, "backlog", Question(("backlog",), at=office.today()))
    assert page.rows == []

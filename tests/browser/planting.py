"""Dossiers put into the store of the product under test, and read from it."""

from __future__ import annotations

from itertools import count

from dashboard.clock import date_of
from dashboard.commands import opened
from dashboard.config import Settings
from dashboard.flow import Action, Intake
from dashboard.intake.route import route_of
from dashboard.office import Office
from models.dossier import Applicant, Dossier
from models.user import User
from tests.browser.helpers import Product

_numbers = count(1)


def account(office: Office, product: Product, role: str) -> User:
    found = office.users.by_login(product.accounts[role][0])
    assert found is not None
    return found


def planted(product: Product, *names: str, days: int = 10, name: str = "Đặng Thị Thử") -> str:
    """An application for the staff's own department, after some actions; its code.

    It is due in `days` working days. Its way is that of a real procedure, cut short: taken in, handled
    once, returned.
    """
    with opened(Settings(data=product.data)) as office:
        clerk, staff = account(office, product, "clerk"), account(office, product, "staff")
        (department,) = staff.scope.departments
        tree = office.departments.tree(date_of(office.today()))
        procedure, revision, route = next(
            (one, revision, way)
            for one in office.procedures.all()
            if one.department == department and (not staff.scope.fields or one.field in staff.scope.fields)
            for revision in office.revisions.of(one.id)
            for way in [route_of(revision, department, tree)]
            if way and way[0].holder in clerk.scope.departments and way[-1].holder == way[0].holder
        )
        handled = next(step for step in route if step.kind == "review" and step.holder == department)
        code = f"H33.999-261124-{next(_numbers):04d}"
        intake = Intake(
            code=code, procedure=procedure.id, revision=revision.id, field=procedure.field,
            department=department, level="province", channel="counter", term_value=days,
            term_unit="working_day", route=(route[0], handled, route[-1]),
            applicant=Applicant(name=name, phone="0987654321", identity="091087654321"),
        )  # fmt: skip
        office.commit.act(code, Action(name="submit", intake=intake), clerk.id)
        for action in names:
            actor = staff if action in ("start", "ask_supplement", "resolve") else clerk
            office.commit.act(code, Action(name=action, reason="vì thế"), actor.id)  # type: ignore[arg-type]
        return code


def stored(product: Product, code: str) -> Dossier:
    with opened(Settings(data=product.data)) as office:
        found = office.dossiers.for_change(code)
        assert found is not None
        return found

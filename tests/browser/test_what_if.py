"""What if: leadership changes a lever, waits or leaves, and reads both sides, also on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dashboard.commands import opened
from dashboard.config import Settings
from dashboard.cube.question import Question
from models.staff import Competence, StaffMember
from models.viewer import SYSTEM
from tests.browser.conftest import PageAs
from tests.browser.helpers import NARROW, Product, check_accessible, count_in, settle, sideways, visit

#: a simulation of a small store takes seconds, and minutes on a machine that has much else to do
LONG_MS = 240_000


@pytest.fixture
def department(product: Product) -> str:
    """The department that answers for most, with two people."""
    with opened(Settings(data=product.data)) as office:
        found = office.cube.figures(SYSTEM, Question(("backlog",), ("department",), at=office.today()))
        busiest = max(found, key=lambda figure: figure.value or 0).group["department"]
        fields = {row["field"] for row in office.dossiers.find({"department": busiest}, SYSTEM, {"field": 1})}
        office.staff.put_many(
            StaffMember(
                id=f"if-{place}",
                name=f"Người thử {place}",
                department=busiest,
                competences=tuple(Competence(field=field) for field in sorted(fields)),
            )
            for place in (1, 2)
        )
    return busiest


def test_a_lever_goes_into_the_address_and_its_result_stands_beside_as_is(
    page_as: PageAs, department: str
) -> None:
    page = page_as("leadership")
    visit(page, f"/what_if?department={department}")
    levers = page.locator(".st-key-sheet_levers")
    opens = levers.locator('a[href*="measure=backlog"]')
    wanted = count_in(re.sub(r"[^\d.]", "", opens.inner_text()))
    more = levers.get_by_label("Hồ sơ đến nhiều hơn (%)")
    more.fill("50")
    more.press("Tab")
    levers.get_by_role("button", name="Mô phỏng").click()
    result = page.locator(".st-key-sheet_result")
    page.wait_for_url("**/what_if?*arrivals=50*", timeout=LONG_MS)
    expect(result.get_by_text("Như hiện nay", exact=True).first).to_be_visible(timeout=LONG_MS)
    expect(page.locator(".st-key-sheet_past table")).to_be_visible(timeout=LONG_MS)
    settle(page)
    check_accessible(page)
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    settle(page)
    assert sideways(page) == []
    opens.click()
    page.wait_for_url("**/listing?*")
    expect(page.locator(".mc-count")).to_have_attribute("data-count", str(wanted), timeout=LONG_MS)

"""What leadership does: from a number to its dossiers, from the Office to a step, and never a lost filter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAs
from tests.browser.helpers import NARROW, PATIENCE_MS, check_accessible, count_in, settle, sideways, visit


def listed(page: Page) -> int:
    """How many rows the list says that it has; its first page must show as many as it says."""
    page.wait_for_url("**/listing?*")
    page.wait_for_selector(".mc-count, [data-testid=stAlert]")
    settle(page)
    count = int(page.locator(".mc-count").get_attribute("data-count") or -1)
    rows = page.locator(".mc-table tbody tr").count()
    assert rows == min(count, 50)
    return count


def told(text: str) -> int:
    """The count in what a number says: of a rate its n stands beside it."""
    return count_in(text.replace("▲", ""))


@pytest.mark.parametrize("measure", ["received", "resolved", "on_time_rate", "backlog", "overdue"])
def test_a_tile_opens_a_list_with_as_many_rows(page_as: PageAs, measure: str) -> None:
    page = page_as("leadership")
    visit(page, "/overview")
    tile = page.locator(f'[data-measure="{measure}"]')
    number = tile.locator("a.mc-big")
    if measure == "on_time_rate":
        found = re.search(r"n = ([\d.]+)", tile.inner_text())
        assert found
        wanted = told(found[1])
    else:
        wanted = told(number.inner_text())
    number.click()
    assert listed(page) == wanted


def test_a_number_of_the_ranked_table_opens_its_list_and_back_leads_back(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/overview")
    page.evaluate("() => { window.sameProgram = true; }")
    cell = page.locator(".st-key-sheet_ranked tbody tr").first.locator("td").nth(1).locator("a")
    wanted = told(cell.inner_text())
    cell.click()
    assert listed(page) == wanted
    assert page.evaluate("() => window.sameProgram"), "the program was loaded again"
    page.go_back()
    page.wait_for_selector('[data-measure="received"]')
    settle(page)
    expect(page.locator(".mc-head h1")).to_have_text("Tổng quan")


def test_what_falls_due_opens_a_list_with_as_many_rows(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/overview")
    days = page.locator(".st-key-sheet_due .mc-days a")
    assert days.count() == 7
    numbers = [told(days.nth(place).inner_text()) for place in range(7)]
    busiest = max(range(7), key=lambda place: numbers[place])
    days.nth(busiest).click()
    assert listed(page) == numbers[busiest]


def test_a_chosen_period_stands_in_the_address_and_survives_a_reload(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/overview")
    page.get_by_role("combobox", name="Kỳ").click()
    page.get_by_role("option", name="12 tháng gần đây").click()
    page.wait_for_url("**period=last_12_months*")
    settle(page)
    received = page.locator('[data-measure="received"] a.mc-big').inner_text()
    page.reload()
    page.wait_for_selector('[data-measure="received"]')
    settle(page)
    assert "period=last_12_months" in page.url
    expect(page.get_by_role("combobox", name="Kỳ")).to_have_value("12 tháng gần đây")
    assert page.locator('[data-measure="received"] a.mc-big').inner_text() == received


def test_a_condition_is_a_chip_that_takes_it_away_again(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/backlog?department=STNMT&period=this_year")
    chip = page.locator(".st-key-chips [data-testid=stButton]")
    expect(chip).to_have_count(1)
    expect(chip).to_contain_text("Sở Tài nguyên")
    chip.locator("button").first.click()
    page.wait_for_url(lambda url: "department" not in url)
    settle(page)
    assert "period=this_year" in page.url
    expect(chip).to_have_count(0)


@pytest.mark.parametrize("path", ["overview", "waiting", "backlog", "listing"])
def test_a_broken_address_gives_a_sentence_and_the_page(page_as: PageAs, path: str) -> None:
    page = page_as("leadership")
    visit(page, f"/{path}?measure=backlog&from=x&department=nobody&rows=?")
    expect(page.locator("[data-testid=stAlert]").filter(has_text="nobody")).to_be_visible()
    assert page.locator("[data-testid=stException]").count() == 0


def test_one_goes_from_departments_to_a_step_and_its_visits(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/waiting?period=last_12_months")
    for steps, dimension in enumerate(("department", "field", "procedure"), start=2):
        page.locator(".st-key-sheet_table tbody tr").first.locator("td").first.locator("a").click()
        page.wait_for_url(f"**{dimension}=*")
        # The address changes before the page does.
        expect(page.locator(".mc-path li")).to_have_count(steps, timeout=PATIENCE_MS)
        settle(page)
    visits = page.locator(".st-key-sheet_steps tbody tr").first.locator("td").last.locator("a")
    wanted = told(visits.inner_text())
    visits.click()
    assert listed(page) == wanted
    assert {"department", "field", "procedure", "step"} <= {
        part.split("=")[0] for part in page.url.split("?")[1].split("&")
    }


def test_n_of_a_waiting_time_opens_as_many_dossiers(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/waiting?by=channel")
    n = page.locator(".st-key-sheet_table tbody tr").first.locator("td").last.locator("a")
    wanted = told(n.inner_text())
    n.click()
    assert listed(page) == wanted


def test_a_click_on_a_bar_opens_its_dossiers(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/backlog")
    # The first may have no height: nothing is overdue on a good day.
    page.wait_for_selector(".st-key-sheet_due .bars .point path", state="attached")
    words = page.locator(".st-key-sheet_due .bars .point text")
    numbers = [told(words.nth(place).text_content() or "") for place in range(words.count())]
    busiest = max(range(len(numbers)), key=lambda place: numbers[place])
    box = page.locator(".st-key-sheet_due .bars .point path").nth(busiest).bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert listed(page) == numbers[busiest]


def test_the_backlog_of_a_past_day_opens_the_list_of_that_day(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/backlog?period=last_12_months&then=2026-03-02")
    cells = page.locator(".st-key-sheet_departments tbody tr td:nth-child(3) a")
    numbers = [told(cells.nth(place).inner_text()) for place in range(cells.count())]
    most = max(range(len(numbers)), key=lambda place: numbers[place])
    cells.nth(most).click()
    assert listed(page) == numbers[most]
    assert "at=2026-03-02" in page.url


def test_a_definition_is_reached_by_keyboard_and_leads_to_all_of_them(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/overview")
    page.locator('[data-measure="backlog"] .mc-about').focus()
    page.keyboard.press("Enter")
    shown = page.locator('[data-measure="backlog"] .mc-pop')
    expect(shown).to_be_visible()
    expect(shown).to_contain_text("Hồ sơ đã tiếp nhận và chưa kết thúc")
    check_accessible(page)
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    page.keyboard.press("Enter")
    shown.locator("a").click()
    page.wait_for_url("**/definitions?measure=backlog")
    expect(page.locator("#measure-backlog").first).to_be_visible()


def test_the_language_is_switched_and_stays_so(page_as: PageAs) -> None:
    page = page_as("leadership")
    visit(page, "/overview")
    page.locator(".st-key-who button").click()
    page.get_by_role("radio", name="English").or_(page.get_by_role("button", name="English")).first.click()
    expect(page.locator(".mc-head h1")).to_have_text("Overview")
    settle(page)
    visit(page, "/waiting")
    expect(page.locator(".mc-head h1")).to_have_text("Waiting time")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize(
    "path",
    [
        "definitions",
        "listing?measure=overdue",
        "listing?measure=visits",
        "waiting?by=procedure",
        "overview?department=STNMT",
        "backlog?department=nobody",
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_the_screens_lead_to_is_accessible_and_fits_a_phone(
    page_as: PageAs, path: str, scheme: str
) -> None:
    page = page_as("leadership", NARROW, scheme)
    visit(page, f"/{path}")
    assert sideways(page) == []
    check_accessible(page)

"""A manager plans a week, mends a conflict and publishes; an absence is handed over, and both see it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.access.accounts import create
from dashboard.clock import date_of
from dashboard.commands import opened
from dashboard.config import Settings
from dashboard.roster.week import monday_of, slots_of
from models.staff import Competence, StaffMember
from models.viewer import SYSTEM
from tests.browser.conftest import PageAs
from tests.browser.helpers import PATIENCE_MS, Product, check_accessible, settle, visit
from tests.browser.planting import account, planted, stored

TAKER = "taker"


@dataclass(frozen=True)
class Team:
    """The demo staff member and the only other who knows the fields; the week to plan; a dossier in hand."""

    department: str
    fields: tuple[str, str]
    gone: StaffMember
    taker: StaffMember
    monday: int
    slot: str
    code: str
    today: date


@pytest.fixture
def team(product: Product) -> Team:
    """Two who alone know two fields, one field at once, each with an account; the first holds a dossier."""
    code = planted(product, "accept", "finish", "start", days=1)
    dossier = stored(product, code)
    with opened(Settings(data=product.data)) as office:
        user = account(office, product, "staff")
        second = next(one.id for one in office.fields.all() if one.id != dossier.field)
        made = create(
            office, SYSTEM, office.now(), login="thaythe", name="Trần Thị Thay", role="staff",
            scope=user.scope, must_change=False,
        )  # fmt: skip
        product.accounts[TAKER] = ("thaythe", made.password)
        gone, taker = (
            StaffMember(
                id=f"{dossier.holder}-{id}", name=name, department=str(dossier.holder), user=account_id,
                competences=(Competence(field=dossier.field), Competence(field=second)),
            )
            for id, name, account_id in (
                ("gone", "Lê Văn Vắng", user.id), ("taker", "Trần Thị Thay", made.user.id),
            )
        )  # fmt: skip
        office.staff.put_many([gone, taker])
        monday = monday_of(office.today()) + 28
        slot = slots_of(office.calendar(), monday)[0]
        fields, at = (dossier.field, second), f"{slot.day}-{slot.half}"
        return Team(gone.department, fields, gone, taker, monday, at, code, date_of(office.today()))


def cell(page: Page, field: str, slot: str) -> Locator:
    """A cell of the week."""
    return page.locator(f'td[data-row="{field}"][data-column="{slot}"]')


def put(page: Page, field: str, slot: str, person: str) -> None:
    """Type somebody's name into a cell, as one does."""
    cell(page, field, slot).click()
    page.keyboard.type(person)
    page.keyboard.press("Enter")
    expect(cell(page, field, slot)).to_have_attribute("aria-label", re.compile(re.escape(person)))
    settle(page)


def fill_day(page: Page, label: str, day: date) -> None:
    """Type a date into its three parts."""
    group = page.get_by_role("group", name=label).or_(page.get_by_label(label)).first
    group.get_by_role("spinbutton").first.click()
    page.keyboard.type(f"{day:%d%m%Y}")


def test_a_week_is_planned_mended_and_published_and_an_absence_handed_over(
    page_as: PageAs, product: Product, team: Team
) -> None:
    manager = page_as("manager")
    visit(manager, f"/roster?department={team.department}&week={team.monday}")
    first, second = team.fields
    short = " ".join(team.gone.name.split()[-2:])
    put(manager, first, team.slot, short)
    put(manager, second, team.slot, short)
    alert = manager.get_by_role("alert").filter(has_text="xung đột")
    expect(alert).to_be_visible(timeout=PATIENCE_MS)
    expect(manager.get_by_test_id("stMain")).to_contain_text(f"{team.gone.name} bị xếp trùng")
    check_accessible(manager)
    manager.get_by_role("button", name="Công bố").click()
    expect(manager.get_by_text("Chưa công bố được: còn 1 xung đột phải xử lý.")).to_be_visible()
    settle(manager)
    cell(manager, second, team.slot).focus()
    manager.keyboard.press("Delete")
    expect(alert).to_have_count(0, timeout=PATIENCE_MS)
    settle(manager)
    put(manager, second, team.slot, " ".join(team.taker.name.split()[-2:]))
    manager.get_by_role("button", name="Công bố").click()
    expect(manager.get_by_text(re.compile("^Công bố .* bởi Quản lý"))).to_be_visible(timeout=PATIENCE_MS)

    printed = manager.request.get(f"/print/roster?department={team.department}&week={team.monday}")
    assert (printed.status, printed.headers["content-type"]) == (200, "application/pdf")
    for tab, content in (("Tháng", "Tháng "), ("Khối lượng", "Dự báo"), ("Cán bộ", "Quầy")):
        manager.get_by_role("tab", name=tab).click()
        expect(manager.get_by_test_id("stMain")).to_contain_text(content)
        settle(manager)
        check_accessible(manager)
        assert manager.get_by_test_id("stException").count() == 0

    manager.get_by_role("tab", name="Vắng mặt").click()
    manager.get_by_text("Nhập vắng mặt").click()
    manager.get_by_role("combobox", name="Cán bộ").click()
    manager.get_by_role("option", name=team.gone.name, exact=True).click()
    fill_day(manager, "Từ ngày", team.today)
    fill_day(manager, "Đến hết ngày", team.today + timedelta(days=13))
    manager.get_by_role("button", name="Lưu").click()
    card = manager.locator('[class*="st-key-absence"]').filter(has_text=f"{team.gone.name} · nghỉ phép")
    card = card.filter(has_text=f"{team.today:%d/%m/%Y}")
    card.get_by_role("button", name="Xem việc cần bàn giao").click()
    line = card.get_by_role("row").filter(has_text=team.code)
    expect(line).to_contain_text(team.taker.name, timeout=PATIENCE_MS)
    settle(manager)
    check_accessible(manager)
    card.get_by_role("button", name=re.compile(r"^Bàn giao \d+ hồ sơ")).click()
    expect(card.get_by_text(re.compile(r"Đã bàn giao \d+ hồ sơ"))).to_be_visible(timeout=PATIENCE_MS)

    taker = page_as(TAKER)
    visit(taker, "/work?list=mine")
    expect(taker.get_by_role("note")).to_contain_text(f"Bạn làm thay {team.gone.name}")
    expect(taker.locator(".st-key-jobs").get_by_role("button", name=team.code)).to_be_visible()
    check_accessible(taker)

    gone = page_as("staff")
    visit(gone, "/work?list=mine")
    expect(gone.get_by_role("note")).to_contain_text(f"{team.taker.name} làm thay bạn")
    expect(gone.locator(".st-key-jobs").get_by_role("button", name=team.code)).to_have_count(0)
    visit(gone, f"/roster?week={team.monday}")
    gone.get_by_role("tab", name="Của tôi").click()
    expect(gone.get_by_role("link", name=team.code)).to_be_visible(timeout=PATIENCE_MS)
    expect(gone.get_by_test_id("stMain")).to_contain_text(f"{team.taker.name} làm thay bạn")
    check_accessible(gone)
    assert stored(product, team.code).assignee == product_user(product, TAKER)


def product_user(product: Product, role: str) -> str:
    """The id of an account."""
    with opened(Settings(data=product.data)) as office:
        return account(office, product, role).id

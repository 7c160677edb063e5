"""Two people move one dossier through the Office, each at their own desk, as they do every day."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PageAs
from tests.browser.helpers import (
    NARROW,
    PATIENCE_MS,
    WIDE,
    Product,
    check_accessible,
    settle,
    sideways,
    visit,
)
from tests.browser.planting import planted, stored

LISTS = ("mine", "accept", "todo", "return", "paused", "taken")


def row(page: Page, code: str) -> Locator:
    """The line of a dossier in the list of work."""
    return page.locator(".st-key-jobs").get_by_role("button", name=code)


def open_job(page: Page, code: str) -> str:
    """Find the dossier in the lists of My work, and open it; returns the list."""
    for kind in LISTS:
        visit(page, f"/work?list={kind}")
        if row(page, code).count():
            row(page, code).click()
            settle(page)
            expect(page.get_by_role("region", name=code)).to_be_visible()
            # A list that is empty is not there: the page shows the first that is not.
            return parse_qs(urlsplit(page.url).query)["list"][0]
    raise AssertionError(f"{code} is in no list")


def choose(page: Page, action: str) -> None:
    """Choose one of the other actions."""
    page.get_by_role("combobox", name=re.compile("Việc khác|Việc có thể làm")).click()
    page.get_by_role("option", name=action, exact=True).click()
    settle(page)


def press(page: Page, title: str) -> None:
    """Press the button of an action."""
    page.get_by_test_id("stMain").get_by_role("button", name=re.compile(f"^{title}")).click()


def message(page: Page, text: str) -> Locator:
    """What the page says of an action: done (a status), or not (an alert)."""
    return page.locator("[role=status], [role=alert]").filter(has_text=text)


def told(page: Page, code: str, words: str) -> None:
    """Wait until the page says of the dossier what became of the action."""
    expect(message(page, code)).to_contain_text(words, timeout=PATIENCE_MS)
    settle(page)


def test_two_people_move_a_dossier_from_intake_to_rating(page_as: PageAs, product: Product) -> None:
    code = planted(product)
    clerk, staff = page_as("clerk"), page_as("staff")

    assert open_job(clerk, code) == "accept"
    press(clerk, "Tiếp nhận hồ sơ")
    told(clerk, code, "Tiếp nhận hồ sơ")
    assert open_job(clerk, code) == "mine"
    clerk.keyboard.press("F2")
    told(clerk, code, "Chuyển bước tiếp theo")

    assert open_job(staff, code) in ("todo", "mine", "taken")
    press(staff, "Nhận xử lý")
    told(staff, code, "Nhận xử lý")
    assert open_job(staff, code) == "mine"
    choose(staff, "Yêu cầu bổ sung")
    box = staff.get_by_role("textbox", name="Giấy tờ, nội dung cần bổ sung")
    box.fill("Bản sao giấy phép, có chứng thực")
    press(staff, "Yêu cầu bổ sung")
    told(staff, code, "Yêu cầu bổ sung")

    visit(clerk, f"/dossier?code={code}")
    expect(clerk.get_by_test_id("stMain")).to_contain_text("Bản sao giấy phép, có chứng thực")
    press(clerk, "Nhận bổ sung")
    told(clerk, code, "Nhận bổ sung")

    assert open_job(staff, code) == "mine"
    staff.keyboard.press("F2")
    told(staff, code, "Ghi nhận kết quả")

    assert open_job(clerk, code) == "return"
    expect(clerk.get_by_role("textbox", name="Người nhận kết quả")).to_have_value("Đặng Thị Thử")
    press(clerk, "Trả kết quả")
    told(clerk, code, "Trả kết quả")
    visit(clerk, f"/dossier?code={code}")
    clerk.get_by_text("Rất hài lòng", exact=True).click()
    press(clerk, "Đánh giá")
    told(clerk, code, "Đánh giá")

    after = stored(product, code)
    assert (after.state, after.rating, after.return_method) == ("returned", 3, "counter")
    assert after.receiver == "Đặng Thị Thử"


def test_undo_takes_a_step_back_and_the_page_tells_both(page_as: PageAs, product: Product) -> None:
    code = planted(product, "accept")
    clerk = page_as("clerk")
    open_job(clerk, code)
    press(clerk, "Chuyển bước tiếp theo")
    told(clerk, code, "Chuyển bước tiếp theo")
    press(clerk, "Hoàn tác")
    expect(message(clerk, "đã hoàn tác")).to_be_visible(timeout=PATIENCE_MS)
    visit(clerk, f"/dossier?code={code}")
    clerk.get_by_role("tab", name="Sự kiện").click()
    events = clerk.get_by_role("tabpanel").filter(has_text="nguyên vẹn")
    expect(events).to_contain_text("Trả lại bước trước")
    expect(events).to_contain_text("Chuyển bước tiếp theo")


def test_a_lost_race_is_told_and_what_was_typed_is_still_there(page_as: PageAs, product: Product) -> None:
    code = planted(product, "accept", "finish", "start")
    staff, manager = page_as("staff"), page_as("manager")
    for page in (staff, manager):
        visit(page, f"/dossier?code={code}")
    choose(staff, "Yêu cầu bổ sung")
    box = staff.get_by_role("textbox", name="Giấy tờ, nội dung cần bổ sung")
    box.fill("Bản vẽ hoàn công")
    choose(manager, "Ghi chú")
    manager.get_by_role("textbox", name="Ghi chú").fill("Đã gọi cho người nộp")
    press(manager, "Ghi chú")
    told(manager, code, "Ghi chú")
    press(staff, "Yêu cầu bổ sung")
    told(staff, code, "Người khác vừa thay đổi")
    expect(box).to_have_value("Bản vẽ hoàn công")
    assert stored(product, code).state == "processing"
    press(staff, "Yêu cầu bổ sung")
    told(staff, code, "Yêu cầu bổ sung")
    assert stored(product, code).state == "supplement"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_work_and_dossier_with_content_are_accessible_and_fit(
    page_as: PageAs, product: Product, size: tuple[int, int], scheme: str
) -> None:
    code = planted(product, "accept", "finish", "start", "ask_supplement", "receive_supplement")
    for role, path in (("staff", "/work?list=mine"), ("staff", f"/dossier?code={code}"),
                       ("leadership", f"/dossier?code={code}")):  # fmt: skip
        page = page_as(role, size, scheme)
        visit(page, path)
        if "work" in path:
            expect(row(page, code)).to_be_visible()
        check_accessible(page)
        assert sideways(page) == [], path

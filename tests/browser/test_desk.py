"""The desk's work in Chromium: undo, a lost race, and that every screen of it can be read by all."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageAs
from tests.browser.desk import choose, message, open_job, press, row, told
from tests.browser.helpers import (
    NARROW,
    PATIENCE_MS,
    WIDE,
    Product,
    check_accessible,
    sideways,
    visit,
)
from tests.browser.planting import planted, stored


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

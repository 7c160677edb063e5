"""The whole way of one dossier, by the people who work on it, all signed in at once; its papers read back.

The clerk of the centre, the head and a specialist of the department that answers for it, a specialist of
the police, which gives its opinion in between, and the Office's leadership, who watches.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from dashboard.access.accounts import create
from dashboard.access.first import CENTRE, DEMO_DEPARTMENT
from dashboard.clock import date_of
from dashboard.commands import opened
from dashboard.config import Settings
from models.event import Event
from models.viewer import SYSTEM, Scope
from tests.browser.conftest import PageAs
from tests.browser.desk import (
    choose,
    claim,
    codes_on,
    do,
    open_job,
    printed,
    text_of,
    told,
)
from tests.browser.helpers import PATIENCE_MS, Product, settle, visit
from tests.browser.planting import stored

NAME, PHONE, IDENTITY = "Thạch Thị Ngọc Ẩn", "0918000123", "091190004567"
PROCEDURE = "Cấp lại Giấy phép lái xe"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PARTNER, LOGIN = "CAT", "congan"
MISSING = "Bản sao căn cước công dân có chứng thực"


def add_partner(product: Product) -> None:
    """The administrator gives a specialist of the police an account."""
    with opened(Settings(data=product.data)) as office:
        scope = Scope(kind="department", departments=frozenset({PARTNER}))
        made = create(
            office, SYSTEM, office.now(), login=LOGIN, name="Cán bộ công an", role="staff", scope=scope,
            must_change=False, id=LOGIN,
        )  # fmt: skip
    product.accounts["partner"] = (made.user.login, made.password)


def take_in(clerk: Page) -> str:
    """Take the application in at the counter; its code."""
    visit(clerk, "/intake")
    clerk.locator(".st-key-intake_find input").fill("cap lai giay phep lai xe")
    clerk.get_by_role("button", name=re.compile(f"^{PROCEDURE}")).click()
    clerk.wait_for_selector(".mc-form-title")
    settle(clerk)
    for label, text in (("Điện thoại", PHONE), ("Số giấy tờ", IDENTITY), ("Họ và tên", NAME)):
        clerk.get_by_label(re.compile(f"^{label}")).fill(text)
        clerk.keyboard.press("Tab")
        settle(clerk)
    clerk.get_by_role("button", name="Đủ thành phần").click()
    clerk.get_by_label("Bản chính").first.wait_for()
    settle(clerk)
    clerk.get_by_role("button", name="Tiếp nhận hồ sơ").click()
    clerk.wait_for_selector(".mc-code", timeout=PATIENCE_MS)
    settle(clerk)
    return clerk.locator(".mc-code").inner_text()


def paper(page: Page, form: str, code: str) -> str:
    """The text of a form of the dossier, after its codes are read: each is the code of the dossier."""
    pdf = printed(page, f"/print?form={form}&code={code}")
    assert codes_on(pdf) == {("QRCode", code), ("Code128", code)}
    return text_of(pdf)


def date(at: datetime | None) -> str:
    """An instant as forms write its day."""
    assert at is not None
    return f"{at.astimezone(ZONE):%d/%m/%Y}"


def test_a_dossier_goes_through_two_departments_from_the_counter_to_its_rating(
    page_as: PageAs, product: Product
) -> None:
    add_partner(product)
    roles = ("clerk", "manager", "staff", "partner", "leadership")
    clerk, manager, staff, partner, chief = (page_as(role) for role in roles)

    # At the counter, and the receipt that the applicant takes home.
    code = take_in(clerk)
    taken = stored(product, code)
    assert (taken.state, taken.department, taken.applicant.phone) == ("received", DEMO_DEPARTMENT, PHONE)
    receipt = paper(clerk, "receipt", code)
    assert all(words in receipt for words in (code, NAME, PHONE, IDENTITY, PROCEDURE))
    assert f"ngày {date(taken.received_at)}" in receipt and f"ngày {date(taken.due_at)}" in receipt

    # The fee is paid when the applicant comes back from the bank.
    visit(clerk, f"/dossier?code={code}")
    choose(clerk, "Thu phí, lệ phí")
    clerk.get_by_text("chuyển khoản", exact=True).click()
    clerk.get_by_role("textbox", name="Số biên lai").fill("BL 0012")
    do(clerk, code, "Thu phí, lệ phí")
    fee = stored(product, code).fee
    assert fee is not None and (fee.state, fee.method, fee.receipt) == ("paid", "transfer", "BL 0012")

    # The clerk passes it on; the head gives it to the specialist's step.
    assert open_job(clerk, code) == "mine"
    clerk.keyboard.press("F2")
    told(clerk, code, "Chuyển bước tiếp theo")
    assert open_job(manager, code, ("todo", "taken")) in ("todo", "taken")
    claim(manager, code)
    visit(manager, f"/dossier?code={code}")
    do(manager, code, "Chuyển bước tiếp theo")

    # The specialist misses a paper: the clock stands, the form says what is missing.
    visit(staff, f"/dossier?code={code}")
    claim(staff, code)
    choose(staff, "Yêu cầu bổ sung")
    staff.get_by_role("textbox", name="Giấy tờ, nội dung cần bổ sung").fill(MISSING)
    do(staff, code, "Yêu cầu bổ sung")
    assert stored(product, code).state == "supplement"
    asked = paper(staff, "supplement", code)
    assert all(words in asked for words in (code, NAME, PROCEDURE, MISSING))

    # The applicant brings it to the counter, and the clock goes on.
    visit(clerk, f"/dossier?code={code}")
    expect(clerk.get_by_test_id("stMain")).to_contain_text(MISSING)
    do(clerk, code, "Nhận bổ sung")
    assert open_job(staff, code, ("mine",)) == "mine"
    staff.keyboard.press("F2")
    told(staff, code, "Chuyển bước tiếp theo")

    # The other department gives its opinion; the one that answers for it cannot go on meanwhile.
    visit(manager, f"/dossier?code={code}")
    manager.get_by_text("Vì sao không làm được việc khác?").click()
    expect(manager.get_by_text("Hồ sơ đang ở cơ quan khác").first).to_be_visible(timeout=PATIENCE_MS)
    assert stored(product, code).holder == PARTNER
    assert open_job(partner, code, ("todo", "taken")) in ("todo", "taken")
    claim(partner, code)
    visit(partner, f"/dossier?code={code}")
    do(partner, code, "Chuyển bước tiếp theo")

    # Back at the first: checked, signed, issued. The leadership watches, with the numbers masked.
    visit(manager, f"/dossier?code={code}")
    for done in ("Chuyển bước tiếp theo", "Chuyển bước tiếp theo", "Ghi nhận kết quả"):
        claim(manager, code)
        do(manager, code, done)
    visit(chief, f"/dossier?code={code}")
    expect(chief.get_by_test_id("stMain")).to_contain_text(NAME)
    assert PHONE not in chief.content() and IDENTITY not in chief.content()

    # Returned and rated at the counter.
    assert open_job(clerk, code, ("return",)) == "return"
    expect(clerk.get_by_role("textbox", name="Người nhận kết quả")).to_have_value(NAME)
    do(clerk, code, "Trả kết quả")
    visit(clerk, f"/dossier?code={code}")
    clerk.get_by_text("Rất hài lòng", exact=True).click()
    do(clerk, code, "Đánh giá")

    after = stored(product, code)
    assert (after.state, after.outcome, after.rating) == ("returned", "resolved", 3)
    assert (after.return_method, after.receiver) == ("counter", NAME)
    assert [visit.holder for visit in after.visits] == [
        CENTRE, DEMO_DEPARTMENT, DEMO_DEPARTMENT, PARTNER, *([DEMO_DEPARTMENT] * 3), CENTRE,
    ]  # fmt: skip
    assert len({event.actor for event in history(product, code)}) == 4
    slip = paper(clerk, "control", code)
    assert all(words in slip for words in (code, PROCEDURE, "Nhận: Công an tỉnh", "Giao: Công an tỉnh"))
    assert "Quá hạn" not in slip
    register = printed(clerk, f"/print/register?from={date_of(after.received_day)}")
    assert code in text_of(register)


def history(product: Product, code: str) -> list[Event]:
    """What happened to the dossier."""
    with opened(Settings(data=product.data)) as office:
        return office.events.of(code)

"""A new administrator, with only what the screens say: from an empty Office to the first dossier taken in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in, started
from tests.browser.helpers import PATIENCE_MS, WIDE, Product, Watch, check_accessible, settle, sideways
from tests.browser.test_catalogue import paste, press, publish, tab

#: name, abbreviation, official code, level, beneath, kind, at the centre
DEPARTMENTS = (
    "Trung tâm Phục vụ hành chính công\tTTPVHCC\tH33.10\tCấp tỉnh\t\ttrung tâm hành chính công\ttrue\n"
    "Sở Xây dựng\tSXD\tH33.11\tCấp tỉnh\t\tsở\ttrue"
)
#: one without its level, as one may well forget it
FORGOTTEN = "Sở Tư pháp\tSTP\tH33.12\t\t\tsở\ttrue"
FIELDS = "Hạ tầng kỹ thuật\tInfrastructure\tSở Xây dựng"
FORM = "10\tdia_diem\tĐịa điểm đào\tWhere\tchữ ngắn\ttrue"
NAME = "Cấp phép đào đường đô thị"
#: the names of the small lists are a wide column
WIDE_NAME = 700
PASSWORD = "mot cua dau tien 2026"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The application as it is first started on nothing, without the demonstration."""
    with started(tmp_path_factory.mktemp("empty"), "--first", "empty") as running:
        yield running


@pytest.fixture
def people(browser: Browser, empty: Product) -> Iterator[list[Page]]:
    """Two browsers: the administrator's and the clerk's; neither may have had an error."""
    contexts, watches = [], []
    for _ in range(2):
        context = browser.new_context(
            base_url=empty.url, locale="vi-VN", viewport={"width": WIDE[0], "height": WIDE[1]},
            permissions=["clipboard-read", "clipboard-write"],
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch(empty.url.removeprefix("http://"))
        watch.follow(context.new_page())
        contexts.append(context)
        watches.append(watch)
    yield [context.pages[0] for context in contexts]
    for context in contexts:
        context.close()
    assert [watch.errors for watch in watches] == [[], []]


def go(page: Page, what: str) -> None:
    """Back to the overview, where the first steps are told, and on by the next one."""
    page.goto("/overview")
    page.wait_for_selector(".mc-head h1")
    settle(page)
    item = page.locator("li", has_text=what)
    expect(item).to_contain_text("→")
    item.get_by_role("link").click()
    page.wait_for_url(lambda url: "/overview" not in url)
    page.wait_for_selector(".mc-head h1")
    settle(page)


def done(page: Page) -> None:
    expect(page.get_by_text("Đã lưu.")).to_be_visible(timeout=PATIENCE_MS)


def test_from_an_empty_office_to_the_first_dossier_with_what_the_screens_say(
    empty: Product, people: list[Page]
) -> None:
    admin, clerk = people
    sign_in(admin, *empty.accounts["administrator"])
    admin.wait_for_selector(".mc-head h1")
    settle(admin)
    check_accessible(admin)
    assert sideways(admin) == []

    go(admin, "Nhập các cơ quan")
    paste(admin, 0, DEPARTMENTS, WIDE_NAME)
    paste(admin, 2, FORGOTTEN, WIDE_NAME)
    press(admin, "Lưu bảng")
    # What is wrong stands at its cell, in a table of the rows in question; nothing was kept.
    fault = admin.locator(".mc-faults")
    expect(fault).to_contain_text("chưa điền", timeout=PATIENCE_MS)
    expect(fault.locator("tbody tr")).to_have_count(1)
    expect(fault.locator("tbody th")).to_have_text("3")
    admin.reload()
    settle(admin)
    paste(admin, 0, DEPARTMENTS, WIDE_NAME)
    press(admin, "Lưu bảng")
    done(admin)

    go(admin, "Nhập các lĩnh vực")
    paste(admin, 0, FIELDS, WIDE_NAME)
    press(admin, "Lưu bảng")
    done(admin)

    go(admin, "Thêm thủ tục")
    admin.get_by_label("Tên thủ tục *").fill(NAME)
    admin.get_by_label("Cơ quan giải quyết").click()
    admin.keyboard.type("Sở Xây")
    admin.keyboard.press("Enter")
    press(admin, "Lưu")
    admin.wait_for_url(lambda url: "procedure=new" not in url)
    settle(admin)
    tab(admin, "Biểu mẫu")
    paste(admin, 0, FORM)
    press(admin, "Lưu biểu mẫu")
    expect(admin.get_by_text("Địa điểm đào *")).to_be_visible(timeout=PATIENCE_MS)
    publish(admin, "01/QĐ-UBND", date.today())

    go(admin, "Tạo tài khoản")
    admin.get_by_label("Tên đăng nhập *").fill("lan.nguyen")
    admin.get_by_label("Họ và tên *").fill("Nguyễn Thị Lan")
    admin.get_by_label("Cơ quan *").click()
    admin.keyboard.type("Trung tâm")
    admin.keyboard.press("Enter")
    admin.keyboard.press("Escape")
    settle(admin)
    press(admin, "Tạo tài khoản")
    password = admin.locator('[data-testid="stCode"] code').inner_text().strip()

    clerk.goto("/login")
    clerk.fill("input[name=login]", "lan.nguyen")
    clerk.fill("input[type=password]", password)
    clerk.click("button[type=submit]")
    clerk.wait_for_url(lambda url: "/login" not in url)
    fields = clerk.locator("input[type=password]")
    fields.nth(0).fill(password)
    for place in range(1, fields.count()):
        fields.nth(place).fill(PASSWORD)
    clerk.locator("button[type=submit]").first.click()
    clerk.goto("/intake")
    clerk.wait_for_selector(".mc-head h1")
    settle(clerk)
    clerk.locator(".st-key-intake_find input").fill("dao duong")
    clerk.get_by_role("button", name=NAME).click()
    clerk.wait_for_selector(".mc-form-title")
    settle(clerk)
    clerk.get_by_label("Địa điểm đào").fill("đường Nguyễn Trung Trực")
    clerk.get_by_label("Điện thoại").fill("0918273645")
    clerk.get_by_label("Số giấy tờ").fill("091190000123")
    clerk.get_by_label("Họ và tên").fill("Danh Văn Hai")
    clerk.keyboard.press("Tab")
    settle(clerk)
    press(clerk, "Tiếp nhận hồ sơ", exact=False)
    code = clerk.locator(".mc-code").inner_text()
    assert re.fullmatch(r"H33\.1\d-\d{6}-\d{4}", code), code

    admin.goto("/overview")
    admin.wait_for_selector(".mc-head h1")
    settle(admin)
    expect(admin.get_by_text("Bắt đầu: từ danh mục trống")).to_have_count(0)

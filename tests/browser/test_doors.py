"""On an administrator's phone: data past their time removed, a second factor, another system connected."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pyotp
import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from dashboard.access import accounts
from dashboard.clock import day_of
from dashboard.commands import opened
from dashboard.config import Settings
from models.appointment import Appointment
from models.viewer import SYSTEM, Scope
from tests.browser.conftest import PageAs, sign_in
from tests.browser.helpers import (
    NARROW,
    PATIENCE_MS,
    Product,
    Watch,
    check_accessible,
    settle,
    sideways,
    visit,
)

LOGIN, PASSWORD = "hai-lop", "lop thu hai cua cua so 2026"
PAST, NAME = "HEN-QUA-HAN", "Danh Thị Quá Hạn"
TRIES, OPEN_MS = 6, 10_000
SYSTEM_NAME = "Cổng dịch vụ công thử"


def well(page: Page) -> None:
    """It fits, and everybody can use it."""
    assert sideways(page) == []
    check_accessible(page)


def pressed(page: Page, name: str) -> None:
    page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True).first.click()
    settle(page)


def chosen(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=re.compile(label)).first
    # A list that opens while the page still scrolls to it closes again.
    for _ in range(TRIES):
        box.click()
        with suppress(TimeoutError):
            page.get_by_role("option", name=option, exact=True).first.click(timeout=OPEN_MS)
            break
    settle(page)
    expect(box).to_have_value(option, timeout=PATIENCE_MS)


def booked(product: Product) -> None:
    """A booking whose slot ended three days ago, and a rule of retention for such ones that is off."""
    with opened(Settings(data=product.data)) as office:
        at = office.now() - timedelta(days=3)
        day = day_of(at, office.store.zone)
        office.appointments.add(
            Appointment(
                id=PAST, hall="h", day=day, minute=480, group="g", field="f", name=NAME, phone="0912345678",
                seat=f"h|{day}|{PAST}", owner=f"h|{day}|0912345678", booked_at=at, starts_at=at, ends_at=at,
            )
        )  # fmt: skip
        rule = office.retention_rules.get("bookings")
        assert rule is not None and not rule.enabled


def test_data_past_their_time_are_previewed_and_removed_by_a_typed_word(
    page_as: PageAs, product: Product
) -> None:
    booked(product)
    page = page_as("administrator", NARROW)
    visit(page, "/retention")
    well(page)
    expect(page.get_by_text("Không có gì để xóa")).to_be_visible(timeout=PATIENCE_MS)
    with opened(Settings(data=product.data)) as office:
        rule = office.retention_rules.get("bookings")
        assert rule is not None
    chosen(page, r"Quy tắc\*?$", rule.name)
    page.get_by_label(re.compile("^Giữ ")).first.fill("2")
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_text("Đang bật", exact=True).click()
    settle(page)
    pressed(page, "Lưu quy tắc")
    expect(page.get_by_text("Đã lưu; chưa xóa gì.")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("1 lịch hẹn.")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_label("Gõ XÓA 1 để xác nhận").fill("XOA 1")
    page.keyboard.press("Tab")
    settle(page)
    pressed(page, "Xóa 1 lịch hẹn")
    expect(page.get_by_role("alert").filter(has_text="XÓA 1")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_label("Gõ XÓA 1 để xác nhận").fill("XÓA 1")
    page.keyboard.press("Tab")
    settle(page)
    pressed(page, "Xóa 1 lịch hẹn")
    expect(page.get_by_text("Đã xóa 1 lịch hẹn theo quy tắc")).to_be_visible(timeout=PATIENCE_MS)
    with opened(Settings(data=product.data)) as office:
        kept = office.store.collection("appointments").find_one({"_id": PAST})
        assert kept is None or NAME not in str(kept)
    visit(page, "/audit?action=retention_removed")
    expect(page.get_by_role("cell", name="Xóa dữ liệu hết hạn").first).to_be_visible(timeout=PATIENCE_MS)
    assert NAME not in page.inner_text("body")
    well(page)


@pytest.fixture
def stranger(browser: Browser, product: Product) -> Iterator[Page]:
    """A phone that nobody has signed in on."""
    context = browser.new_context(
        base_url=product.url, locale="vi-VN", viewport={"width": NARROW[0], "height": NARROW[1]}
    )
    context.set_default_timeout(PATIENCE_MS)
    page, watch = context.new_page(), Watch(product.url.removeprefix("http://"))
    watch.follow(page)
    yield page
    context.close()
    assert [error for error in watch.errors if "/second: Failed to load" not in error] == []
    assert watch.strange == []


def test_a_second_factor_is_set_up_on_a_phone_and_asked_for_at_the_next_sign_in(
    stranger: Page, product: Product
) -> None:
    with opened(Settings(data=product.data)) as office:
        accounts.create(
            office, SYSTEM, office.now(), login=LOGIN, name="Lớp thứ hai", role="leadership", scope=Scope(),
            password=PASSWORD, must_change=False,
        )  # fmt: skip
        now = office.now()
    page = stranger
    sign_in(page, LOGIN, PASSWORD)
    page.goto("/account")
    page.get_by_role("link", name=re.compile("Bật|Thiết lập")).click()
    page.wait_for_url("**/second")
    well(page)
    totp = pyotp.TOTP(page.locator("code").first.inner_text().replace(" ", ""))
    page.fill("input[name=code]", "000000" if totp.at(now) != "000000" else "111111")
    page.click("button.wide")
    expect(page.get_by_role("alert")).to_be_visible()
    page.fill("input[name=code]", totp.now())
    page.click("button.wide")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    well(page)
    page.goto("/account")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/login**")
    sign_in(page, LOGIN, PASSWORD)
    # Nothing is shown before the second one: the password alone leads here, whatever one asks for.
    page.goto("/overview")
    page.wait_for_url("**/second")
    well(page)
    page.fill("input[name=code]", codes[0])
    page.click("button.wide")
    page.wait_for_selector(".mc-head h1")
    assert "/second" not in page.url
    settle(page)


class Receiver(BaseHTTPRequestHandler):
    """Another system's address: takes whatever comes."""

    taken: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        Receiver.taken.append(str(self.headers.get("motcua-signature")))
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the console."""


@pytest.fixture
def receiver() -> Iterator[str]:
    """An address on this machine that takes what is sent."""
    Receiver.taken.clear()
    with HTTPServer(("127.0.0.1", 0), Receiver) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/nhan"
        running.shutdown()


def test_another_system_is_connected_tried_and_cut_off(page_as: PageAs, receiver: str) -> None:
    page = page_as("administrator", NARROW)
    visit(page, "/api_access")
    well(page)
    page.get_by_label("Hệ thống nào dùng *").fill(SYSTEM_NAME)
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_label("Quyền *").first.click()
    page.get_by_role("option", name="Xem sự kiện", exact=True).click()
    page.keyboard.press("Escape")
    settle(page)
    page.get_by_test_id("stRadio").get_by_text("mọi hồ sơ", exact=True).first.click()
    settle(page)
    pressed(page, "Tạo mã")
    expect(page.get_by_text("chỉ hiện lần này")).to_be_visible(timeout=PATIENCE_MS)
    well(page)
    token = page.get_by_test_id("stCode").first.inner_text().strip()
    assert token.startswith("motcua_")
    bearer = {"authorization": f"Bearer {token}"}
    answer = page.request.get("/api/v1/token", headers=bearer)
    assert answer.status == 200 and answer.json()["name"] == SYSTEM_NAME
    assert page.request.get("/api/v1/procedures", headers=bearer).status == 403
    visit(page, f"/api_access?token={answer.json()['id']}")
    assert token not in page.inner_text("body")
    page.get_by_text("Thêm địa chỉ nhận").click()
    page.get_by_label("Địa chỉ *").fill(receiver)
    page.keyboard.press("Tab")
    settle(page)
    pressed(page, "Thêm")
    expect(page.get_by_text("Khóa ký của địa chỉ này")).to_be_visible(timeout=PATIENCE_MS)
    pressed(page, "Gửi thử")
    expect(page.get_by_text("Bên nhận đã nhận.")).to_be_visible(timeout=PATIENCE_MS)
    assert Receiver.taken and Receiver.taken[-1].startswith("sha256=")
    well(page)
    page.get_by_text("Thu hồi ngay, không dùng lại được").click()
    settle(page)
    pressed(page, "Thu hồi mã")
    expect(page.get_by_text("Đã thu hồi.")).to_be_visible(timeout=PATIENCE_MS)
    assert page.request.get("/api/v1/token", headers=bearer).status == 401
    visit(page, "/audit?action=api_refused")
    expect(page.get_by_role("cell", name=SYSTEM_NAME).first).to_be_visible(timeout=PATIENCE_MS)

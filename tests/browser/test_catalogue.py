"""An administrator builds a procedure and changes it, while clerks take in dossiers of it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, Position, expect

from tests.browser.conftest import PageAs
from tests.browser.helpers import PATIENCE_MS, check_accessible, settle, sideways, visit

NAME = "Cấp phép hoạt động bến thủy thí điểm"
#: as copied from a sheet: order, id, label, English, kind, required, options, show if, require if, at least
FORM = (
    "10\tloai_ben\tLoại bến\tKind of berth\tchọn một\ttrue\thang_hoa: bến hàng hóa; hanh_khach: bến khách\n"
    "20\tso_khach\tSố khách mỗi ngày\tPassengers a day\tsố\tfalse\t\t"
    "loai_ben = hanh_khach\tloai_ben = hanh_khach\t1"
)
#: order, step, kind, role, where, hours, only if
BRANCH = (
    "15\tThẩm định an toàn bến khách\tthẩm định\tChuyên viên\tcơ quan giải quyết\t4\t"
    "loai_ben = hanh_khach"
)
VISIT = "17\tKhảo sát thực địa\tkiểm tra thực địa\tChuyên viên\tcơ quan giải quyết\t8"
HEADER, ROW = 35, 35


def press(page: Page, name: str, exact: bool = True) -> None:
    page.get_by_role("button", name=name, exact=exact).click()
    settle(page)


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    settle(page)


def paste(page: Page, below: int, rows: str, aside: int = 300) -> None:
    """Paste rows into the table on show, as from a sheet, beneath its `below` rows.

    `aside`: so far from the left lies another column than the first.
    """
    table = page.locator('[data-testid="stDataFrame"]:visible').first
    table.locator("canvas").first.wait_for()
    cell = table.locator('[role="gridcell"]', has_text=rows.split("\t")[1])
    table.locator("canvas").first.wait_for()
    page.wait_for_timeout(600)  # it is laid out anew when its tab is opened
    page.evaluate("text => navigator.clipboard.writeText(text)", rows)
    new: Position = {"x": 80, "y": HEADER + ROW * below + ROW // 2}
    table.hover()
    page.get_by_role("button", name="Add row").locator("visible=true").first.click()
    page.wait_for_timeout(600)
    settle(page)
    # A click on the cell that is chosen already would open it.
    table.click(position={"x": aside, "y": new["y"]})
    table.click(position=new)
    page.keyboard.press("Control+V")
    cell.first.wait_for(state="attached")
    page.wait_for_timeout(600)  # the table gathers what is typed before it tells of it
    settle(page)


def publish(page: Page, decision: str, since: date) -> None:
    tab(page, "Rà soát, công bố")
    press(page, "Chuyển rà soát")
    page.get_by_label("Số quyết định công bố").fill(decision)
    page.get_by_role("spinbutton", name="day, Áp dụng").click()
    page.keyboard.type(f"{since:%d%m%Y}")
    press(page, "Công bố")
    holds = page.get_by_role("tabpanel", name="Đang áp dụng")
    expect(holds.get_by_text(decision)).to_be_visible(timeout=PATIENCE_MS)


def build(page: Page) -> None:
    """From nothing to a draft with a conditional form and a branching process."""
    visit(page, "/procedures?procedure=new")
    page.get_by_label("Tên thủ tục *").fill(NAME)
    page.get_by_label("Cơ quan giải quyết").click()
    page.keyboard.type("Sở Giao thông")
    page.keyboard.press("Enter")
    press(page, "Lưu")
    page.wait_for_url(lambda url: "procedure=new" not in url)
    settle(page)
    tab(page, "Biểu mẫu")
    paste(page, 0, FORM)
    press(page, "Lưu biểu mẫu")
    preview = page.get_by_label("Số khách mỗi ngày")
    expect(page.get_by_text("Loại bến *")).to_be_visible(timeout=PATIENCE_MS)
    expect(preview).to_have_count(0)
    tab(page, "Quy trình")
    paste(page, 3, BRANCH)
    press(page, "Lưu quy trình")
    expect(page.get_by_text("◇ loai_ben = hanh_khach")).to_be_visible(timeout=PATIENCE_MS)


def take_in(page: Page, applicant: str, kind: str, passengers: str = "") -> tuple[str, str]:
    """The code and the due date of a new dossier; the form asks for passengers where there are some."""
    visit(page, "/intake")
    page.locator(".st-key-intake_find input").fill("ben thuy thi diem")
    page.get_by_role("button", name=NAME).click()
    page.wait_for_selector(".mc-form-title")
    settle(page)
    asked = page.get_by_label("Số khách mỗi ngày")
    page.get_by_text(kind, exact=True).click()
    settle(page)
    expect(asked).to_have_count(1 if passengers else 0)
    page.get_by_label("Điện thoại").fill("0918273645")
    page.get_by_label("Số giấy tờ").fill("091190000123")
    page.get_by_label("Họ và tên").fill(applicant)
    page.keyboard.press("Tab")
    settle(page)
    if passengers:
        press(page, "Tiếp nhận hồ sơ", exact=False)
        expect(page.locator(".mc-code")).to_have_count(0)
        asked.fill(passengers)
        page.keyboard.press("Tab")
        settle(page)
    press(page, "Tiếp nhận hồ sơ", exact=False)
    code = page.locator(".mc-code").inner_text()
    due = page.locator("p.mc-due").inner_text()
    found = re.search(r"\d\d/\d\d/\d{4}", due)
    assert found, due
    return code, found.group()


def pass_on(page: Page, code: str) -> str:
    """Finish the step at the counter; what the dossier's page tells of it then."""
    visit(page, f"/dossier?code={code}")
    press(page, "Chuyển bước tiếp theo", exact=False)
    expect(page.locator(".mc-line li", has_text="đang ở đây")).not_to_contain_text("Tiếp nhận hồ sơ")
    return page.locator('[data-testid="stMain"]').inner_text()


def test_dossiers_of_two_revisions_each_go_their_own_way(page_as: PageAs) -> None:
    today = date.today()
    admin = page_as("administrator", permissions=["clipboard-read", "clipboard-write"])
    build(admin)
    check_accessible(admin)
    publish(admin, "12/QĐ-UBND", today - timedelta(days=1))

    clerk = page_as("clerk")
    goods, due = take_in(clerk, "Danh Văn Hai", "bến hàng hóa")
    people, same_due = take_in(clerk, "Danh Thị Ba", "bến khách", "40")
    assert same_due == due

    tab(admin, "Bản nháp")
    press(admin, "Soạn phiên bản mới")
    tab(admin, "Thời hạn, phí")
    admin.get_by_role("spinbutton", name="Thời hạn", exact=True).fill("9")
    press(admin, "Lưu")
    tab(admin, "Quy trình")
    paste(admin, 4, VISIT)
    press(admin, "Lưu quy trình")
    tab(admin, "Rà soát, công bố")
    expect(admin.get_by_text("2 hồ sơ đang giải quyết")).to_be_visible(timeout=PATIENCE_MS)
    publish(admin, "34/QĐ-UBND", today)
    assert sideways(admin) == []

    newer, later = take_in(clerk, "Danh Thị Tư", "bến hàng hóa")
    assert later[6:] + later[3:5] + later[:2] > due[6:] + due[3:5] + due[:2]
    for code, step, promised in (
        (goods, "Thẩm định hồ sơ", due),
        (people, "Thẩm định an toàn bến khách", due),
        (newer, "Khảo sát thực địa", later),
    ):
        told = pass_on(clerk, code)
        assert step in told and promised in told

    # What is under way is moved only on request: one of the two, by the button, with its reason.
    admin.reload()
    settle(admin)
    tab(admin, "Đang áp dụng")
    admin.get_by_text("Hồ sơ theo phiên bản khác", exact=True).click()
    settle(admin)
    others = admin.locator('[data-testid="stDataFrame"]:visible').last
    others.locator("canvas").first.wait_for()
    admin.wait_for_timeout(600)
    others.click(position={"x": 16, "y": HEADER + ROW // 2})
    settle(admin)
    move = admin.get_by_role("button", name="Chuyển 1 hồ sơ đã chọn")
    expect(move).to_be_enabled(timeout=PATIENCE_MS)
    admin.get_by_label("Lý do chuyển *").fill("điều khoản chuyển tiếp của 34/QĐ-UBND")
    admin.keyboard.press("Tab")
    move.click()
    expect(admin.get_by_text("Đã chuyển 1 trên 1 hồ sơ.")).to_be_visible(timeout=PATIENCE_MS)
    promised = []
    for code in (goods, people):
        visit(clerk, f"/dossier?code={code}")
        promised.append(later in clerk.locator('[data-testid="stMain"]').inner_text())
    assert sorted(promised) == [False, True]

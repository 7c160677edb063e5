"""The register: the same lines on paper and in Excel, within the scope, and no cell a formula."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from dashboard.clock import day_of
from dashboard.forms import MOST_DAYS, NoForm, Register
from dashboard.office import Office
from models.dossier import Applicant, Dossier
from models.errors import NotAllowed
from models.viewer import SYSTEM, Scope, Viewer
from tests.helpers import ZONE
from tests.unit.forms.conftest import CLERK
from tests.unit.forms.dossiers import NAME, PHONE, at, dossier

EVIL = '=HYPERLINK("http://x","y")'
FIRST = day_of(at(2025, 11, 5), ZONE)


@pytest.fixture(scope="module")
def three(office: Office) -> Iterator[list[Dossier]]:
    told = [
        dossier("H33.902-251105-0002", at(2025, 11, 5, 9)),
        dossier(
            "H33.902-251105-0001", at(2025, 11, 5, 8), applicant=Applicant(name=EVIL, phone="0912000000")
        ),
        dossier("H33.905-251106-0001", at(2025, 11, 6), department="STNMT", holders=("STNMT",)),
    ]
    office.dossiers.write_many(((None, each) for each in told), None)
    yield told
    office.store.clear("dossiers")


def rows(book: bytes) -> list[list[str]]:
    return [
        [str(cell) for cell in row]
        for row in CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    ]


def test_excel_has_a_line_a_dossier_in_the_order_of_receipt(office: Office, three: list[Dossier]) -> None:
    title, heads, *lines = rows(Register(office, CLERK, FIRST, FIRST + 1).xlsx())
    assert title[0] == "Sổ theo dõi hồ sơ – Từ ngày 05/11/2025 đến ngày 06/11/2025"
    assert heads[:3] == ["STT", "Mã hồ sơ", "Tên thủ tục hành chính"]
    assert [line[:2] for line in lines] == [
        ["1", "H33.902-251105-0001"], ["2", "H33.902-251105-0002"], ["3", "H33.905-251106-0001"],
    ]  # fmt: skip
    assert lines[1][heads.index("Tên cá nhân, tổ chức")] == NAME
    assert lines[1][heads.index("Số điện thoại")] == PHONE
    assert lines[1][heads.index("Ngày nhận")] == "05/11/2025"
    assert lines[1][heads.index("Ngày hẹn trả")] == "10/11/2025"


def test_no_cell_of_the_excel_is_a_formula(office: Office, three: list[Dossier]) -> None:
    book = Register(office, CLERK, FIRST, FIRST).xlsx()
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet.lower()
        assert not any("externalLink" in name for name in parts.namelist())
    assert rows(book)[2][4] == EVIL


def test_the_paper_says_the_same_lines_and_repeats_its_head(office: Office, three: list[Dossier]) -> None:
    register = Register(office, CLERK, FIRST, FIRST + 1)
    register.rows = register.rows * 40
    pages = PdfReader(io.BytesIO(register.pdf())).pages
    assert len(pages) > 2
    for page in pages:
        assert "Mã hồ sơ" in page.extract_text()
        assert page.mediabox.width > page.mediabox.height
    first = pages[0].extract_text().replace("\u200b", "")
    for each in three:
        assert each.id in first
    assert "Từ ngày 05/11/2025 đến ngày 06/11/2025" in first
    assert "Mẫu số 07, TT 03/2025/TT-VPCP" in first


def test_a_register_of_old_days_is_on_the_form_of_its_time(office: Office) -> None:
    old = Register(office, CLERK, day_of(at(2024, 5, 6), ZONE), day_of(at(2024, 5, 6), ZONE))
    assert old.form.no == "06"
    assert old.rows == []
    assert "Ngày 06/05/2024" in PdfReader(io.BytesIO(old.pdf())).pages[0].extract_text()


def test_a_register_holds_only_what_the_viewer_may_see(office: Office, three: list[Dossier]) -> None:
    lands = Viewer(
        user_id="l", name="l", role="clerk", scope=Scope(kind="department", departments=frozenset({"STNMT"}))
    )
    assert len(Register(office, lands, FIRST, FIRST + 1).rows) == 1
    assert len(Register(office, CLERK, FIRST, FIRST + 1, "SKHDT").rows) == 2
    leader = Viewer(user_id="x", name="x", role="leadership")
    cells = [cell for row in Register(office, leader, FIRST, FIRST).rows for cell in row]
    assert PHONE not in cells
    with pytest.raises(NotAllowed):
        Register(office, SYSTEM, FIRST, FIRST)


@pytest.mark.parametrize("days", [MOST_DAYS, -1])
def test_a_register_of_too_many_days_or_backwards_is_refused(office: Office, days: int) -> None:
    with pytest.raises(NoForm):
        Register(office, CLERK, FIRST, FIRST + days)


def test_a_register_is_told_in_the_audit(office: Office, three: list[Dossier]) -> None:
    def told() -> list[tuple[str, str]]:
        return sorted(
            (entry.detail["kind"], entry.detail["lines"]) for entry in office.audit.about("register")
        )

    before = told()
    register = Register(office, CLERK, FIRST, FIRST)
    register.pdf()
    register.xlsx()
    assert told() == sorted([*before, ("pdf", "2"), ("xlsx", "2")])

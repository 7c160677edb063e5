"""The catalogue to and from Excel: messy lists go in once, and what goes out comes back the same."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from xlsxwriter import Workbook

from dashboard.config import Settings
from dashboard.exchange import catalogue
from dashboard.exchange.catalogue_difference import difference
from dashboard.exchange.catalogue_sheet import export
from dashboard.exchange.procedure_list import cells_of, read
from dashboard.office import Office
from models.errors import NotAllowed
from models.viewer import SYSTEM, Viewer
from seed.load import load_reference

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LIMITS = (
    "03 ngày làm việc",
    "20 ngày (kể từ ngày nhận đủ hồ sơ)",
    "Trong ngày",
    "8 giờ làm việc",
    "không quá 7 (bảy) ngày làm việc",
    "",
)
FEES = ("Không", "50.000 đồng/lần", "Miễn phí", "1.500.000 đồng", "Theo Thông tư 85/2019/TT-BTC", "")
BROKEN_LIMITS = ("vài tuần", "theo luật định")


@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office.open(
        Settings(database=database, data=tmp_path_factory.mktemp("o")), mongodb_uri, lambda: NOW
    )
    load_reference(office.store, "kien-giang-2018")
    yield office
    office.close()


def messy(rows: int, seed: int) -> tuple[bytes, int, int]:
    """A list as Offices keep it: title, merged header, groups, continued rows. (file, procedures, broken)"""
    chance = random.Random(seed)
    out = io.BytesIO()
    departments = ("Sở Xây dựng", "SKHDT", "Sở Nông nghiệp và Phát triển nông thôn", "UBND cấp huyện", "")
    broken = 0
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 6, "DANH MỤC THỦ TỤC HÀNH CHÍNH")
        for column, (top, below) in enumerate(
            (
                ("STT", ""),
                ("Mã", "TTHC"),
                ("Tên thủ tục", "hành chính"),
                ("Lĩnh", "vực"),
                ("Cơ quan", "giải quyết"),
                ("Thời hạn", "giải quyết"),
                ("Phí,", "lệ phí"),
            )
        ):
            sheet.write(2, column, top)
            sheet.write(3, column, below)
        place = 4
        for number in range(rows):
            code = chance.choice((f"1.{number:06d}", f"1.{number:06d}.000.00.00.H33", f"2.{number:06d}"))
            limit = chance.choice(LIMITS)
            department = chance.choice(departments)
            if chance.random() < 0.05:
                limit, department = (
                    (chance.choice(BROKEN_LIMITS), department)
                    if chance.random() < 0.5
                    else (limit, "Sở Không Có")
                )
                broken += 1
            texts = (
                str(number + 1),
                code,
                f"Thủ tục thử số {number} về việc cấp giấy",
                chance.choice(("Đầu tư tại Việt Nam", "Lĩnh vực mới")),
                department,
                limit,
                chance.choice(FEES),
            )
            for column, text in enumerate(texts):
                sheet.write_string(place, column, text)
            place += 1
            if chance.random() < 0.1:
                sheet.write_string(place, 3, "Đầu tư tại Việt Nam")
                place += 1
    return out.getvalue(), rows, broken


def test_a_messy_list_of_two_thousand_goes_in_once_and_names_what_it_refuses(office: Office) -> None:
    data, rows, broken = messy(2_000, 7)
    before = len(office.procedures.all())
    found = difference(office, read(cells_of(data, "danh-muc.xlsx")))
    assert len(found.refused) == broken
    assert len(found.wanted) + found.same == rows - broken
    assert all(one.line > 4 and one.vi and one.column for one in found.refused)
    progress: list[int] = []
    catalogue.carry_out(office, SYSTEM, found, lambda done, total: progress.append(done))
    assert progress == sorted(progress) and progress
    assert len(office.procedures.all()) == before + sum(one.before is None for one in found.wanted)
    again = difference(office, read(cells_of(data, "danh-muc.xlsx")))
    assert (again.wanted, again.same) == ([], rows - broken)


def test_what_goes_out_comes_back_the_same(office: Office) -> None:
    found = difference(office, read(cells_of(export(office), "x.xlsx")))
    assert found.refused == []
    assert [(one.listed.line, one.told) for one in found.wanted] == []
    assert found.same == len(office.procedures.all())


def test_an_import_taken_back_leaves_the_catalogue_as_it_was(office: Office) -> None:
    procedures, revisions = office.procedures.all(), office.revisions.all()
    changed = procedures[0]
    header = ["Mã", "Tên thủ tục", "Thời hạn giải quyết", "Phí"]
    cells = [
        header,
        [changed.national_code, "Tên mới của thủ tục này", "33 ngày làm việc", "77.000 đồng"],
        ["9.000001", "Thủ tục hoàn toàn mới", "5 ngày", "Không"],
    ]
    found = difference(office, read(cells))
    record = catalogue.carry_out(office, SYSTEM, found)
    assert office.procedures.get(changed.id).name == "Tên mới của thủ tục này"
    drafts = [one for one in office.revisions.of(changed.id) if one.state == "draft"]
    assert [one.term.value for one in drafts] == [33]
    assert office.revisions.in_force(changed.id, NOW.date()).term.value != 33, (
        "what is in force is not touched"
    )
    assert catalogue.take_back(office, SYSTEM, record.id) == 2
    assert office.procedures.all() == procedures
    assert office.revisions.all() == revisions
    assert [one.undone for one in office.catalogue_imports.all()] == [True]


def test_only_who_keeps_the_catalogue_imports_into_it(office: Office) -> None:
    found = difference(office, read([["Tên thủ tục"], ["Thủ tục hoàn toàn mới"]]))
    with pytest.raises(NotAllowed):
        catalogue.carry_out(office, Viewer(user_id="x", name="x", role="staff"), found)
    assert office.catalogue_imports.all() == []

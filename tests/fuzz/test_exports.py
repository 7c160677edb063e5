"""No text that people typed is a formula in a file that leaves the product, whichever file it is."""

from __future__ import annotations

import ast
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from dashboard.access.masking import SHORTEST_REASON
from dashboard.audit.export import export as audit_file
from dashboard.audit.finding import Asked as AuditAsked
from dashboard.boards.answering import Setting
from dashboard.boards.export import export as board_file
from dashboard.boards.starting import ready_made
from dashboard.boards.told import Language
from dashboard.clock import day_number
from dashboard.exchange import catalogue_sheet, roster_grid, staff_list
from dashboard.exchange.dossiers import Form, Wish, found
from dashboard.exchange.spreadsheet import csv_file, harmless
from dashboard.forms.register import Register
from dashboard.office import Office
from dashboard.period import preset
from dashboard.reports.export import export as report_file
from dashboard.reports.reading import Asked
from dashboard.roster.week import WeekPlan, slots_of
from dashboard.search import Wanted
from models.roster import Assignment
from models.viewer import SYSTEM, Scope, Viewer
from tests.fuzz.broken import FORMULAS
from tests.fuzz.planting import PLANT

ROOT = Path(__file__).resolve().parents[2]
REASON = "Kiểm tra xuất dữ liệu" + "." * SHORTEST_REASON
MONDAY = day_number(date(2026, 11, 30))
CLERK = Viewer(user_id="c", name="c", role="clerk", scope=Scope())
#: the modules that make a spreadsheet: a file of each is made below
MAKERS = {
    "dashboard/exchange/sheet.py", "dashboard/exchange/catalogue_sheet.py", "dashboard/exchange/dossiers.py",
    "dashboard/boards/workbook.py", "dashboard/reports/sheet.py", "dashboard/forms/register.py",
    "dashboard/audit/export.py",
}  # fmt: skip


@pytest.fixture
def office(planted_office: Office) -> Office:
    return planted_office


def test_one_module_makes_all_spreadsheets_and_no_other_knows_how() -> None:
    makers = set()
    for path in [*ROOT.glob("dashboard/**/*.py"), *ROOT.glob("pages/*.py"), *ROOT.glob("models/*.py")]:
        name = path.relative_to(ROOT).as_posix()
        if name == "dashboard/exchange/spreadsheet.py":
            continue
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xlsxwriter"):
                # the type of a sheet, for those that write into one
                assert name == "dashboard/boards/sheets.py", f"{name} makes a workbook of its own"
            if isinstance(node, ast.Import):
                assert not any(one.name.startswith("xlsxwriter") for one in node.names), name
            if isinstance(node, ast.Attribute) and node.attr in ("writer", "DictWriter"):
                assert getattr(node.value, "id", "") != "csv", f"{name} writes a CSV of its own"
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "write_formula":
                assert name == "dashboard/reports/sheet.py", f"{name} writes formulas"
            called = node.func if isinstance(node, ast.Call) else None
            made = getattr(called, "id", getattr(called, "attr", ""))
            if made in ("Book", "csv_file") and name != "dashboard/boards/sheets.py":
                makers.add(name)
    assert makers == MAKERS, "a new file that leaves the product: plant a formula in it below"


def files(office: Office) -> Iterator[tuple[str, bytes]]:
    """Every file that leaves the product, with formulas in everything that people type."""
    spoken = Language("vi", office.names.name)
    day = office.today()
    forms: tuple[Form, ...] = ("csv", "xlsx")
    for form in forms:
        yield f"dossiers.{form}", found(office, SYSTEM, "", Wanted(), Wish(form, True, REASON))
        yield f"audit.{form}", audit_file(office, SYSTEM, AuditAsked(day - 30, day), form, REASON, "vi")
    yield "register.xlsx", Register(office, CLERK, day - 25, day).xlsx()
    yield "catalogue.xlsx", catalogue_sheet.export(office)
    staffed = sorted({one.department for one in office.staff.all()})
    yield "staff.xlsx", staff_list.export(office, staffed[0])
    people = {one.id: one for one in office.staff.of(staffed[0])}
    fields = {one.id: one.name for one in office.fields.all()}
    field, person = next(iter(fields)), next(iter(people))
    week = WeekPlan(MONDAY, slots_of(office.calendar(), MONDAY), (field,), people)
    duty = Assignment(day=MONDAY, half="morning", field=field, person=person)
    yield "week.xlsx", roster_grid.export(week, [duty], fields, {})
    setting = Setting(preset("last_12_months", day), {}, day)
    charts = tuple(chart for one in ready_made("vi") for chart in one.charts)
    board = ready_made("vi")[0].model_copy(update={"name": PLANT, "charts": charts})
    yield "board.xlsx", board_file(office, SYSTEM, board, setting, "xlsx", spoken)
    yield "report.xlsx", report_file(office, SYSTEM, Asked(day - 30, day), "field", "xlsx", PLANT)


def test_no_cell_of_any_export_is_a_formula_that_people_typed(office: Office) -> None:
    seen = {}
    for name, data in files(office):
        if name.endswith("csv"):
            cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
            assert not [cell for cell in cells if re.match(r"\s*[=+\-@|%＝＋－＠]", cell)], name
        else:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                for part in packed.namelist():
                    xml = packed.read(part)
                    if part.startswith("xl/worksheets/sheet"):
                        # sums of a report are formulas, of places alone
                        told = re.findall(rb"<f>([^<]*)</f>", xml)
                        assert not [one for one in told if not re.fullmatch(rb"[A-Z0-9+:()-]*", one)], name
                        assert b"<hyperlink" not in xml, (name, part)
                    assert b"<img" not in xml, (name, part)
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            cells = [
                str(cell) for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python()
                for cell in row
            ]  # fmt: skip
        seen[name] = sum("onerror" in cell for cell in cells)
    assert all(seen.values()), f"nothing was planted: {[name for name, many in seen.items() if not many]}"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_begins_like_a_formula_is_marked_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"
    ((_,), (cell,)) = csv.reader(io.StringIO(csv_file(["h"], [[text]]).decode("utf-8-sig"), newline=""))
    assert cell == f"'{text}"

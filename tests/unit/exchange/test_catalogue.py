"""The catalogue to and from Excel: messy lists go in once, and what goes out comes back the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bench.messy_list import messy
from dashboard.config import Settings
from dashboard.exchange import catalogue
from dashboard.exchange.catalogue_difference import difference
from dashboard.exchange.catalogue_sheet import export
from dashboard.exchange.cells import cells_of
from dashboard.exchange.procedure_list import read
from dashboard.office import Office
from models.errors import NotAllowed
from models.viewer import SYSTEM, Viewer
from seed.load import load_reference

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
@pytest.fixture
def office(mongodb_uri: str, database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office.open(
        Settings(database=database, data=tmp_path_factory.mktemp("o")), mongodb_uri, lambda: NOW
    )
    load_reference(office.store, "kien-giang-2018")
    yield office
    office.close()


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

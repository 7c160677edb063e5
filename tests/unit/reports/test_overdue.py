"""What the data suggest as the reason of an overdue dossier."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.reports.content import SUGGESTED, reason_text
from dashboard.reports.overdue import COORDINATION, MANY_DOSSIERS, OTHER, SLOW, days_late, line, suggestion
from models.report_entry import ReportEntry
from tests.unit.reports.examples import AT, HOUR, case, visit


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([], (OTHER, "", "")),
        ([visit("review", "A", late=False)], (OTHER, "", "")),
        ([visit("review", "A", late=True, queue=9, handling=1)], (MANY_DOSSIERS, "review", "A")),
        ([visit("review", "A", late=True, queue=1, handling=9)], (SLOW, "review", "A")),
        ([visit("review", "A", late=True, queue=1, handling=20), visit("tax", "T", late=True, handling=90)],
         (COORDINATION, "tax", "T")),
    ],
)  # fmt: skip
def test_the_visit_that_ran_over_by_most_suggests_the_reason(
    visits: list[dict[str, Any]], expected: tuple[str, str, str]
) -> None:
    assert suggestion(case(visits=visits, closed_day=20, department="A")) == expected


def test_of_an_open_dossier_the_visit_at_which_it_lies_suggests_the_reason() -> None:
    past = visit("review", "A", late=True, handling=90)
    waiting = {"step": "sign", "holder": "B"}
    assert suggestion(case(visits=[past, waiting])) == (COORDINATION, "sign", "B")
    assert suggestion(case(visits=[past, {"step": "sign", "holder": "A"}])) == (MANY_DOSSIERS, "sign", "A")
    begun = {"step": "sign", "holder": "A", "started_at": AT}
    assert suggestion(case(visits=[past, begun])) == (SLOW, "sign", "A")


def test_what_was_entered_is_told_before_what_is_suggested() -> None:
    row = case(visits=[visit("review", "A", late=True, queue=9 * HOUR)], closed_day=20, law_due_day=15,
               dues=[{"cause": "extension", "reason": "chờ ý kiến"}])  # fmt: skip
    reasons = {MANY_DOSSIERS: "Quá tải", SLOW: "Chậm"}
    plain = line(row, "late", 30, None)
    assert reason_text(plain, reasons, "bước ký") == (
        f"Quá tải; bước ký; đã xin lỗi, hẹn lại: chờ ý kiến ({SUGGESTED})"
    )
    entry = ReportEntry(kind="reason", subject="D", value=SLOW, note="nghỉ ốm", actor="u", at=AT)
    told = line(row, "late", 30, entry)
    assert reason_text(told, reasons, "bước ký") == "Chậm: nghỉ ốm"
    assert days_late(told, 30) == 5
    assert days_late(line(case(due_day=18), "overdue", 30, None), 30) == 12

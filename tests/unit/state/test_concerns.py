"""What an administrator is told to look at: each by its own limit, the worst first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.jobs import Job
from dashboard.readiness import Fault
from dashboard.state.concerns import concerns
from dashboard.state.proof import Proof
from dashboard.state.reading import Disk, Hooks, Reading, Waiting
from models.errors import MotcuaError

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PROOF = Proof(NOW - HOUR, 3.0, True, 10, 70, 40, 0)
ROOMY = Disk(free=50 << 30, total=100 << 30, used=1 << 30)
EMAIL = frozenset({"email"})


def well() -> Reading:
    return Reading(NOW, proof=PROOF, disk=ROOMY, hooks=Hooks(active=1), sessions=1, in_use=1)


def told(
    found: Reading, fault: Fault | None = None, jobs: tuple[Job, ...] = (), *errors: datetime
) -> list[str]:
    return [f"{one.level}: {one.told.vi}" for one in concerns(found, fault, jobs, errors, EMAIL)]


def test_where_all_is_well_nothing_is_told() -> None:
    assert told(well()) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (replace(well(), proof=None), "risk: Dữ liệu chưa được kiểm chứng lần nào."),
        (replace(well(), proof=replace(PROOF, ok=False, differences=2)),
         "late: Lần kiểm chứng gần nhất thấy 2 sai khác."),
        (replace(well(), proof=replace(PROOF, at=NOW - 31 * 24 * HOUR)),
         "risk: Dữ liệu được kiểm chứng lần cuối 31 ngày trước."),
        (replace(well(), waiting={"email": Waiting(3, NOW - 2 * HOUR)}),
         "risk: 3 thông báo chờ gửi, lâu nhất đã quá một giờ."),
        (replace(well(), notices={"failed": 1, "stale": 2, "sending": 5}),
         "risk: 3 thông báo không gửi được."),
        (replace(well(), hooks=Hooks(stopped=1)), "risk: 1 webhook đã dừng."),
        (replace(well(), hooks=Hooks(active=1, failing_since=NOW - 2 * HOUR)),
         "risk: Có webhook không gửi được quá một giờ."),
        (replace(well(), disk=replace(ROOMY, free=3 << 29)), "late: Đĩa của thư mục dữ liệu chỉ còn 1,5 GB."),
        (replace(well(), disk=None), "risk: Không xem được đĩa của thư mục dữ liệu."),
        (Reading(NOW, MotcuaError("Máy chủ im lặng.", "Silent."), disk=ROOMY), "late: Máy chủ im lặng."),
    ],
)  # fmt: skip
def test_each_limit_is_told_in_words(found: Reading, words: str) -> None:
    assert told(found) == [words]


@pytest.mark.parametrize(
    "found",
    [
        replace(well(), waiting={"email": Waiting(3, NOW - HOUR / 2)}),
        replace(well(), waiting={"webhook": Waiting(9, NOW - 900 * HOUR)}),
        replace(well(), hooks=Hooks(active=1, failing_since=NOW - HOUR / 2)),
    ],
    ids=["not long yet", "its medium is not set up", "fails since a moment"],
)
def test_what_waits_rightly_is_not_told(found: Reading) -> None:
    assert told(found) == []


def test_the_worst_comes_first_and_why_it_cannot_serve_is_told_once() -> None:
    silent = MotcuaError("Kho im lặng.", "Silent.")
    found = Reading(NOW, silent, disk=replace(ROOMY, free=1))
    seen = told(found, Fault("store", silent), (), NOW - HOUR, NOW - 25 * HOUR)
    assert [one.split(":")[0] for one in seen] == ["late", "late", "risk"]
    assert sum("im lặng" in one for one in seen) == 1
    assert seen[2] == "risk: 1 lỗi hoặc cảnh báo trong 24 giờ qua.", "of the last day only"


def test_a_job_that_failed_and_then_went_well_is_no_concern() -> None:
    failed = Job("risk", NOW, failed_at=NOW, failure=MotcuaError("x", "x"), running=False)
    over = replace(failed, name="scan", done_at=NOW + HOUR)
    assert told(well(), None, (failed, over)) == ["risk: 1 việc chạy nền bị lỗi ở lần gần nhất."]

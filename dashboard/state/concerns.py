"""What of the system's state an administrator has to look at, the worst first; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from dashboard.jobs import Job
from dashboard.readiness import Fault
from dashboard.state.reading import Disk, Reading
from dashboard.telling import number_text
from models.errors import MotcuaError

#: a proof is to be made within so long
PROOF_WITHIN = timedelta(days=30)
#: a notice whose medium is set up waits too long after this
WAITS_WITHIN = timedelta(hours=1)
#: a webhook that has not taken anything for so long
FAILS_WITHIN = timedelta(hours=1)
#: the disk is nearly full with less than this share or so many bytes left
LEAST_SHARE, LEAST_BYTES = 0.1, 2 << 30
#: errors and failures are told of the last day
LATELY = timedelta(days=1)


@dataclass(frozen=True)
class Concern:
    """One thing to look at, in words, and the page where it is dealt with."""

    level: Literal["late", "risk"]
    told: MotcuaError
    page: str = ""


def concerns(
    found: Reading,
    fault: Fault | None,
    jobs: Sequence[Job],
    errors: Sequence[datetime],
    set_up: frozenset[str],
) -> list[Concern]:
    """What is to be looked at. `errors`: when the errors were that the log remembers; `set_up`: the media."""
    told = [*_of_service(found, fault), *_of_queues(found, set_up), *_of_proof(found)]
    told += [*_of_backup(found), *_of_disk(found.disk)]
    failing = sum(one.failing for one in jobs)
    if failing:
        told.append(_risk(f"{failing} việc chạy nền bị lỗi ở lần gần nhất.",
                          f"{failing} background jobs failed the last time."))  # fmt: skip
    lately = sum(found.at - at < LATELY for at in errors)
    if lately:
        told.append(_risk(f"{lately} lỗi hoặc cảnh báo trong 24 giờ qua.",
                          f"{lately} errors or warnings within 24 hours."))  # fmt: skip
    return sorted(told, key=lambda one: one.level)


def _of_service(found: Reading, fault: Fault | None) -> list[Concern]:
    if fault is not None:
        return [Concern("late", fault.error)]
    return [Concern("late", found.error)] if found.error is not None else []


def _of_queues(found: Reading, set_up: frozenset[str]) -> list[Concern]:
    told = []
    for medium, waiting in found.waiting.items():
        if medium in set_up and found.at - waiting.since > WAITS_WITHIN:
            count = waiting.count
            told.append(_risk(f"{count} thông báo chờ gửi, lâu nhất đã quá một giờ.",
                              f"{count} notices wait, the oldest for over an hour.", "notices"))  # fmt: skip
    failed = found.notices.get("failed", 0) + found.notices.get("stale", 0)
    if failed:
        told.append(_risk(f"{failed} thông báo không gửi được.",
                          f"{failed} notices were not sent.", "notices"))  # fmt: skip
    hooks = found.hooks
    if hooks is not None and hooks.stopped:
        told.append(_risk(f"{hooks.stopped} webhook đã dừng.", f"{hooks.stopped} webhooks have stopped.",
                          "api_access"))  # fmt: skip
    since = None if hooks is None else hooks.failing_since
    if since is not None and found.at - since > FAILS_WITHIN:
        told.append(_risk("Có webhook không gửi được quá một giờ.",
                          "A webhook has failed for more than an hour.", "api_access"))  # fmt: skip
    return told


def _of_proof(found: Reading) -> list[Concern]:
    if found.error is not None:
        return []
    proof = found.proof
    if proof is None:
        return [_risk("Dữ liệu chưa được kiểm chứng lần nào.", "The data were never proved.")]
    if not proof.ok:
        return [Concern("late", MotcuaError(
            f"Lần kiểm chứng gần nhất thấy {proof.differences} sai khác.",
            f"The last proof found {proof.differences} differences."))]  # fmt: skip
    if found.at - proof.at > PROOF_WITHIN:
        days = (found.at - proof.at).days
        return [_risk(f"Dữ liệu được kiểm chứng lần cuối {days} ngày trước.",
                      f"The data were last proved {days} days ago.")]  # fmt: skip
    return []


def _of_backup(found: Reading) -> list[Concern]:
    if found.backup is not None and not found.backup.ok:
        return [Concern("late", MotcuaError("Lần sao lưu gần nhất không thành.", "The last backup failed."))]
    return []


def _of_disk(disk: Disk | None) -> list[Concern]:
    if disk is None:
        return [_risk("Không xem được đĩa của thư mục dữ liệu.",
                      "The disk of the data folder cannot be looked at.")]  # fmt: skip
    if disk.free < LEAST_BYTES or disk.free < disk.total * LEAST_SHARE:
        vi, en = (number_text(disk.free / 2**30, language, 1) for language in ("vi", "en"))
        return [Concern("late", MotcuaError(
            f"Đĩa của thư mục dữ liệu chỉ còn {vi} GB.",
            f"The disk of the data folder has only {en} GB left."))]  # fmt: skip
    return []


def _risk(vi: str, en: str, page: str = "") -> Concern:
    return Concern("risk", MotcuaError(vi, en), page)

"""Background jobs, the last errors and the versions, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from dashboard.about import versions as known_versions
from dashboard.jobs import Job
from dashboard.ui.ranked import ranked
from dashboard.ui.session import number, told, tr
from dashboard.ui.state.cards import ago, at
from dashboard.ui.state.words import JOBS, LEVELS

#: so many lines of the log stand on the screen
SHOWN = 20


def jobs_table(known: Sequence[Job]) -> str:
    """A row a job: when it last ended well, how long it took, and its last failure."""
    title = tr("Việc chạy nền", "Background jobs")
    if not known:
        none = tr("Chưa có việc nào chạy.", "None has run yet.")
        return f'<h2 class="mc-h2">{title}</h2><p class="mc-sub">{none}</p>'
    now = datetime.now(UTC)
    rows = []
    for one in known:
        done = "–" if one.done_at is None else ago(now - one.done_at)
        if one.running:
            done = f"{done} · {tr('đang chạy', 'running')}".removeprefix("– · ")
        took = "–" if one.seconds is None else f"{number(one.seconds, 1)} {tr('giây', 's')}"
        rows.append([f"<strong>{escape(tr(*JOBS.get(one.name, (one.name, one.name))))}</strong>",
                     escape(done), took, _failure(one)])  # fmt: skip
    heads = [tr("Việc", "Job"), tr("Lần tốt gần nhất", "Last well"), tr("Mất", "Took"),
             tr("Lỗi gần nhất", "Last failure")]  # fmt: skip
    return f'<h2 class="mc-h2">{title}</h2>' + ranked(heads, rows, title, fold=True)


def _failure(one: Job) -> str:
    if one.failed_at is None or one.failure is None:
        return f'<span class="mc-soft">{tr("không có", "none")}</span>'
    over = one.done_at is not None and one.done_at > one.failed_at
    kind = "mc-soft" if over else "mc-risk"
    sign = "" if over else "◆ "
    return (
        f'<span class="{kind}">{sign}{at(one.failed_at)}</span> <span class="mc-soft mc-why">'
        f"{escape(told(one.failure))} {escape(one.trace)}</span>"
    )


def errors_table(lines: Sequence[Mapping[str, Any]]) -> str:
    """The last warnings and errors of this process, with the number that people are told."""
    title = tr("Lỗi, cảnh báo gần đây", "Recent errors and warnings")
    head = f'<h2 class="mc-h2">{title}</h2>'
    if not lines:
        return head + f'<p class="mc-sub">{tr("Không có từ khi khởi động.", "None since the start.")}</p>'
    rows = [
        [
            escape(at(datetime.fromisoformat(line["timestamp"]))),
            f"{_level(str(line['level']))} {escape(str(line['event']))}"
            f'<div class="mc-soft mc-why">{escape(_beside(line))}</div>',
            f"<code>{escape(str(line.get('trace', '–')))}</code>",
        ]
        for line in lines[:SHOWN]
    ]
    heads = [tr("Lúc", "At"), tr("Việc", "What"), tr("Mã sự cố", "Incident")]
    return head + ranked(heads, rows, title, fold=True)


def _level(level: str) -> str:
    kind, sign = ("mc-risk", "◆") if level == "warning" else ("mc-late", "▲")
    return f'<span class="{kind}">{sign} {escape(tr(*LEVELS.get(level, (level, level))))}</span>'


def _beside(line: Mapping[str, Any]) -> str:
    parts = [str(line[name]) for name in ("page", "job", "part", "medium", "error") if name in line]
    places = line.get("places") or ()
    return " · ".join([*parts, *list(places)[-1:]])


def versions() -> str:
    """The program and what it is built on."""
    rows = [[escape(name), escape(number_)] for name, number_ in known_versions().items()]
    return ranked([tr("Phần mềm", "Software"), tr("Phiên bản", "Version")], rows, tr("Phiên bản", "Versions"))

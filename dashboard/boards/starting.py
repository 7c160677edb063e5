"""Boards that are ready made: to look at, and to begin one's own from."""

from __future__ import annotations

from datetime import UTC, datetime

from models.board import Board, Chart

#: whose they are: nobody's, so that nobody changes them
NOBODY = ""
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


def ready_made(language: str) -> list[Board]:
    """The boards that every Office has, named in "vi" or "en"."""
    names = ("The Office today", "Where time goes") if language == "en" else ("Điều hành", "Thời gian đi đâu")
    office = Board(
        id="start-office",
        name=names[0],
        owner=NOBODY,
        period="last_3_months",
        made_at=_MADE,
        changed_at=_MADE,
        charts=(
            Chart(id="backlog", kind="number", measures=("backlog",), width="third"),
            Chart(id="overdue", kind="number", measures=("overdue",), width="third"),
            Chart(id="on-time", kind="number", measures=("on_time_rate",), width="third"),
            Chart(id="flow", kind="line", measures=("received", "resolved"), over_time=True, width="half"),
            Chart(
                id="ranked",
                kind="bars",
                measures=("backlog", "overdue", "on_time_rate"),
                by=("department",),
                width="half",
            ),
            Chart(
                id="heat", kind="heat", measures=("late",), by=("department",), over_time=True, width="whole"
            ),
        ),
    )
    time = Board(
        id="start-time",
        name=names[1],
        owner=NOBODY,
        period="last_3_months",
        made_at=_MADE,
        changed_at=_MADE,
        charts=(
            Chart(id="waiting", kind="number", measures=("waiting_working_p50",), width="third"),
            Chart(id="nine", kind="number", measures=("waiting_working_p90",), width="third"),
            Chart(id="queue", kind="number", measures=("share_queue",), width="third"),
            Chart(
                id="limit", kind="dots", measures=("waiting_to_limit_p90",), by=("department",), width="half"
            ),
            Chart(
                id="holders",
                kind="bars",
                measures=("queue_working_p90", "late_visit_rate", "held"),
                by=("holder",),
                width="half",
            ),
            Chart(
                id="parts",
                kind="table",
                by=("department",),
                width="whole",
                measures=(
                    "resolved",
                    "waiting_working_mean",
                    "share_queue",
                    "share_handling",
                    "share_other",
                    "share_pause",
                ),
            ),
        ),
    )
    return [office, time]


def ready_made_of(id: str, language: str) -> Board | None:
    """The ready-made board of this id."""
    return next((each for each in ready_made(language) if each.id == id), None)

"""What a report costs: `python -m bench.reports 3000` prints medians on a simulated history of that size.

A past day is the last one of the period, or a month ago: what has been recorded since is folded.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from dashboard.config import Settings
from dashboard.office import Office
from dashboard.reports.export import export
from dashboard.reports.facts import KEPT, Fact, read_facts
from dashboard.reports.form import total
from dashboard.reports.listed import members
from dashboard.reports.overdue import appendix
from dashboard.reports.periods import of_key
from dashboard.reports.reading import Asked, end_of_day
from dashboard.reports.report import Reports
from models.embedded import EmbeddedServer
from models.viewer import SYSTEM
from seed.demo import load_history

UNTIL = datetime(2026, 11, 20, 9, tzinfo=UTC)
TIMES = 3


def median(work: Callable[[], object]) -> float:
    """The median of a few runs, in seconds."""
    spent = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def main(dossiers: int) -> None:
    """Print what each part takes."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer.start(Path(folder), durable=False)
        office = Office.open(Settings(database="bench", data=Path(folder)), server.uri, lambda: UNTIL)
        load_history(office, dossiers, UNTIL, 3)
        for key in ("2026-Q3", "2026-Y"):
            period = of_key(key)
            now = Asked(period.start, period.end)
            past = Asked(period.start, period.end, {}, end_of_day(min(period.end, office.today() - 30),
                                                                  office.store.zone))  # fmt: skip
            counted = total(Reports(office).make(SYSTEM, now).cells)[3]
            print(f"{key}: {counted} dossiers in the form, {dossiers} in the store")
            parts: dict[str, Callable[[], object]] = {
                "form as of now": lambda asked=now: Reports(office).make(SYSTEM, asked),  # type: ignore[misc]
                "form as of a past day": lambda asked=past: Reports(office).make(SYSTEM, asked),  # type: ignore[misc]
                "evaluation and index": lambda asked=now: read_facts(office, SYSTEM, asked),  # type: ignore[misc]
                "list behind a count": lambda asked=now: members(office, SYSTEM, asked, Fact(KEPT)),  # type: ignore[misc]
                "appendix": lambda asked=now: appendix(office, SYSTEM, asked),  # type: ignore[misc]
                "Excel": lambda asked=now: export(office, SYSTEM, asked, "department", "xlsx"),  # type: ignore[misc]
                "PDF": lambda asked=now: export(office, SYSTEM, asked, "department", "pdf"),  # type: ignore[misc]
            }
            for name, work in parts.items():
                print(f"  {name}: {median(work):.2f} s")
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"largest memory of this process: {most} MB")
        office.close()
        server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000)

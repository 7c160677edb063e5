"""How long a form takes: `python -m bench.forms` prints medians, beside what it would cost without care.

"cold" is the naive choice: a fresh compiler a paper, which reads layout and fonts each time, as
`typst.compile(...)` does. "kept" is the product's way: one compiler for the process. "whole" is `render`
with the store: reading, words, codes, typesetting, audit.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import typst

from dashboard.clock import day_of
from dashboard.config import Settings
from dashboard.forms import Register, render
from dashboard.forms.printing import form_for, page_of
from dashboard.forms.typeset import FONTS, HERE, pdf
from dashboard.forms.words import Around
from dashboard.office import Office
from models.dossier import Dossier
from models.embedded import EmbeddedServer
from models.viewer import Viewer
from seed.demo import load_history

UNTIL = datetime(2026, 11, 20, 9, tzinfo=UTC)
WHO = Viewer(user_id="bench", name="Bench", role="manager")
TIMES = 20


def median(work: Callable[[], object], times: int = TIMES) -> float:
    """The median of so many runs, in milliseconds."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


def cold(page: dict[str, object]) -> object:
    """The same paper by a compiler of its own."""
    data = json.dumps({"title": "t", "pages": [page]}, ensure_ascii=False)
    return typst.compile(
        str(HERE / "layout.typ"), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True,
        format="pdf", sys_inputs={"data": data},
    )  # fmt: skip


def measure(office: Office) -> None:
    """Print the medians."""
    dossiers = [Dossier.read(row) for row in office.dossiers.all()]
    received = [each for each in dossiers if each.received_at is not None]
    around = Around.of(office)
    print(f"{'form':<12}{'cold ms':>10}{'kept ms':>10}{'whole ms':>10}")
    for kind in ("receipt", "supplement", "refusal", "apology", "stop", "control"):
        # Another dossier each time, so that nothing is answered from what was just set.
        pages = []
        for each in received[: TIMES * 2]:
            of, form = form_for(office, each, kind)
            pages.append((each.id, page_of(office, WHO, of, form, each, [], around)))
        some = iter(pages[:TIMES])
        kept = median(lambda: pdf([next(some)[1]], "t", UNTIL))  # noqa: B023 - used up at once
        others = iter(pages[TIMES:])
        whole = median(lambda: render(office, WHO, kind, [next(others)[0]]))  # noqa: B023
        again = iter(pages)
        print(f"{kind:<12}{median(lambda: cold(next(again)[1]), 5):>10.0f}{kept:>10.0f}{whole:>10.0f}")  # noqa: B023
    codes = [each.id for each in received[:100]]
    print(f"100 receipts in one PDF: {median(lambda: render(office, WHO, 'receipt', codes), 3):.0f} ms")
    last = day_of(UNTIL, office.store.zone)
    register = Register(office, WHO, last - 30, last)
    register.rows = (register.rows * 400)[:400]
    paper, book = median(register.pdf, 3), median(register.xlsx, 3)
    print(f"register of 400 lines, PDF: {paper:.0f} ms, Excel: {book:.0f} ms")


def main() -> int:
    """Load a small history on an embedded server, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer.start(Path(folder) / "server")
        try:
            settings = Settings(database="bench", data=Path(folder))
            office = Office.open(settings, server.uri, lambda: UNTIL)
            load_history(office, 200, UNTIL, 3)
            measure(office)
            office.close()
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Server time of one rerun of each leadership page, warm: `python -m bench.pages [--rounds 10]`.

Runs the pages through Streamlit's own test runner on the store of MOTCUA_DATA (a running application
is joined), as an administrator who sees everything. What it prints: milliseconds, median and worst.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from dashboard.commands import opened
from dashboard.office_holder import install
from dashboard.ui import session
from models.viewer import SYSTEM

PAGES = Path(__file__).resolve().parent.parent / "pages"
ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("overview", {}),
    ("overview", {"period": "last_12_months"}),
    ("waiting", {}),
    ("waiting", {"period": "last_12_months"}),
    ("backlog", {}),
    ("backlog", {"period": "last_12_months"}),
    ("listing", {"measure": "backlog"}),
)


def main() -> None:
    """Print a line a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    with opened() as office, patch.object(session, "viewer", lambda: SYSTEM):
        install(office)
        office.cube.frame.load()
        epochs = office.cube.frame._cells.epochs
        reads = [0]

        def counted(*given: object) -> object:
            reads[0] += 1
            return epochs(*given)  # type: ignore[arg-type]

        with patch.object(office.cube.frame._cells, "epochs", counted):
            for page, params in ASKED:
                test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=120)
                for name, value in params.items():
                    test.query_params[name] = value
                test.run()
                assert not test.exception, test.exception
                spent: list[float] = []
                busy = time.process_time()
                reads[0] = 0
                for _ in range(rounds):
                    began = time.perf_counter()
                    test.run()
                    spent.append((time.perf_counter() - began) * 1000)
                busy = (time.process_time() - busy) * 1000 / rounds
                told = "&".join(f"{name}={value}" for name, value in params.items())
                print(
                    f"{page}?{told:<28} {statistics.median(spent):7.1f} ms median {max(spent):7.1f} ms worst"
                    f" {busy:7.1f} ms of processor, {reads[0] / rounds:.0f} reads of the epochs",
                    flush=True,
                )
        install(None)


if __name__ == "__main__":
    main()

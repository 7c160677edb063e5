"""The benches: `python -m bench [NAME ...] [--size N ...]`.

Each prepares its data once (in the data folder, or on MOTCUA_MONGODB_URI in databases of its own), checks
that all sides give the same answers, measures medians of interleaved repeats, prints a table and writes
JSON. Ends with 1 where an answer is wrong.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bench.ground import SIZES, Ground
from bench.table import Table, machine, write
from dashboard.commands import EXIT_REFUSED, tell
from models.errors import MotcuaError
from seed.bulk import Kept

#: the benches, in the order in which they run; each is a module with `run(ground)`
BENCHES: dict[str, str] = {
    "overview": "all figures of Tổng quan: cube, pipelines, Polars, DuckDB",
    "cold": "a new process with and without the copy, after a commit; Tổng quan, Thời gian chờ, Tồn đọng",
    "cube_size": "documents, bytes and rows of the cube; no document over 16 KiB",
    "transition": "an action of the lifecycle against a bare transaction with the same writes",
    "writers": "1, 8 and 32 writers at once by Commit, against bare transactions with the same writes",
    "upkeep": "import of an event log, verify and rebuild, against Polars with insert_many and bare reading",
    "boards": "a board of six charts on a change of a filter, against the same page without a chart",
    "catalogue": "a messy list of 2,000 procedures: read, compared, carried out, exported, taken back",
    "search": "a page of the search by what was typed, against a find by unique key; common against rare",
    "assignment": "who gets the next dossier: roster and least work, round robin, chance; simulated",
    "proposal": "a week proposed for 200 people and 60 fields: seconds, and the gap to the bound",
    "forecast": "the weeks ahead by rolling origin against the seasonal naive: MASE, coverage of the band",
    "backtest": "the risk of open dossiers and their time left, learnt from the past, against the naive",
    "crowd": "20, 50 and 100 people at once over the websocket, against an empty Streamlit app",
    "faults": "server and writers killed at random instants under 8 writers: lost, done twice, differences",
    "backup": "backup and restore of a whole store, against a bare reading and bare insert_many",
    "start": "cold start to a ready page, against an empty Streamlit app",
}


def options(words: Sequence[str]) -> argparse.Namespace:
    """What was asked for."""
    told = "\n".join(f"  {name:12}{about}" for name, about in BENCHES.items())
    parser = argparse.ArgumentParser(
        prog="manage.py bench", description=__doc__, epilog=f"benches:\n{told}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    ground = Ground()
    parser.add_argument("names", nargs="*", metavar="NAME", help="which benches (default: all)")
    parser.add_argument("--size", type=int, nargs="+", default=list(SIZES), help="how many dossiers")
    parser.add_argument("--data", type=Path, default=ground.folder, help="where the data are kept")
    parser.add_argument("--no-events", action="store_true", help="fill new stores without events")
    parser.add_argument("--repeats", type=int, default=ground.repeats)
    parser.add_argument("--actions", type=int, default=ground.actions, help="actions measured by transition")
    parser.add_argument("--rounds", type=int, default=ground.rounds, help="rounds of kills of faults")
    parser.add_argument("--json", type=Path, help="the file to write (default: results.json in --data)")
    parser.add_argument("--markdown", type=Path, help="also write the tables as Markdown")
    asked = parser.parse_args(words)
    unknown = set(asked.names) - BENCHES.keys()
    if unknown:
        parser.error(f"no such bench: {', '.join(sorted(unknown))} (there are: {', '.join(BENCHES)})")
    if min(*asked.size, asked.repeats, asked.actions, asked.rounds) < 1:
        parser.error("sizes, repeats, actions and rounds are at least 1")
    return asked


def main(words: Sequence[str] | None = None) -> int:
    """Run benches; the exit status."""
    asked = options(sys.argv[1:] if words is None else words)
    folder = asked.data.expanduser().resolve()
    kept = Kept.DOSSIERS if asked.no_events else Kept.EVENTS
    ground = Ground(
        tuple(sorted(set(asked.size))), folder, asked.repeats, actions=asked.actions, rounds=asked.rounds,
        kept=kept,
    )  # fmt: skip
    console = Console() if sys.stdout.isatty() else Console(width=140)
    told = machine()
    console.print(
        f"{told['cores']} cores, {told['memory_gib']} GiB, {told['system']} {told['processor']}",
        f"Python {told['python']}", *(f"{name} {version}" for name, version in told["packages"].items()),
        sep=", ", highlight=False,
    )  # fmt: skip
    tables: list[Table] = []
    try:
        for name in asked.names or BENCHES:
            for table in importlib.import_module(f"bench.{name}").run(ground):
                table.show(console)
                tables.append(table)
    except MotcuaError as error:
        tell(error)
        return EXIT_REFUSED
    finally:
        if tables:
            about = {"sizes": ground.sizes, "repeats": ground.repeats, "kept": ground.kept.value}
            write(asked.json or folder / "results.json", tables, about)
            if asked.markdown is not None:
                asked.markdown.write_text("\n\n".join(t.markdown() for t in tables) + "\n", encoding="utf-8")
    return 1 if any(table.wrong for table in tables) else 0


if __name__ == "__main__":
    sys.exit(main())

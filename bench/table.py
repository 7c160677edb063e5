"""What a bench tells: tables, printed with rich and written as JSON, and the machine they were made on."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

Value = str | int | float | None
PACKAGES = ("pymongo", "polars", "duckdb", "secantusdb", "streamlit")


@dataclass
class Table:
    """Rows under heads. `heads` say their units; `notes` stand beneath; `wrong` says what must not be."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[Value, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, *values: Value) -> None:
        """Add a row."""
        assert len(values) == len(self.heads), values
        self.rows.append(values)

    def show(self, console: Console) -> None:
        """Print it."""
        shown = RichTable(title=self.title, title_justify="left", title_style="bold")
        for place, head in enumerate(self.heads):
            numeric = any(isinstance(row[place], int | float) for row in self.rows)
            shown.add_column(head, justify="right" if numeric else "left", no_wrap=not numeric)
        for row in self.rows:
            shown.add_row(*map(text, row))
        console.print(shown)
        for note in self.notes:
            console.print(f"  {note}", highlight=False)
        for fault in self.wrong:
            console.print(f"  WRONG: {fault}", style="red", highlight=False)

    def as_json(self) -> dict[str, Any]:
        """The table as one object, a row an object of its heads."""
        rows = [dict(zip(self.heads, row, strict=True)) for row in self.rows]
        return {"title": self.title, "rows": rows, "notes": self.notes, "wrong": self.wrong}

    def markdown(self) -> str:
        """The table for docs/performance.md."""
        numeric = [any(isinstance(row[i], int | float) for row in self.rows) for i in range(len(self.heads))]
        lines = [
            f"**{self.title}**\n",
            f"| {' | '.join(self.heads)} |",
            f"|{'|'.join('---:' if right else '---' for right in numeric)}|",
            *(f"| {' | '.join(map(text, row))} |" for row in self.rows),
        ]
        return "\n".join([*lines, "", *(f"{note}  " for note in (*self.notes, *self.wrong))])


def text(value: Value) -> str:
    """A value as it is printed: three digits that count, thousands apart."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, str):
        return value
    for limit, digits in ((0.1, 4), (1, 3), (10, 2), (100, 1)):
        if abs(value) < limit:
            return f"{value:.{digits}f}"
    return f"{value:,.0f}"


def memory_gib() -> float | None:
    """How much memory the machine has, where the system tells."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (AttributeError, ValueError, OSError):
        return None


def machine() -> dict[str, Any]:
    """What the figures depend on: cores, memory, system, Python, and the packages that matter."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = memory_gib()
    return {
        "cores": cores,
        "memory_gib": None if memory is None else round(memory),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def write(path: Path, tables: Iterable[Table], asked: dict[str, Any]) -> None:
    """Write the tables of a run as JSON."""
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": " ".join(["python -m bench", *sys.argv[1:]]),
        "machine": machine(),
        **asked,
        "tables": [table.as_json() for table in tables],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

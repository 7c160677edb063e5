"""The dossiers as flat columns in Parquet files: what an analyst would have exported.

`dossiers.parquet` has one row a received dossier, `spans.parquet` one row for each span of days in which
one was overdue (`until` missing: it still is). Days are dates. Made once for each state of the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.office import Office
from models.cell import Cells

DIMENSIONS = ("department", "level", "channel", "field", "procedure")
DAYS = ("received_day", "closed_day", "returned_day", "rated_day", "running_due")
WORDS = ("outcome", "timeliness", "state")
NUMBERS = (
    "waiting_ms", "calendar_ms", "queue_ms", "handling_ms", "other_ms", "pause_ms", "limit_ms", "rating"
)  # fmt: skip
DOSSIER = pl.Schema(
    {
        "id": pl.String,
        **dict.fromkeys((*DIMENSIONS, *WORDS), pl.String),
        **dict.fromkeys(DAYS, pl.Int32),
        **dict.fromkeys(NUMBERS, pl.Int64),
        "excused": pl.Boolean,
        "problems": pl.String,
    }
)
SPAN = pl.Schema({**dict.fromkeys(DIMENSIONS, pl.String), "since": pl.Int32, "until": pl.Int32})
AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Flat:
    """The two files of a store."""

    dossiers: Path
    spans: Path


def flat(office: Office, folder: Path) -> Flat:
    """The files, made where there are none or the store has changed since."""
    files = Flat(folder / "dossiers.parquet", folder / "spans.parquet")
    mark, now = folder / "parquet.json", json.dumps(Cells(office.store).epochs(), sort_keys=True)
    if not mark.exists() or mark.read_text() != now:
        folder.mkdir(parents=True, exist_ok=True)
        parts = [(frame, span) for frame, span in exported(office)]
        for path, schema, frames in (
            (files.dossiers, DOSSIER, [frame for frame, _ in parts]),
            (files.spans, SPAN, [span for _, span in parts]),
        ):
            whole = pl.concat([pl.DataFrame(schema=schema), *frames])
            days = [name for name in (*DAYS, "since", "until") if name in schema]
            whole.with_columns(pl.col(days).cast(pl.Date)).write_parquet(path)
        mark.write_text(now)
    return files


def exported(office: Office) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """The rows of both files, some thousand dossiers at a time."""
    stored = (row for row in office.dossiers.all() if "received_day" in row)
    while batch := list(islice(stored, AT_ONCE)):
        yield (
            pl.DataFrame([line(row) for row in batch], schema=DOSSIER),
            pl.DataFrame([span for row in batch for span in spans(row)], schema=SPAN),
        )


def line(row: Mapping[str, Any]) -> dict[str, Any]:
    """One dossier."""
    return {
        "id": row["_id"],
        **{name: row.get(name) for name in (*DIMENSIONS, *WORDS, *DAYS, *NUMBERS)},
        "excused": row.get("excused", False),
        "problems": ",".join(row.get("problems", ())) or None,
    }


def spans(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The days on whose evening a dossier was overdue."""
    where = {name: row.get(name) for name in DIMENSIONS}
    for span in row.get("overdue", ()):
        yield {**where, "since": span["since"], "until": span["until"]}
    if row.get("runs_since") is not None and row.get("due_day") is not None:
        yield {**where, "since": max(row["due_day"] + 1, row["runs_since"]), "until": None}

"""Reads the files beside it. Their columns `confidence` and `source` stay in them."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """The rows of the CSV file `name` (UTF-8, header first), column → text."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def profile(id: str) -> dict[str, Any]:
    """The profile `id`, as its file says it. Raises `KeyError` with the known ids for an unknown one."""
    if id not in profile_ids():
        raise KeyError(f"{id}: {', '.join(profile_ids())}")
    return tomllib.loads((HERE / "profiles" / f"{id}.toml").read_text(encoding="utf-8"))


def profile_ids() -> list[str]:
    """The ids of the profiles that ship."""
    return sorted(path.stem for path in (HERE / "profiles").glob("*.toml"))

"""What statutory reports count by, as the files beside it say: reasons, criteria, weights."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from seed.files import HERE


@cache
def _read(name: str) -> dict[str, Any]:
    return dict(json.loads((HERE / name).read_text(encoding="utf-8")))


def titles() -> dict[str, str]:
    """The titles of the forms, by their numbers."""
    return dict(_read("report_06a.json")["titles"])


def reasons() -> dict[str, str]:
    """Why a dossier may be overdue: "1", "2", … → words."""
    codes = _read("report_06a.json")["overdue_reason_codes_suggested"]["codes"]
    return {str(number): words for number, words in enumerate(codes, 1)}


def criteria() -> dict[str, Any]:
    """The evaluation of Circular 01/2018."""
    return _read("criteria_tt01_2018.json")


def index() -> dict[str, Any]:
    """The index of Decision 766."""
    return _read("index766.json")

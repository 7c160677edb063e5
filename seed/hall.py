"""The groups of a hall that has none of its own: fields bundled by who answers for them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from models.field import Field
from models.hall import HallGroup
from models.procedure import Procedure

_FILE = Path(__file__).with_name("hall.toml")


@lru_cache(maxsize=1)
def _bundles() -> list[dict[str, object]]:
    bundles: list[dict[str, object]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["group"]
    return bundles


def suggested(hall: str, fields: Iterable[Field], procedures: Iterable[Procedure]) -> list[HallGroup]:
    """One group a bundle that has any field; the last takes what no other names."""
    answers: dict[str, str] = {}
    for procedure in procedures:
        if procedure.department is not None:
            answers.setdefault(procedure.field, procedure.department)
    bundles = _bundles()
    held: list[list[str]] = [[] for _ in bundles]
    for one in fields:
        department = one.lead_department or answers.get(one.id, "")
        names = (place for place, each in enumerate(bundles) if department in each["departments"])  # type: ignore[operator]
        held[next(names, len(bundles) - 1)].append(one.id)
    return [
        HallGroup(
            id=f"{hall}-{each['id']}",
            hall=hall,
            name=str(each["name"]),
            order=place,
            fields=tuple(sorted(held[place])),
        )
        for place, each in enumerate(bundles)
        if held[place]
    ]

"""Forms and components of the demonstration's procedures (pure: reads intake.toml beside it)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from models.form import Form
from models.procedure import Component
from seed.files import HERE


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    return tomllib.loads((HERE / "intake.toml").read_text(encoding="utf-8"))


def form_of(procedure: str) -> Form | None:
    """The form of a procedure; None where nothing but the applicant is asked for."""
    fields = _told()["procedures"].get(procedure, {}).get("fields")
    return None if fields is None else Form.model_validate({"fields": fields})


def components_of(procedure: str, applicant: str) -> tuple[Component, ...]:
    """The components of a procedure, else those usual for the kind of applicant; all marked as made up."""
    told = _told()
    own = told["procedures"].get(procedure, {}).get("components")
    usual = told["components"].get(applicant, [])
    return tuple(Component(demonstration=True, **one) for one in (own if own is not None else usual))

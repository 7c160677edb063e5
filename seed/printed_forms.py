"""The sets of printed forms that ship."""

from __future__ import annotations

import tomllib

from models.printed_form import FormSet
from seed.files import HERE


def form_sets() -> list[FormSet]:
    """The sets of `printed_forms.toml`, oldest first."""
    told = tomllib.loads((HERE / "printed_forms.toml").read_text(encoding="utf-8"))
    return [FormSet.model_validate(each) for each in told["sets"]]

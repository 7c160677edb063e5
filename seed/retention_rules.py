"""The rules of retention that ship: none of them acts before the Office turns it on."""

from __future__ import annotations

import tomllib

from models.retention import RetentionRule
from seed.files import HERE


def retention_rules() -> list[RetentionRule]:
    """The rules of `retention_rules.toml`, in their order."""
    told = tomllib.loads((HERE / "retention_rules.toml").read_text(encoding="utf-8"))
    return [RetentionRule.model_validate(each) for each in told["rules"]]

"""The rules of alerts that ship."""

from __future__ import annotations

import tomllib

from models.alert_rule import AlertRule
from seed.files import HERE


def alert_rules() -> list[AlertRule]:
    """The rules of `alert_rules.toml`, in their order."""
    told = tomllib.loads((HERE / "alert_rules.toml").read_text(encoding="utf-8"))
    return [AlertRule.model_validate(each) for each in told["rules"]]

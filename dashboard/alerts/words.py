"""An alert in words, for screens and for notices alike."""

from __future__ import annotations

from dashboard.cube.measures import MEASURES
from dashboard.telling import value_text
from models.alert_rule import AlertRule, Group, Worse

#: group → words
GROUPS: dict[Group, tuple[str, str]] = {
    "": ("toàn Văn phòng", "the whole Office"),
    "department": ("từng cơ quan", "each department"),
    "field": ("từng lĩnh vực", "each field"),
}
WORSE: dict[Worse, tuple[str, str]] = {
    "above": ("từ … trở lên", "… or more"),
    "below": ("từ … trở xuống", "… or less"),
}


def threshold_text(rule: AlertRule, language: str) -> str:
    """ "từ 5 trở lên; hết khi còn 3": both thresholds in the measure's unit."""
    measure = MEASURES[rule.measure]
    begins = value_text(rule.raise_at, measure, language)
    ends = value_text(rule.clear_at, measure, language)
    if language == "en":
        side = "or more" if rule.worse == "above" else "or less"
        return f"{begins} {side}; over at {ends}"
    side = "trở lên" if rule.worse == "above" else "trở xuống"
    return f"từ {begins} {side}; hết khi về {ends}"


def figure_text(measure: str, value: float, n: int, language: str) -> str:
    """ "7", or "84,2 % (n = 57)": counts need no n beside them."""
    found = MEASURES[measure]
    told = value_text(value, found, language)
    return told if found.unit in ("dossier", "visit") else f"{told} (n = {n})"

"""Whether a figure is an alert (pure): thresholds with hysteresis."""

from __future__ import annotations

from typing import Literal

from dashboard.cube.measure import Measure
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import CASE_DIMENSIONS, VISIT_DIMENSIONS, Figure, Question
from models.alert_rule import AlertRule
from models.errors import MotcuaError

Verdict = Literal["raise", "keep", "clear"]


class BadRule(MotcuaError):
    """A rule that cannot be kept; the sentences say why."""


def judged(rule: AlertRule, value: float | int | None, n: int, is_open: bool) -> Verdict:
    """What becomes of the alert of one group, of which `value` with its `n` has just been read.

    A figure of nothing, or of fewer than the rule's `least`, neither begins an alert nor ends one.
    """
    if value is None or n < rule.least:
        return "keep"
    sign = 1 if rule.worse == "above" else -1
    if not is_open:
        return "raise" if sign * value >= sign * rule.raise_at else "keep"
    # Where both thresholds are one, the figure at it is still an alert.
    past = sign * value >= sign * rule.raise_at
    return "clear" if sign * value <= sign * rule.clear_at and not past else "keep"


def asked(rule: AlertRule, today: int) -> Question:
    """The question whose figures the rule judges."""
    by = (rule.by,) if rule.by else ()
    where: dict[str, tuple[str, ...]] = {rule.by: rule.only} if rule.by and rule.only else {}
    if MEASURES[rule.measure].standing:
        return Question((rule.measure,), by, at=today, where=where)
    return Question((rule.measure,), by, start=today - rule.days + 1, end=today, where=where)


def question_of(measure: str, by: str, group: str, start: int, end: int) -> Question:
    """The question of one group's figure over some days; of what stands, at the last of them."""
    where: dict[str, tuple[str, ...]] = {by: (group,)} if by else {}
    if MEASURES[measure].standing:
        return Question((measure,), at=end, where=where)
    return Question((measure,), start=start, end=end, where=where)


def group_of(rule: AlertRule, figure: Figure) -> str:
    """The id of the group that a figure is of; "" is the whole Office."""
    return figure.group[rule.by] if rule.by else ""


def fitting(measure: Measure) -> tuple[str, ...]:
    """The groups by which a measure can be watched; "" is the whole Office."""
    allowed = CASE_DIMENSIONS if measure.subject == "cases" else VISIT_DIMENSIONS
    return ("", *(name for name in ("department", "field") if name in allowed))


def check(rule: AlertRule) -> AlertRule:
    """The rule, if it can be judged. Raises BadRule."""
    measure = MEASURES.get(rule.measure)
    if measure is None:
        raise BadRule(f"Không có chỉ số “{rule.measure}”.", f"There is no measure “{rule.measure}”.")
    if rule.by not in fitting(measure):
        raise BadRule(
            f"Chỉ số “{measure.vi}” không chia theo nhóm này được.",
            f"“{measure.en}” cannot be split by this group.",
        )
    if not rule.roles:
        raise BadRule(
            "Hãy chọn ít nhất một vai trò được báo; không ai được báo thì quy tắc không có ích.",
            "Choose at least one role that is told; a rule that tells nobody serves nobody.",
        )
    return rule

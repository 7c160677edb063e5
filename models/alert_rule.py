"""Rules of alerts (quy tắc cảnh báo): a measure, a threshold, and when it counts as past. They are data."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from models.catalogue import Catalogue, Entry
from models.viewer import Role

Group = Literal["", "department", "field"]
Worse = Literal["above", "below"]
LONGEST_NAME = 80
MOST_RULES = 60


class AlertRule(Entry):
    """When a figure becomes an alert.

    The figure is `measure`, for the whole Office or for each group of `by` (`only`: these groups; none: all),
    over the last `days` days, today among them; what stands is read today. It becomes an alert at `raise_at`
    and stops being one at `clear_at`, which lies on the good side of it: between the two nothing changes, so
    that a figure which swings about one threshold does not ring each time. Figures of fewer than `least`
    members say nothing. Hours are hours, rates are shares of one.
    """

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    measure: str
    by: Group = "department"
    only: tuple[str, ...] = ()
    days: int = Field(default=30, ge=1, le=366)
    worse: Worse = "above"
    raise_at: float
    clear_at: float
    least: int = Field(default=0, ge=0)
    #: who is told, each within their scope
    roles: tuple[Role, ...] = ()
    enabled: bool = True

    @model_validator(mode="after")
    def _has_hysteresis(self) -> AlertRule:
        if not (math.isfinite(self.raise_at) and math.isfinite(self.clear_at)):
            raise ValueError("thresholds are numbers")
        if (self.clear_at > self.raise_at) if self.worse == "above" else (self.clear_at < self.raise_at):
            raise ValueError("the end of an alert lies on the good side of its beginning")
        return self


class AlertRules(Catalogue[AlertRule]):
    """The rules. Few; unsharded in a cluster."""

    COLLECTION: ClassVar[str] = "alert_rules"
    document = AlertRule

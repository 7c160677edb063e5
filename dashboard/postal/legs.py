"""How long each leg of the postal way takes: from one instant of a request to the next (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.clock import WorkingCalendar
from models.postal import PostalRequest

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg: the two instants it lies between, and its names."""

    id: str
    begins: str
    ends: str
    vi: str
    en: str

    def title(self, language: str) -> str:
        """What it is called."""
        return self.en if language == "en" else self.vi


#: from the call to the result at the door; one begins where the one before ends
LEGS: tuple[Leg, ...] = (
    Leg("assign", "requested_at", "assigned_at", "Gọi đến → giao người đi nhận", "Call → assigned"),
    Leg("pick_up", "assigned_at", "picked_at", "Giao → nhận giấy tờ tại nhà", "Assigned → picked up"),
    Leg("bring", "picked_at", "arrived_at", "Nhận → về Trung tâm", "Picked up → at the centre"),
    Leg("take_in", "arrived_at", "taken_in_at", "Về Trung tâm → tiếp nhận", "At the centre → taken in"),
    Leg("handle", "taken_in_at", "resolved_at", "Tiếp nhận → có kết quả", "Taken in → result"),
    Leg("send", "resolved_at", "sent_at", "Có kết quả → gửi đi", "Result → sent"),
    Leg("deliver", "sent_at", "delivered_at", "Gửi đi → phát đến nhà", "Sent → delivered"),
)
WHOLE = Leg(
    "whole", "requested_at", "delivered_at", "Cả chặng, gọi đến → phát đến nhà", "All, call → delivered"
)


@dataclass(frozen=True, slots=True)
class LegFigure:
    """A leg in numbers: how many requests have finished it, median and p90 in working hours."""

    leg: Leg
    n: int
    p50: float | None
    p90: float | None


def finished(requests: Iterable[PostalRequest], leg: Leg) -> list[PostalRequest]:
    """The requests that have both instants of a leg: those that its figure counts."""
    return [
        one for one in requests if getattr(one, leg.begins) is not None and getattr(one, leg.ends) is not None
    ]


def hours_of(request: PostalRequest, leg: Leg, calendar: WorkingCalendar) -> float:
    """The working hours that a request took for a leg it has finished."""
    return calendar.elapsed_ms(getattr(request, leg.begins), getattr(request, leg.ends)) / HOUR_MS


def figures(requests: Sequence[PostalRequest], calendar: WorkingCalendar) -> list[LegFigure]:
    """Each leg and the whole way; quantiles interpolated at (n − 1)·q, as all of the statistics."""
    found = []
    for leg in (*LEGS, WHOLE):
        hours = [hours_of(one, leg, calendar) for one in finished(requests, leg)]
        p50, p90 = (map(float, np.quantile(hours, (0.5, 0.9)))) if hours else (None, None)
        found.append(LegFigure(leg, len(hours), p50, p90))
    return found

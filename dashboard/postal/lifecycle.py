"""What can be done with a pick-up request, and what becomes of it (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from models.errors import MotcuaError
from models.postal import CARRIED, PostalRequest, PostalState

PostalAction = Literal[
    "assign",
    "pick_up",
    "miss",
    "arrive",
    "open_form",
    "take_in",
    "send",
    "deliver",
    "bring_back",
    "refuse",
    "withdraw",
]
#: what a sentence of a person needs at least
SHORTEST = 3
LONGEST = 500


class PostalRefused(MotcuaError):
    """The action is not possible; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An action: from which states, to which (None: it stays), its names, and what has to be said with it."""

    sources: tuple[PostalState, ...]
    target: PostalState | None
    vi: str
    en: str
    needs: tuple[str, ...] = ()

    def title(self, language: str) -> str:
        """What it is called."""
        return self.en if language == "en" else self.vi


RULES: dict[PostalAction, Rule] = {
    "assign": Rule(
        ("requested", "assigned"),
        "assigned",
        "Giao nhân viên bưu chính",
        "Give to a postal worker",
        ("carrier",),
    ),
    "pick_up": Rule(("assigned",), "picked_up", "Đã nhận giấy tờ", "Papers picked up", ("signed",)),
    "miss": Rule(("assigned",), "requested", "Chưa nhận được", "Not picked up", ("reason",)),
    "arrive": Rule(("picked_up",), "arrived", "Đã về Trung tâm", "Arrived at the centre"),
    "open_form": Rule(("arrived",), None, "Mở biểu mẫu tiếp nhận", "Open the intake form", ("draft",)),
    "take_in": Rule(("arrived",), "taken_in", "Tiếp nhận hồ sơ", "Taken in", ("dossier",)),
    "send": Rule(("taken_in",), "sent", "Gửi kết quả", "Send the result", ("tracking", "carrier")),
    "deliver": Rule(("sent",), "delivered", "Đã phát kết quả", "Result delivered", ("received_by",)),
    "bring_back": Rule(
        ("sent",), "taken_in", "Chưa phát được, trả về", "Not delivered, brought back", ("reason",)
    ),
    "refuse": Rule(
        ("requested", "assigned", "arrived"), "refused", "Từ chối yêu cầu", "Refuse the request", ("reason",)
    ),
    "withdraw": Rule(
        ("requested", "assigned"), "withdrawn", "Người gọi hủy", "The caller cancels", ("reason",)
    ),
}
#: what a postal worker does with what they carry; the rest is the centre's
OF_THE_CARRIER: frozenset[PostalAction] = frozenset({"pick_up", "miss", "deliver", "bring_back"})
STATES: dict[PostalState, tuple[str, str]] = {
    "requested": ("Chờ giao", "To be assigned"),
    "assigned": ("Chờ đi nhận", "To be picked up"),
    "picked_up": ("Đang về Trung tâm", "On the way to the centre"),
    "arrived": ("Chờ tiếp nhận", "To be taken in"),
    "taken_in": ("Đang giải quyết", "Being handled"),
    "sent": ("Đang phát kết quả", "Result on its way"),
    "delivered": ("Đã phát", "Delivered"),
    "refused": ("Đã từ chối", "Refused"),
    "withdrawn": ("Người gọi đã hủy", "Cancelled by the caller"),
}
NEEDS: dict[str, tuple[str, str]] = {
    "carrier": ("nhân viên bưu chính", "the postal worker"),
    "signed": ("người giao ký và số giấy tờ", "who signed and how many papers"),
    "reason": ("lý do", "the reason"),
    "tracking": ("số hiệu bưu gửi", "the tracking number"),
    "received_by": ("người nhận đã ký", "who signed for it"),
    "draft": ("biểu mẫu", "the form"),
    "dossier": ("mã hồ sơ", "the code of the dossier"),
}
#: the instant that an action sets, the first time
_SETS: dict[PostalAction, str] = {
    "assign": "assigned_at",
    "pick_up": "picked_at",
    "arrive": "arrived_at",
    "take_in": "taken_in_at",
    "send": "sent_at",
    "deliver": "delivered_at",
}


def possible(request: PostalRequest) -> tuple[PostalAction, ...]:
    """What can be done with it now, as far as its state says."""
    return tuple(action for action, rule in RULES.items() if request.state in rule.sources)


def applied(
    request: PostalRequest, action: PostalAction, given: Mapping[str, str], now: datetime
) -> tuple[PostalRequest, dict[str, Any]]:
    """The request after `action`, and what changed. `given`: what was typed; `resolved_at` comes with "send".

    An instant stands where it was first set: a pick-up that failed is a part of the wait for it.
    Raises PostalRefused, with what is missing or why it is not possible.
    """
    rule = RULES[action]
    if request.state not in rule.sources:
        vi, en = STATES[request.state]
        raise PostalRefused(
            f"Không làm được “{rule.vi}”: yêu cầu đang ở bước “{vi}”.",
            f"“{rule.en}” is not possible: the request is “{en}”.",
        )
    typed = {name: " ".join(given.get(name, "").split()) for name in rule.needs}
    for name, text in typed.items():
        least = SHORTEST if name in ("reason", "signed", "received_by", "tracking") else 1
        if len(text) < least:
            raise PostalRefused(f"Hãy ghi {NEEDS[name][0]}.", f"Say {NEEDS[name][1]}.")
        if len(text) > LONGEST:
            raise PostalRefused(
                f"Hãy ghi {NEEDS[name][0]} ngắn hơn {LONGEST} ký tự.",
                f"Say {NEEDS[name][1]} in fewer than {LONGEST} letters.",
            )
    changes: dict[str, Any] = {"version": request.version + 1}
    if rule.target is not None:
        changes["state"] = rule.target
    moment = _SETS.get(action)
    if moment is not None and getattr(request, moment) is None:
        changes[moment] = now
    changes |= {name: text for name, text in typed.items() if name not in ("reason", "draft", "carrier")}
    if "carrier" in typed:
        changes |= {"carrier": typed["carrier"], "carrier_name": given.get("carrier_name", "")}
    if action == "open_form":
        changes["drafts"] = (*request.drafts, typed["draft"])
    if action in ("miss", "bring_back"):
        changes["missed"] = request.missed + 1
    if rule.target is not None and rule.target not in CARRIED:
        changes["carrier"] = ""
    return request.model_copy(update=changes), changes

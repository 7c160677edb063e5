"""All actions of the lifecycle, and which of them a dossier offers.

Each action is one function, from a dossier and a request to what changes, registered where it is
written; it raises `ActionRefused` with the reason, in words a clerk understands, and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.flow import correction, deadlines, moving, opinions, results, supplying, transitions
from dashboard.flow.action import ActionRefused
from dashboard.flow.rules import RULES, Need, Rule
from models.dossier import Dossier

__all__ = ["RULES", "STATE_NAMES", "Need", "Offer", "Rule", "offered", "refusal"]

#: where actions are written; naming the modules here is what fills the registry
WRITTEN_IN = (transitions, deadlines, results, correction, moving, supplying, opinions)

STATE_NAMES: dict[str, tuple[str, str]] = {
    "submitted": ("mới đăng ký", "submitted"),
    "refused": ("không được tiếp nhận", "refused at intake"),
    "received": ("được tiếp nhận", "received"),
    "processing": ("đang xử lý", "in process"),
    "supplement": ("chờ bổ sung", "waiting for supplement"),
    "payment": ("chờ nghĩa vụ tài chính", "waiting for payment"),
    "resolved": ("đã xử lý xong", "resolved"),
    "returned": ("đã trả kết quả", "returned"),
    "withdrawn": ("đã rút", "withdrawn"),
    "rejected": ("trả hồ sơ, nêu lý do", "returned with reasons"),
    "stopped": ("dừng xử lý", "stopped"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that a dossier allows now, and what has to be given with it."""

    rule: Rule
    needs: tuple[Need, ...]


def offered(dossier: Dossier, day: int) -> tuple[Offer, ...]:
    """The actions that succeed on `day` once they are given what they need, in the registry's order."""
    possible = (rule for rule in RULES.values() if refusal(dossier, rule.name, day) is None)
    return tuple(Offer(rule, rule.needs(dossier)) for rule in possible)


def refusal(dossier: Dossier, name: str, day: int) -> ActionRefused | None:
    """Why an action is not possible on `day`, whatever is given with it; None where it is offered."""
    rule = RULES.get(name)
    if rule is None:
        return ActionRefused("Không có thao tác này.", f"There is no action {name}.")
    if dossier.source != "office" and name != "correct":
        return ActionRefused(
            "Hồ sơ nhập từ nhật ký của hệ thống khác, chỉ xem được.",
            "The dossier comes from another system's log and can only be read.",
        )
    if dossier.state not in rule.states:
        vi, en = STATE_NAMES[dossier.state]
        return ActionRefused(
            f"Không thể {rule.vi.lower()}: hồ sơ {vi}.", f"Cannot {rule.en.lower()}: the dossier is {en}."
        )
    try:
        rule.guard(dossier, day)
    except ActionRefused as reason:
        return reason
    return None

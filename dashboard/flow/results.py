"""The actions that end a dossier, and the applicant's rating of it."""

from __future__ import annotations

from dashboard.flow import facts
from dashboard.flow.action import Action, ActionRefused, Moment
from dashboard.flow.facts import Updates
from dashboard.flow.opinions import are_in
from dashboard.flow.rules import IN_HAND, WORKING, current, need, rule
from dashboard.flow.transitions import enter, following, is_started
from models.dossier import Dossier


@rule("refuse", ("submitted",), "Từ chối tiếp nhận", "Refuse intake", needs=("reason",))
def refuse(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Not taken in (form 03): needs `reason`; the dossier is in no statistics."""
    need(action.reason, "Từ chối tiếp nhận phải ghi lý do.", "A refusal needs its reason.")
    return {"state": "refused"}


def is_last_step(dossier: Dossier, day: int) -> None:
    """Refuse a step that is not begun, that waits for opinions, or after which other steps are left."""
    is_started(dossier, day)
    left = following(dossier)
    if left and left[0].kind != "return":
        raise ActionRefused("Còn bước xử lý chưa xong.", "There are steps left to do.")
    are_in(dossier, day)


@rule("resolve", WORKING, "Ghi nhận kết quả", "Resolve", guard=is_last_step)
def resolve(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The result is there; it waits to be returned. Possible at the last step before the return."""
    updates = facts.close(dossier, "resolved", moment)
    left = following(dossier)
    if left:
        updates["visits"] = (*updates["visits"], enter(left[0], moment))
        updates["step"] = left[0].step
    return {"state": "resolved", **updates}


@rule("reject", WORKING, "Trả hồ sơ, nêu lý do", "Return with reasons", guard=current, needs=("reason",))
def reject(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Refused in appraisal: needs `reason`; counted in time like any result."""
    need(action.reason, "Trả hồ sơ phải nêu lý do.", "Returning a dossier needs its reason.")
    return {"state": "rejected", **facts.close(dossier, "rejected", moment)}


@rule("return", ("resolved",), "Trả kết quả", "Return the result", takes=("method", "receiver"))
def give_back(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The applicant has the result: by which `method`, and who is the `receiver`."""
    updates: Updates = {
        "state": "returned",
        "returned_at": moment.now,
        "returned_day": moment.day,
        "return_method": action.method,
        "receiver": action.receiver.strip(),
    }
    if dossier.visit is not None:
        left = facts.left_visit(dossier.visit, "finished", (), moment)
        updates |= {"visits": (*dossier.visits[:-1], left), "step": None, "assignee": None}
    return updates


@rule("withdraw", ("submitted", *IN_HAND), "Rút hồ sơ", "Withdraw", takes=("reason",))
def withdraw(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The applicant takes the application back."""
    if dossier.state == "submitted":
        return {"state": "refused"}
    return {"state": "withdrawn", **facts.close(dossier, "withdrawn", moment)}


@rule("stop", IN_HAND, "Dừng xử lý", "Stop", needs=("reason",))
def stop(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Stopped with its notice (form 05 of 2025): needs `reason`; terminal."""
    need(action.reason, "Dừng xử lý phải ghi lý do.", "Stopping needs its reason.")
    return {"state": "stopped", **facts.close(dossier, "stopped", moment)}


def is_unrated(dossier: Dossier, day: int) -> None:
    """Refuse a second rating."""
    if dossier.rating is not None:
        raise ActionRefused("Hồ sơ đã được đánh giá.", "The dossier has been rated.")


@rule("rate", ("resolved", "returned", "rejected"), "Đánh giá", "Rate", guard=is_unrated, needs=("rating",))
def rate(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The applicant's `rating`, 1 (not satisfied) to 3 (very satisfied), once."""
    if action.rating not in (1, 2, 3):
        raise ActionRefused("Mức đánh giá là 1, 2 hoặc 3.", "A rating is 1, 2 or 3.")
    return {"rating": action.rating, "rated_day": moment.day}

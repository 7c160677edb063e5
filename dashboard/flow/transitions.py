"""The actions that take a dossier in and move it along its route."""

from __future__ import annotations

from dashboard.clock import Term, day_of
from dashboard.flow import facts
from dashboard.flow.action import Action, ActionRefused, Moment
from dashboard.flow.facts import Updates
from dashboard.flow.opinions import are_in
from dashboard.flow.rules import IN_HAND, WORKING, current, need, rule
from models.dossier import Dossier, DueChange, RouteStep, Visit


def enter(step: RouteStep, moment: Moment) -> Visit:
    """A new visit at a step of the route, with the step's own due instant."""
    clock = moment.calendar.at(step.holder)
    due = clock.add_ms(moment.now, step.limit_ms) if step.limit_ms is not None else None
    return Visit(
        step=step.step, holder=step.holder, entered_at=moment.now, entered_day=moment.day, due_at=due
    )


def place(dossier: Dossier) -> int:
    """The index in the route of the step at which the dossier is (−1 where it is at none)."""
    return next((i for i, step in enumerate(dossier.route) if step.step == dossier.step), -1)


def earlier(dossier: Dossier) -> tuple[RouteStep, ...]:
    """The steps of the route before the one at which the dossier is."""
    return dossier.route[: max(place(dossier), 0)]


def following(dossier: Dossier) -> tuple[RouteStep, ...]:
    """The steps of the route after the one at which the dossier is."""
    return dossier.route[place(dossier) + 1 :]


def go_to(
    dossier: Dossier, step: RouteStep, moment: Moment, outcome: str, assignee: str | None
) -> Updates:
    """Leave the open visit and enter `step`, given to `assignee` or waiting for whoever claims it."""
    left = facts.left_visit(current(dossier), outcome, dossier.pauses, moment)
    entered = enter(step, moment).model_copy(update={"assignee": assignee})
    return {
        "visits": (*dossier.visits[:-1], left, entered),
        "assignee": assignee,
        "state": "processing",
        **facts.lie(dossier, step.holder, step.step, moment.day),
    }


def has_process(dossier: Dossier, day: int) -> None:
    """Refuse a dossier whose procedure has no steps."""
    if not dossier.route:
        raise ActionRefused("Thủ tục chưa có quy trình xử lý.", "The procedure has no process yet.")


@rule("accept", ("submitted",), "Tiếp nhận hồ sơ", "Accept", guard=has_process)
def accept(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Take it in: the due date is fixed, and the first step begins, already in the clerk's hands."""
    assert dossier.term_value is not None and dossier.term_unit is not None
    term = Term(value=dossier.term_value, unit=dossier.term_unit)
    due = moment.calendar.due(moment.now, term)
    due_day = day_of(due, moment.zone)
    first = enter(dossier.route[0], moment).model_copy(
        update={"started_at": moment.now, "assignee": moment.actor}
    )
    change = DueChange(due_at=due, due_day=due_day, at=moment.now, day=moment.day, cause="received")
    return {
        "state": "received",
        "received_at": moment.now,
        "received_day": moment.day,
        "original_due_at": due,
        "law_due_at": due,
        "law_due_day": due_day,
        "limit_ms": moment.calendar.elapsed_ms(moment.now, due),
        "runs_since": moment.day,
        "visits": (first,),
        "assignee": moment.actor,
        **facts.lie(dossier, first.holder, first.step, moment.day),
        **facts.new_due(dossier, change),
    }


def is_unclaimed(dossier: Dossier, day: int) -> None:
    """Refuse a step that somebody works on."""
    visit = current(dossier)
    if visit.started_at is not None:
        raise ActionRefused(
            f"Bước này đã có {visit.assignee} nhận xử lý.", f"{visit.assignee} already works on this step."
        )


@rule("start", WORKING, "Nhận xử lý", "Start", guard=is_unclaimed, takes=("assignee",))
def start(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Claim the open visit for `assignee` (or for the actor)."""
    who = action.assignee or moment.actor
    started = current(dossier).model_copy(update={"started_at": moment.now, "assignee": who})
    return {"visits": (*dossier.visits[:-1], started), "assignee": who}


def is_started(dossier: Dossier, day: int) -> None:
    """Refuse a step that nobody has begun."""
    if current(dossier).started_at is None:
        raise ActionRefused("Bước này chưa có ai nhận xử lý.", "Nobody has started this step.")


def may_go_on(dossier: Dossier, day: int) -> None:
    """Refuse a step that is not begun, that waits for opinions, or after which only the result is left."""
    is_started(dossier, day)
    left = following(dossier)
    if not left or left[0].kind == "return":
        raise ActionRefused(
            "Đây là bước cuối: hãy ghi nhận kết quả giải quyết.", "This is the last step: resolve it."
        )
    are_in(dossier, day)


@rule("finish", WORKING, "Chuyển bước tiếp theo", "Finish step", guard=may_go_on,
      takes=("assignee",))  # fmt: skip
def finish(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Finish the open visit and enter the next step of the route."""
    updates = go_to(dossier, following(dossier)[0], moment, "finished", action.assignee)
    return updates | facts.settled_opinions(dossier, moment, finished=True)


def may_go_back(dossier: Dossier, day: int) -> None:
    """Refuse at the first step."""
    current(dossier)
    if not earlier(dossier):
        raise ActionRefused("Không có bước trước để trả lại.", "There is no earlier step to go back to.")


@rule("send_back", WORKING, "Trả lại bước trước", "Send back", guard=may_go_back, needs=("reason",),
      takes=("step", "assignee"))  # fmt: skip
def send_back(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Back to an earlier `step` (by default the one before): needs `reason`."""
    need(action.reason, "Trả lại bước trước phải ghi lý do.", "Sending back needs its reason.")
    target = next(
        (step for step in reversed(earlier(dossier)) if action.step is None or step.step == action.step), None
    )
    if target is None:
        raise ActionRefused("Bước này không nằm trước bước hiện tại.", "That step is not an earlier one.")
    updates = go_to(dossier, target, moment, "sent_back", action.assignee)
    return updates | facts.settled_opinions(dossier, moment, finished=False)


@rule("hand_over", WORKING, "Chuyển cơ quan phối hợp", "Hand to another department", guard=current,
      needs=("department",), takes=("limit_ms", "assignee"))  # fmt: skip
def hand_over(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Liên thông: the present step goes on at `department`, within `limit_ms` where one is given."""
    visit = current(dossier)
    if not action.department:
        raise ActionRefused("Hãy chọn cơ quan nhận hồ sơ.", "Choose the department that takes it over.")
    if action.department == visit.holder:
        raise ActionRefused("Hồ sơ đang ở chính cơ quan này.", "The dossier already lies there.")
    leg = RouteStep(
        step=visit.step, kind="external", holder=action.department, limit_ms=action.limit_ms
    )
    return go_to(dossier, leg, moment, "handed_over", action.assignee)


@rule("reassign", IN_HAND, "Phân công lại", "Reassign", guard=current, needs=("assignee",))
def reassign(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Give the open visit to another `assignee` of the same holder."""
    if not action.assignee:
        raise ActionRefused("Hãy chọn người nhận việc.", "Choose who takes it.")
    visit = current(dossier)
    if visit.assignee == action.assignee:
        raise ActionRefused("Người này đang xử lý hồ sơ.", "This person already has it.")
    given = visit.model_copy(update={"assignee": action.assignee})
    return {"visits": (*dossier.visits[:-1], given), "assignee": action.assignee}


def is_claimed(dossier: Dossier, day: int) -> None:
    """Refuse a step that nobody has."""
    visit = current(dossier)
    if visit.assignee is None and visit.started_at is None:
        raise ActionRefused("Bước này chưa có ai nhận xử lý.", "Nobody has taken this step.")


@rule("release", IN_HAND, "Trả lại hàng chờ", "Release", guard=is_claimed)
def release(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Let go of the open visit: it waits again for somebody, and its queue time has not ended yet."""
    waiting = current(dossier).model_copy(update={"assignee": None, "started_at": None})
    return {"visits": (*dossier.visits[:-1], waiting), "assignee": None}

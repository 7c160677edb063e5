"""The actions of the lifecycle: one function each, from a dossier and a request to what changes.

Each function is registered with the states it starts from and its name in both languages; a function
raises `ActionRefused` with the reason, in words a clerk understands, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.clock import Term, day_of
from dashboard.flow import facts
from dashboard.flow.action import Action, ActionRefused, Moment
from dashboard.flow.facts import Updates
from models.dossier import Applicant, Dossier, DueChange, Pause, PauseKind, RouteStep, Visit

Function = Callable[[Dossier, Action, Moment], Updates]


@dataclass(frozen=True, slots=True)
class Rule:
    """An action of the lifecycle: where it may start, what it is called, what it does."""

    name: str
    states: frozenset[str]
    vi: str
    en: str
    function: Function


RULES: dict[str, Rule] = {}
WORKING = ("received", "processing")
IN_HAND = ("received", "processing", "supplement", "payment")


def rule(name: str, states: tuple[str, ...], vi: str, en: str) -> Callable[[Function], Function]:
    """Register an action."""

    def register(function: Function) -> Function:
        RULES[name] = Rule(name, frozenset(states), vi, en, function)
        return function

    return register


def enter(step: RouteStep, moment: Moment) -> Visit:
    """A new visit at a step of the route, with the step's own due instant."""
    due = moment.calendar.add_ms(moment.now, step.limit_ms) if step.limit_ms is not None else None
    return Visit(
        step=step.step, holder=step.holder, entered_at=moment.now, entered_day=moment.day, due_at=due
    )


def place(dossier: Dossier) -> int:
    """The index in the route of the step at which the dossier is (−1 where it is at none)."""
    return next((i for i, step in enumerate(dossier.route) if step.step == dossier.step), -1)


def current(dossier: Dossier) -> Visit:
    """The open visit, or a refusal."""
    if dossier.visit is None:
        raise ActionRefused("Hồ sơ không nằm ở bước xử lý nào.", "The dossier is at no step.")
    return dossier.visit


def need(text: str, vi: str, en: str) -> None:
    """Refuse where a text that the law asks for is missing."""
    if not text.strip():
        raise ActionRefused(vi, en)


def go_to(dossier: Dossier, step: RouteStep, moment: Moment, outcome: str) -> Updates:
    """Leave the open visit and enter `step`."""
    left = facts.left_visit(current(dossier), outcome, dossier.pauses, moment)
    return {
        "visits": (*dossier.visits[:-1], left, enter(step, moment)),
        "assignee": None,
        "state": "processing",
        **facts.lie(dossier, step.holder, step.step, moment.day),
    }


@rule("accept", ("submitted",), "Tiếp nhận hồ sơ", "Accept")
def accept(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Take it in: the due date is fixed, and the first step begins, already in the clerk's hands."""
    if not dossier.route:
        raise ActionRefused("Thủ tục chưa có quy trình xử lý.", "The procedure has no process yet.")
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


@rule("refuse", ("submitted",), "Từ chối tiếp nhận", "Refuse intake")
def refuse(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Not taken in (form 03): needs `reason`; the dossier is in no statistics."""
    need(action.reason, "Từ chối tiếp nhận phải ghi lý do.", "A refusal needs its reason.")
    return {"state": "refused"}


@rule("start", WORKING, "Nhận xử lý", "Start")
def start(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Claim the open visit for `assignee` (or for the actor)."""
    visit = current(dossier)
    if visit.started_at is not None:
        raise ActionRefused(
            f"Bước này đã có {visit.assignee} nhận xử lý.", f"{visit.assignee} already works on this step."
        )
    who = action.assignee or moment.actor
    started = visit.model_copy(update={"started_at": moment.now, "assignee": who})
    return {"visits": (*dossier.visits[:-1], started), "assignee": who}


@rule("finish", WORKING, "Chuyển bước tiếp theo", "Finish step")
def finish(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Finish the open visit and enter the next step of the route."""
    if current(dossier).started_at is None:
        raise ActionRefused("Bước này chưa có ai nhận xử lý.", "Nobody has started this step.")
    following = dossier.route[place(dossier) + 1 :]
    if not following or following[0].kind == "return":
        raise ActionRefused(
            "Đây là bước cuối: hãy ghi nhận kết quả giải quyết.", "This is the last step: resolve it."
        )
    return go_to(dossier, following[0], moment, "finished")


@rule("send_back", WORKING, "Trả lại bước trước", "Send back")
def send_back(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Back to an earlier `step` (by default the one before): needs `reason`."""
    need(action.reason, "Trả lại bước trước phải ghi lý do.", "Sending back needs its reason.")
    earlier = dossier.route[: max(place(dossier), 0)]
    target = next(
        (step for step in reversed(earlier) if action.step is None or step.step == action.step), None
    )
    if target is None:
        raise ActionRefused("Không có bước trước để trả lại.", "There is no earlier step to go back to.")
    return go_to(dossier, target, moment, "sent_back")


@rule("hand_over", WORKING, "Chuyển cơ quan phối hợp", "Hand to another department")
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
    return go_to(dossier, leg, moment, "handed_over")


@rule("reassign", WORKING, "Phân công lại", "Reassign")
def reassign(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Give the open visit to another `assignee` of the same holder."""
    if not action.assignee:
        raise ActionRefused("Hãy chọn người nhận việc.", "Choose who takes it.")
    visit = current(dossier)
    if visit.assignee == action.assignee:
        raise ActionRefused("Người này đang xử lý hồ sơ.", "This person already has it.")
    given = visit.model_copy(update={"assignee": action.assignee})
    return {"visits": (*dossier.visits[:-1], given), "assignee": action.assignee}


def pause(dossier: Dossier, action: Action, moment: Moment, kind: PauseKind) -> Updates:
    """Stop the clock: the applicant has to do something first."""
    stopped = Pause(kind=kind, reason=action.reason, began_at=moment.now, began_day=moment.day)
    return {
        "state": kind,
        "pauses": (*dossier.pauses, stopped),
        "overdue": facts.end_run(dossier, moment.day),
        "runs_since": None,
    }


def resume(dossier: Dossier, moment: Moment) -> Updates:
    """The clock runs again: the law's due date and the present one move by the pauses."""
    pauses = (*dossier.pauses[:-1], facts.ended_pause(dossier.pauses[-1], moment))
    updates: Updates = {"state": "processing", "pauses": pauses, "runs_since": moment.day}
    if dossier.original_due_at is None or dossier.term_unit is None or dossier.received_at is None:
        return updates
    assert dossier.term_value is not None
    term = Term(value=dossier.term_value, unit=dossier.term_unit)
    clock = moment.calendar
    spans = [(p.began_at, p.ended_at) for p in pauses if p.ended_at is not None]
    law = clock.moved(dossier.original_due_at, dossier.received_at, term, spans)
    updates |= {"law_due_at": law, "law_due_day": day_of(law, moment.zone)}
    due = law
    granted = next((change for change in reversed(dossier.dues) if change.cause == "extension"), None)
    if granted is not None:
        after = [span for span in spans if span[1] > granted.at]
        day_term = Term(value=1, unit="working_day")
        due = max(law, clock.moved(granted.due_at, granted.at, day_term, after))
    if due == dossier.due_at:
        return updates
    change = DueChange(due_at=due, due_day=day_of(due, moment.zone), at=moment.now, day=moment.day, cause="pause")
    return updates | facts.new_due(dossier, change)


@rule("ask_supplement", WORKING, "Yêu cầu bổ sung", "Ask for supplement")
def ask_supplement(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Ask the applicant for papers (form 02): needs `reason`; the clock stands."""
    need(action.reason, "Yêu cầu bổ sung phải ghi rõ nội dung.", "Say what has to be supplied.")
    current(dossier)
    return pause(dossier, action, moment, "supplement")


@rule("receive_supplement", ("supplement",), "Nhận bổ sung", "Receive supplement")
def receive_supplement(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The papers are here; the clock runs again."""
    return resume(dossier, moment)


@rule("ask_payment", WORKING, "Yêu cầu nghĩa vụ tài chính", "Ask for payment")
def ask_payment(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Ask the applicant to pay; the clock stands."""
    current(dossier)
    return pause(dossier, action, moment, "payment")


@rule("receive_payment", ("payment",), "Xác nhận đã nộp tiền", "Receive payment")
def receive_payment(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """It is paid; the clock runs again."""
    return resume(dossier, moment)


@rule("extend", WORKING, "Xin lỗi và hẹn lại", "Extend with apology")
def extend(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """A new `due_at` with `reason` (form 04), at least a day before the due day; once, or with `approver`."""
    need(action.reason, "Hẹn lại phải ghi lý do xin lỗi.", "An extension needs its reason.")
    if action.due_at is None or dossier.due_at is None or dossier.due_day is None:
        raise ActionRefused("Hãy chọn ngày hẹn lại.", "Choose the new due date.")
    if moment.day >= dossier.due_day:
        raise ActionRefused(
            "Văn bản xin lỗi phải gửi trước ngày hẹn trả ít nhất một ngày.",
            "The apology has to be sent at least one day before the due day.",
        )
    if action.due_at <= dossier.due_at:
        raise ActionRefused("Ngày hẹn lại phải sau ngày hẹn trả.", "The new due date must be later.")
    if any(change.cause == "extension" for change in dossier.dues) and not action.approver.strip():
        raise ActionRefused(
            "Hẹn lại lần hai phải có người phê duyệt.", "A second extension needs an approver."
        )
    change = DueChange(
        due_at=action.due_at,
        due_day=day_of(action.due_at, moment.zone),
        at=moment.now,
        day=moment.day,
        cause="extension",
        reason=action.reason,
        approver=action.approver,
    )
    return {
        "overdue": facts.end_run(dossier, moment.day),
        "runs_since": moment.day,
        **facts.new_due(dossier, change),
    }


@rule("resolve", WORKING, "Ghi nhận kết quả", "Resolve")
def resolve(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The result is there; it waits to be returned. Possible at the last step before the return."""
    if current(dossier).started_at is None:
        raise ActionRefused("Bước này chưa có ai nhận xử lý.", "Nobody has started this step.")
    following = dossier.route[place(dossier) + 1 :]
    if following and following[0].kind != "return":
        raise ActionRefused("Còn bước xử lý chưa xong.", "There are steps left to do.")
    updates = facts.close(dossier, "resolved", moment)
    if following:
        updates["visits"] = (*updates["visits"], enter(following[0], moment))
        updates["step"] = following[0].step
    return {"state": "resolved", **updates}


@rule("reject", WORKING, "Trả hồ sơ, nêu lý do", "Return with reasons")
def reject(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Refused in appraisal: needs `reason`; counted in time like any result."""
    need(action.reason, "Trả hồ sơ phải nêu lý do.", "Returning a dossier needs its reason.")
    current(dossier)
    return {"state": "rejected", **facts.close(dossier, "rejected", moment)}


@rule("return", ("resolved",), "Trả kết quả", "Return the result")
def give_back(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The applicant has the result."""
    updates: Updates = {"state": "returned", "returned_at": moment.now, "returned_day": moment.day}
    if dossier.visit is not None:
        left = facts.left_visit(dossier.visit, "finished", (), moment)
        updates |= {"visits": (*dossier.visits[:-1], left), "step": None, "assignee": None}
    return updates


@rule("withdraw", ("submitted", *IN_HAND), "Rút hồ sơ", "Withdraw")
def withdraw(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The applicant takes the application back."""
    if dossier.state == "submitted":
        return {"state": "refused"}
    return {"state": "withdrawn", **facts.close(dossier, "withdrawn", moment)}


@rule("stop", IN_HAND, "Dừng xử lý", "Stop")
def stop(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Stopped with its notice (form 05 of 2025): needs `reason`; terminal."""
    need(action.reason, "Dừng xử lý phải ghi lý do.", "Stopping needs its reason.")
    return {"state": "stopped", **facts.close(dossier, "stopped", moment)}


@rule("rate", ("resolved", "returned", "rejected"), "Đánh giá", "Rate")
def rate(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The applicant's `rating`, 1 (not satisfied) to 3 (very satisfied), once."""
    if action.rating not in (1, 2, 3):
        raise ActionRefused("Mức đánh giá là 1, 2 hoặc 3.", "A rating is 1, 2 or 3.")
    if dossier.rating is not None:
        raise ActionRefused("Hồ sơ đã được đánh giá.", "The dossier has been rated.")
    return {"rating": action.rating, "rated_day": moment.day}


@rule(
    "correct", (*IN_HAND, "submitted", "resolved", "returned", "withdrawn", "rejected", "stopped"),
    "Đính chính", "Correct",
)
def correct(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Put right what was entered wrongly: `correction` with `applicant` fields or `channel`; needs `reason`."""
    need(action.reason, "Đính chính phải ghi lý do.", "A correction needs its reason.")
    wanted = dict(action.correction or {})
    updates: Updates = {}
    applicant = wanted.pop("applicant", None)
    if applicant is not None:
        unknown = set(applicant) - set(Applicant.model_fields)
        if unknown:
            raise ActionRefused("Có mục không đính chính được.", f"Cannot correct: {', '.join(unknown)}.")
        updates["applicant"] = dossier.applicant.model_copy(
            update={key: str(value) for key, value in applicant.items()}
        )
    channel = wanted.pop("channel", None)
    if channel is not None:
        updates["channel"] = str(channel)
    if wanted or not updates:
        raise ActionRefused("Có mục không đính chính được.", "There is nothing here that can be corrected.")
    return updates

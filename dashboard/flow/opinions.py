"""The actions by which a step asks other departments for their opinions, all at once, and gets them.

The dossier stays where it lies and the clock runs on. The step is not finished before every opinion that it
needs is in: given, taken for consent by the step's own rule of silence, or waited for no longer, with a
reason.
"""

from __future__ import annotations

from dashboard.clock import date_of, day_of
from dashboard.flow import facts
from dashboard.flow.action import Action, ActionRefused, Moment
from dashboard.flow.facts import Updates
from dashboard.flow.rules import IN_HAND, WORKING, Need, current, need, rule
from models.dossier import Dossier, RouteStep
from models.opinion import Opinion


def here(dossier: Dossier) -> RouteStep | None:
    """The step of the route at which the dossier is."""
    return next((step for step in dossier.route if step.step == dossier.step), None)


def at_step(dossier: Dossier) -> dict[str, Opinion]:
    """The last opinion of each department at the present step."""
    return {one.department: one for one in dossier.opinions if one.step == dossier.step}


def awaited(dossier: Dossier) -> tuple[str, ...]:
    """The departments that are waited for at the present step, in the order in which they were asked."""
    return tuple(one.department for one in at_step(dossier).values() if one.awaited)


def missing(dossier: Dossier) -> tuple[str, ...]:
    """The departments that the step needs to ask, and has not asked (or the request was given up)."""
    step, known = here(dossier), at_step(dossier)
    if step is None or step.coordination is None:
        return ()
    holder = None if dossier.visit is None else dossier.visit.holder
    return tuple(
        one for one in step.coordination.departments
        if one != holder and (one not in known or known[one].ending == "dropped")
    )  # fmt: skip


def are_in(dossier: Dossier, day: int) -> None:
    """Refuse to finish a step whose opinions are not in on `day`."""
    lacking = missing(dossier)
    if lacking:
        raise ActionRefused(
            f"Chưa xin ý kiến phối hợp của {len(lacking)} cơ quan mà bước này phải hỏi.",
            f"The opinions of {len(lacking)} departments that this step has to ask were not asked for.",
        )
    waited = [one for one in at_step(dossier).values() if one.awaited and not one.consented(day)]
    if waited:
        last = max((one.due_day for one in waited if one.due_day is not None), default=None)
        until = "" if last is None else f", hạn {date_of(last):%d/%m/%Y}"
        until_en = "" if last is None else f", due {date_of(last):%d/%m/%Y}"
        raise ActionRefused(
            f"Còn chờ ý kiến phối hợp của {len(waited)} cơ quan{until}.",
            f"The opinions of {len(waited)} departments are still waited for{until_en}.",
        )


def replaced(dossier: Dossier, opinion: Opinion, now: Opinion) -> Updates:
    """The dossier's opinions with one of them as it is now."""
    return {"opinions": tuple(now if one is opinion else one for one in dossier.opinions)}


def is_begun(dossier: Dossier, day: int) -> None:
    """Refuse a step that nobody has begun."""
    if current(dossier).started_at is None:
        raise ActionRefused("Bước này chưa có ai nhận xử lý.", "Nobody has started this step.")


def asking_needs(dossier: Dossier) -> tuple[Need, ...]:
    """Whom to ask, where the step itself does not say it."""
    return () if missing(dossier) else ("department",)


@rule("ask_opinions", WORKING, "Xin ý kiến phối hợp", "Ask for opinions", guard=is_begun,
      needs=asking_needs, takes=("department", "reason", "limit_ms"))  # fmt: skip
def ask_opinions(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Ask the departments that the step names, all at once; or one `department`, also one it does not name.

    `reason` says what they are asked. Each has `limit_ms`, else what the step gives. The dossier stays.
    """
    visit, step = current(dossier), here(dossier)
    wanted = (action.department,) if action.department else missing(dossier)
    if not wanted:
        raise ActionRefused("Hãy chọn cơ quan cần xin ý kiến.", "Choose the department to ask.")
    if visit.holder in wanted:
        raise ActionRefused("Hồ sơ đang ở chính cơ quan này.", "The dossier already lies there.")
    if set(wanted) & set(awaited(dossier)):
        raise ActionRefused("Đang chờ ý kiến của cơ quan này.", "Its opinion is waited for already.")
    plan = None if step is None else step.coordination
    planned = () if plan is None else plan.departments
    limit = action.limit_ms or (None if plan is None else plan.limit_ms)
    asked = []
    for department in wanted:
        clock = moment.calendar.at(department)
        due = None if limit is None else clock.add_ms(moment.now, limit)
        asked.append(
            Opinion(
                step=visit.step, department=department, asked_at=moment.now, asked_day=moment.day,
                asked_by=moment.actor, question=action.reason.strip(), due_at=due,
                due_day=None if due is None else day_of(due, moment.zone),
                silence=plan is not None and plan.silence and department in planned,
            )
        )  # fmt: skip
    seen = tuple(one for one in wanted if one not in dossier.holders)
    return {"opinions": (*dossier.opinions, *asked), "holders": (*dossier.holders, *seen)}


def is_awaited(dossier: Dossier, day: int) -> None:
    """Refuse where nobody is waited for."""
    current(dossier)
    if not awaited(dossier):
        raise ActionRefused("Không chờ ý kiến của cơ quan nào.", "No opinion is waited for.")


def which(dossier: Dossier) -> tuple[Need, ...]:
    """Which department, where several are waited for."""
    return ("department",) if len(awaited(dossier)) > 1 else ()


def of(dossier: Dossier, action: Action) -> Opinion:
    """The awaited opinion that an action is about."""
    waited = awaited(dossier)
    department = action.department or (waited[0] if len(waited) == 1 else None)
    if department is None:
        raise ActionRefused("Hãy chọn cơ quan.", "Choose the department.")
    if department not in waited:
        raise ActionRefused("Không chờ ý kiến của cơ quan này.", "Its opinion is not waited for.")
    return at_step(dossier)[department]


@rule("give_opinion", IN_HAND, "Cho ý kiến phối hợp", "Give an opinion", guard=is_awaited,
      needs=lambda dossier: (*which(dossier), "verdict", "reason"), takes=("department",))  # fmt: skip
def give_opinion(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The opinion of `department`: its `verdict`, and its text (`reason`)."""
    one = of(dossier, action)
    if action.verdict is None:
        raise ActionRefused("Hãy chọn: đồng ý, có góp ý hay không đồng ý.", "Choose what the opinion is.")
    need(action.reason, "Ý kiến phải có nội dung.", "An opinion needs its text.")
    return replaced(dossier, one, facts.ended_opinion(one, action.verdict, moment, action.reason.strip()))


def given_here(dossier: Dossier) -> tuple[str, ...]:
    """The departments that have given an opinion at the present step."""
    known = at_step(dossier)
    return tuple(id for id, one in known.items() if one.ending in ("agreed", "remarks", "disagreed"))


def is_given(dossier: Dossier, day: int) -> None:
    """Refuse where no opinion was given at this step."""
    current(dossier)
    if not given_here(dossier):
        raise ActionRefused("Chưa cơ quan nào cho ý kiến ở bước này.", "No opinion was given at this step.")


def taking_needs(dossier: Dossier) -> tuple[Need, ...]:
    """Whose opinion, where several have given one; and why."""
    return ("department", "reason") if len(given_here(dossier)) > 1 else ("reason",)


@rule("take_opinion_back", IN_HAND, "Rút lại ý kiến phối hợp", "Take an opinion back", guard=is_given,
      needs=taking_needs, takes=("department",))  # fmt: skip
def take_opinion_back(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The opinion that `department` gave at this step is waited for again; needs `reason`."""
    need(action.reason, "Rút lại ý kiến phải ghi lý do.", "Taking an opinion back needs its reason.")
    given = given_here(dossier)
    department = action.department or (given[0] if len(given) == 1 else None)
    if department not in given:
        raise ActionRefused("Cơ quan này chưa cho ý kiến.", "This department has given no opinion.")
    assert department is not None
    one = at_step(dossier)[department]
    again = {
        "ending": None, "given_at": None, "given_day": None, "given_by": "", "text": "", "working_ms": None,
        "late": None,
    }  # fmt: skip
    return replaced(dossier, one, one.model_copy(update=again))


@rule("waive_opinion", WORKING, "Không chờ ý kiến nữa", "Go on without an opinion", guard=is_awaited,
      needs=lambda dossier: (*which(dossier), "reason"), takes=("department",))  # fmt: skip
def waive_opinion(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Wait no longer for `department`, which is gone or does not answer; needs `reason`."""
    one = of(dossier, action)
    need(action.reason, "Không chờ ý kiến nữa phải ghi lý do.", "Going on without it needs its reason.")
    return replaced(dossier, one, facts.ended_opinion(one, "waived", moment, action.reason.strip()))


@rule("recall_opinions", WORKING, "Thu hồi yêu cầu cho ý kiến", "Recall the requests", guard=is_awaited,
      takes=("reason",))  # fmt: skip
def recall_opinions(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """All requests that wait at this step are given up; what the step needs has to be asked again."""
    return facts.settled_opinions(dossier, moment, finished=False)

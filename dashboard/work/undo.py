"""Taking back: never an edit of history, always one or two actions that correct what was done. Pure."""

from __future__ import annotations

from dashboard.flow import Action, ActionName
from models.dossier import Dossier

#: actions whose opposite does not depend on the dossier
OPPOSITE: dict[str, ActionName] = {
    "ask_supplement": "receive_supplement",
    "ask_payment": "receive_payment",
}
REASON = "Hoàn tác: thao tác vừa rồi là nhầm."


def undoing(before: Dossier, after: Dossier, action: Action, actor: str) -> tuple[Action, ...]:
    """What takes `action` back, in this order; () where nothing can: a result, for example, is final.

    `before` and `after` are the dossier around the action. What it leaves: who had it has it again, at
    the step where it was; the history tells both ways.
    """
    old, new = before.visit, after.visit
    if action.name in OPPOSITE:
        return (Action(name=OPPOSITE[action.name], note=REASON),)
    if old is None or new is None:
        return ()
    if action.name == "ask_opinions":
        # Those that were asked before would be recalled as well.
        return () if before.awaited else (Action(name="recall_opinions", reason=REASON),)
    if action.name == "give_opinion":
        department = action.department or next(iter(set(before.awaited) - set(after.awaited)), None)
        return (Action(name="take_opinion_back", department=department, reason=REASON),)
    if action.name == "start":
        return (Action(name="release", note=REASON),)
    if action.name == "release":
        # While the applicant is waited for nobody can begin, but somebody can have it again.
        name: ActionName = "reassign" if after.paused else "start"
        return (Action(name=name, assignee=old.assignee, note=REASON),)
    if action.name == "reassign":
        if old.assignee is None:
            return (Action(name="release", note=REASON),)
        return (Action(name="reassign", assignee=old.assignee, note=REASON),)
    again = Action(name="start", assignee=old.assignee or actor, note=REASON)
    if action.name == "finish":
        home = next((step.holder for step in before.route if step.step == old.step), None)
        if home != old.holder:
            return ()  # sent back, it would come to the step's own department, not to the one that had it
        return (Action(name="send_back", step=old.step, reason=REASON), again)
    if action.name == "hand_over":
        back = Action(name="hand_over", department=old.holder, note=REASON)
        return (back, again) if old.started_at is not None else (back,)
    return ()

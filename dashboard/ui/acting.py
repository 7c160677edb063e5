"""What can be done with a dossier: the next action, the others with their forms, and why not the rest."""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st

from dashboard.access.acting import OF_THE_ASKED
from dashboard.clock import date_of, day_number
from dashboard.flow import RULES, ActionName
from dashboard.flow.opinions import awaited
from dashboard.ui import session
from dashboard.ui.literal import literal
from dashboard.ui.outcome import draft, input_key, perform
from dashboard.ui.session import date_text, language, name, office, told, tr
from dashboard.ui.steps import step_title
from dashboard.work.choices import Choices, choices, title
from dashboard.work.inputs import METHODS, PAID_BY, RATINGS, VERDICTS, Input, inputs, warning
from dashboard.work.people import people_of
from models.dossier import Dossier
from models.viewer import Viewer

#: the key that does the next action
NEXT_KEY = "F2"


def actions(dossier: Dossier, who: Viewer) -> None:
    """The possible actions of this viewer, and why the others are not."""
    found = choices(dossier, who, office().today())
    if found.next is not None:
        form(found.next, dossier, NEXT_KEY)
    others = [action for action in found.possible if action != found.next]
    if others:
        words = tr("Việc khác", "Something else") if found.next else tr("Việc có thể làm", "What can be done")
        chosen = st.selectbox(
            words, others, index=None, key=f"more|{dossier.id}", format_func=lambda a: title(a, language()),
            placeholder=tr("chọn thao tác", "choose an action"),
        )  # fmt: skip
        if chosen is not None:
            form(chosen, dossier)
    elif found.next is None:
        st.caption(tr("Bạn không có việc gì phải làm với hồ sơ này.", "There is nothing for you to do here."))
    why_not(found)


def why_not(found: Choices) -> None:
    """The actions of this role that are not possible now, each with its reason."""
    if not found.impossible:
        return
    with st.expander(tr("Vì sao không làm được việc khác?", "Why not the others?")):
        lines = [f"- **{title(action, language())}**: {told(why)}" for action, why in found.impossible]
        st.markdown("\n".join(lines))


def form(action: ActionName, dossier: Dossier, shortcut: str | None = None) -> None:
    """One action: a button where nothing is asked, else its form."""
    asked = inputs(action, dossier)
    needs = tuple(each.need for each in asked)
    label = RULES[action].title(language())
    kind: Any = "primary" if shortcut else "secondary"
    if not asked:
        st.button(label, key=f"do|{dossier.id}|{action}", type=kind, on_click=perform, shortcut=shortcut,
                  args=(dossier.id, action, needs, dossier.version), width="stretch")  # fmt: skip
        return
    warned = warning(action, dossier)
    if warned is not None:
        st.warning(literal(warned[1] if language() == "en" else warned[0]))
    kept = draft(dossier.id, action)
    for each in asked:
        # The day stands outside the form, so that what it means is told at once.
        if each.kind == "day":
            day_input(each, action, dossier, kept.get(each.need))
    with st.form(f"form|{dossier.id}|{action}"):
        for each in asked:
            if each.kind != "day":
                field(each, action, dossier, kept.get(each.need))
        st.form_submit_button(
            label, key=f"do|{dossier.id}|{action}", type=kind, shortcut=shortcut, width="stretch",
            on_click=perform, args=(dossier.id, action, needs, dossier.version),
        )  # fmt: skip


def field(each: Input, action: ActionName, dossier: Dossier, kept: Any) -> None:
    """One field of a form, with what was typed before."""
    key = input_key(dossier.id, action, each.need)
    label, told_more = each.title(language()), each.help(language()) or None
    if each.kind == "text":
        st.text_area(label, value=kept or "", key=key, help=told_more, height=90)
    elif each.kind in ("line", "phone", "identity", "email"):
        first = dossier.applicant.name if each.need == "receiver" else ""
        st.text_input(label, value=kept or first, key=key, help=told_more)
    elif each.kind == "hours":
        st.number_input(label, value=kept, min_value=0.5, step=0.5, key=key, help=told_more)
    else:
        options, texts = asked_of(action, dossier) if each.kind == "asked" else choice_of(each, dossier)
        first = kept if kept in options else default_of(each, action, dossier, options)
        index = options.index(first) if first in options else None
        if each.kind in ("rating", "method", "paid_by", "verdict"):
            st.radio(label, options, index=index, key=key, horizontal=True,
                     format_func=lambda value: literal(texts[value]))  # fmt: skip
        else:
            st.selectbox(label, options, index=index, key=key, format_func=texts.__getitem__, help=told_more,
                         placeholder=tr("hãy chọn", "choose"))  # fmt: skip


def choice_of(each: Input, dossier: Dossier) -> tuple[list[Any], dict[Any, str]]:
    """The options of a choice, and what they are called."""
    column = 1 if language() == "en" else 0
    if each.kind == "rating":
        return list(RATINGS), {value: words[column] for value, words in RATINGS.items()}
    if each.kind == "method":
        return list(METHODS), {value: words[column] for value, words in METHODS.items()}
    if each.kind == "paid_by":
        return list(PAID_BY), {value: words[column] for value, words in PAID_BY.items()}
    if each.kind == "verdict":
        return list(VERDICTS), {value: words[column] for value, words in VERDICTS.items()}
    if each.kind == "commune":
        on = office().local_date()
        communes = {one.id: one.name for one in office().communes.all() if one.in_force(on)}
        return sorted(communes, key=communes.__getitem__), communes
    if each.kind == "channel":
        channels = {id: name("channel", id) for id in office().names.of("channel") if id != dossier.channel}
        return list(channels), channels
    if each.kind == "person":
        people = people_of(office(), dossier.holder or dossier.department, dossier.field)
        named = {key: text for key, text in people.items() if key != dossier.assignee}
        return list(named), named
    if each.kind == "step":
        here = next((i for i, step in enumerate(dossier.route) if step.step == dossier.step), 0)
        steps = {step.step: step_title(dossier.procedure, step.step) for step in dossier.route[:here]}
        return list(steps), steps
    known = {id: name("department", id) for id in office().names.of("department") if id != "none"}
    known.pop(dossier.holder or "", None)
    return sorted(known, key=known.__getitem__), known


def asked_of(action: ActionName, dossier: Dossier) -> tuple[list[str], dict[str, str]]:
    """The departments whose opinion the action may be about: one's own, or all for who holds the dossier."""
    asked = OF_THE_ASKED.get(action, awaited)(dossier)
    own = session.viewer().scope.departments
    found = [id for id in asked if not own or id in own or dossier.holder in own]
    return found, {id: name("department", id) for id in found}


def default_of(each: Input, action: ActionName, dossier: Dossier, options: list[Any]) -> Any:
    """What is most likely meant; None where nobody can say."""
    if each.kind == "asked":
        return options[0] if len(options) == 1 else None
    if each.kind == "method":
        return {"online": "online", "postal": "post"}.get(dossier.channel, "counter")
    if each.kind == "step":
        return options[-1] if options else None
    if each.kind == "department" and action != "ask_opinions":
        own = next((step.holder for step in dossier.route if step.step == dossier.step), None)
        return own if own in options else None
    return None


def day_input(each: Input, action: ActionName, dossier: Dossier, kept: Any) -> None:
    """A day to choose, with what it means in working days and days off."""
    clock, today = office().calendar(), office().today()
    first = clock.next_working_day(max(today, dossier.due_day or today))
    key = input_key(dossier.id, action, each.need)
    earliest = date_of(first)
    value = kept if isinstance(kept, datetime.date) and kept >= earliest else earliest
    chosen = st.date_input(
        each.title(language()), value=value, min_value=earliest, key=key, format="DD/MM/YYYY",
        help=each.help(language()),
    )  # fmt: skip
    if isinstance(chosen, datetime.date):
        due = clock.working_day_from(day_number(chosen))
        more = clock.working_days_between(dossier.due_day or today, due)
        moved = "" if due == day_number(chosen) else tr(
            f" Ngày chọn là ngày nghỉ nên tính đến {date_text(due)}.",
            f" That is a day off, so it counts until {date_text(due)}.",
        )  # fmt: skip
        st.caption(tr(
            f"Hẹn trả cũ {date_text(dossier.due_day)}; thêm {more} ngày làm việc, đến hết giờ làm việc ngày "
            f"{date_text(due)}.{moved}",
            f"It was due {date_text(dossier.due_day)}; {more} working days more, until closing time on "
            f"{date_text(due)}.{moved}",
        ))  # fmt: skip

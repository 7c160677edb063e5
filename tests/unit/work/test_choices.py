"""What a viewer is offered succeeds, what is not offered says why, and what is done can be taken back."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.access.acting import not_allowed
from dashboard.access.masking import hidden, initials, seen, works_on
from dashboard.clock import date_of, day_of
from dashboard.flow import RULES, Action, ActionName, ActionRefused, apply
from dashboard.work.choices import ONWARD, OTHERS, choices
from dashboard.work.inputs import GENERAL, Input, filled, inputs, warning
from dashboard.work.many import TOGETHER
from dashboard.work.undo import undoing
from models.dossier import Dossier
from models.viewer import OUTSIDE, ROLES, Role, Scope, Viewer
from tests.helpers import ASKING_ROUTE, BASE, OF_THE_ASKED, ROUTE, ZONE, calendar, submitted

CALENDAR = calendar()
DEPARTMENTS = ("desk", "A", "B", "C")


def person(role: Role, *departments: str) -> Viewer:
    scope = Scope(kind="department", departments=frozenset(departments)) if departments else Scope()
    return Viewer(user_id=f"{role}-{''.join(departments)}", name="An", role=role, scope=scope)


PEOPLE = (
    person("clerk", "desk"), person("staff", "A"), person("staff", "B"), person("manager", "A"),
    person("leadership"), person("staff", "C"),
)  # fmt: skip


def typed_for(each: Input, dossier: Dossier, chance: random.Random, name: str = "") -> Any:
    """Something that a person may well type into this field."""
    if each.kind == "asked":
        return chance.choice(OF_THE_ASKED[name](dossier))
    if name == "ask_opinions" and each.need == "department":
        free = [one for one in DEPARTMENTS if one != dossier.holder and one not in dossier.awaited]
        return chance.choice(free or ["E"])
    if each.kind == "department":
        return chance.choice([one for one in DEPARTMENTS if one != dossier.holder])
    if each.kind == "person":
        return chance.choice([f"u{n}" for n in range(3) if f"u{n}" != dossier.assignee])
    if each.kind == "step":
        here = next(i for i, step in enumerate(dossier.route) if step.step == dossier.step)
        return chance.choice(dossier.route[:here]).step
    if each.kind == "day":
        assert dossier.due_day is not None
        return date_of(CALENDAR.next_working_day(dossier.due_day) + chance.randint(0, 20))
    method = chance.choice(["counter", "post", "online"])
    values = {
        "hours": 8, "rating": chance.randint(1, 3), "method": method, "paid_by": "cash", "email": "an@vd.vn",
        "phone": "0912 345 678", "identity": "091090000001", "commune": "30730", "channel": "postal",
        "verdict": "remarks",
    }  # fmt: skip
    return values.get(each.kind, "vì lý do cần nêu")


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), steps=st.integers(1, 40))
def test_no_sequence_of_what_people_are_offered_is_refused(seed: int, steps: int) -> None:
    chance = random.Random(seed)
    now = BASE + timedelta(hours=chance.uniform(0, 400))
    route = chance.choice((ROUTE, ASKING_ROUTE))
    dossier, _ = apply(None, submitted("D0", 0, chance.randint(1, 15), route), "u0", now, CALENDAR)
    for _ in range(steps):
        now += timedelta(hours=chance.choice((0, 1, 5, 30, 120)) * chance.random())
        who = chance.choice(PEOPLE)
        found = choices(dossier, who, day_of(now, ZONE))
        assert found.next is None or found.next in found.possible
        for name, why in found.impossible:
            assert name not in found.possible
            assert why.vi.strip() and why.en.strip() and why.vi != why.en
        if not found.possible:
            continue
        name = chance.choice(found.possible)
        fields = inputs(name, dossier)
        asked = [each for each in fields if each.required or chance.random() < 0.5]
        if name == "correct":
            asked = [*asked, fields[chance.randrange(len(fields) - 1)]]
        values = {each.need: typed_for(each, dossier, chance, name) for each in asked}
        action = filled(name, dossier, values, CALENDAR)
        assert not_allowed(dossier, who, name) is None
        before = dossier
        dossier, _ = apply(before, action, who.user_id, now, CALENDAR)
        undo = undoing(before, dossier, action, who.user_id)
        if undo:
            again = dossier
            for each in undo:
                again, _ = apply(again, each, who.user_id, now, CALENDAR)
            place = (before.state in ("received", "processing"), before.step, before.holder)
            assert (again.state in ("received", "processing"), again.step, again.holder) == place
            assert again.version == dossier.version + len(undo)


def test_every_action_a_person_can_do_is_on_a_screen_and_described() -> None:
    elsewhere = {"submit", "log", "move", "recount", "retime"}  # intake, import, and the catalogue
    assert {*ONWARD, *OTHERS} == set(get_args(ActionName)) - elsewhere
    assert set(TOGETHER) <= {*ONWARD, *OTHERS}
    needs = {need for rule in RULES.values() for need in rule.takes} | {
        need for name in (*ONWARD, *OTHERS) for need in RULES[name].needs(submitted_dossier())
    }
    assert needs - {"correction"} <= set(GENERAL)  # a correction has a field for each thing that may be wrong


def submitted_dossier() -> Dossier:
    dossier, _ = apply(None, submitted("D0"), "u0", BASE, CALENDAR)
    return dossier


def at_review() -> Dossier:
    dossier = submitted_dossier()
    for name in ("accept", "finish"):
        dossier, _ = apply(dossier, Action(name=name), "clerk-desk", BASE, CALENDAR)  # type: ignore[arg-type]
    return dossier


def test_a_form_that_lacks_something_names_the_field() -> None:
    dossier = at_review()
    with pytest.raises(ActionRefused) as told:
        filled("send_back", dossier, {"reason": "  ", "step": "intake"}, CALENDAR)
    assert told.value.vi == "Hãy điền “Lý do trả lại, việc cần làm”."
    assert told.value.en == "Fill in “Why, and what has to be done”."


def test_a_day_means_its_closing_time_and_a_day_off_the_next_working_day() -> None:
    action = filled("extend", at_review(), {"reason": "x", "due_at": date(2026, 6, 27)}, CALENDAR)
    assert action.due_at is not None
    assert action.due_at.astimezone(ZONE).isoformat() == "2026-06-29T17:00:00+07:00"


def test_who_passed_a_dossier_on_may_call_it_back_until_somebody_takes_it() -> None:
    dossier = at_review()
    clerk, stranger = PEOPLE[0], person("clerk", "desk").model_copy(update={"user_id": "another"})
    assert not_allowed(dossier, clerk, "send_back") is None
    assert not_allowed(dossier, clerk, "finish") is not None
    assert not_allowed(dossier, stranger, "send_back") is not None
    taken, _ = apply(dossier, Action(name="start"), "staff-A", BASE, CALENDAR)
    assert not_allowed(taken, clerk, "send_back") is not None


def test_the_department_that_answers_may_call_back_and_extend_what_lies_elsewhere() -> None:
    dossier, _ = apply(at_review(), Action(name="hand_over", department="C"), "staff-A", BASE, CALENDAR)
    head, other = person("manager", "A"), person("manager", "C")
    for name in ("hand_over", "extend", "stop"):
        assert not_allowed(dossier, head, name) is None
    assert not_allowed(dossier, head, "resolve") is not None
    assert not_allowed(dossier, other, "start") is None


def test_asking_once_more_warns_in_both_languages() -> None:
    dossier = at_review()
    assert warning("ask_supplement", dossier) is None
    for name in ("ask_supplement", "receive_supplement"):
        dossier, _ = apply(dossier, Action(name=name, reason="x"), "staff-A", BASE, CALENDAR)  # type: ignore[arg-type]
    told = warning("ask_supplement", dossier)
    assert told is not None and "1 lần" in told[0] and "approver" in told[1]


def test_who_works_on_a_dossier_sees_whom_to_call_and_others_do_not() -> None:
    dossier = at_review()
    applicant = dossier.applicant.model_copy(update={"identity": "091234567890", "email": "an@example.vn"})
    dossier = dossier.model_copy(update={"applicant": applicant})
    mine, past = seen(dossier, PEOPLE[1]), seen(dossier, PEOPLE[0])
    assert works_on(dossier, PEOPLE[1]) and not works_on(dossier, PEOPLE[0])
    assert (mine.phone, mine.identity) == ("0901234567", "•••••••••890")
    assert (past.phone, past.name, past.email) == ("•••••••567", "Nguyễn Thị An", "•" * 13)
    assert seen(dossier, person("administrator")).name == "N. T. A."
    assert seen(dossier, PEOPLE[0], lifted=True) == applicant


@given(text=st.text(max_size=30), kept=st.integers(0, 5))
def test_a_masked_text_shows_its_last_letters_only(text: str, kept: int) -> None:
    shown = hidden(text, kept)
    assert len(shown) == len(text)
    clear = kept if len(text) > kept else 0
    assert shown.endswith(text[len(text) - clear :])
    assert set(shown[: len(text) - clear]) <= {"•"}


def test_initials_are_one_letter_a_word() -> None:
    assert initials("Nguyễn Thị Đào") == "N. T. Đ."
    assert initials("  ") == ""


def test_every_role_has_something_to_do() -> None:
    dossier = at_review()
    for role in set(ROLES) - OUTSIDE:
        found = choices(dossier, person(role), day_of(BASE, ZONE))
        # The administrator, who handles no dossier, may put right what was typed wrongly.
        assert (found.possible == ("correct",)) == (role == "administrator")
        assert found.possible

"""Processes by chance: each planted dead end, unreachable step and bad condition is found."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue.changes import differences
from dashboard.catalogue.process import EDGES, check
from dashboard.intake.form_model import Known
from dashboard.intake.form_model import check as check_form
from models.condition import Clause, Condition
from models.department import Department, DepartmentTree
from models.form import Form, FormField, Option, Words
from models.procedure import Revision, Step, Term, coordination_of

KNOWN = Known(today=date(2026, 11, 24), communes=frozenset(), files={})


def field(id: str, kind: str, chance: random.Random, above: list[FormField]) -> FormField:
    options = tuple(Option(value=f"o{i}", label=Words(vi=f"O{i}")) for i in range(chance.randint(1, 3)))
    show = None
    if above and chance.random() < 0.4:
        asked = chance.choice(above)
        show = Condition(clauses=(clause_on(asked, chance),))
    return FormField(
        id=id,
        kind=kind,
        label=Words(vi=id),
        required=chance.random() < 0.6,
        show_if=show,  # type: ignore[arg-type]
        options=options if kind == "choice" else (),
    )


def clause_on(asked: FormField, chance: random.Random) -> Clause:
    if asked.kind == "choice":
        return Clause(
            field=asked.id, op=chance.choice(["is", "is_not"]), value=chance.choice(asked.options).value
        )
    if asked.kind == "yes_no":
        return Clause(field=asked.id, op="is", value=chance.random() < 0.5)
    return Clause(field=asked.id, op=chance.choice(["at_least", "at_most"]), value=chance.randint(0, 9))


def revision(chance: random.Random) -> Revision:
    fields: list[FormField] = []
    for number in range(chance.randint(1, 4)):
        fields.append(field(f"f{number}", chance.choice(["choice", "yes_no", "number"]), chance, fields))
    steps = [step("intake", "intake", None)]
    for number in range(chance.randint(1, 4)):
        condition = None
        if chance.random() < 0.7:
            chosen = [clause_on(chance.choice(fields), chance) for _ in range(chance.randint(1, 2))]
            condition = Condition(match=chance.choice(["all", "any"]), clauses=tuple(chosen))
        steps.append(step(f"s{number}", chance.choice(["review", "sign"]), condition))
    steps.append(step("return", "return", None))
    return Revision(
        id="P-1",
        procedure="P",
        number=1,
        term=Term(value=5, unit="working_day"),
        form=Form(fields=tuple(fields)),
        steps=tuple(steps),
        channels=("counter",),
    )


def step(id: str, kind: str, condition: Condition | None) -> Step:
    return Step(
        id=id,
        seq=1,
        name=id,
        kind=kind,
        role="r",
        where="responsible",
        limit_minutes=60,
        only_if=condition,  # type: ignore[arg-type]
    )


def filled_in(form: Form, chance: random.Random) -> dict[str, object] | None:
    """Answers anyhow; None where the form refuses them."""
    given: dict[str, object] = {}
    for one in form.fields:
        if one.show_if is not None and not one.show_if.holds(given):
            continue
        if not one.required and chance.random() < 0.3:
            continue
        given[one.id] = {
            "choice": lambda one=one: chance.choice(one.options).value,
            "yes_no": lambda: chance.random() < 0.5,
            "number": lambda: chance.randint(-1, 10),
        }[one.kind]()
    return given if not check_form(form, given, KNOWN).faults else None


@given(st.integers(0, 10**9))
@settings(max_examples=200, deadline=None)
def test_a_process_that_passes_has_work_for_all_answers_that_its_form_takes(seed: int) -> None:
    chance = random.Random(seed)
    one = revision(chance)
    found = {finding.kind for finding in check(one)}
    unreachable = {finding.step for finding in check(one) if finding.kind == "unreachable"}
    assert one.form is not None
    for _ in range(40):
        answers = filled_in(one.form, chance)
        if answers is None:
            continue
        way = [s for s in one.steps if s.only_if is None or s.only_if.holds(answers)]
        assert not unreachable & {s.id for s in way}, "a step that is said to be unreachable was taken"
        if all(s.kind in EDGES for s in way):
            assert "dead_end" in found


@given(st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_a_planted_dead_end_is_found(seed: int) -> None:
    """All work only for one answer of a required choice with at least two: the other leads nowhere."""
    chance = random.Random(seed)
    one = revision(chance)
    choice = FormField(
        id="planted",
        kind="choice",
        label=Words(vi="Loại"),
        required=True,
        options=(Option(value="a", label=Words(vi="A")), Option(value="b", label=Words(vi="B"))),
    )
    assert one.form is not None
    only = Condition(clauses=(Clause(field="planted", op="is", value="a"),))
    steps = [s if s.kind in EDGES else s.model_copy(update={"only_if": only}) for s in one.steps]
    broken = one.model_copy(update={"form": Form(fields=(*one.form.fields, choice)), "steps": tuple(steps)})
    dead = [finding for finding in check(broken) if finding.kind == "dead_end"]
    assert len(dead) == 1
    assert "Loại = B" in dead[0].vi
    assert dead[0].blocks


@given(st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_a_step_for_answers_that_nobody_can_give_is_unreachable(seed: int) -> None:
    chance = random.Random(seed)
    one = revision(chance)
    assert one.form is not None
    asked = one.form.fields[0]
    never = Condition(clauses=(Clause(field=asked.id, op="filled"), Clause(field=asked.id, op="empty")))
    steps = (*one.steps[:-1], step("never", "review", never), one.steps[-1])
    found = check(one.model_copy(update={"steps": steps}))
    assert "never" in {finding.step for finding in found if finding.kind == "unreachable"}


@given(st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_a_condition_on_what_the_form_does_not_ask_blocks(seed: int) -> None:
    one = revision(random.Random(seed))
    lost = Condition(clauses=(Clause(field="nowhere", op="is", value="x"),))
    steps = (*one.steps[:-1], step("lost", "review", lost), one.steps[-1])
    found = [f for f in check(one.model_copy(update={"steps": steps})) if f.kind == "bad_condition"]
    assert [f.step for f in found] == ["lost"] and found[0].blocks


@given(st.integers(0, 10**9), st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_two_revisions_differ_in_words_exactly_where_a_dossier_would_notice(one: int, other: int) -> None:
    first, second = revision(random.Random(one)), revision(random.Random(other))
    assert differences(first, first) == []
    told = differences(first, second)
    assert bool(told) == (first.steps != second.steps or first.form != second.form)
    assert all(d.before != d.after or d.vi.endswith("thay đổi") for d in told)


ENDED = date(2025, 6, 30)
AGENCIES = (
    Department(id="here", name="Sở Còn", level="province"),
    Department(id="became", name="Sở Nhập", level="province", valid_to=ENDED, successors=("here",)),
    Department(id="gone", name="Sở Mất", level="province", valid_to=ENDED),
    Department(id="lost", name="Sở Lạc", level="province", valid_to=ENDED, successors=("gone",)),
)
IDS = ("here", "became", "gone", "lost", "unknown")
TREE = DepartmentTree(AGENCIES, date(2026, 11, 24))


@given(
    st.integers(0, 10**9),
    st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True),
    st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_an_opinion_asked_of_who_never_answers_is_found_and_of_a_successor_is_not(
    seed: int, asked: list[str], silence: bool
) -> None:
    chance = random.Random(seed)
    one = revision(chance)
    place = chance.randrange(len(one.steps) - 1)
    asking = one.steps[place].model_copy(
        update={"opinions": tuple(asked), "opinion_minutes": 30, "silence": silence}
    )
    broken = one.model_copy(update={"steps": (*one.steps[:place], asking, *one.steps[place + 1 :])})
    dead = [found for found in check(broken, TREE) if found.kind == "opinion_gone"]
    assert len(dead) == sum(id in ("gone", "lost", "unknown") for id in asked)
    assert all(found.blocks and found.step == asking.id for found in dead)
    assert not [found for found in check(one, TREE) if found.kind.startswith("opinion")]
    # What passes is asked of agencies that are there; who does the step itself is not asked.
    plan = coordination_of(asking, "nobody", TREE)
    if not dead:
        assert plan is not None and set(plan.departments) == {"here"} and plan.silence == silence
        assert coordination_of(asking, "here", TREE) is None


def test_opinions_at_the_return_without_a_limit_or_longer_than_the_step_are_told() -> None:
    one = revision(random.Random(1))
    last = one.steps[-1].model_copy(update={"opinions": ("here",), "silence": True})
    slow = one.steps[1].model_copy(update={"opinions": ("here",), "opinion_minutes": 10_000})
    found = check(one.model_copy(update={"steps": (one.steps[0], slow, *one.steps[2:-1], last)}), TREE)
    told = {finding.kind: finding.blocks for finding in found if finding.kind.startswith("opinion")}
    assert told == {"opinion_never": True, "opinion_endless": False, "opinion_slow": False}

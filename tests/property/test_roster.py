"""Rosters and rebalancings by chance, against rules told another way and against all possibilities."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clock import day_number
from dashboard.roster.assign import Load, choose
from dashboard.roster.balance import MOVE, Task, Worker, rebalance
from dashboard.roster.balance import score as score_of
from dashboard.roster.conflicts import conflicts, sound
from dashboard.roster.edit import copied, ordered, placed, removed
from dashboard.roster.propose import propose, score
from dashboard.roster.week import Rules, WeekPlan, slots_of
from models.absence import HALVES, Absence
from models.roster import Assignment, Roster
from models.staff import LEVELS, Competence, StaffMember
from tests.helpers import BASE, calendar

MONDAY = day_number(date(2026, 11, 30))
SLOTS = slots_of(calendar(), MONDAY)


@st.composite
def plans(draw: st.DrawFn) -> WeekPlan:
    """A small department: 1–5 people, 1–4 fields, absences, counters, part-timers."""
    fields = tuple(f"f{i}" for i in range(draw(st.integers(1, 4))))
    counters = {
        f"q{i}": frozenset(draw(st.sets(st.sampled_from(fields)))) for i in range(draw(st.integers(0, 2)))
    }
    people = {}
    for i in range(draw(st.integers(1, 5))):
        known = draw(st.lists(st.sampled_from(fields), unique=True))
        people[f"p{i}"] = StaffMember(
            id=f"p{i}",
            name=f"Người {i}",
            department="A",
            competences=tuple(Competence(field=f, level=draw(st.sampled_from(LEVELS))) for f in known),
            counters=tuple(draw(st.lists(st.sampled_from(sorted(counters)), unique=True)))
            if counters
            else (),
            weekly_minutes=draw(st.sampled_from([0, 480, 1_000, 2_400])),
            fields_at_once=draw(st.integers(1, 3)),
        )
    absences = []
    for i in range(draw(st.integers(0, 3))):
        first = MONDAY + draw(st.integers(-2, 4))
        absences.append(
            Absence(
                id=f"a{i}",
                person=draw(st.sampled_from(sorted(people))),
                department="A",
                kind="leave",
                first_day=first,
                last_day=first + draw(st.integers(0, 3)),
                state=draw(st.sampled_from(["approved", "asked"])),
                asked_by="x",
                asked_at=BASE,
            )
        )
    needed = {f: draw(st.integers(0, 2)) for f in fields}
    return WeekPlan(
        MONDAY, SLOTS, fields, people, tuple(absences), counters, Rules(needed, draw(st.booleans()))
    )


def duties(draw: st.DrawFn, plan: WeekPlan) -> tuple[Assignment, ...]:
    """Assignments anyhow, possible or not."""
    chosen = draw(
        st.lists(
            st.builds(
                Assignment,
                day=st.integers(MONDAY - 1, MONDAY + 6),
                half=st.sampled_from(HALVES),
                field=st.sampled_from([*plan.fields, "fx"]),
                person=st.sampled_from([*sorted(plan.people), "px"]),
                part=st.sampled_from(["primary", "stand_in"]),
                counter=st.sampled_from(["", "q0", "q1"]),
                fixed=st.booleans(),
            ),
            max_size=12,
        )
    )
    return ordered(set(chosen))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_proposed_week_holds_no_hard_conflict(data: st.DataObject) -> None:
    plan = data.draw(plans())
    proposal = propose(plan, seconds=5)
    assert [one for one in proposal.open if one.hard] == []
    for one in proposal.assignments:
        member = plan.people[one.person]
        assert member.knows(one.field) is not None
        assert not any(
            a.state == "approved" and a.person == one.person and a.covers(one.day, one.half)
            for a in plan.absences
        )
        assert all(proposal.why(one))


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_proposal_never_scores_worse_than_what_stands_and_brings_no_hard_conflict_of_its_own(
    data: st.DataObject,
) -> None:
    plan = data.draw(plans())
    kept = duties(data.draw, plan)
    if data.draw(st.booleans()):
        kept = sound(plan, kept)
    for seconds in (5.0, 1e-9):  # with no time at all, the solver finds nothing
        proposal = propose(plan, kept, seconds=seconds)
        assert score(plan, proposal.assignments) <= score(plan, kept)
        by_fixed = {
            (one.kind, one.day, one.half, one.person)
            for one in conflicts(plan, [one for one in kept if one.fixed])
            if one.hard
        }
        own = {(one.kind, one.day, one.half, one.person) for one in proposal.open if one.hard}
        assert own <= by_fixed


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_what_is_taken_out_of_a_week_leaves_it_without_a_hard_conflict_and_nothing_is_taken_in_vain(
    data: st.DataObject,
) -> None:
    plan = data.draw(plans())
    draft = duties(data.draw, plan)
    left = sound(plan, draft)
    assert [one for one in conflicts(plan, left) if one.hard] == []
    assert [one for one in draft if one in left] == list(left)
    assert sound(plan, left) == left
    if not any(one.hard for one in conflicts(plan, draft)):
        assert left == draft


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_proposal_covers_as_many_as_the_best_matching_of_each_half_day(data: st.DataObject) -> None:
    """Where hours do not bind, half-days are independent: compare with every choice of people."""
    plan = data.draw(plans())
    free = {
        id: one.model_copy(update={"weekly_minutes": 10_000, "fields_at_once": 1})
        for id, one in plan.people.items()
    }
    plan = WeekPlan(plan.monday, plan.slots[:2], plan.fields, free, plan.absences, plan.counters, plan.rules)
    missing = sum(one.amount for one in propose(plan, seconds=5).open if one.kind == "uncovered")
    assert missing == sum(_least_missing(plan, slot.day, slot.half) for slot in plan.slots)


def _least_missing(plan: WeekPlan, day: int, half: str) -> int:
    wanted = [f for f in plan.fields for _ in range(plan.rules.needed(f))]
    best = len(wanted)
    choices = [
        [None, *[f for f in plan.fields if plan.may_be_on(person, f, day, half)]]  # type: ignore[arg-type]
        for person in plan.people
    ]
    for chosen in itertools.product(*choices):
        there = Counter(f for f in chosen if f is not None)
        best = min(best, sum(max(0, plan.rules.needed(f) - there[f]) for f in plan.fields))
    return best


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_what_a_manager_has_fixed_is_in_the_proposal_as_it_was(data: st.DataObject) -> None:
    plan = data.draw(plans())
    kept = duties(data.draw, plan)
    proposal = propose(plan, [one for one in kept if one.person in plan.people], seconds=5)
    assert {one for one in kept if one.fixed and one.person in plan.people} <= set(proposal.assignments)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_conflicts_are_those_that_a_plain_reading_finds(data: st.DataObject) -> None:
    plan = data.draw(plans())
    placed_ones = duties(data.draw, plan)
    found = {
        (c.kind, c.person)
        for c in conflicts(plan, placed_ones)
        if c.kind in ("absent", "not_competent", "left")
    }
    told = set()
    for one in placed_ones:
        if all((one.day, one.half) != (slot.day, slot.half) for slot in plan.slots):
            continue
        member = plan.people.get(one.person)
        if member is None:
            told.add(("left", one.person))
            continue
        if any(
            a.state == "approved" and a.person == one.person and a.covers(one.day, one.half)
            for a in plan.absences
        ):
            told.add(("absent", one.person))
        if one.field not in {known.field for known in member.competences}:
            told.add(("not_competent", one.person))
    assert found == told
    for conflict in conflicts(plan, placed_ones):
        if conflict.kind == "over_hours":
            halves = {
                (a.day, a.half) for a in placed_ones if a.person == conflict.person and a.part == "primary"
            }
            worked = sum(s.minutes for s in plan.slots if (s.day, s.half) in halves)
            assert worked - plan.people[conflict.person].weekly_minutes == conflict.amount > 0


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_taking_out_what_was_put_in_gives_the_week_as_it_was(data: st.DataObject) -> None:
    plan = data.draw(plans())
    draft = duties(data.draw, plan)
    new = Assignment(day=MONDAY + 1, half="morning", field="new", person="somebody")
    assert removed(placed(draft, new), (new.day, new.half, new.field), new.person) == draft
    week = Roster(department="A", monday=MONDAY, draft=draft)
    after = copied(week, Roster(department="A", monday=MONDAY + 7))
    assert [(a.day - 7, a.half, a.field, a.person, a.part) for a in after] == [
        (a.day, a.half, a.field, a.person, a.part) for a in draft
    ]


@given(st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_a_rebalancing_is_the_best_of_all_possibilities(seed: int) -> None:
    chance = random.Random(seed)
    names = ["a", "b", "c"][: chance.randint(1, 3)]
    workers = [
        Worker(n, {day: day * chance.choice([0, 60, 240, 480]) for day in range(1, 4)}, chance.randint(1, 6))
        for n in names
    ]
    tasks = []
    for i in range(chance.randint(1, 5)):
        holder = chance.choice(names)
        able = frozenset(n for n in names if chance.random() < 0.7)
        tasks.append(Task(f"t{i}", chance.choice([30, 60, 120, 600]), chance.randint(0, 3), holder, able))
    result = rebalance(tasks, workers, seconds=10)
    held = Counter(task.holder for task in tasks)
    best = None
    for chosen in itertools.product(*[sorted(task.able | {task.holder}) for task in tasks]):
        counts = Counter(chosen)
        if any(counts[w.person] > max(w.capacity, held[w.person]) for w in workers):
            continue
        value = score_of(tasks, workers, {t.code: p for t, p in zip(tasks, chosen, strict=True)})
        best = value if best is None else min(best, value)
    assert best is not None
    assert abs(result.score_after - best) < 1e-3 * max(1.0, abs(best))
    assert result.score_after <= result.score_before + 1e-6
    for move in result.moves:
        assert move.target in next(task.able for task in tasks if task.code == move.code)


@pytest.mark.parametrize("free", [(480, 480), (480, 60)])
def test_every_rebalancing_of_two_dossiers_between_two_people_is_the_best(free: tuple[int, int]) -> None:
    """All of them: who holds what, who could, how long it takes, when it is due."""
    workers = [Worker("a", {1: free[0], 2: 2 * free[0]}, 9), Worker("b", {1: free[1], 2: 2 * free[1]}, 1)]
    kinds = list(
        itertools.product((60, 600), (1, 2), "ab", (frozenset("a"), frozenset("b"), frozenset("ab")))
    )
    for pair in itertools.combinations_with_replacement(kinds, 2):
        tasks = [Task(f"t{i}", *kind) for i, kind in enumerate(pair)]
        held = Counter(task.holder for task in tasks)
        possible = [
            score_of(tasks, workers, dict(zip(("t0", "t1"), chosen, strict=True)))
            for chosen in itertools.product(*(sorted(task.able | {task.holder}) for task in tasks))
            if all(chosen.count(one.person) <= max(one.capacity, held[one.person]) for one in workers)
        ]
        result = rebalance(tasks, workers)
        assert abs(result.score_after - min(possible)) < 1e-6 * max(1.0, min(possible)), pair


@given(st.integers(2, 5), st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_equal_people_on_duty_get_equally_many_within_one_dossier(people: int, dossiers: int) -> None:
    members = {
        f"p{i}": StaffMember(id=f"p{i}", name=f"{i}", department="A", competences=(Competence(field="f"),))
        for i in range(people)
    }
    plan = WeekPlan(MONDAY, SLOTS, ("f",), members)
    on_duty = [Assignment(day=MONDAY, half="morning", field="f", person=who) for who in members]
    given_to: Counter[str] = Counter()
    for _ in range(dossiers):
        loads = {who: Load(given_to[who], given_to[who] * 60_000) for who in members}
        choice = choose(plan, on_duty, loads, "f", MONDAY, "morning")
        assert choice is not None
        given_to[choice.person] += 1
    counts = [given_to[who] for who in members]
    assert max(counts) - min(counts) <= 1


def test_a_move_that_gains_less_than_it_costs_to_read_anew_is_not_made() -> None:
    workers = [Worker("a", {1: 480}, 9), Worker("b", {1: 480}, 9)]
    tasks = [Task("t", int(MOVE), 1, "a", frozenset({"a", "b"}))]
    assert rebalance(tasks, workers).moves == ()


def test_somebody_who_has_left_hands_over_what_others_can_do() -> None:
    workers = [Worker("b", {1: 480}, 9)]
    tasks = [Task("t", 60, 1, "gone", frozenset({"b"})), Task("u", 60, 1, "gone", frozenset())]
    assert [(move.code, move.target) for move in rebalance(tasks, workers).moves] == [("t", "b")]

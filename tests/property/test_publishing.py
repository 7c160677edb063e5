"""Whatever is planned, published, approved and changed: no published week holds a hard conflict."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clock import date_of, day_number
from dashboard.roster.conflicts import conflicts
from dashboard.roster.planning import NotPublishable, Planning
from models.absence import HALVES, Absences
from models.audit import Audit
from models.errors import MotcuaError
from models.field import Field
from models.notice import Notices
from models.roster import Assignment, Counter, Counters, RosterRuleBook, Rosters
from models.staff import Competence, Staff, StaffMember
from models.viewer import Scope, Viewer
from tests.doubles import MemoryStore
from tests.helpers import BASE, calendar

MONDAY = day_number(date(2026, 11, 30))
MANAGER = Viewer(
    user_id="m", name="m", role="manager", scope=Scope(kind="department", departments=frozenset({"A"}))
)
FIELDS, PEOPLE, COUNTERS = ("f0", "f1"), ("p0", "p1", "p2"), ("", "q0", "q1")

assignments = st.builds(
    Assignment,
    day=st.integers(MONDAY, MONDAY + 2),
    half=st.sampled_from(HALVES),
    field=st.sampled_from(FIELDS),
    person=st.sampled_from(PEOPLE),
    part=st.sampled_from(["primary", "primary", "stand_in"]),
    counter=st.sampled_from(COUNTERS),
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("plan"), st.sets(assignments, max_size=4)),
        st.tuples(st.just("absence"), st.sampled_from(PEOPLE), st.integers(0, 3)),
        st.tuples(st.just("forget"), st.sampled_from(PEOPLE), st.sampled_from(FIELDS)),
        st.tuples(st.just("hours"), st.sampled_from(PEOPLE), st.sampled_from((0, 240, 2_400))),
        st.tuples(st.just("counter"), st.sampled_from(("q0", "q1")), st.sampled_from(FIELDS)),
    ),
    max_size=8,
)


def office() -> Any:
    """What planning needs of an Office, in memory: three people, two fields, two counters."""
    store = MemoryStore(ZoneInfo("Asia/Ho_Chi_Minh"))
    made = SimpleNamespace(
        rosters=Rosters(store), staff=Staff(store), absences=Absences(store), counters=Counters(store),
        roster_rules=RosterRuleBook(store), audit=Audit(store), notices=Notices(store), store=store,
        calendar=calendar, now=lambda: BASE,
        today=lambda: MONDAY, local_date=lambda: date_of(MONDAY), procedures=SimpleNamespace(all=list),
        fields=SimpleNamespace(all=lambda: [Field(id=id, name=id) for id in FIELDS]),
    )  # fmt: skip
    known = tuple(Competence(field=id) for id in FIELDS)
    made.staff.put_many([StaffMember(id=id, name=id, department="A", competences=known) for id in PEOPLE])
    made.counters.put_many([Counter(id=id, name=id, department="A") for id in COUNTERS if id])
    return made


def done(made: Any, planning: Planning, step: Any) -> bool:
    """Do one step as the screens do; whether a week was published by it."""
    if step[0] == "plan":
        _, roster = planning.week(MANAGER, "A", MONDAY)
        saved = planning.save(MANAGER, roster, step[1])
        hard = [one for one in conflicts(planning.plan("A", MONDAY), saved.draft) if one.hard]
        try:
            planning.publish(MANAGER, saved)
        except NotPublishable as refused:
            assert list(refused.conflicts) == hard != []
            return False
        assert hard == []
        return True
    if step[0] == "absence":
        first = (MONDAY + step[2], HALVES[0])
        try:
            planning.ask_absence(MANAGER, made.staff.get(step[1]), "leave", first, (first[0], HALVES[1]))
        except MotcuaError:
            return False  # there is one already
        return False
    if step[0] == "counter":
        made.counters.put(Counter(id=step[1], name=step[1], department="A", fields=(step[2],)))
    else:
        member = made.staff.get(step[1])
        left = tuple(one for one in member.competences if one.field != step[2])
        made.staff.put(
            member.model_copy(
                update={"competences": left} if step[0] == "forget" else {"weekly_minutes": step[2]}
            )
        )
    planning.withdraw("A")
    return False


@given(steps)
@settings(max_examples=40, deadline=None)
def test_no_published_week_holds_a_hard_conflict(wanted: list[Any]) -> None:
    made = office()
    planning = Planning(made)
    for step in wanted:
        before = made.rosters.week("A", MONDAY)
        published = done(made, planning, step)
        after = made.rosters.week("A", MONDAY)
        plan = planning.plan("A", MONDAY)
        assert [one for one in conflicts(plan, after.published) if one.hard] == []
        if published:
            assert set(after.published) == set(after.draft)
        elif step[0] != "plan":
            assert after.draft == before.draft, "what is to be mended is still there"
            assert set(after.published) <= set(before.published)

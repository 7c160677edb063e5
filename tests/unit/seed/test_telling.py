"""A simulated history looks like an office: what is open, late, paused, sent back, not fetched yet."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import groupby, pairwise

import pytest

from dashboard.access.first import CENTRE, DEMO_CLERK, DEMO_DEPARTMENT, DEMO_STAFF
from dashboard.clock import date_of, day_of
from models.dossier import Dossier
from seed.course import OVERLOAD
from seed.history import Plan, Told, day_told, simulate
from tests.unit.seed.settings import UNTIL, setting

DOSSIERS = 2_400
PLAN = Plan(DOSSIERS, UNTIL, 420, 612_018)
TODAY = day_of(UNTIL, setting().calendar.zone)


@pytest.fixture(scope="module")
def told() -> list[Told]:
    return list(simulate(setting(), PLAN))


def backlog(told: list[Told]) -> list[Dossier]:
    return [dossier for dossier, _ in told if dossier.open]


def test_there_are_as_many_as_asked_for_and_nothing_lies_in_the_future(told: list[Told]) -> None:
    assert len({dossier.id for dossier, _ in told}) == DOSSIERS
    assert all(event.at <= UNTIL for _, events in told for event in events)
    assert all(one.at <= two.at for _, events in told for one, two in pairwise(events))


def test_the_codes_of_an_agency_and_day_have_no_gap_and_follow_the_time_of_arrival(told: list[Told]) -> None:
    begun = sorted((dossier.id.rpartition("-")[0], dossier.submitted_at, dossier.id) for dossier, _ in told)
    for prefix, group in groupby(begun, key=lambda row: row[0]):
        serials = [int(code.rpartition("-")[2]) for _, _, code in group]
        assert serials == list(range(1, len(serials) + 1)), prefix


def test_a_day_is_the_same_whoever_tells_it(told: list[Told]) -> None:
    day, count = next((day, n) for day, n in PLAN.counts(setting()).items() if n > 5 and day > TODAY - 60)
    serials: Counter[str] = Counter()
    again = list(day_told(setting(), PLAN, day, count, serials))
    came = [one for one in told if one[0].submitted_day == day]
    assert again == came
    assert sum(serials.values()) == count


def test_another_seed_number_tells_another_history(told: list[Told]) -> None:
    other = next(simulate(setting(), Plan(DOSSIERS, UNTIL, 420, 1)))
    assert other[0].head != told[0][0].head


def test_a_few_of_the_open_ones_are_overdue_or_at_risk_in_several_departments(told: list[Told]) -> None:
    opened = backlog(told)
    overdue = [one for one in opened if one.running_due is not None and one.running_due < TODAY]
    soon = setting().calendar.next_working_day(TODAY)
    at_risk = [one for one in opened if one.running_due is not None and TODAY <= one.running_due <= soon]
    assert 0.02 < len(opened) / DOSSIERS < 0.12
    assert 0.02 < len(overdue) / len(opened) < 0.2
    assert at_risk
    assert len({one.department for one in [*overdue, *at_risk]}) >= 3


def test_some_wait_to_be_taken_in_some_for_the_applicant_and_some_to_be_fetched(told: list[Told]) -> None:
    states = Counter(dossier.state for dossier, _ in told)
    assert {"submitted", "supplement", "payment", "processing", "resolved", "returned"} <= states.keys()
    assert {"refused", "rejected", "withdrawn"} <= states.keys()
    assert all(one.channel != "counter" for one, _ in told if one.state == "submitted")
    assert states["resolved"] > DOSSIERS * 0.005


def test_most_are_in_time_and_where_there_is_overload_more_are_late_lately(told: list[Told]) -> None:
    done = [dossier for dossier, _ in told if dossier.timeliness is not None]
    late = [one for one in done if one.timeliness == "late"]
    assert 0.01 < len(late) / len(done) < 0.08
    busy = [one for one in done if one.department in OVERLOAD]
    lately, before = (
        [one.timeliness == "late" for one in busy if ((one.received_day or 0) > TODAY - 90) is recent]
        for recent in (True, False)
    )
    assert sum(lately) / len(lately) > 1.5 * sum(before) / len(before)


def test_work_is_sent_back_handed_over_paid_for_extended_and_rated(told: list[Told]) -> None:
    actions = Counter(event.action for _, events in told for event in events)
    wanted = ("send_back", "hand_over", "reassign", "ask_payment", "ask_supplement", "extend", "rate")
    assert all(actions[name] > 5 for name in wanted), actions
    ratings = Counter(dossier.rating for dossier, _ in told if dossier.rating is not None)
    assert ratings[3] > ratings[2] > ratings[1]
    handed = {d.procedure for d, events in told if any(event.action == "hand_over" for event in events)}
    assert all(setting().procedures[procedure].interlinked for procedure in handed)


def test_online_grows_and_a_procedure_is_only_asked_for_by_its_channels(told: list[Told]) -> None:
    channels = Counter(dossier.channel for dossier, _ in told)
    assert channels["online"] > channels["counter"] > channels["postal"] > 0
    for dossier, _ in told:
        (revision,) = (r for r in setting().revisions[dossier.procedure] if r.id == dossier.revision)
        assert dossier.channel in revision.channels


def test_the_demonstration_accounts_find_work_of_their_own(told: list[Told]) -> None:
    mine = [one for one in backlog(told) if one.assignee == DEMO_STAFF]
    assert mine and all(one.holder == DEMO_DEPARTMENT for one in mine)
    queue = Counter(dossier.turn for dossier, _ in told)
    assert queue[f"{CENTRE}|return"] > 3
    taken_in = {event.actor for dossier, events in told for event in events if event.action == "accept"}
    assert DEMO_CLERK in taken_in


def test_a_route_goes_to_the_commune_and_district_of_the_applicant(told: list[Told]) -> None:
    tree = setting().tree
    local = 0
    for dossier, _ in told:
        home = dossier.applicant.commune
        for step in dossier.route:
            if tree[step.holder].level == "commune" and dossier.level == "commune":
                assert step.holder == home
                local += 1
            if tree[step.holder].level == "district" and dossier.level != "province":
                assert tree.is_within(home, step.holder)
    assert local > 100


def test_the_reorganised_province_is_told_under_both_organisations() -> None:
    plan = Plan(600, UNTIL - timedelta(days=330), 420, 5)
    rows = list(simulate(setting("an-giang-2025"), plan))
    assert len(rows) == 600
    revisions = {dossier.revision.rpartition("-")[2] for dossier, _ in rows}
    assert revisions == {"1", "2"}
    for dossier, _ in rows:
        number = dossier.revision.rpartition("-")[2]
        submitted = date_of(dossier.submitted_day or 0)
        assert number == ("2" if submitted.isoformat() >= "2025-07-01" else "1")

"""The points of Circular 01/2018 and of Decision 766: what is computed, entered, and left open."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.reports.evaluation import Evaluation, of_agency, of_officer
from dashboard.reports.facts import Facts
from dashboard.reports.form import placed
from dashboard.reports.index766 import IN_TIME, estimate, key_of, shares, together
from models.procedure import Procedure
from models.report_entry import ReportEntry
from seed.reporting import criteria, index
from tests.unit.reports.examples import AT, case, result, visit

ONLINE = Procedure(id="P", name="P", department="A", online_level="full")
PAPER = Procedure(id="Q", name="Q", department="A")


def facts_of(*documents: dict[str, Any]) -> Facts:
    found = Facts()
    for document in documents:
        one = placed(document, 8, 20, {"online"})
        assert one is not None
        found.take(document, one, 8, 20)
    return found


def points(made: Evaluation) -> dict[int, float | None]:
    return {one.number: one.points for one in made.criteria}


def entry(value: str, note: str = "biên bản 12") -> ReportEntry:
    return ReportEntry(kind="tt01", subject="s", value=value, note=note, actor="u", at=AT)


FACTS = facts_of(
    result("1", "early", visits=[visit("a", "A", False, assignee="an"), visit("b", "B", False)]),
    result("2", "late", visits=[visit("a", "A", True, assignee="an")], pauses=[{"kind": "supplement",
           "began_day": 11, "ended_day": 12}]),
    result("3", "on_due_day", visits=[], channel="online"),
    case("4", channel="online"),
)  # fmt: skip


def test_the_criteria_of_an_agency_are_means_over_its_dossiers_and_the_rest_stays_open() -> None:
    made = of_agency("A", FACTS, [ONLINE, PAPER], {}, criteria()["criteria"])
    found = points(made)
    assert found[1] == pytest.approx((2 + 0 + 1) / 3)
    assert found[2] == pytest.approx((2 + 0) / 2)
    assert found[3] == pytest.approx((2 + 1 + 2) / 3)
    assert found[9] == 2
    assert [one.number for one in made.open] == [4, 5, 6, 7, 8]
    assert made.whole == 18
    assert made.most - made.least == 10
    assert made.band(criteria()["agency_rating"]) is None
    seven = next(one for one in made.criteria if one.number == 7)
    assert "1,00" in seven.note[0], "what it would be without a complaint is told, and not counted"


def test_what_a_person_enters_is_counted_and_a_full_evaluation_has_a_rating() -> None:
    entered = {str(number): entry("2") for number in (4, 5, 6, 7, 8)}
    made = of_agency("A", FACTS, [ONLINE], entered, criteria()["criteria"])
    assert made.least == made.most == pytest.approx(1 + 1 + 5 / 3 + 2 + 10)
    assert made.band(criteria()["agency_rating"]) == "Xuất sắc"


def test_online_service_counts_procedures_dossiers_and_lateness() -> None:
    late = facts_of(result("1", "late", channel="online"))
    only = criteria()["criteria"]
    assert points(of_agency("A", late, [ONLINE], {}, only))[9] == 1
    assert points(of_agency("A", facts_of(result("1")), [ONLINE], {}, only))[9] == 0
    few = facts_of(result("1", "early", channel="online"))
    assert points(of_agency("A", few, [PAPER], {}, only))[9] == 1
    assert points(of_agency("B", few, [], {}, only))[9] is None


def test_an_officer_has_ten_points_of_the_own_visits() -> None:
    made = of_officer("A", "an", FACTS, criteria()["criteria"])
    assert made.whole == 10
    assert points(made) == {1: 1.0, 2: 1.0, 3: 1.5, 4: None, 7: None}
    assert FACTS.people() == {"A": ["an"]}


def test_the_index_computes_what_the_data_say_and_names_what_they_do_not() -> None:
    facts = facts_of(
        result("1", "early", rated_day=15, rating=1, components=[{"scanned": True}, {"scanned": True}]),
        result("2", "late", rated_day=15, rating=3, components=[{"scanned": False}],
               fee={"amount": 5, "state": "paid", "method": "online"}),
        case("3", channel="online", rated_day=30, rating=1),
        case("4", fee={"amount": 5, "state": "paid", "method": "cash"}, runs_since=10, due_day=12),
    )  # fmt: skip
    found = {item: (part.n, whole.n) for item, (part, whole) in shares(facts, [ONLINE, PAPER]).items()}
    assert found[IN_TIME] == (2, 4)
    assert sorted(found.values()) == sorted([(2, 4), (1, 2), (1, 1), (1, 4), (1, 2), (1, 2), (1, 2)])
    groups = estimate(facts, [ONLINE, PAPER], index()["groups"], {})
    assert groups["tien_do_ket_qua"].least == pytest.approx(10)
    assert groups["dvc_truc_tuyen"].least == pytest.approx(0.5 / 0.8 * 2 + 4 + 0.25 / 0.5 * 6)
    assert groups["thanh_toan_truc_tuyen"].least == pytest.approx(6), "half is over the target of 30 %"
    assert groups["muc_do_hai_long"].least == pytest.approx(3)
    assert groups["so_hoa_ho_so"].least == pytest.approx(0.5 / 0.8 * 4)
    whole = together(groups)
    assert whole.whole == 100
    assert len(whole.open) == 10
    assert whole.most < 100


def test_a_share_of_nothing_is_not_known_and_entered_points_do_not_hide_computed_ones() -> None:
    nothing = estimate(facts_of(case()), [], index()["groups"], {})
    assert nothing["muc_do_hai_long"].least == 0 and len(nothing["muc_do_hai_long"].open) == 3
    entered = {key_of("muc_do_hai_long", 1): entry("6"), key_of("tien_do_ket_qua", 1): entry("20")}
    made = estimate(facts_of(result("1", "late")), [], index()["groups"], entered)
    assert made["muc_do_hai_long"].least == 6
    assert made["tien_do_ket_qua"].least == 0

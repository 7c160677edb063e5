"""What a dossier counts in: the figures are the sums of it, told a second time in plain words."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.reports.facts import CRITERIA, HANDLED, OF_ALL, OF_DEPARTMENT, Fact, Facts, facts_of
from dashboard.reports.form import BESIDE, Tally, placed
from tests.unit.reports.examples import AT, visit

START, END = 8, 20
VISITS = st.lists(
    st.builds(
        visit, st.just("a"), st.sampled_from("AB"), st.sampled_from((True, False, None)),
        assignee=st.sampled_from(("", "an", "ba")),
    ),
    max_size=3,
)  # fmt: skip
DOCUMENTS = st.fixed_dictionaries({
    "received_day": st.sampled_from((5, 10, 25)), "department": st.sampled_from("AB"),
    "channel": st.sampled_from(("online", "counter")), "visits": VISITS,
    "ended": st.sampled_from((None, (6, "resolved"), (14, "resolved"), (15, "rejected"), (16, "withdrawn"),
                              (30, "resolved"))),
    "timeliness": st.sampled_from(("early", "on_due_day", "late", None)),
    "pauses": st.lists(st.just({"kind": "supplement", "began_day": 11, "ended_day": 12}), max_size=3),
    "rated_day": st.sampled_from((None, 9, 15, 30)), "rating": st.sampled_from((1, 2, 3)),
    "components": st.lists(st.fixed_dictionaries({"scanned": st.booleans()}), max_size=2),
    "fee": st.fixed_dictionaries({
        "amount": st.sampled_from((0, 5)), "method": st.sampled_from(("online", "cash")),
        "state": st.sampled_from(("paid", "due")),
    }),
    "runs_since": st.just(10), "due_day": st.sampled_from((12, 40)),
})  # fmt: skip


def told(code: str, given: dict[str, Any]) -> dict[str, Any]:
    """A stored dossier."""
    ended = given["ended"]
    end = {"closed_day": ended[0], "outcome": ended[1]} if ended else {"timeliness": None}
    return {**given, **end, "_id": code, "level": "province", "field": "f", "procedure": "P"}


def plain(documents: list[dict[str, Any]], fact: Fact) -> list[str]:
    """The codes of those that count, by the words of the law and of the screen."""

    def counts(one: dict[str, Any]) -> bool:
        closed = one.get("closed_day", 99)
        ended_in = closed <= END
        if one["received_day"] > END or (one["received_day"] < START and closed < START):
            return False
        own, new = one["department"] == fact.of or not fact.of, one["received_day"] >= START
        online, fee = new and one["channel"] == "online", one["fee"]
        has_result = ended_in and one.get("outcome") in ("resolved", "rejected")
        late = one.get("timeliness") == "late" and one.get("outcome") == "resolved" if ended_in else (
            one["due_day"] < END)  # fmt: skip
        paid = new and fee["amount"] > 0 and fee["state"] == "paid"
        rated = one["rated_day"] is not None and START <= one["rated_day"] <= END
        whose = [v for v in one["visits"] if v["holder"] == fact.of and v["assignee"]]
        mine = [v for v in whose if v["assignee"] == fact.person] if fact.person else one["visits"]
        timed = {
            "c1": one.get("timeliness") is not None, "c2": any(v["late"] is not None for v in mine),
            "c3": True, "result": True,
        }  # fmt: skip
        if fact.name in timed:
            return has_result and timed[fact.name] and (bool(mine) if fact.person else own)
        return {
            "handled": has_result and bool(whose), "counted": True, "in_time": not late,
            "received": new and own, "online": online and own, "online_overdue": online and own and late,
            "paid": paid, "paid_online": paid and fee["method"] == "online", "rated": rated,
            "satisfied": rated and one["rating"] > 1, "with_components": new and bool(one["components"]),
            "scanned": new and bool(one["components"]) and all(c["scanned"] for c in one["components"]),
        }[fact.name]  # fmt: skip

    return [one["_id"] for one in documents if counts(one)]


EVERY = (
    *map(Fact, OF_ALL),
    *(Fact(name, of) for of in "AB" for name in (*OF_DEPARTMENT, HANDLED)),
    *(Fact(name, of, who) for of in "AB" for who in ("an", "ba") for name in ("result", *CRITERIA.values())),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(DOCUMENTS, max_size=12))
def test_each_figure_counts_the_dossiers_of_its_list_and_these_are_the_ones_meant(
    given: list[dict[str, Any]],
) -> None:
    documents = [told(f"D{number}", one) for number, one in enumerate(given)]
    facts, tally, members = Facts(), Tally(), dict[Fact, list[str]]()
    for document in documents:
        one = placed(document, START, END, {"online"})
        if one is not None:
            facts.take(document, one, START, END)
            tally.take(one)
            for fact in facts_of(document, one, START, END):
                members.setdefault(fact, []).append(one.code)
    for fact in EVERY:
        assert members.get(fact, []) == plain(documents, fact), fact
        assert facts.n(fact) == len(members.get(fact, []))
    assert set(members) - set(EVERY) <= set(map(Fact, BESIDE))
    for name in BESIDE:
        assert len(members.get(Fact(name), [])) == tally.beside[name], "and what stands beside the form"


def test_a_dossier_on_which_several_worked_counts_once_for_their_department() -> None:
    visits = [visit("a", "A", False, assignee="an"), visit("b", "A", True, assignee="ba")]
    document = told("D", {"received_day": 10, "department": "B", "ended": (14, "resolved"), "visits": visits,
                          "timeliness": "early"})  # fmt: skip
    one = placed(document, START, END, set())
    assert one is not None
    facts = facts_of(document, one, START, END)
    assert facts[Fact(HANDLED, "A")] == 0
    assert (facts[Fact("c2", "A", "an")], facts[Fact("c2", "A", "ba")], facts[Fact("c2", "B")]) == (2, 0, 0)
    visits[0]["left_at"] = None
    assert Fact("result", "A", "an") not in facts_of(document, one, START, END), "it is not done there yet"
    visits[0]["left_at"] = AT

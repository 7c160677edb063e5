"""Pick-up requests by random actions: nothing is lost, and the legs add up to the whole way."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.postal.legs import HOUR_MS, LEGS, WHOLE, hours_of
from dashboard.postal.lifecycle import RULES, PostalAction, PostalRefused, applied, possible
from models.postal import CARRIED, UNDER_WAY, PostalRequest
from tests.helpers import BASE, calendar

CALENDAR = calendar()
GIVEN = {
    "carrier": "buuta",
    "signed": "An ký, 2 tờ",
    "reason": "nhà đóng cửa",
    "tracking": "RG1",
    "received_by": "An ký",
    "draft": "d1",
    "dossier": "H33-1",
}
REQUEST = PostalRequest(
    id="BC-260601-0001",
    name="An",
    phone="0912345678",
    commune="c",
    address="12",
    procedure="P1",
    department="A",
    field="f",
    wanted_day=0,
    requested_day=0,
    requested_at=BASE,
)
ACTIONS = st.lists(st.tuples(st.sampled_from(sorted(RULES)), st.integers(0, 3_000)), max_size=30)


@given(ACTIONS)
@settings(max_examples=150)
def test_an_action_is_possible_exactly_where_it_is_offered_and_a_refusal_changes_nothing(
    steps: list[tuple[PostalAction, int]],
) -> None:
    request, now = REQUEST, BASE
    for action, minutes in steps:
        now += timedelta(minutes=minutes)
        before = request
        try:
            request, _ = applied(before, action, GIVEN, now)
        except PostalRefused:
            assert action not in possible(before)
            continue
        assert action in possible(before)
        assert request.version == before.version + 1
        assert bool(request.carrier) == (request.state in CARRIED)
        assert (request.state in UNDER_WAY) or not possible(request)
        for leg in LEGS:
            earlier, later = getattr(before, leg.ends), getattr(request, leg.ends)
            assert earlier is None or earlier == later


@given(st.lists(st.integers(0, 5_000), min_size=6, max_size=6), st.integers(0, 3))
@settings(max_examples=100)
def test_the_legs_add_up_to_the_whole_way(minutes: list[int], failed: int) -> None:
    request, now = REQUEST, BASE
    way: list[PostalAction] = ["assign", *(["miss", "assign"] * failed), "pick_up", "arrive", "take_in"]
    way += ["send", *(["bring_back", "send"] * failed), "deliver"]
    for place, action in enumerate(way):
        now += timedelta(minutes=minutes[place % 6])
        request, _ = applied(request, action, GIVEN, now)
        if action == "take_in":
            now += timedelta(minutes=minutes[0])
            request = request.model_copy(update={"resolved_at": now})
    whole = hours_of(request, WHOLE, CALENDAR) * HOUR_MS
    assert abs(sum(hours_of(request, leg, CALENDAR) * HOUR_MS for leg in LEGS) - whole) < 1
    assert request.missed == 2 * failed

"""What is quick about documents gives the same as pydantic's own way, over random lifecycles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.flow import Action, ActionRefused, apply
from models.dossier import Answer, Dossier, HandedIn
from models.event import Event
from tests.helpers import BASE, NAMES, asked, calendar, submitted

CALENDAR = calendar()
STEPS = st.lists(
    st.tuples(st.sampled_from(("next", *NAMES)), st.floats(-20, 300), st.integers(1, 3)), max_size=25
)
#: What would usually come next, so that dossiers get to their end.
NEXT = ("receive_supplement", "receive_payment", "resolve", "finish", "start", "return")
ANSWERS = st.lists(
    st.builds(
        Answer,
        field=st.text(min_size=1, max_size=5),
        value=st.recursive(
            st.one_of(st.integers(0, 9), st.booleans(), st.text(max_size=5)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(st.text(max_size=3), st.one_of(st.none(), inner), max_size=3),
            ),
            max_leaves=6,
        ),
    ),
    max_size=3,
).map(tuple)


def dumped(dossier: Dossier | None) -> dict[str, Any]:
    """The stored document by the generic serialiser."""
    if dossier is None:
        return {}
    whole = dossier.model_dump(by_alias=True, exclude_none=True)
    return {key: value for key, value in whole.items() if value != () and value != ""}


def compared(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The difference of two documents, each looked at as a whole."""
    changes: dict[str, Any] = {}
    for key in (before.keys() | after.keys()) - {"_id", "version", "head"}:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(new, tuple):
            past = old if isinstance(old, tuple) else ()
            places = {str(n): item for n, item in enumerate(new) if n >= len(past) or past[n] != item}
            changes[key] = {"length": len(new), "places": places}
        else:
            changes[key] = new
    return changes


def sealed(event: Event) -> str:
    def instant(value: object) -> str:
        assert isinstance(value, datetime)
        return value.astimezone(UTC).isoformat(timespec="milliseconds")

    body = event.model_dump(exclude={"hash"} if event.trace else {"hash", "trace"})
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=instant)
    return hashlib.sha256(text.encode()).hexdigest()


def lived(steps: list[tuple[str, float, int]], answers: tuple[Answer, ...]) -> Iterator[
    tuple[Dossier | None, Action, Dossier, Event]
]:  # fmt: skip
    """Each change of one dossier: before, the action, after, the event."""
    now, dossier = BASE, None
    intake = submitted("D0").intake
    assert intake is not None
    handed = (HandedIn(component="c1", name="Tờ khai", originals=1), HandedIn(component="c2"))
    whole = intake.model_copy(update={"answers": answers, "components": handed})
    asked_for = [Action(name="submit", intake=whole), asked("accept", now)]
    for name, hours, rating in steps:
        now += timedelta(hours=hours, microseconds=rating)
        names = NEXT if name == "next" else (name,)
        asked_for += [asked(each, now, rating) for each in names]  # type: ignore[arg-type]
    for place, action in enumerate(asked_for):
        try:
            after, event = apply(dossier, action, "u1", now, CALENDAR, trace=("", "K7F3M-9QXWT")[place % 2])
        except ActionRefused:
            continue
        yield dossier, action, after, event
        dossier = after


@settings(deadline=None)
@given(steps=STEPS, answers=ANSWERS)
def test_document_difference_and_seal_are_those_of_the_generic_serialiser(
    steps: list[tuple[str, float, int]], answers: tuple[Answer, ...]
) -> None:
    for before, action, after, event in lived(steps, answers):
        assert after.document() == dumped(after)
        left_out = set() if event.trace else {"trace"}
        assert event.document() == event.model_dump(by_alias=True, exclude=left_out)
        assert event.changes == compared(dumped(before), dumped(after))
        assert event.hash == sealed(event) == event.seal()
        elsewhere = {"name", "note", "intake", "logged", "target"}
        told = action.model_dump(exclude_defaults=True, exclude=elsewhere)
        assert event.params == {key: value for key, value in told.items() if value is not None}


@settings(deadline=None)
@given(steps=STEPS, answers=ANSWERS)
def test_a_copy_is_what_reading_the_same_fields_gives_and_leaves_the_first_alone(
    steps: list[tuple[str, float, int]], answers: tuple[Answer, ...]
) -> None:
    for before, _, after, event in lived(steps, answers):
        assert Dossier(**dict(after)) == after == Dossier.read(after.document())
        assert list(after.document()) == list(dumped(after))
        assert Event.model_validate(event.document()) == event
        assert after.model_copy() == after.model_copy(deep=True) == after
        if before is not None:
            kept = before.document()
            before.model_copy(update={"note": "khác", "version": 99})
            assert before.document() == kept

"""Whatever is given as an answer of a form, as a board, as words to search for or as an address to send to:
it is taken, or refused in words.
"""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard.api import hooks
from dashboard.boards.checking import read_chart, troubles
from dashboard.clock import day_number
from dashboard.intake.form_model import Known, check
from dashboard.period import read_period
from dashboard.search.dates import period_at
from dashboard.search.fold import fold, words
from models.board import BadBoard
from models.errors import MotcuaError
from models.form import KINDS, Form, FormField, Option, Words
from tests.fuzz.broken import texts

TIMES = 50 if os.environ.get("MOTCUA_FUZZ") == "many" else 1
few = settings(max_examples=60 * TIMES, deadline=None, suppress_health_check=list(HealthCheck))
KNOWN = Known(date(2026, 11, 24), frozenset({"X-1"}), {"f1": "pdf"})
TODAY = day_number(date(2026, 11, 24))
#: what JSON can hold, and dates
plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), texts, st.dates(),
    st.just("f1"), st.just("9" * 5_000),
)  # fmt: skip
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)


def field(kind: str) -> FormField:
    more: dict[str, Any] = {}
    if kind in ("choice", "several"):
        more["options"] = (Option(value="a", label=Words(vi="A")),)
    if kind == "table":
        more["columns"] = (FormField(id="so", kind="number", label=Words(vi="Số")),)
    return FormField(id="it", kind=kind, label=Words(vi="Mục"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
@few
@given(given_=anything)
@example(given_=10**400)
@example(given_={"so": 10**400})
@example(given_=[{"so": 10**400}])
def test_any_answer_to_any_kind_of_field_is_kept_or_refused_in_words(kind: str, given_: Any) -> None:
    found = check(Form(fields=(field(kind),)), {"it": given_}, KNOWN)
    assert all(fault.vi and fault.en for fault in found.faults.values())
    assert not (found.answers and found.faults)


@few
@given(st.dictionaries(
    st.sampled_from(["id", "kind", "measures", "by", "over_time", "grain", "where", "title", "rows", "x"]),
    anything, max_size=6,
))  # fmt: skip
def test_any_definition_of_a_chart_is_read_or_refused_in_words(definition: dict[str, Any]) -> None:
    try:
        found = troubles(read_chart(definition))
    except BadBoard as error:
        assert error.vi and error.en
    else:
        assert all(one.vi and one.en for one in found)


@few
@given(texts)
def test_any_words_are_folded_and_read_as_days_or_not(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(words(text))
    period_at(text.split(), TODAY)


@few
@given(st.dictionaries(st.sampled_from(["from", "to", "period"]), texts))
def test_any_period_of_an_address_is_read_or_told(params: dict[str, str]) -> None:
    period, troubles_ = read_period(params, TODAY)
    assert period.start is None or period.start <= period.end
    assert all(vi and en for vi, en in troubles_)


@few
@given(st.one_of(texts, texts.map(lambda text: f"https://{text}"), st.sampled_from([
    "http://example.vn", "https://", "https://a:b@example.vn/", "https://[::1", "file:///etc/passwd",
    "https://example.vn:99999/", "javascript:alert(1)", "https://exa mple.vn/", "gopher://x", "https://\u0000",
])))  # fmt: skip
def test_an_address_to_send_to_is_https_or_refused_in_words(url: str) -> None:
    try:
        hooks._check_url(url)
    except MotcuaError as error:
        assert error.vi and error.en
    else:
        assert url.lower().startswith(("https://", "http://")), url

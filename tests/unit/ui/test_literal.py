"""What people typed stays a text where Markdown is read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ui.chart import as_texts
from dashboard.ui.literal import literal


def bare(text: str) -> str:
    """The text that Markdown shows: without backslashes before signs, and without what has no width."""
    return re.sub(r"\\([\\`*_\[\]$~<|#+>=-])", r"\1", text.replace("\u2060", ""))


@given(st.text(alphabet="ab1:/_*[]()$`<>#+-=|~\\. \n\u00e2w", max_size=40))
def test_a_literal_text_shows_the_text_itself(text: str) -> None:
    assert bare(literal(text)) == text


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Văn An", "Đăng ký khai sinh (cấp xã), 24/11/2026 08:30", "H33.902-251105-0001", "an@vd.vn"],
)
def test_a_usual_text_stays_as_it_is(text: str) -> None:
    assert literal(text) == text


@pytest.mark.parametrize(
    ("text", "never"),
    [
        (":material/home:", ":material"), (":smile:", ":smile"), (":red[x]", ":red"),
        ("https://evil.example", "https://"), ("www.evil.example", "www."),
    ],
)  # fmt: skip
def test_icons_and_addresses_are_taken_apart_by_a_sign_of_no_width(text: str, never: str) -> None:
    assert never not in literal(text)


def test_names_in_a_chart_are_texts_and_its_own_templates_stay() -> None:
    figure = {"data": [{"y": ["<b>a & b"], "hovertemplate": "<b>%{y}</b>", "customdata": ["a?b=1&c=2"]}]}
    (trace,) = as_texts(figure)["data"]
    assert trace["y"] == ["&lt;b&gt;a &amp; b"]
    assert trace["hovertemplate"] == "<b>%{y}</b>" and trace["customdata"] == ["a?b=1&c=2"]

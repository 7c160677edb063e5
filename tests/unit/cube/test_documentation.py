"""docs/metrics.md says what the registry says."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.cube.documentation import sections, text
from dashboard.cube.measures import MEASURES

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "metrics.md"


def test_the_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == text(), (
        "run: python -m dashboard.cube.documentation > docs/metrics.md"
    )


def test_every_measure_stands_in_it_once() -> None:
    named = [measure.name for _, measures in sections() for measure in measures]
    assert sorted(named) == sorted(MEASURES)


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_every_measure_has_a_name_and_a_definition_in_both_languages(name: str) -> None:
    measure = MEASURES[name]
    for words in (measure.vi, measure.en, measure.definition_vi, measure.definition_en):
        assert words.strip()
    assert measure.definition_vi.endswith(".")
    assert measure.definition_en.endswith(".")

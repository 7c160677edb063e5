"""A process map is laid out so that its boxes and labels can be read."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.charts import DARK, LIGHT
from dashboard.mining.drawing import svg
from dashboard.mining.layout import BOX_HEIGHT, BOX_WIDTH, LABEL_WIDTH, Drawing, ordered, place

names = st.sampled_from("abcdefg")
maps = st.dictionaries(st.tuples(names, names), st.integers(1, 50), min_size=1, max_size=18)


def touch(drawing: Drawing) -> bool:
    """Whether two boxes, or the labels of two arrows, lie over each other."""
    boxes = any(
        abs(x1 - x2) < BOX_WIDTH and abs(y1 - y2) < BOX_HEIGHT
        for (x1, y1), (x2, y2) in combinations(drawing.boxes.values(), 2)
    )
    places = [line.label for line in drawing.lines]
    return boxes or any(
        abs(x1 - x2) < LABEL_WIDTH - 0.01 and y1 == y2 for (x1, y1), (x2, y2) in combinations(places, 2)
    )


@settings(max_examples=60, deadline=None)
@given(maps)
def test_nothing_lies_over_another_and_all_lies_within(counts: dict[tuple[str, str], int]) -> None:
    drawing = place(counts)
    assert set(drawing.boxes) == {name for pair in counts for name in pair}
    assert sorted((line.a, line.b) for line in drawing.lines) == sorted(counts)
    assert not touch(drawing)
    for x, y in [*drawing.boxes.values(), *(point for line in drawing.lines for point in line.points)]:
        assert 0 <= x <= drawing.width and 0 <= y <= drawing.height


def test_a_straight_way_leads_down_and_what_is_sent_back_leads_up() -> None:
    counts = {("in", "work"): 9, ("work", "sign"): 9, ("sign", "out"): 8, ("sign", "work"): 1}
    assert ordered(counts) == ["in", "work", "sign", "out"]
    drawing = place(counts)
    heights = [drawing.boxes[name][1] for name in ("in", "work", "sign", "out")]
    assert heights == sorted(heights)
    assert [(line.a, line.b) for line in drawing.lines if line.back] == [("sign", "work")]


def test_an_arrow_that_is_gone_more_often_is_thicker_and_back_is_dashed() -> None:
    counts = {("a", "b"): 100, ("b", "a"): 1}
    drawing = place(counts)
    for palette in (LIGHT, DARK):
        picture = svg(drawing, lambda line: counts[line.a, line.b], palette)
        assert picture.count("stroke-dasharray") == 1
        assert 'stroke-width="6.0"' in picture

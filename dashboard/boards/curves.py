"""Lines over time with all places computed: shares of the width from the left, of the height from below."""

from __future__ import annotations

from typing import Any

from dashboard.boards.answering import Answer
from dashboard.boards.shape import lines_of
from dashboard.boards.told import Language, group_names
from dashboard.charts.base import spaced, upper
from dashboard.cube.measures import MEASURES
from dashboard.telling import last_of, number_text, percent_text, period_text

#: names at the ends of lines keep so much of the height from each other
APART = 0.11
TICKS, WORDS = 6, 6


def curves(answer: Answer, language: Language) -> dict[str, Any]:
    """The lines, their names at their ends, and what stands at the axes."""
    labels, wanted, _ = lines_of(answer)
    values = [
        [
            None if (f := answer.at(measure, (*group, label))) is None or f.value is None else float(f.value)
            for label in labels
        ]
        for measure, group in wanted
    ]
    top = upper([value for each in values for value in each])
    across = max(1, len(labels) - 1)
    lines: list[dict[str, Any]] = []
    for (measure, group), found in zip(wanted, values, strict=True):
        points = [None if v is None else [place / across, v / top] for place, v in enumerate(found)]
        name = group_names(answer, group, language)[0] if group else language.measure(measure)
        lines.append({"name": name, "points": points, "late": measure == "overdue"})
    ends = [next((p[1] for p in reversed(each["points"]) if p is not None), 0.0) for each in lines]
    for line, place in zip(lines, spaced(ends, APART, 0.0, 1.0), strict=True):
        line["end"] = place
    every = -(-len(labels) // WORDS)
    shown = [place for place in range(len(labels)) if (len(labels) - 1 - place) % every == 0]
    step = nice(top / TICKS)
    ticks = [step * number for number in range(1, TICKS + 1) if step * number <= top]
    unit = MEASURES[wanted[0][0]].unit if wanted else "dossier"
    begun = bool(labels) and last_of(answer.asked.grain, labels[-1]) > answer.asked.period.end
    flows = bool(wanted) and not MEASURES[wanted[0][0]].standing
    return {
        "lines": lines,
        "periods": [
            {"at": place / across, "text": period_text(answer.asked.grain, labels[place])} for place in shown
        ],
        "ticks": [{"at": tick / top, "text": tick_text(tick, unit, language)} for tick in ticks],
        "beneath": language.tr("Quãng cuối chưa trọn.", "The last stretch is not complete.")
        if begun and flows
        else "",
    }


def nice(wanted: float) -> float:
    """The next of 1, 2, 5, 10, 20 … (or 0.1, 0.2 …) that is not smaller."""
    size = 1e-6
    while size * 10 <= wanted:
        size *= 10
    return next((size * each for each in (1, 2, 5) if size * each >= wanted), size * 10)


def tick_text(value: float, unit: str, language: Language) -> str:
    """A number at an axis."""
    if unit == "ratio":
        return percent_text(value, language.code, 0)
    words = f" {language.tr('giờ', 'h')}" if unit == "hour" else ""
    return number_text(value, language.code, 0 if value >= 1 else 1) + words

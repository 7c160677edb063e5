"""docs/metrics.md, made from the registry: `python -m dashboard.cube.documentation > docs/metrics.md`."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.cube.measure import Measure
from dashboard.cube.measures import MEASURES

KINDS = {
    "flow": ("đếm trong kỳ", "counted over a period"),
    "stock": ("đếm vào cuối một ngày", "counted at the end of a day"),
    "at_risk": ("đếm vào cuối một ngày", "counted at the end of a day"),
    "mean": ("trung bình", "mean"),
    "rate": ("tỷ lệ", "rate"),
    "quantile": ("phân vị (đến 1 %)", "percentile (to 1 %)"),
}
UNITS = {
    "dossier": ("hồ sơ", "dossiers"),
    "visit": ("lượt xử lý", "visits"),
    "hour": ("giờ", "hours"),
    "ratio": ("tỷ lệ", "ratio"),
    "point": ("điểm", "points"),
    "times": ("lần", "times"),
}
#: a list by the day that this field names
DAYS = {
    "received_day": ("ngày tiếp nhận", "day of receipt"),
    "closed_day": ("ngày có kết quả hoặc kết thúc", "day of the result or end"),
    "returned_day": ("ngày trả kết quả", "day the result was handed over"),
    "rated_day": ("ngày đánh giá", "day of the rating"),
    "running_due": ("ngày hẹn trả", "day promised"),
    "open_day": ("ngày tiếp nhận, mới nhất trước", "day of receipt, newest first"),
    "left_day": ("ngày rời bước", "day the step was left"),
}
_HEAD = """# Measures

Every number of Motcua is one of these. Tiles, charts, reports, exports, the command line (`stats`) and this
page come from one registry, `dashboard/cube/measures.py`; each number opens the list of exactly the dossiers
(or visits) that it counts. This file is made by `python -m dashboard.cube.documentation > docs/metrics.md`; a
test fails where it is not what the registry says.

A rate, mean or percentile of nothing is *no data*, never 0 or 100 %, and each shows its n. Days are those of
the Office's zone. `stats MEASURE --by … --from … --to … --at …` prints any of them.
"""


def sections() -> list[tuple[tuple[str, str], list[Measure]]]:
    """The measures in their order, under headings (vi, en)."""
    parts: tuple[tuple[tuple[str, str], Sequence[str], str], ...] = (
        (("Hồ sơ trong kỳ", "Dossiers over a period"), ("flow",), "cases"),
        (("Tỷ lệ", "Rates"), ("rate",), "cases"),
        (("Hồ sơ vào cuối một ngày", "Dossiers at the end of a day"), ("stock", "at_risk"), ""),
        (("Thời gian của hồ sơ", "Durations of dossiers"), ("mean", "quantile"), "cases"),
        (("Lượt xử lý", "Visits to steps"), ("flow", "rate", "mean", "quantile"), "visits"),
    )
    return [
        (title, [m for m in MEASURES.values() if m.kind in kinds and m.subject.startswith(subject)])
        for title, kinds, subject in parts
    ]


def text() -> str:
    """The whole page in Markdown, Vietnamese words beside the English ones."""
    lines = [_HEAD]
    for (vi, en), measures in sections():
        lines.append(f"## {en} · {vi}\n")
        for measure in measures:
            kind, unit, day = KINDS[measure.kind], UNITS[measure.unit], DAYS[measure.members.key]
            lines += [
                f"### `{measure.name}`",
                "",
                f"**{measure.vi}** · {measure.en}",
                "",
                f"- {measure.definition_vi}",
                f"- {measure.definition_en}",
                f"- {kind[1]}, in {unit[1]}; list by {day[1]}"
                + (
                    "; more is better"
                    if measure.good
                    else "; less is better"
                    if measure.good is False
                    else ""
                ),
                "",
            ]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    print(text(), end="")

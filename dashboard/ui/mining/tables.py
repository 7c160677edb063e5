"""The process map as tables: arrows, hand-overs, steps again, and where the time goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard.mining.lists import Find
from dashboard.mining.losses import Loss, known, parts
from dashboard.mining.relations import Arrow, Handing, Loop
from dashboard.mining.ways import Ways
from dashboard.ui.about import empty, heading
from dashboard.ui.mining.chosen import Chosen
from dashboard.ui.mining.map import brief, duration, found, time_of
from dashboard.ui.ranked import bar_cell, name_cell, number_cell, ranked
from dashboard.ui.session import link, name, number, percent, tr

#: rows at first sight
SHOWN = 10
PART_NAMES = {
    "queue": ("Chờ xử lý tại cơ quan", "Queue at the department", "queue"),
    "handling": ("Xử lý tại cơ quan", "Handling at the department", "handling"),
    "other": ("Ở cơ quan khác", "At other departments", "other"),
    "again": ("Làm lại (quay lại bước cũ)", "Again (back at a step)", "again"),
    "pause": ("Chờ người nộp", "Waiting for the applicant", "applicant"),
}
Params = Mapping[str, Any]


def arrows_table(chosen: Chosen, arrows: Sequence[Arrow], params: Params, procedure: str) -> None:
    """Every arrow in numbers: the accessible form of the map."""
    working = any(one.queue.n for one in arrows)
    st.html(
        heading(
            tr("Từ bước đến bước", "From step to step"),
            note=tr(
                "Thời gian: từ lúc đến bước sau đến lúc có người nhận xử lý, giờ làm việc đã trừ tạm dừng.",
                "Time: from arriving at the next step to being started, working time without pauses.",
            )
            if working
            else tr(
                "Nhật ký chỉ có một mốc mỗi bước: thời gian là giờ lịch từ bước trước đến hết bước sau.",
                "The log has one instant a step: the time is calendar time from the step before.",
            ),
        )
    )
    every = st.query_params.get("rows") == "all"
    rows = []
    most = max((one.n for one in arrows), default=1)
    for one in arrows if every else arrows[:SHOWN]:
        spread, working = time_of(one.queue, one.calendar)
        href = found(Find("arrow", chosen.view, one.a, one.b), params)
        dossiers = found(Find("arrow", chosen.view, one.a, one.b, "dossiers"), params)
        rows.append(
            [
                name_cell(f"{chosen.title(one.a, procedure)} → {chosen.title(one.b, procedure)}"),
                bar_cell(number(one.n), one.n / most, href),
                number_cell(number(one.cases), dossiers),
                escape(duration(spread.p50_ms, working)),
                escape(duration(spread.p90_ms, working)),
                escape(brief(spread.total_ms, working)),
            ]
        )
    heads = [
        tr("Mũi tên", "Arrow"), tr("Số lần", "Times"), tr("Hồ sơ", "Dossiers"), tr("Trung vị", "Median"),
        "p90", tr("Tổng cộng", "In all"),
    ]  # fmt: skip
    st.html(
        ranked(heads, rows, tr("Từ bước đến bước", "From step to step"), fold=True) + all_rows(len(arrows))
    )


def all_rows(many: int) -> str:
    """The way from the first rows to all of them, and back."""
    if many <= SHOWN:
        return ""
    here = {key: value for key, value in st.query_params.items() if key != "rows"}
    if st.query_params.get("rows") == "all":
        return _way(link("process_map", **here), tr("Chỉ xem những dòng đầu", "Show the first rows only"))
    told = tr(f"Xem cả {number(many)} dòng", f"Show all {number(many)} rows")
    return _way(link("process_map", **here, rows="all"), told)


def _way(href: str, told: str) -> str:
    return f'<p><a class="mc-link mc-small" href="{escape(href)}" target="_self">{told}</a></p>'


def handings_table(handings: Sequence[Handing], params: Params) -> None:
    """Hand-overs between departments."""
    st.html(
        heading(
            tr("Chuyển giữa các cơ quan", "Hand-overs between departments"),
            note=tr(
                "Chờ sau khi nhận: đến lúc có người bắt đầu, giờ làm việc; không tính chờ trả kết quả.",
                "Waited there: until somebody began, working time; not what waits to be fetched.",
            ),
        )
    )
    busy = [one for one in handings if one.handed_out or one.handed_in]
    if not busy:
        st.html(empty(tr("Không có hồ sơ nào chuyển cơ quan trong kỳ.", "Nothing was handed over.")))
        return
    every = st.query_params.get("rows") == "all"
    most = max(max(one.handed_out, one.handed_in) for one in busy)
    rows = []
    for one in busy if every else busy[:SHOWN]:
        out = found(Find("handed_out", "holder", one.holder), params)
        into = found(Find("handed_in", "holder", one.holder), params)
        kept = found(Find("arrow", "holder", one.holder, one.holder), params)
        rows.append(
            [
                name_cell(name("department", one.holder)),
                bar_cell(number(one.handed_out), one.handed_out / most, out),
                bar_cell(number(one.handed_in), one.handed_in / most, into),
                number_cell(number(one.self_kept), kept if one.self_kept else ""),
                escape(duration(one.wait.p50_ms, True)),
                escape(brief(one.wait.total_ms or None, True)),
            ]
        )
    heads = [
        tr("Cơ quan", "Department"), tr("Chuyển đi", "Handed on"), tr("Nhận vào", "Taken over"),
        tr("Tự làm tiếp", "Went on"), tr("Chờ, trung vị", "Wait, median"), tr("Chờ, tổng", "In all"),
    ]  # fmt: skip
    st.html(
        ranked(heads, rows, tr("Chuyển giữa các cơ quan", "Hand-overs"), fold=True) + all_rows(len(busy))
    )


def loops_table(chosen: Chosen, loops: Sequence[Loop], params: Params, procedure: str) -> None:
    """Steps that were done again."""
    st.html(
        heading(
            tr("Làm lại", "Again"),
            note=tr(
                "Lượt ở một bước (hay một nơi) mà hồ sơ đã qua; thời gian gồm chờ và xử lý.",
                "Visits at a step that the dossier had been at before; queue and handling together.",
            ),
        )
    )
    if not loops:
        st.html(empty(tr("Không có bước nào phải làm lại trong kỳ.", "No step was done again.")))
        return
    most = max(one.time_ms for one in loops) or 1
    rows = []
    for one in loops if st.query_params.get("rows") == "all" else loops[:SHOWN]:
        again = found(Find("again", chosen.view, one.node), params)
        back = found(Find("sent_back", chosen.view, one.node), params)
        dossiers = found(Find("again", chosen.view, one.node, of="dossiers"), params)
        rows.append(
            [
                name_cell(chosen.title(one.node, procedure)),
                number_cell(number(one.n), again),
                number_cell(number(one.sent_back), back if one.sent_back else ""),
                number_cell(number(one.cases), dossiers),
                bar_cell(brief(one.time_ms, True), one.time_ms / most, ""),
            ]
        )
    heads = [
        tr("Ở đâu", "Where"), tr("Lượt làm lại", "Visits again"), tr("Bị trả lại", "Sent back"),
        tr("Hồ sơ", "Dossiers"), tr("Thời gian", "Time"),
    ]  # fmt: skip
    st.html(ranked(heads, rows, tr("Làm lại", "Again"), fold=True) + all_rows(len(loops)))


def losses(ways: Ways, params: Params) -> None:
    """Where the time of all dossiers goes, as one bar and in words."""
    st.html(
        heading(
            tr("Thời gian đi đâu", "Where the time goes"),
            note=tr(
                "Tổng giờ làm việc của các hồ sơ đến khi có kết quả; mỗi lượt nằm ở đúng một phần.",
                "Working time of all dossiers up to their results; each visit stands in one part.",
            ),
        )
    )
    lost = parts(ways)
    whole = sum(one.time_ms for one in lost)
    if not whole:
        told = tr(
            "Không lượt nào ghi riêng chờ và xử lý (nhật ký chỉ có một mốc mỗi bước).",
            "No visit has queue and handling apart (a log has one instant a step).",
        )
        st.html(empty(told))
        return
    bar = "".join(
        f'<div style="flex:{one.time_ms / whole:.4f};background:var(--{PART_NAMES[one.part][2]})">'
        f"{percent(one.time_ms / whole, 0) if one.time_ms / whole > 0.09 else ''}</div>"
        for one in lost
        if one.time_ms
    )
    words = "".join(part_words(one, whole, params) for one in lost)
    st.html(f'<div class="mc-share" aria-hidden="true">{bar}</div><ul class="mc-parts">{words}</ul>')


def part_words(one: Loss, whole: int, params: Params) -> str:
    """One part in words."""
    vi, en, colour = PART_NAMES[one.part]
    href = found(Find("part", "step", one.part), params)
    unit = tr("hồ sơ", "dossiers") if one.part == "pause" else tr("lượt", "visits")
    n = f'<a class="mc-link" href="{escape(href)}" target="_self">{number(one.n)}</a>' if one.n else "0"
    return (
        f'<li><i style="background:var(--{colour})"></i>{escape(tr(vi, en))}<br>'
        f"<strong>{percent(one.time_ms / whole, 0)}</strong>"
        f'<br><span class="mc-soft">{escape(brief(one.time_ms, True))}</span>'
        f'<br>{n} <span class="mc-soft">{unit}</span></li>'
    )


def lost_at(chosen: Chosen, ways: Ways, table: pl.DataFrame, params: Params, procedure: str) -> None:
    """The boxes at which most time goes: queue and handling of all their visits, and what of it was again."""
    st.html(
        heading(
            tr("Mất thời gian nhất ở đâu", "Where most time goes"),
            note=tr(
                "Chờ có người nhận cộng với xử lý của mọi lượt, giờ làm việc; trong đó phần làm lại.",
                "Queue and handling of all visits, working time; of it what was done again.",
            ),
        )
    )
    again = pl.col("part") == "again"
    spent = pl.col("queue_ms") + pl.col("handling_ms")
    joined = known(ways).join(table.select("case", "place", "node"), on=["case", "place"])
    rows_of = joined.group_by("node").agg(
        pl.col("queue_ms").sum().alias("queue"), pl.col("handling_ms").sum().alias("handling"),
        spent.filter(again).sum().alias("again"), pl.len().alias("n"), again.sum().alias("n_again"),
    ).with_columns((pl.col("queue") + pl.col("handling")).alias("time"))  # fmt: skip
    found_rows = rows_of.sort(["time", "node"], descending=[True, False]).to_dicts()
    if not found_rows:
        st.html(empty(tr("Không lượt nào ghi riêng chờ và xử lý.", "No visit has queue and handling apart.")))
        return
    most = found_rows[0]["time"] or 1
    rows = []
    for row in found_rows if st.query_params.get("rows") == "all" else found_rows[:SHOWN]:
        href = found(Find("known_node", chosen.view, row["node"]), params)
        back = found(Find("part_node", chosen.view, row["node"], "again"), params)
        rows.append(
            [
                name_cell(chosen.title(row["node"], procedure)),
                bar_cell(brief(row["time"], True), row["time"] / most, ""),
                percent(row["queue"] / row["time"] if row["time"] else None, 0),
                number_cell(number(row["n"]), href),
                percent(row["again"] / row["time"] if row["time"] else None, 0),
                number_cell(number(row["n_again"]), back if row["n_again"] else ""),
            ]
        )
    heads = [
        tr("Ở đâu", "Where"), tr("Tổng thời gian", "Time in all"), tr("Phần chờ", "Of it queue"),
        tr("Lượt", "Visits"), tr("Phần làm lại", "Of it again"), tr("Lượt làm lại", "Visits again"),
    ]  # fmt: skip
    title = tr("Mất thời gian nhất ở đâu", "Where most time goes")
    st.html(ranked(heads, rows, title, fold=True) + all_rows(len(found_rows)))

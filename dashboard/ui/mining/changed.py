"""Why waiting changed: the parts of the change in words, in numbers, and by group."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from html import escape
from typing import Any

import streamlit as st

from dashboard.charts.signed import Part, signed
from dashboard.clock import date_of
from dashboard.mining.change import FACTORS, LEAST, PACES, Share
from dashboard.mining.compare import Comparison
from dashboard.mining.ways import Cohort
from dashboard.ui.about import heading
from dashboard.ui.chart import draw, palette
from dashboard.ui.mining.map import MS_PER_HOUR
from dashboard.ui.ranked import bar_cell, list_link, more_link, name_cell, number_cell, ranked
from dashboard.ui.session import date_text, hours, link, name, number, tr

SHOWN = 12
FACTOR_NAMES = {
    "mix": ("Cơ cấu hồ sơ", "Mix"),
    "arrivals": ("Lượng hồ sơ đến", "Arrivals"),
    "staffing": ("Nhân lực", "Staffing"),
    "rework": ("Làm lại", "Rework"),
    "pace": ("Nhịp xử lý", "Pace"),
}
FACTOR_WORDS = {
    "mix": (
        "Tỷ trọng giữa cơ quan và thủ tục thay đổi: nhiều hơn loại chờ lâu, hay loại chờ nhanh.",
        "More or fewer results of the departments and procedures that wait long.",
    ),
    "arrivals": (
        "Hồ sơ tiếp nhận mỗi ngày làm việc của cơ quan; coi chờ xử lý tỷ lệ với tải (hồ sơ ÷ người).",
        "Dossiers received a working day; queue is taken as proportional to the load (dossiers ÷ people).",
    ),
    "staffing": (
        "Số người làm việc một tuần: ai hoàn thành ít nhất một bước của các hồ sơ này tại cơ quan.",
        "People at work in a week: whoever finished at least one step of these dossiers at the department.",
    ),
    "rework": (
        "Số lượt phải quay lại bước cũ trên mỗi kết quả.",
        "How many visits at a step again each result took.",
    ),
    "pace": (
        "Phần còn lại, cùng tải và cùng loại: xử lý, chờ ở cùng mức tải, ở cơ quan khác, mỗi lượt làm lại.",
        "The rest, at the same load and mix: handling, queue at equal load, elsewhere, each visit again.",
    ),
}
PACE_NAMES = {
    "queue": ("chờ xử lý ở cùng mức tải", "queue at the same load"),
    "handling": ("xử lý tại cơ quan", "handling at the department"),
    "elsewhere": ("ở cơ quan khác", "at other departments"),
    "repeat": ("mỗi lượt làm lại", "each visit again"),
    "unknown": ("không ghi rõ từng bước", "steps not recorded"),
}


def hours_signed(ms: float | Fraction) -> str:
    """A change in working hours, with its sign."""
    value = float(ms) / MS_PER_HOUR
    if not round(abs(value), 1):
        return tr("0 giờ", "0 h")
    return f"{'+' if value > 0 else '−'}{hours(abs(value))}"


def days_of(cohort: Cohort) -> dict[str, str]:
    """The days of a period as parameters of an address."""
    return {"from": date_of(cohort.start).isoformat(), "to": date_of(cohort.end).isoformat()}


def verdict(found: Comparison, conditions: Mapping[str, str]) -> None:
    """What changed, between what, and whether it may be chance."""
    change = found.change
    tiles = []
    sides = (
        (change.before, change.n_before, tr("Kỳ trước", "The period before")),
        (change.after, change.n_after, tr("Kỳ này", "This period")),
    )
    for cohort, stamp, (mean, n, words) in zip(found.cohorts, found.reads, sides, strict=True):
        href = link("ways", find="result", **conditions, **days_of(cohort), read=stamp)
        tiles.append(
            f'<article class="mc-card"><div class="mc-soft">{words}: {date_text(cohort.start)} – '
            f'{date_text(cohort.end)}</div><div class="mc-big">{hours(float(mean) / MS_PER_HOUR)}</div>'
            f'<div class="mc-soft">{tr("trung bình một kết quả", "mean of a result")} · n = '
            f'<a class="mc-link" href="{escape(href)}" target="_self">{number(n)}</a></div></article>'
        )
    worse = change.total > 0
    css = "mc-late" if worse else "mc-good"
    sign = "▲" if worse else "▼"
    interval = tr("quá ít kết quả để nói chắc", "too few results to say how sure")
    if found.interval is not None:
        low, high = hours_signed(found.interval.low), hours_signed(found.interval.high)
        interval = tr(f"khoảng 95 % (Welch): {low} đến {high}", f"95 % interval (Welch): {low} to {high}")
        if found.interval.may_be_chance:
            css, sign = "", "◇" if change.total else "="
            interval += ". " + tr("Có thể chỉ là ngẫu nhiên", "It may be chance alone")
    tiles.append(
        f'<article class="mc-card"><div class="mc-soft">{tr("Thay đổi", "Change")}</div>'
        f'<div class="mc-big {css}">{sign} {hours_signed(change.total)}</div>'
        f'<div class="mc-soft">{interval}.</div></article>'
    )
    st.html(f'<div class="mc-grid">{"".join(tiles)}</div>')


def picture(found: Comparison) -> None:
    """What made the mean longer, and what shorter."""
    st.html(
        heading(
            tr("Điều gì làm thay đổi", "What moved it"),
            note=tr(
                "Sang phải: chờ lâu hơn; sang trái: chờ ngắn hơn. Năm phần cộng lại đúng bằng thay đổi.",
                "To the right: longer; to the left: shorter. The five parts add up to the change exactly.",
            ),
        )
    )
    parts = [
        Part(
            tr(*FACTOR_NAMES[factor]),
            float(found.change.part(factor)),
            hours_signed(found.change.part(factor)),
        )
        for factor in FACTORS
    ]
    draw(signed(parts, palette()), "chart_change", tr("Các phần của thay đổi", "The parts of the change"))


def parts_table(found: Comparison, conditions: Mapping[str, str]) -> None:
    """Each part in words, what stands behind it in both periods, and what it made."""
    change, loads = found.change, found.load
    st.html(heading(tr("Mỗi phần nghĩa là gì", "What each part means")))
    came = [f"{number(load.arrivals / load.days, 1)}" for load in loads]
    lists = [
        number_cell(number(load.arrivals), href, "mc-in-text")
        for load, cohort in zip(loads, found.cohorts, strict=True)
        for href in [list_link("received", **conditions, **days_of(cohort))]
    ]
    people = [number(load.person_weeks * 5 / load.days, 1) for load in loads]
    repeats = [number(each * 100, 1) for each in found.repeats]
    behind = {
        "mix": ("–", "–"),
        "arrivals": tuple(
            f"{mean} {tr('mỗi ngày', 'a day')}<br>n = {of}" for mean, of in zip(came, lists, strict=True)
        ),
        "staffing": tuple(f"{each} {tr('người', 'people')}" for each in people),
        "rework": tuple(f"{each} {tr('lượt / 100', 'per 100')}" for each in repeats),
        "pace": ("–", "–"),
    }
    rows = []
    for factor in FACTORS:
        part = change.part(factor)
        told = f"<strong>{escape(tr(*FACTOR_NAMES[factor]))}</strong><br>"
        told += f'<span class="mc-soft mc-small">{escape(tr(*FACTOR_WORDS[factor]))}</span>'
        if factor == "pace":
            told += f'<br><span class="mc-small">{escape(paces(found))}</span>'
        rows.append([told, *behind[factor], f'<strong class="mc-nowrap">{hours_signed(part)}</strong>'])
    whole = f"<strong>{tr('Cộng lại', 'Together')}</strong>"
    rows.append([whole, "", "", f'<strong class="mc-nowrap">{hours_signed(change.total)}</strong>'])
    heads = [tr("Phần", "Part"), tr("Kỳ trước", "Before"), tr("Kỳ này", "Now"), tr("Làm thay đổi", "Made")]
    st.html(ranked(heads, rows, tr("Các phần của thay đổi", "The parts of the change"), fold=True))


def paces(found: Comparison) -> str:
    """What pace is made of, in words."""
    told = [
        f"{tr(*PACE_NAMES[each])} {hours_signed(found.change.pace(each))}"
        for each in PACES
        if found.change.pace(each)
    ]
    return "; ".join(told)


def groups_table(found: Comparison, conditions: Mapping[str, str], address: Mapping[str, str]) -> None:
    """The groups that moved the mean most."""
    st.html(
        heading(
            tr("Ở đâu thay đổi nhiều nhất", "Where it changed most"),
            note=tr(
                f"Thủ tục của một cơ quan; dưới {LEAST} kết quả mỗi kỳ thì gộp. Đóng góp vào thay đổi chung.",
                f"A department’s procedure; with fewer than {LEAST} results a period put together.",
            ),
        )
    )
    shares = sorted(found.change.shares, key=lambda share: (-abs(share.total), share.group.id))
    every = st.query_params.get("rows") == "all"
    most = max((abs(float(share.total)) for share in shares), default=1.0) or 1.0
    shown = shares if every else shares[:SHOWN]
    rows = [group_row(share, found, conditions, address, most) for share in shown]
    heads = [
        tr("Nhóm", "Group"), tr("Đóng góp", "Part"), tr("n trước", "n before"), tr("n này", "n now"),
        tr("Trước", "Before"), tr("Nay", "Now"), tr("Chủ yếu do", "Mostly by"),
    ]  # fmt: skip
    title = tr("Ở đâu thay đổi nhiều nhất", "Where it changed most")
    here, all_of = link("why", **address), link("why", **address, rows="all")
    st.html(
        ranked(heads, rows, title, fold=True)
        + more_link(SHOWN, len(shares), "" if every else all_of, here)
    )


def group_title(id: str) -> str:
    """What a group is called."""
    department, _, procedure = id.partition("|")
    if not procedure:
        return tr("Các cơ quan ít hồ sơ", "Departments with few dossiers")
    if procedure == "*":
        return f"{name('department', department)}: {tr('thủ tục khác', 'other procedures')}"
    return f"{name('department', department)}: {name('procedure', procedure)}"


def group_row(
    share: Share, found: Comparison, conditions: Mapping[str, str], address: Mapping[str, str], most: float
) -> list[str]:
    """One group: what it added, its results in both periods (with their lists), and the main reason."""
    group = share.group
    cells: list[str] = []
    means: list[str] = []
    for place, sums in enumerate((group.before, group.after)):
        href = group_link(group.id, found, conditions, place) if sums.n else ""
        cells.append(number_cell(number(sums.n), href))
        means.append(hours(sums.total_ms / sums.n / MS_PER_HOUR) if sums.n else "–")
    reason = max(FACTORS, key=lambda factor: abs(share.parts[factor]))
    department, _, procedure = group.id.partition("|")
    deeper = {**address, "department": department}
    if procedure not in ("", "*"):
        deeper["procedure"] = procedure
    href = link("why", **deeper) if procedure else ""
    css = "mc-late" if share.total > 0 else ""
    return [
        name_cell(group_title(group.id), href),
        bar_cell(hours_signed(share.total), abs(float(share.total)) / most, "", css),
        *cells,
        *means,
        f"{escape(tr(*FACTOR_NAMES[reason]))} {hours_signed(share.parts[reason])}",
    ]


def group_link(id: str, found: Comparison, conditions: Mapping[str, str], place: int) -> str:
    """The address of a group's results in one of the periods; how groups are put together needs both."""
    other = found.cohorts[1 - place]
    more: dict[str, Any] = {
        "find": "group", "a": id, "b": "after" if place else "before",
        "from2": date_of(other.start).isoformat(), "to2": date_of(other.end).isoformat(),
        "read": found.reads[place], "read2": found.reads[1 - place],
    }  # fmt: skip
    return link("ways", **more, **conditions, **days_of(found.cohorts[place]))

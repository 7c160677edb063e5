"""The parts of the page on risk: what will be late unless somebody acts, why, and who could."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.clock import duration_words
from dashboard.cube.question import Question
from dashboard.risk.reasons import lever, reasons
from dashboard.risk.watching import HIGH, MIDDLE, Watch, Watched
from dashboard.ui.about import about, empty, heading
from dashboard.ui.filters import Filters
from dashboard.ui.ranked import bar_cell, list_link, name_cell, number_cell, ranked
from dashboard.ui.session import date_text, language, link, name, number, office, tr, weekday_text
from dashboard.ui.steps import step_title
from models.viewer import Viewer

#: rows of a page of the list, and departments at first sight
PAGE, SHOWN = 20, 10
#: what a list may be asked for; "act" is what is shown where nothing is asked for
LISTS: dict[str, tuple[str, ...]] = {
    "act": ("high", "middle"), "high": ("high",), "middle": ("middle",), "low": ("low",),
    "running": ("high", "middle", "low"),
}  # fmt: skip
REASONS = 3


def asked_list() -> str:
    """Which list the address asks for."""
    asked = st.query_params.get("list", "")
    return asked if asked in LISTS else "act"


def titles(list_: str) -> str:
    """What a list is called."""
    return {
        "act": tr("Sẽ trễ nếu không làm gì thêm", "Will be late unless…"),
        "high": tr("Nguy cơ cao", "High risk"),
        "middle": tr("Cần để ý", "To be watched"),
        "low": tr("Nguy cơ thấp", "Low risk"),
        "running": tr("Còn trong hạn", "Within their time"),
    }[list_]


def tiles(who: Viewer, filters: Filters, found: Watch) -> None:
    """How many of each; each number opens its list."""
    (overdue,) = office().cube.figures(who, Question(("overdue",), where=filters.where))
    late = int(overdue.value or 0)
    running = found.of(*LISTS["running"])
    expected = sum(row.chance for row in running)
    rows = [
        tile("high", len(found.of("high")), tr("từ 5 trong 10", "5 in 10 or more"), filters, "mc-late"),
        tile("middle", len(found.of("middle")), tr("2 đến 5 trong 10", "2 to 5 in 10"), filters, "mc-risk"),
        tile(
            "running", len(running),
            tr(f"trong đó chừng {number(expected)} sẽ trễ", f"about {number(expected)} of them will be late"),
            filters, "",
        ),
    ]  # fmt: skip
    sign = "▲ " if late else ""
    rows.append(
        f'<article class="mc-card mc-tile" data-measure="overdue"><header><span>{tr("Đã quá hạn", "Overdue")}'
        f'</span>{about("overdue", place="risk")}</header><a class="mc-big{" mc-late" if late else ""}" '
        f'href="{escape(list_link("overdue", **filters.conditions))}" target="_self">{sign}{number(late)}</a>'
        f'<div class="mc-change"><span class="mc-soft">'
        f'{tr("không còn là nguy cơ; có danh sách riêng", "no longer a risk; they have a list of their own")}'
        f"</span></div></article>"
    )
    st.html(f'<div class="mc-grid">{"".join(rows)}</div>')


def tile(list_: str, count: int, words: str, filters: Filters, kind: str) -> str:
    """One number and what it counts."""
    sign = {"mc-late": "▲ ", "mc-risk": "◆ "}.get(kind, "") if count else ""
    href = link("risk", **filters.conditions, list=list_)
    css = f" {kind}" if kind and count else ""
    return (
        f'<article class="mc-card mc-tile" data-list="{list_}"><header><span>{titles(list_)}</span></header>'
        f'<a class="mc-big{css}" href="{escape(href)}" target="_self" '
        f'aria-label="{titles(list_)}: {count}">{sign}{number(count)}</a>'
        f'<div class="mc-change"><span class="mc-soft">{words}</span></div></article>'
    )


def rows_of(found: Watch, list_: str) -> list[Watched]:
    """The rows of a list, the riskiest first."""
    return found.of(*LISTS[list_])


def the_list(who: Viewer, filters: Filters, found: Watch) -> None:
    """The dossiers of the chosen list, a page at a time."""
    list_ = asked_list()
    rows = rows_of(found, list_)
    st.html(
        heading(
            titles(list_),
            note=tr(
                "Khả năng trễ ngày hẹn trả nếu việc cứ đi như mọi khi; cao nhất trước.",
                "How likely each misses its due day if work goes on as usual; the likeliest first.",
            ),
        )
        + '<p class="mc-small"><strong class="mc-count" '
        f'data-count="{len(rows)}">{number(len(rows))}</strong> '
        f"{tr('hồ sơ', 'dossiers')}{others(filters, list_)}</p>"
    )
    if not rows:
        st.html(empty(tr("Không có hồ sơ nào trong nhóm này.", "There is none in this group.")))
        return
    pages = -(-len(rows) // PAGE)
    page = min(page_asked(), pages)
    heads = [
        tr("Hồ sơ", "Dossier"), tr("Khả năng trễ", "Chance of being late"), tr("Hẹn trả", "Due"),
        tr("Dự kiến xong", "Expected finish"), tr("Vì sao", "Why"), tr("Ai làm gì được", "Who could act"),
    ]  # fmt: skip
    shown = rows[(page - 1) * PAGE : page * PAGE]
    st.html(ranked(heads, [line(row, who) for row in shown], titles(list_), fold=True))
    if pages > 1:
        turn(filters, list_, page, pages)


def page_asked() -> int:
    """Which page the address asks for, from 1."""
    asked = st.query_params.get("part", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def turn(filters: Filters, list_: str, page: int, pages: int) -> None:
    """Where one is among the pages, and the ways to its neighbours."""
    def way(to: int, words: str) -> str:
        if not 1 <= to <= pages:
            return ""
        href = link("risk", **filters.conditions, list=list_, part=to)
        return f'<a class="mc-link" href="{escape(href)}" target="_self">{words}</a>'

    told = tr(f"Trang {page} trong {pages}", f"Page {page} of {pages}")
    parts = [way(page - 1, tr("← Trang trước", "← Page before")), f'<span class="mc-soft">{told}</span>',
             way(page + 1, tr("Trang sau →", "Next page →"))]  # fmt: skip
    st.html(f'<p class="mc-small">{" &nbsp; ".join(part for part in parts if part)}</p>')


def others(filters: Filters, list_: str) -> str:
    """The way back to what is shown at first."""
    if list_ == "act":
        return ""
    href = escape(link("risk", **filters.conditions))
    return f' · <a class="mc-link" href="{href}" target="_self">{titles("act")}</a>'


def line(row: Watched, who: Viewer) -> list[str]:
    """One line of the list."""
    step = step_title(row.procedure, row.step) if row.step else tr("không rõ bước", "step unknown")
    where = f"{name('department', row.holder or row.department)} · {step}"
    dossier = (
        f'<a href="{escape(link("dossier", code=row.code))}" target="_self">{escape(row.code)}</a>'
        f'{name_cell(name("procedure", row.procedure))}<span class="mc-soft mc-small">{escape(where)}</span>'
    )
    why = "".join(
        f'<span class="mc-why">{escape(pick(words))}</span>' for words in reasons(row.facts)[:REASONS]
    )
    return [
        dossier,
        f'<div class="mc-nowrap">{bar_cell(chance_text(row.chance), row.chance, "", kind_of(row))}</div>',
        due_text(row),
        finish_text(row),
        why,
        f'<span class="mc-why">{escape(lever_text(row, who))}</span>',
    ]


def pick(words: tuple[str, str]) -> str:
    """The words in the viewer's language."""
    return words[1 if language() == "en" else 0]


def chance_text(chance: float) -> str:
    """7 trong 10; what is nearly certain, or nearly impossible, is not told as certain."""
    tenths = round(chance * 10)
    if tenths <= 0:
        return tr("dưới 1 trong 10", "less than 1 in 10")
    if tenths >= 10:
        return tr("hơn 9 trong 10", "more than 9 in 10")
    return tr(f"{tenths} trong 10", f"{tenths} in 10")


def kind_of(row: Watched) -> str:
    """The colour of a row's bar; its words say the same."""
    return "mc-late" if row.chance >= HIGH else "mc-risk" if row.chance >= MIDDLE else ""


def due_text(row: Watched) -> str:
    """When it is due, and how much working time is left."""
    left = duration_words(round(max(row.facts.left, 0)), language(), short=True)
    words = tr(f"còn {left}", f"{left} left")
    if row.paused:
        words = tr(f"‖ tạm dừng, còn {left}", f"‖ paused, {left} left")
    return (
        f'<span class="mc-nowrap">{escape(date_text(row.due_day))}</span><br>'
        f'<span class="mc-soft mc-small">{escape(words)}</span>'
    )


def finish_text(row: Watched) -> str:
    """By when it is done in half of such cases, and in nine of ten."""
    if row.paused:
        took = duration_words(round(row.middle_ms), language(), short=True)
        words = tr(f"{took} sau khi chạy lại", f"{took} after it runs again")
        return f'<span class="mc-small">{words}</span>'
    if row.middle is None:
        return f'<span class="mc-small">{tr("xa hơn ba năm", "more than three years away")}</span>'
    zone = office().store.zone
    middle = row.middle.astimezone(zone).strftime("%d/%m/%Y")
    if row.late_end is None:
        return middle
    end = row.late_end.astimezone(zone).strftime("%d/%m/%Y")
    return (
        f'<span class="mc-nowrap">{middle}</span><br><span class="mc-soft mc-small">'
        f'{tr(f"9 trong 10: {end}", f"9 in 10: {end}")}</span>'
    )


def lever_text(row: Watched, who: Viewer) -> str:
    """Who could do what."""
    departments = {id: name("department", id) for id in (row.holder, row.department) if id}
    person = name("person", row.assignee) if row.assignee else ""
    # An apology has to go out at least a day before the due day.
    may_extend = may(who, "act.extend") and row.chance >= HIGH and row.due_day > office().today()
    words = lever(row.state, row.holder, row.department, row.claimed, person, departments, may_extend)
    return pick(words)


def by_department(filters: Filters, found: Watch) -> None:
    """The departments whose dossiers are at risk, those with most expected to be late first."""
    st.html(
        heading(
            tr("Theo cơ quan giải quyết", "By department"),
            note=tr(
                "“Chừng … sẽ trễ” là tổng khả năng trễ của các hồ sơ còn trong hạn.",
                "“About … late” adds up the chances of the dossiers that are within their time.",
            ),
        )
    )
    groups: defaultdict[str, list[Watched]] = defaultdict(list)
    for row in found.of(*LISTS["running"]):
        groups[row.department].append(row)
    if not groups:
        st.html(empty(tr("Không có hồ sơ nào đang chạy còn trong hạn.", "Nothing runs within its time.")))
        return
    expected = {each: sum(row.chance for row in rows) for each, rows in groups.items()}
    order = sorted(groups, key=lambda each: -expected[each])
    most = max(expected.values()) or 1.0
    every = st.query_params.get("rows") == "all"
    lines = [
        department_line(filters, each, groups[each], expected[each], most)
        for each in (order if every else order[:SHOWN])
    ]
    heads = [
        tr("Cơ quan", "Department"), tr("Chừng … sẽ trễ", "About … late"), titles("high"), titles("middle"),
        titles("running"),
    ]  # fmt: skip
    st.html(ranked(heads, lines, tr("Nguy cơ theo cơ quan", "Risk by department"), fold=True))
    if not every and len(order) > SHOWN:
        href = escape(link("risk", **filters.conditions, rows="all"))
        words = tr(f"Xem cả {number(len(order))} dòng", f"Show all {number(len(order))} rows")
        st.html(f'<p><a class="mc-link mc-small" href="{href}" target="_self">{words}</a></p>')


def department_line(
    filters: Filters, department: str, rows: Sequence[Watched], expected: float, most: float
) -> list[str]:
    """One department."""
    params = {**filters.conditions, "department": department}
    cells = []
    for list_, kind in (("high", "mc-late"), ("middle", "mc-risk"), ("running", "")):
        count = sum(row.band in LISTS[list_] for row in rows)
        cells.append(
            number_cell(number(count), link("risk", **params, list=list_), kind if count else "mc-zero")
        )
    title = name_cell(name("department", department), link("risk", **params))
    return [title, bar_cell(number(expected, 1), expected / most, ""), *cells]


def told_at(at_day: int, words: str) -> str:
    """A soft line of when something was."""
    return f'<p class="mc-sub">{escape(words)} {escape(weekday_text(at_day))}</p>'

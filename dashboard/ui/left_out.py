"""The figures with and without closures in mass, and the lists behind those without."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.clock import date_of
from dashboard.cube.measure import Measure
from dashboard.cube.question import Question
from dashboard.exchange.dossiers import MOST, Wish, export
from dashboard.mining.left_out import FIGURES, count_without, members_without
from dashboard.mining.stock import Without, mass_closures, without
from dashboard.ui.dossiers import table
from dashboard.ui.export import exports
from dashboard.ui.filters import Filters
from dashboard.ui.listing import PAGE, conditions, pager
from dashboard.ui.ranked import list_link, number_cell, ranked
from dashboard.ui.session import hours, number, office, percent, tr
from models.viewer import Viewer

#: what stands for it in the address of a list
KEY, VALUE = "without", "mass"


def address(measure: str, start: int, end: int, conditions: dict[str, str]) -> str:
    """The address of the list of a measure of `FIGURES` without closures in mass."""
    days = {"from": date_of(start).isoformat(), "to": date_of(end).isoformat()}
    return list_link(measure, **conditions, **days, **{KEY: VALUE})


def asked() -> bool:
    """Whether the address asks for such a list."""
    return KEY in st.query_params


def show(who: Viewer, measure: Measure, question: Question) -> None:
    """How many there are, what was left out, and the lines; a bad address: a sentence."""
    start, end = question.start, question.end
    if measure.name not in FIGURES or st.query_params[KEY] != VALUE or start is None or end is None:
        st.warning(
            tr(
                "Địa chỉ này không mở được danh sách nào; hãy mở từ một con số ở trang Tồn đọng.",
                "There is no list at this address; open it from a number of the page Backlog.",
            )
        )
        return
    with office().cube.reading():
        closures = mass_closures(office(), who, start, end, question.where)
        found = without(office(), who, start, end, question.where, closures)
        pages: list[str | None] = st.session_state.setdefault(f"pages|{VALUE}|{question}", [None])
        page = members_without(office(), who, measure.name, question, closures, pages[-1], PAGE)
    count = count_without(found, measure.name)
    many = number(len(closures))
    days = tr(f"không tính {many} lần đóng hàng loạt", f"without {many} closures in mass")
    chips = "".join(
        f'<span class="mc-chip">{escape(text)}</span>' for text in (*conditions(question, measure), days)
    )
    st.html(
        f'<p><strong class="mc-big mc-count" data-count="{count}">{number(count)}</strong> '
        f'{tr("hồ sơ", "dossiers")}</p><div class="mc-chips">{chips}</div>'
    )
    if measure.name == "backlog" and closures:
        words = tr(
            "Gồm cả hồ sơ đã kết thúc trong các ngày đó, coi như chưa kết thúc; chúng đứng sau cùng.",
            "With those that were closed on those days, taken as not closed; they stand last.",
        )
        st.html(f'<p class="mc-sub">{words}</p>')
    if not page.rows:
        st.info(tr("Không có hồ sơ nào.", "There is none."))
        return
    with st.container(key="sheet_list"):
        st.html(table([row.dossier for row in page.rows], who))
    pager(page, pages, count)

    def make(wish: Wish) -> bytes:
        detail = {"measure": measure.name, KEY: VALUE} | {k: v[0] for k, v in question.where.items()}
        detail |= {"from": date_of(start).isoformat(), "to": date_of(end).isoformat()}
        return export(
            office(), who, wish, "list", detail,
            lambda: members_without(office(), who, measure.name, question, closures, None, MOST).rows,
        )  # fmt: skip

    exports(who, make)


def with_and_without(found: Without, start: int, filters: Filters) -> str:
    """The figures as they stand, and as they would be without the closures in mass."""
    at = {**filters.conditions, "at": date_of(filters.end).isoformat()}
    links = {
        "closed": list_link("closed", **filters.params),
        "rate": list_link("on_time_rate", **filters.params),
        "backlog": list_link("backlog", **at),
        "waiting": list_link("waiting_working_mean", **filters.params),
    }

    rest = {
        measure: address(measure, start, filters.end, filters.conditions)
        for measure in FIGURES
    }

    def n(count: int, href: str) -> str:
        return f'<span class="mc-soft">n = </span>{number_cell(number(count), href if count else "")}'

    rows = [
        [
            tr("Kết thúc", "Closed"),
            number_cell(number(found.closed[0]), links["closed"]),
            number_cell(number(found.closed[1]), rest["closed"] if found.closed[1] else ""),
        ],
        [
            tr("Tỷ lệ đúng hạn", "On-time rate"),
            f"{percent(found.rate(0))} {n(found.judged[0], links['rate'])}",
            f"{percent(found.rate(1))} {n(found.judged[1], rest['on_time_rate'])}",
        ],
        [
            tr("Tồn đọng cuối kỳ", "Backlog at the end"),
            number_cell(number(found.backlog[0]), links["backlog"]),
            number_cell(number(found.backlog[1]), rest["backlog"] if found.backlog[1] else ""),
        ],
        [
            tr("Thời gian chờ, trung bình", "Waiting time, mean"),
            f"{hours(found.waiting_hours[0])} {n(found.results[0], links['waiting'])}",
            f"{hours(found.waiting_hours[1])} {n(found.results[1], rest['waiting_working_mean'])}",
        ],
    ]
    heads = [
        tr("Số liệu", "Figure"), tr("Như báo cáo", "As it stands"),
        tr("Không tính các ngày này", "Without those days"),
    ]  # fmt: skip
    return ranked(
        heads, rows, tr("Có và không có đóng hàng loạt", "With and without closures in mass"), fold=True
    )

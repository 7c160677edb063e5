"""The dossiers behind one figure of a report, as they stood in it."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.masking import masked_name
from dashboard.reports.content import HEADS
from dashboard.reports.form import NUMBERS, Placed
from dashboard.ui.about import empty
from dashboard.ui.dossiers import state_text
from dashboard.ui.ranked import number_cell, ranked
from dashboard.ui.reports.asked import View, working
from dashboard.ui.reports.form import ENGLISH
from dashboard.ui.session import date_text, link, name, number, office, tr
from models.viewer import Viewer

PAGE = 50


def members(who: Viewer, view: View, column: int) -> None:
    """The dossiers behind one figure, as they stood in the report."""
    with working(tr("Đang tìm hồ sơ…", "Looking for the dossiers…")) as progress:
        found = office().reports.members(who, view.asked, column, progress)
    back = link("reports", **view.address())
    group, middle, low = HEADS[column]
    words = tr(f"Cột {column}: {group}, {(low or middle).lower()}",
               f"Column {column}: {ENGLISH[column].lower()}")  # fmt: skip
    st.html(
        f'<p><a class="mc-link" href="{escape(back)}" target="_self">‹ {tr("Về báo cáo", "Back")}</a></p>'
        f'<p><strong class="mc-big mc-count" data-count="{len(found)}">{number(len(found))}</strong> '
        f"{tr('hồ sơ', 'dossiers')} · {escape(words)} · {escape(view.period.title())}</p>"
    )
    if not found:
        st.html(empty(tr("Không có hồ sơ nào.", "There is none.")))
        return
    asked = st.query_params.get("page", "1")
    pages = -(-len(found) // PAGE)
    at = min(max(int(asked) if asked.isdecimal() else 1, 1), pages)
    with st.container(key="sheet_list"):
        st.html(lines(who, found[(at - 1) * PAGE : at * PAGE]))
        if pages > 1:
            steps = [
                f'<a class="mc-link" target="_self" href="{escape(cell_page(view, column, to))}">{words}</a>'
                for to, words in (
                    (at - 1, tr("‹ Trang trước", "‹ Before")), (at + 1, tr("Trang sau ›", "Next ›")),
                )
                if 1 <= to <= pages
            ]  # fmt: skip
            st.html(f"<p class='mc-small'>{tr('Trang', 'Page')} {at}/{pages} · {' · '.join(steps)}</p>")


def cell_page(view: View, column: int, page: int) -> str:
    """The address of a page of a list."""
    return link("reports", **view.address(view=None, cell=column, page=page))


def lines(who: Viewer, found: list[Placed]) -> str:
    """Lines of a list: where each stood in the report, and what is known of it now."""
    known = {one.id: one for one in office().dossiers.many([one.code for one in found], who)}
    heads = [
        tr("Mã hồ sơ", "Code"), tr("Người nộp", "Applicant"), tr("Thủ tục", "Procedure"),
        tr("Cơ quan", "Department"), tr("Tiếp nhận", "Received"), tr("Trong báo cáo", "In the report"),
        tr("Hiện nay", "Now"),
    ]  # fmt: skip
    rows = []
    for one in found:
        dossier = known.get(one.code)
        if dossier is None:
            continue
        late = one.stands in ("late", "overdue")
        stood = f"{column_words(one.came)} → {column_words(one.stands)}"
        told = f'<span class="mc-late">▲ {escape(stood)}</span>' if late else escape(stood)
        rows.append([
            number_cell(one.code, link("dossier", code=one.code)),
            escape(masked_name(dossier.applicant.name, who) or "–"),
            escape(name("procedure", dossier.procedure)), escape(name("department", one.place.department)),
            date_text(dossier.received_day), told, escape(state_text(dossier)),
        ])  # fmt: skip
    return ranked(heads, rows, tr("Hồ sơ", "Dossiers"))


def column_words(column: str) -> str:
    """What a column is called, by its name: "trực tuyến (4)"."""
    n = NUMBERS[column]
    _, middle, low = HEADS[n]
    return f"{tr((low or middle).lower(), ENGLISH[n].lower())} ({n})"

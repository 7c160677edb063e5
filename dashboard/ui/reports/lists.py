"""The dossiers (or procedures) behind one figure of a report, as they stood in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TypeVar

import streamlit as st

from dashboard.access.masking import masked_name
from dashboard.reports.closing import cells_of
from dashboard.reports.content import HEADS
from dashboard.reports.facts import (
    COUNTED,
    CRITERIA,
    HANDLED,
    KEPT,
    LEFT_OUT,
    OFFERED_ONLINE,
    ONLINE_OVERDUE,
    PAID,
    PAID_ONLINE,
    PROCEDURES,
    RATED,
    RECEIVED,
    RESULT,
    SATISFIED,
    SCANNED,
    SENT_ONLINE,
    USED_ONLINE,
    WITH_COMPONENTS,
    Fact,
)
from dashboard.reports.form import BESIDE, NUMBERS, total
from dashboard.reports.listed import OF_PROCEDURES, Listed, check, members, procedures_listed
from dashboard.ui.about import empty
from dashboard.ui.catalogue.page import ONLINE
from dashboard.ui.dossiers import state_text
from dashboard.ui.ranked import name_cell, number_cell, ranked
from dashboard.ui.reports.asked import View, back, cell_link, fact_link, working
from dashboard.ui.reports.form import ENGLISH
from dashboard.ui.session import date_text, language, link, name, number, office, tr
from models.procedure import Procedure
from models.viewer import Viewer
from seed.reporting import criteria

T = TypeVar("T")
PAGE = 50
#: what the dossiers of a fact are
WORDS: dict[str, tuple[str, str]] = {
    **BESIDE,
    COUNTED: ("nhận giải quyết trong kỳ", "of the period"),
    KEPT: ("giải quyết trước và đúng hạn, hoặc còn trong hạn", "resolved in time, or open and in time"),
    RECEIVED: ("tiếp nhận trong kỳ", "received in the period"),
    SENT_ONLINE: ("tiếp nhận trực tuyến trong kỳ", "received online in the period"),
    ONLINE_OVERDUE: ("tiếp nhận trực tuyến trong kỳ, quá hạn", "received online in the period, overdue"),
    PAID: ("tiếp nhận trong kỳ, đã nộp phí", "received in the period, fee paid"),
    PAID_ONLINE: ("tiếp nhận trong kỳ, nộp phí trực tuyến", "received in the period, fee paid online"),
    RATED: ("được đánh giá trong kỳ", "rated in the period"),
    SATISFIED: ("được đánh giá hài lòng trong kỳ", "rated as satisfied in the period"),
    WITH_COMPONENTS: ("tiếp nhận trong kỳ, có ghi thành phần", "received in the period, components known"),
    SCANNED: ("tiếp nhận trong kỳ, số hóa đủ thành phần", "received in the period, all components scanned"),
    RESULT: ("có kết quả trong kỳ", "with a result in the period"),
    HANDLED: ("có kết quả trong kỳ, do người của cơ quan xử lý", "with a result, done by people there"),
    LEFT_OUT: ("không vào cột nào vì ngày không hợp lệ", "in no column: impossible dates"),
    PROCEDURES: ("có hiệu lực vào ngày cuối kỳ", "in force on the last day of the period"),
    OFFERED_ONLINE: ("cung cấp trực tuyến, có hiệu lực cuối kỳ", "offered online at the end of the period"),
    USED_ONLINE: ("cung cấp trực tuyến, có hồ sơ trực tuyến", "offered online, with an online dossier"),
}


def of_column(who: Viewer, view: View, column: int) -> None:
    """The dossiers behind a figure of the form."""
    with working(tr("Đang tìm hồ sơ…", "Looking for the dossiers…")) as progress:
        found = office().reports.members(who, view.asked, column, progress)
    group, middle, low = HEADS[column]
    words = tr(f"Cột {column}: {group}, {(low or middle).lower()}",
               f"Column {column}: {ENGLISH[column].lower()}")  # fmt: skip
    head(view, len(found), tr("hồ sơ", "dossiers"), words)
    frozen(who, view, column, len(found))
    listed = [Listed(one.code, one.place.department, one) for one in found]
    sheet(listed, lambda part: lines(who, part), lambda page: cell_link(view, column, page=page))


def frozen(who: Viewer, view: View, column: int, n: int) -> None:
    """Say it where the history of a closed period no longer gives what was closed.

    Figures are kept by a closing, dossiers are not: they are folded from their events.
    """
    if view.closing is None:
        return
    kept = total(cells_of(view.closing, who, view.where))[column]
    if kept != n:
        told = tr(
            f"Lúc chốt ghi {number(kept)}; dựng lại từ lịch sử được {number(n)}. Bản chốt chỉ giữ con số, "
            "không giữ danh sách; hồ sơ đã xóa hoặc nhập thêm về sau làm hai bên khác nhau.",
            f"{number(kept)} was closed; the history gives {number(n)}. A closing keeps figures, not lists; "
            "dossiers removed or imported since make the difference.",
        )
        st.warning(told, icon=":material/difference:")


def of_fact(who: Viewer, view: View, fact: Fact) -> None:
    """The dossiers (or procedures) behind any other figure. Raises as `members`."""
    check(who, fact)
    whose = [name("person", fact.person)] if fact.person else []
    whose += [name("department", fact.of)] if fact.of else []
    words = ", ".join([fact_words(fact.name), *whose])

    def address(page: int) -> str:
        return fact_link(view, fact, page=page)

    with working(tr("Đang tìm hồ sơ…", "Looking for the dossiers…")) as progress:
        if fact.name in OF_PROCEDURES:
            procedures = procedures_listed(office(), who, view.asked, fact, progress)
        else:
            found = members(office(), who, view.asked, fact, progress)
    if fact.name in OF_PROCEDURES:
        head(view, len(procedures), tr("thủ tục", "procedures"), words)
        sheet(procedures, procedure_lines, address)
        return
    scored = fact.name in CRITERIA.values()
    if scored and found:
        mean = number(sum(one.points for one in found) / len(found), 2)
        words += tr(f", trung bình {mean} điểm", f", {mean} points on average")
    head(view, len(found), tr("hồ sơ", "dossiers"), words)
    sheet(found, lambda part: lines(who, part, scored), address)


def fact_words(fact: str) -> str:
    """What the dossiers of a fact are, in words."""
    for number_of, id in CRITERIA.items():
        if id == fact:
            (title,) = (str(one["title"]) for one in criteria()["criteria"] if one["no"] == number_of)
            known = tr("có kết quả trong kỳ", "with a result in the period")
            return f"{known}, {tr('chỉ số', 'criterion')} {number_of} ({title})"
    return tr(*WORDS[fact])


def head(view: View, n: int, unit: str, words: str) -> None:
    """The number that was clicked, what it is of, and the way back."""
    st.html(
        f'{back(view)}<p><strong class="mc-big mc-count" data-count="{n}">{number(n)}</strong> '
        f"{unit} · {escape(words)} · {escape(view.period.title(language()))}</p>"
    )


def page_of(whole: int, size: int) -> tuple[int, int]:
    """The page that the address asks for, within the pages there are."""
    asked, pages = st.query_params.get("page", "1"), max(1, -(-whole // size))
    return min(max(int(asked) if asked.isdecimal() else 1, 1), pages), pages


def steps(at: int, pages: int, address: Callable[[int], str]) -> str:
    """Which page it is, with the ways to the one before and after; nothing of a single one."""
    if pages == 1:
        return ""
    ways = [
        f'<a class="mc-link" target="_self" href="{escape(address(to))}">{words}</a>'
        for to, words in ((at - 1, tr("‹ Trang trước", "‹ Before")), (at + 1, tr("Trang sau ›", "Next ›")))
        if 1 <= to <= pages
    ]
    return f"<p class='mc-small'>{tr('Trang', 'Page')} {at}/{pages} · {' · '.join(ways)}</p>"


def sheet(found: Sequence[T], drawn: Callable[[Sequence[T]], str], address: Callable[[int], str]) -> None:
    """One page of a list."""
    if not found:
        st.html(empty(tr("Không có gì trong danh sách này.", "There is nothing in this list.")))
        return
    at, pages = page_of(len(found), PAGE)
    with st.container(key="sheet_list"):
        st.html(drawn(found[(at - 1) * PAGE : at * PAGE]) + steps(at, pages, address))


def lines(who: Viewer, found: Sequence[Listed], scored: bool = False) -> str:
    """Lines of a list: where each stood in the report, and what is known of it now.

    One that is no longer there, or no longer the viewer's, still counts in the figure and has its line.
    """
    known = {one.id: one for one in office().dossiers.many([one.code for one in found], who)}
    heads = [
        tr("Mã hồ sơ", "Code"), tr("Người nộp", "Applicant"), tr("Thủ tục", "Procedure"),
        tr("Cơ quan", "Department"), tr("Tiếp nhận", "Received"), tr("Trong báo cáo", "In the report"),
        tr("Hiện nay", "Now"), *([tr("Điểm", "Points")] if scored else []),
    ]  # fmt: skip
    rows = []
    for one in found:
        department, points = escape(name("department", one.department)), [number(one.points)] * scored
        dossier = known.get(one.code)
        if dossier is None:
            gone = tr("không còn xem được", "no longer to be seen")
            rows.append([escape(one.code), "–", "–", department, "–", stood(one), gone, *points])
            continue
        rows.append([
            number_cell(one.code, link("dossier", code=one.code), "mc-nowrap"),
            escape(masked_name(dossier.applicant.name, who) or "–"),
            escape(name("procedure", dossier.procedure)), department, date_text(dossier.received_day),
            stood(one), escape(state_text(dossier)), *points,
        ])  # fmt: skip
    return ranked(heads, rows, tr("Hồ sơ", "Dossiers"), fold=True)


def stood(one: Listed) -> str:
    """Where a dossier stood in the form."""
    if one.placed is None:
        return escape(tr("ngày không hợp lệ", "impossible dates"))
    told = escape(f"{column_words(one.placed.came)} → {column_words(one.placed.stands)}")
    late = one.placed.stands in ("late", "overdue")
    return f'<span class="mc-late">▲ {told}</span>' if late else told


def procedure_lines(found: Sequence[Procedure]) -> str:
    """Lines of a list of procedures."""
    heads = [tr("Thủ tục", "Procedure"), tr("Cơ quan", "Department"), tr("Lĩnh vực", "Field"),
             tr("Dịch vụ công", "Service")]  # fmt: skip
    rows = [
        [
            name_cell(one.name, link("procedures", procedure=one.id)),
            escape(name("department", one.department) if one.department else "–"),
            escape(name("field", one.field)),
            escape(tr(*ONLINE[one.online_level])),
        ]
        for one in found
    ]
    return ranked(heads, rows, tr("Thủ tục", "Procedures"), fold=True)


def column_words(column: str) -> str:
    """What a column is called, by its name: "trực tuyến (4)"."""
    n = NUMBERS[column]
    _, middle, low = HEADS[n]
    return f"{tr((low or middle).lower(), ENGLISH[n].lower())} ({n})"

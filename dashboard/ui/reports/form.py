"""Form II.06a on the screen: what it says at first sight, its rows and its files."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.clock import date_of
from dashboard.forms.register import MOST_DAYS
from dashboard.reports.content import HEADS, SECOND, Told, told_rows
from dashboard.reports.export import TYPES, File, export, file_name, in_order
from dashboard.reports.facts import LEFT_OUT, Fact
from dashboard.reports.form import BESIDE, FIGURES, holding, total
from dashboard.reports.report import Report
from dashboard.ui.ranked import number_cell
from dashboard.ui.reports.asked import BY, View, cell_link, choose, count, fact_link, working
from dashboard.ui.session import date_text, link, name, number, office, percent, tr
from models.viewer import Viewer

#: short heads in English of the columns 3 to 13; in Vietnamese they are the form's own
ENGLISH = {
    3: "Total", 4: "Online", 5: "Counter, post", 6: "Carried over", 7: "Total", 8: "Early", 9: "On time",
    10: "Late", 11: "Total", 12: "In time", 13: "Overdue",
}  # fmt: skip
GROUPS_EN = {3: "Received", 7: "Resolved", 11: "In progress"}
#: columns whose figures are told as overdue
LATE = (10, 13)


def read_report(who: Viewer, view: View) -> Report:
    """The report, with a bar while it is read."""
    with working(tr("Đang đọc hồ sơ của kỳ…", "Reading the dossiers of the period…")) as progress:
        return office().reports.make(who, view.asked, progress)


def show(who: Viewer, view: View, report: Report) -> None:
    """The form."""
    if not report.cells:
        nothing(report)
        return
    tiles(view, report)
    with st.container(key="sheet_form"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            choose("by", BY, view.by, "department", tr("Chia theo", "Rows"))
            files(who, view)
        st.html(table(view, report))
        st.html(beneath(view, report))


def nothing(report: Report) -> None:
    """An honest sentence where there is nothing to report."""
    if report.end < report.asked.start:
        told = tr(
            "Ở thời điểm này kỳ báo cáo chưa bắt đầu, nên chưa có số liệu.",
            "At this moment the period had not begun, so there are no figures.",
        )
    else:
        told = tr(
            "Kỳ này chưa có số liệu với bộ lọc và phạm vi của bạn: không nhận, không còn hồ sơ nào.",
            "There are no figures for this period with these filters in your scope.",
        )
    st.info(told, icon=":material/info:")


def tiles(view: View, report: Report) -> None:
    """What the form says, in five seconds; each number in it opens its list."""
    whole = total(report.cells)
    kept = None if not whole[7] else (whole[8] + whole[9]) / whole[7]
    told = {n: count(whole[n], cell_link(view, n)) for n in FIGURES}
    cards = [
        card(tr("Nhận giải quyết", "Received"), whole[3], cell_link(view, 3),
             tr(f"{told[4]} trực tuyến · {told[5]} trực tiếp, bưu chính · {told[6]} kỳ trước",
                f"{told[4]} online · {told[5]} counter, post · {told[6]} before")),
        card(tr("Đã giải quyết", "Resolved"), whole[7], cell_link(view, 7),
             tr(f"{percent(kept)} trước và đúng hạn, n = {told[7]}",
                f"{percent(kept)} early or on time, n = {told[7]}")),
        card(tr("Đang giải quyết", "In progress"), whole[11], cell_link(view, 11),
             tr(f"{told[12]} trong hạn", f"{told[12]} in time")),
        card(tr("Giải quyết quá hạn", "Resolved late"), whole[10], cell_link(view, 10),
             tr(f"trong {told[7]} đã giải quyết", f"of {told[7]} resolved"), bool(whole[10])),
        card(tr("Đang quá hạn", "Overdue, open"), whole[13], cell_link(view, 13),
             tr(f"trong {told[11]} đang giải quyết", f"of {told[11]} in progress"), bool(whole[13])),
    ]  # fmt: skip
    st.html(f'<div class="mc-grid">{"".join(cards)}</div>')


def card(title: str, n: int, href: str, beside: str, late: bool = False) -> str:
    """A figure as a tile; `beside` is HTML."""
    value = number(n)
    css = "mc-big mc-late" if late else "mc-big"
    return (
        f'<article class="mc-card mc-tile"><header><span>{escape(title)}</span></header>'
        f'<a class="{css}" href="{escape(href)}" target="_self" aria-label="{escape(f"{title}: {value}")}">'
        f'{"▲ " if late else ""}{value}</a><div class="mc-change mc-soft">{beside}</div></article>'
    )


def table(view: View, report: Report) -> str:
    """The form's table: its heads as they are printed, and every figure with the way to its dossiers."""
    told = told_rows(
        in_order(office(), report.cells, view.by), partial(name, view.by), partial(name, "level")
    )
    label = tr(SECOND[view.by], BY[view.by][1].removeprefix("By ").capitalize())
    groups = "".join(
        f'<th colspan="{wide}" scope="colgroup">{escape(tr(HEADS[n][0], GROUPS_EN[n]))}</th>'
        for n, wide in ((3, 4), (7, 4), (11, 3))
    )
    heads = "".join(
        f'<th scope="col" class="mc-n">{escape(tr(HEADS[n][2] or HEADS[n][1], ENGLISH[n]))}</th>'
        for n in FIGURES
    )
    numbers = "".join(f'<th class="mc-n">({n})</th>' for n in range(3, 14))
    body = "".join(line(view, one) for one in told)
    caption = tr("Biểu II.06a", "Form II.06a")
    return (
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="mc-table mc-report"><thead><tr><th rowspan="2">{tr("STT", "No.")}</th>'
        f'<th rowspan="2">{escape(label)}</th>{groups}</tr><tr>{heads}</tr>'
        f'<tr class="mc-numbers"><th>(1)</th><th>(2)</th>{numbers}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def line(view: View, told: Told) -> str:
    """One row."""
    row = told.row
    where = {"level": row.level} if row.level else {}
    if row.id:
        where[view.by] = row.id
    cells = []
    for n in FIGURES:
        value = row.counts[n]
        late = n in LATE and value
        css = "mc-late" if late else "" if value else "mc-zero"
        shown = f"▲ {number(value)}" if late else number(value)
        cells.append(f'<td class="mc-n">{number_cell(shown, cell_link(view, n, **where), css)}</td>')
    words = told.label if row.kind != "total" else tr("Tổng cộng", "Total")
    if row.kind == "line" and view.by == "department":
        href = link("reports", **view.address(by="field", **where))
        words_html = f'<a href="{escape(href)}" target="_self">{escape(words)}</a>'
    else:
        words_html = escape(words)
    return f'<tr class="mc-{row.kind}"><td>{told.number}</td><td>{words_html}</td>{"".join(cells)}</tr>'


def beneath(view: View, report: Report) -> str:
    """The identities, by when it was recorded, and what stands beside the form."""
    whole = total(report.cells)
    ok = holding(whole)
    sign = "✓" if ok else "✗"
    same = "=" if ok else "≠"
    received, done, left = (count(whole[n], cell_link(view, n)) for n in (3, 7, 11))
    identity = f"{sign} (3) {same} (7) + (11): {received} {same} {done} + {left}"
    known = (view.known_by or report.made_at).astimezone(office().store.zone)
    told = tr(
        f"Số liệu ghi nhận đến {known:%H:%M} ngày {known:%d/%m/%Y}.",
        f"As recorded by {known:%d/%m/%Y %H:%M}.",
    )
    if report.end < report.asked.end:
        told += tr(
            f" Kỳ chưa hết: tính đến hết ngày {date_text(report.end)}.",
            f" The period is not over: counted to the end of {date_text(report.end)}.",
        )
    notes = [
        f"{tr(*words)}: {count(report.beside[one], fact_link(view, Fact(one)))}"
        for one, words in BESIDE.items() if report.beside.get(one)
    ]  # fmt: skip
    if report.left_out:
        words = tr("không vào cột nào vì ngày không hợp lệ", "in no column: impossible dates")
        notes.append(f"{words}: {count(report.left_out, fact_link(view, Fact(LEFT_OUT)))}")
    more = f"<p class='mc-sub'>{tr('Trong đó', 'Of these')}: {'; '.join(notes)}.</p>" if notes else ""
    return f"<p class='mc-sub'><strong>{identity}</strong> · {told}</p>{more}"


def files(who: Viewer, view: View) -> None:
    """The form as Excel and PDF, and the registers of its days."""
    with st.container(horizontal=True, gap="small", width="content"):
        if may(who, "export"):
            for kind in TYPES:
                st.download_button(
                    TYPES[kind][0], partial(made, who, view, kind), file_name(view.asked, kind),
                    TYPES[kind][1], key=f"report_{kind}", on_click="ignore", icon=":material/download:",
                )  # fmt: skip
        if may(who, "print"):
            with st.popover(tr("Sổ theo dõi", "Register"), icon=":material/menu_book:"):
                st.html(registers(view))


def made(who: Viewer, view: View, kind: File) -> bytes:
    """The file, made when it is asked for."""
    return export(office(), who, view.asked, view.by, kind, view.name, view.closing)


def registers(view: View) -> str:
    """The registers of the dossiers received in the period, each of at most a month."""
    last, first = min(view.period.end, office().today()), view.period.start
    links = []
    department = view.where.get("department", ("",))[0]
    while first <= last:
        end = min(first + MOST_DAYS - 1, last)
        asked = {"from": date_of(first).isoformat(), "to": date_of(end).isoformat(), "department": department}
        pdf, xlsx = link("print/register", **asked), link("print/register", **asked, **{"as": "xlsx"})
        links.append(
            f"<li>{date_text(first)} – {date_text(end)}: "
            f'<a class="mc-link" href="{escape(pdf)}" target="_blank">PDF</a> · '
            f'<a class="mc-link" href="{escape(xlsx)}" target="_blank">Excel</a></li>'
        )
        first = end + 1
    return f"<ul class='mc-plain'>{''.join(links)}</ul>"

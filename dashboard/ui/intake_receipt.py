"""What the clerk hands over: the code, the due date and why, the printed receipt, and on to the next one."""

from __future__ import annotations

import io
from html import escape

import segno
import streamlit as st

from dashboard.access.roles import may
from dashboard.clock import Term, date_of
from dashboard.clock.words import weekday_words
from dashboard.ui.dossiers import state_text
from dashboard.ui.intake import go
from dashboard.ui.papers import of_dossier
from dashboard.ui.session import date_text, language, link, name, number, office, tr
from models.dossier import Dossier, Fee
from models.viewer import Viewer

SCALE = 5


def show(who: Viewer, code: str) -> None:
    """The receipt of the dossier `code`, if it is the viewer's to see."""
    dossier = office().dossiers.get(code, who)
    if dossier is None:
        st.warning(tr("Không có hồ sơ này trong phạm vi của bạn.", "There is no such dossier in your scope."))
        if st.button(tr("Tiếp nhận hồ sơ khác", "Take in another"), type="primary"):
            go()
        return
    left, right = st.columns([3, 1], vertical_alignment="top")
    left.html(_facts(dossier))
    alt = tr("Mã QR của hồ sơ", "QR code of the dossier")
    right.image(qr(dossier.id), width=180, output_format="PNG", alt=alt)
    buttons = st.columns([2, 2, 2])
    with buttons[0]:
        if may(who, "print"):
            st.link_button(
                tr("In giấy tiếp nhận (mẫu 01)", "Print the receipt (form 01)"),
                link("print", form="receipt", code=dossier.id), icon=":material/print:", shortcut="P",
                width="stretch",
            )  # fmt: skip
    with buttons[1]:
        st.link_button(tr("Mở hồ sơ", "Open the dossier"), link("dossier", code=dossier.id), width="stretch")
    with buttons[2]:
        if st.button(tr("Hồ sơ tiếp theo", "Next one"), type="primary", shortcut="N", width="stretch"):
            go()
    if dossier.papers:
        st.html(f'<h2 class="mc-h2">{tr("Tệp đã nhận", "Files received")}</h2>')
        of_dossier(dossier, who, {one.component: one.name for one in dossier.components})


def qr(code: str) -> bytes:
    """The QR code of a dossier's code, as PNG."""
    out = io.BytesIO()
    segno.make(code, error="m").save(out, kind="png", scale=SCALE, border=3)
    return out.getvalue()


def _facts(dossier: Dossier) -> str:
    rows = [
        (tr("Người nộp", "Applicant"), dossier.applicant.name),
        (tr("Thủ tục", "Procedure"), name("procedure", dossier.procedure)),
        (tr("Cơ quan giải quyết", "Department"), name("department", dossier.department)),
        (tr("Trạng thái", "State"), state_text(dossier)),
        (tr("Phí, lệ phí", "Fee"), fee_text(dossier.fee)),
    ]
    parts = "".join(
        f"<li>{escape(one.name)}"
        f' <span class="mc-soft">{escape(counts(one.originals, one.copies, one.scanned))}</span></li>'
        for one in dossier.components
    )
    lines = "".join(f"<tr><th scope='row'>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows)
    return (
        f'<p class="mc-good">✓ {tr("Đã tiếp nhận", "Taken in")}</p>'
        f'<p class="mc-code">{escape(dossier.id)}</p>{due(dossier)}'
        f'<table class="mc-table">{lines}</table>'
        + (f"<p class='mc-label'>{tr('Đã nhận', 'Received')}</p><ul>{parts}</ul>" if parts else "")
    )


def due(dossier: Dossier) -> str:
    """The due date and why it is that one."""
    if dossier.due_at is None or dossier.due_day is None or dossier.received_at is None:
        return ""
    assert dossier.term_value is not None and dossier.term_unit is not None
    term = Term(value=dossier.term_value, unit=dossier.term_unit)
    why = office().calendar().explain(dossier.received_at, term, language())
    at = dossier.due_at.astimezone(office().store.zone)
    weekday = weekday_words(date_of(dossier.due_day), language())
    return (
        f'<p class="mc-due">{tr("Hẹn trả", "Due")}: <strong>{at:%H:%M} {escape(weekday)} '
        f'{date_text(dossier.due_day)}</strong><br><span class="mc-soft">{escape(why)}</span></p>'
    )


def counts(originals: int, copies: int, scanned: bool) -> str:
    """ "1 bản chính, 2 bản sao, đã quét"."""
    told_parts = []
    if originals:
        told_parts.append(f"{originals} {tr('bản chính', 'original')}")
    if copies:
        told_parts.append(f"{copies} {tr('bản sao', 'copies')}")
    if scanned:
        told_parts.append(tr("đã quét", "scanned"))
    return ", ".join(told_parts)


def fee_text(fee: Fee | None) -> str:
    """The amount and its state in words."""
    states = {
        "unpaid": tr("chưa thu", "unpaid"), "pending": tr("chờ thanh toán", "pending"),
        "paid": tr("đã thu", "paid"), "refunded": tr("đã hoàn", "refunded"),
        "cancelled": tr("đã hủy", "cancelled"),
    }  # fmt: skip
    return tr("không thu", "none") if fee is None else f"{number(fee.amount)} đ, {states[fee.state]}"

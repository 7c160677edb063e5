"""The state line of a dossier: where, who, by when, whether the clock runs; and who applies."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.masking import lift, seen, works_on
from dashboard.access.roles import may
from dashboard.clock import duration_words
from dashboard.ui import session
from dashboard.ui.dossier_opinions import waited
from dashboard.ui.dossiers import due_html, state_text
from dashboard.ui.session import date_text, language, name, office, told, tr
from dashboard.ui.steps import step_title, where_of
from dashboard.ui.work_rows import SIGNS
from dashboard.work.inputs import METHODS, RATINGS
from dashboard.work.order import urgency
from models.dossier import Dossier
from models.errors import MotcuaError
from models.viewer import Viewer

LIFTED, REFUSED = "mc_lifted", "mc_lift_refused"


def is_lifted(dossier: Dossier) -> bool:
    """Whether this session has looked behind the mask of this dossier."""
    return dossier.id in st.session_state.get(LIFTED, set())


def cells(pairs: list[tuple[str, str]]) -> str:
    """Label over value, in a grid; the values are HTML."""
    inner = "".join(
        f"<div><span class='mc-soft'>{escape(label)}</span><br>{value}</div>" for label, value in pairs
    )
    return f'<div class="mc-facts">{inner}</div>'


def state_line(dossier: Dossier) -> str:
    """Where it is, with whom, by when, and whether the clock runs."""
    where = name("department", where_of(dossier))
    nobody = tr("chưa ai nhận", "nobody yet") if dossier.holder else "–"
    pairs = [
        (tr("Trạng thái", "State"), f"<strong>{escape(state_text(dossier))}</strong>"),
        (tr("Đang ở", "Where"), escape(where)),
        (tr("Bước", "Step"), escape(step_title(dossier.procedure, dossier.step)) if dossier.step else "–"),
        (tr("Người xử lý", "Who"), escape(name("person", dossier.assignee)) if dossier.assignee else nobody),
        (tr("Hẹn trả", "Due"), due_html(dossier)),
        (tr("Đồng hồ", "Clock"), clock_text(dossier)),
        (tr("Tiếp nhận", "Received"), date_text(dossier.received_day)),
        (tr("Cơ quan giải quyết", "Department"), escape(name("department", dossier.department))),
    ]
    if dossier.awaited:
        waiting = f'<span class="mc-risk">○ {escape(waited(dossier))}</span>'
        pairs.append((tr("Chờ ý kiến phối hợp", "Opinions waited for"), waiting))
    if dossier.returned_day is not None:
        how = METHODS.get(dossier.return_method or "", ("", ""))[1 if language() == "en" else 0]
        words = ", ".join(word for word in (date_text(dossier.returned_day), how) if word)
        pairs.append((tr("Đã trả", "Returned"), escape(words)))
    if dossier.rating is not None:
        pairs.append((tr("Đánh giá", "Rating"), RATINGS[dossier.rating][1 if language() == "en" else 0]))
    procedure = escape(name("procedure", dossier.procedure))
    return f'<section class="mc-card"><p class="mc-procedure">{procedure}</p>{cells(pairs)}</section>'


def clock_text(dossier: Dossier) -> str:
    """Running with what is left, standing with why, or stopped with how long it took."""
    tongue = language()
    if dossier.waiting_ms is not None:
        took = escape(duration_words(dossier.waiting_ms, tongue))
        return tr(f"đã dừng, hết {took}", f"ended after {took}")
    if dossier.state == "submitted" or dossier.open:
        urgent = urgency(dossier, office().now(), office().calendar())
        sign, _, kind = SIGNS[urgent.tone]
        words = escape(urgent.words[1 if tongue == "en" else 0])
        stands = f"‖ {tr('đang dừng', 'stands')}: " if dossier.paused else f"{sign} "
        return f'<span class="{kind}">{stands}{words}</span>'
    return "–"


def applicant(dossier: Dossier, who: Viewer) -> None:
    """Who applies, as much as this viewer needs; and the way behind the mask."""
    lifted = is_lifted(dossier)
    person = seen(dossier, who, lifted)
    pairs = [
        (tr("Người nộp", "Applicant"), escape(person.name or "–")),
        (tr("Điện thoại", "Phone"), escape(person.phone or "–")),
        (tr("Số giấy tờ", "Identity number"), escape(person.identity or "–")),
        (tr("Địa chỉ", "Address"), escape(person.address or "–")),
        (tr("Thư điện tử", "E-mail"), escape(person.email or "–")),
        (tr("Hình thức nộp", "Channel"), escape(name("channel", dossier.channel))),
    ]
    if dossier.receiver:
        taken = dossier.receiver if lifted or works_on(dossier, who) else "•••"
        pairs.append((tr("Người nhận kết quả", "Received by"), escape(taken)))
    st.html(f'<section class="mc-card">{cells(pairs)}</section>')
    if person != dossier.applicant and may(who, "reveal"):
        behind_the_mask(dossier, who)


def behind_the_mask(dossier: Dossier, who: Viewer) -> None:
    """A button for those who work on the dossier; the others say why. Both are written down."""
    if works_on(dossier, who):
        st.button(
            tr("Xem số giấy tờ (được ghi nhật ký)", "Show the identity number (this is logged)"),
            key="lift", on_click=lifting, args=(dossier.id,),
        )  # fmt: skip
        return
    refused: MotcuaError | None = st.session_state.get(REFUSED)
    with st.expander(tr("Xem dữ liệu cá nhân đã che", "Look behind the mask"), expanded=refused is not None):
        if refused is not None:
            st.error(told(refused))
        with st.form("lift_form"):
            st.text_input(
                tr("Lý do (được ghi vào nhật ký)", "Reason (it is logged)"), key="lift_reason",
                placeholder=tr("ví dụ: người nộp gọi điện hỏi", "e.g. the applicant is on the phone"),
            )  # fmt: skip
            st.form_submit_button(tr("Xem", "Show"), on_click=lifting, args=(dossier.id,))


def lifting(code: str) -> None:
    """Callback: write the look into the audit, then show what was masked in this session."""
    st.session_state[REFUSED] = None
    who = session.viewer()
    dossier = office().dossiers.get(code, who)
    if dossier is None:
        return
    try:
        lift(office(), who, dossier, st.session_state.get("lift_reason", ""))
    except MotcuaError as error:
        st.session_state[REFUSED] = error
        return
    st.session_state[LIFTED] = {*st.session_state.get(LIFTED, set()), code}

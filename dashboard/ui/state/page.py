"""The state of the system: whether it serves, what is to be looked at, and each part in a card."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from dashboard import jobs, log
from dashboard.notices.media import media_of
from dashboard.readiness import READINESS
from dashboard.state import proof
from dashboard.state.concerns import concerns
from dashboard.state.reading import READER, Reading
from dashboard.ui.said import said, say, tried
from dashboard.ui.session import link, number, office, told, tr, viewer_for
from dashboard.ui.state import cards, tables
from models.viewer import Viewer

#: how often the screen looks again by itself: often while a proof goes on, in seconds
SOON, NOW_AND_THEN = 1.0, 15.0


def show(who: Viewer) -> None:
    """The screen. It looks again by itself."""
    said()
    goes_on = proof.going(office()) is not None
    st.fragment(run_every=SOON if goes_on else NOW_AND_THEN)(_living)(goes_on)
    with st.expander(tr("Phiên bản", "Versions")):
        st.html(tables.versions())


def _living(went_on: bool) -> None:
    who = viewer_for("state")  # the page itself does not run again
    goes_on = proof.going(office())
    if went_on != (goes_on is not None):
        st.rerun()  # the proof has begun or ended: look more or less often
    found = READER.read(office(), SOON if went_on else NOW_AND_THEN)
    st.html(headline(found))
    st.html(f'<div class="mc-grid mc-states">{"".join(cards.all(found))}</div>')
    _proof(who, goes_on)
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        st.html(tables.jobs_table(jobs.known()))
    with right:
        st.html(tables.errors_table(log.recent()))


def headline(found: Reading) -> str:
    """Whether it serves, and what is to be looked at, the worst first."""
    fault = READINESS.fault()
    errors = [datetime.fromisoformat(line["timestamp"]) for line in log.recent()]
    set_up = frozenset(media_of(office().settings))
    seen = concerns(found, fault, jobs.known(), errors, set_up)
    if fault is None and found.error is None:
        first = f'<p class="mc-good">✓ {tr("Đang phục vụ bình thường.", "It serves as it should.")}</p>'
    else:
        first = f'<p class="mc-late">▲ {tr("Không phục vụ được lúc này.", "It cannot serve now.")}</p>'
    signs = {"late": "▲", "risk": "◆"}
    rows = "".join(
        f'<p class="mc-{one.level}">{signs[one.level]} {_led(told(one.told), one.page)}</p>' for one in seen
    )
    at = found.at.astimezone(office().store.zone)
    when = tr(f"Xem lúc {at:%H:%M:%S}, của tiến trình này.", f"Looked at {at:%H:%M:%S}, of this process.")
    return f'<div class="mc-plain">{first}{rows}<p class="mc-sub">{when}</p></div>'


def _led(text: str, page: str) -> str:
    if not page:
        return escape(text)
    return f'<a class="mc-link" href="{link(page)}" target="_self">{escape(text)}</a>'


def _proof(who: Viewer, goes_on: proof.Going | None) -> None:
    """The button that begins a proof, or how far it has come."""
    if goes_on is not None:
        if goes_on.total:
            done = tr(f"Đang kiểm chứng: {number(goes_on.done)} trên {number(goes_on.total)} hồ sơ",
                      f"Proving: {number(goes_on.done)} of {number(goes_on.total)} dossiers")  # fmt: skip
        else:
            done = tr("Đang bắt đầu kiểm chứng …", "The proof begins …")
        st.progress(goes_on.share, done)
        return
    st.button(
        tr("Kiểm chứng ngay", "Prove now"), icon=":material/fact_check:", key="state_prove",
        help=tr("Tính lại mọi con số từ hồ sơ, mọi hồ sơ từ lịch sử, và kiểm tra chuỗi sự kiện. "
                "Chạy bên cạnh, có thể rời trang.",
                "Recomputes every figure from the dossiers, every dossier from its history, and checks the "
                "chains of events. It runs beside the pages; you may leave."),
        on_click=_begin, args=(who,),
    )  # fmt: skip


def _begin(who: Viewer) -> None:
    if tried(lambda: proof.begin(office(), who)) is False:
        say(tr("Đang có một lần kiểm chứng chạy.", "A proof goes on already."))

"""What is in flight under other revisions: what the one at hand would change, and moving a selection."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.catalogue.moving import MOST, Move, in_flight, move_all
from dashboard.ui.session import date_text, number, office, sentence, told, tr
from dashboard.ui.steps import step_title
from models.errors import MotcuaError
from models.procedure import Revision
from models.viewer import Viewer

_RESULTS = "mc_moved"


def dry_run(who: Viewer, revision: Revision, *, moves: bool) -> None:
    """The dossiers under other revisions, with their due dates before and after under `revision`.

    With `moves` (it is published) those chosen are moved, on request.
    """
    results(revision)
    try:
        found = in_flight(office(), who, revision)
    except MotcuaError as error:
        st.caption(told(error))
        return
    if not found:
        st.caption(
            tr(
                "Không có hồ sơ đang giải quyết nào theo phiên bản khác.",
                "No dossier under way is under another revision.",
            )
        )
        return
    able = [one for one in found if one.after is not None]
    later = sum(one.after is not None and one.after.due_day != one.dossier.due_day for one in able)
    st.markdown(
        tr(
            f"**{number(len(found))}** hồ sơ theo phiên bản khác; nếu chuyển sang phiên bản "
            f"{revision.number}: **{number(later)}** đổi ngày hẹn trả, "
            f"**{number(len(found) - len(able))}** chưa chuyển được.",
            f"**{number(len(found))}** dossiers under other revisions; moved to revision "
            f"{revision.number}, **{number(later)}** would be due on another day, "
            f"**{number(len(found) - len(able))}** cannot be moved yet.",
        )
    )
    if len(found) >= MOST:
        st.caption(tr(f"Xem {MOST} hồ sơ mới nhất.", f"The newest {MOST} are looked at."))
    if not moves:
        table(found)
        return
    chosen = st.dataframe(
        rows(found), hide_index=True, width="stretch", on_select="rerun", selection_mode="multi-row",
        key=f"moves:{revision.id}",
    )  # fmt: skip
    picked = [found[place] for place in chosen["selection"]["rows"]]
    with st.form(f"move:{revision.id}"):
        reason = st.text_input(
            tr("Lý do chuyển *", "Reason *"), max_chars=300,
            placeholder=tr(
                "theo điều khoản chuyển tiếp của quyết định 1234/QĐ-UBND",
                "by the transitional clause of decision 1234/QĐ-UBND",
            ),
        )  # fmt: skip
        said = tr(
            f"Chuyển {len(picked)} hồ sơ đã chọn sang phiên bản {revision.number}",
            f"Move the {len(picked)} chosen to revision {revision.number}",
        )
        pressed = st.form_submit_button(said, disabled=not picked)
    if pressed and not reason.strip():
        st.error(tr("Chuyển phiên bản phải ghi lý do.", "Moving to a revision needs its reason."))
    elif pressed:
        bar = st.progress(0.0)

        def progress(count: int, of: int) -> None:
            bar.progress(count / of)

        done = move_all(office(), who, picked, reason.strip(), progress)
        st.session_state[_RESULTS] = (revision.id, done)
        st.rerun()


def results(revision: Revision) -> None:
    """What came of the last moving, dossier by dossier."""
    with st.container():
        of, done = st.session_state.pop(_RESULTS, ("", []))
        if of != revision.id or not done:
            return
        moved = sum(one.after is not None for one in done)
        st.success(
            tr(
                f"Đã chuyển {number(moved)} trên {number(len(done))} hồ sơ.",
                f"{number(moved)} of {number(len(done))} dossiers were moved.",
            )
        )
        table(done)


def table(found: list[Move]) -> None:
    """Dossiers with their due dates before and after."""
    st.dataframe(rows(found), hide_index=True, width="stretch")


def rows(found: list[Move]) -> list[dict[str, Any]]:
    """One line a dossier."""
    return [
        {
            tr("Hồ sơ", "Dossier"): one.dossier.id,
            tr("Phiên bản", "Revision"): one.dossier.revision.rpartition("-")[2],
            tr("Bước", "Step"): step_title(one.dossier.procedure, one.dossier.step or ""),
            tr("Tiếp nhận", "Received"): date_text(one.dossier.received_day),
            tr("Hẹn trả", "Due"): date_text(one.dossier.due_day),
            tr("Hẹn trả sau khi chuyển", "Due when moved"): (
                date_text(one.after.due_day) if one.after else "–"
            ),
            tr("Chuyển", "Move"): sentence(one.why) if one.why else tr("được", "yes"),
        }
        for one in found
    ]

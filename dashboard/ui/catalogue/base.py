"""The short form of a draft: limit, fee, channels, legal basis."""

from __future__ import annotations

import streamlit as st

from dashboard.catalogue.changes import UNITS
from dashboard.ui.session import name, office, tr
from models.procedure import Revision, Term


def base(draft: Revision, works: bool) -> Revision | None:
    """Limit, fee, channels, legal basis."""
    channels: list[str] = [one.id for one in office().channels.all()]
    with st.form(f"base:{draft.id}", border=False):
        one, two, three = st.columns(3)
        value = one.number_input(tr("Thời hạn", "Limit"), 0, 1_000, draft.term.value, disabled=not works)
        unit = two.selectbox(
            tr("Đơn vị", "Unit"),
            list(UNITS),
            list(UNITS).index(draft.term.unit),
            format_func=lambda key: tr(*UNITS[key]),
            disabled=not works,
        )
        fee = three.number_input(
            tr("Phí, lệ phí (đồng)", "Fee (đồng)"), 0, 10**10, draft.fee_vnd, step=1_000, disabled=not works
        )
        note = one.text_input(
            tr("Ghi chú phí", "Note on the fee"), draft.fee_note, max_chars=300, disabled=not works
        )
        chosen = two.multiselect(
            tr("Hình thức tiếp nhận", "Channels"),
            channels,
            [c for c in draft.channels if c in channels],
            format_func=lambda id: name("channel", id),
            disabled=not works,
        )
        basis = three.text_area(
            tr("Căn cứ pháp lý", "Legal basis"),
            draft.legal_basis,
            height=100,
            max_chars=2_000,
            disabled=not works,
        )
        if not st.form_submit_button(tr("Lưu", "Save"), type="primary", disabled=not works):
            return None
    if not chosen:
        st.error(tr("Chọn ít nhất một hình thức tiếp nhận.", "Choose at least one channel."))
        return None
    return draft.model_copy(
        update={
            "term": Term(value=int(value), unit=unit),
            "fee_vnd": int(fee),
            "fee_note": note.strip(),
            "channels": tuple(chosen),
            "legal_basis": basis.strip(),
        }
    )

"""Beside the form: the checklist of components with their files, and the fee."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from dashboard.intake import typed
from dashboard.intake.offer import Offer
from dashboard.intake.typed import Wrong
from dashboard.ui.form import show_fault
from dashboard.ui.literal import literal
from dashboard.ui.papers import upload
from dashboard.ui.session import language, number, tr
from models.attachment import Attachment
from models.dossier import Fee, HandedIn
from models.form import APPLICANT, Words
from models.viewer import Viewer

FEE_STATES = ("paid", "unpaid", "none")


def text(id: str, what: str, label: str, given: dict[str, Any], default: str = "") -> str:
    """One line beside the form, kept in the draft."""
    box = f"{id}:{what}"
    if box not in st.session_state:
        st.session_state[box] = str(given.get(what, default))
    given[what] = st.text_input(label, key=box)
    return str(given[what])


def components(
    who: Viewer, id: str, offer: Offer, given: dict[str, Any], files: list[Attachment]
) -> tuple[HandedIn, ...]:
    """The checklist: a tick means as many as are asked for; another number can be typed."""
    parts = offer.revision.components
    if not parts:
        return ()
    kept: dict[str, Any] = given.setdefault("components", {})
    head, all_there = st.columns([3, 2], vertical_alignment="bottom")
    head.html(f'<h2 class="mc-h2">{tr("Thành phần hồ sơ", "Components")}</h2>')

    def tick_all() -> None:
        for part in parts:
            if part.required:
                st.session_state[f"{id}:c:{part.id}"] = True

    all_there.button(
        tr("Đủ thành phần", "All there"), key=f"{id}:all", on_click=tick_all, width="stretch",
        shortcut="Alt+D",
    )  # fmt: skip
    handed: list[HandedIn] = []
    for part in parts:
        box = f"{id}:c:{part.id}"
        if box not in st.session_state:
            st.session_state[box] = part.id in kept
        counts = [(part.originals, tr("bản chính", "original")), (part.copies, tr("bản sao", "copy"))]
        wanted = ", ".join(f"{count} {word}" for count, word in counts if count)
        star = " *" if part.required else ""
        label = literal((part.name_en or part.name) if language() == "en" else part.name)
        scans = any(one.of == part.id for one in files)
        if st.checkbox(f"{label}{star} ({wanted})" if wanted else f"{label}{star}", key=box):
            numbers = kept.get(part.id) or [part.originals, part.copies]
            first, second = st.columns(2)
            for place, (column, (_, word)) in enumerate(zip((first, second), counts, strict=True)):
                field = f"{box}:{place}"
                if field not in st.session_state:
                    st.session_state[field] = int(numbers[place])
                numbers[place] = int(
                    column.number_input(word.capitalize(), 0, 99, key=field)
                )
            kept[part.id] = list(numbers)
            handed.append(HandedIn(
                component=part.id, name=part.name, originals=numbers[0], copies=numbers[1], scanned=scans
            ))  # fmt: skip
        else:
            kept.pop(part.id, None)
            if scans:
                handed.append(HandedIn(component=part.id, name=part.name, scanned=True))
    labels = {part.id: part.name for part in parts}
    begun = any(one.of in labels for one in files)
    with st.expander(tr("Bản quét, tệp đính kèm", "Scans and files"), expanded=begun):
        of = st.selectbox(
            tr("Thuộc thành phần", "Of the component"), list(labels), key=f"{id}:of",
            format_func=labels.__getitem__,
        )  # fmt: skip
        upload(who, id, of, labels[of], files)
    return tuple(handed)


def fee(id: str, offer: Offer, given: dict[str, Any]) -> tuple[Fee | None, Words | None]:
    """The fee as the clerk entered it, or what is wrong with it."""
    usual = offer.revision.fee_vnd
    st.html(f'<h2 class="mc-h2">{tr("Phí, lệ phí", "Fee")}</h2>')
    left, right = st.columns([2, 3])
    with left:
        amount_text = text(
            id, "fee", tr("Số tiền (đồng)", "Amount (VND)"), given, number(usual) if usual else "0"
        )
    box = f"{id}:fee_state"
    if box not in st.session_state:
        st.session_state[box] = given.get("fee_state", "unpaid" if usual else "none")
    words = {
        "paid": tr("đã thu", "paid"), "unpaid": tr("chưa thu", "unpaid"), "none": tr("không thu", "none"),
    }  # fmt: skip
    given["fee_state"] = right.radio(
        tr("Thu phí", "Payment"), list(FEE_STATES), key=box, horizontal=True, format_func=words.__getitem__
    )
    if offer.revision.fee_note:
        st.html(f'<p class="mc-soft">{escape(offer.revision.fee_note)}</p>')
    if given["fee_state"] == "none":
        return None, None
    try:
        amount = 0 if typed.is_blank(amount_text) else typed.money(amount_text, APPLICANT)
    except Wrong as wrong:
        fault = Words(vi=wrong.vi, en=wrong.en)
        show_fault(fault)
        return None, fault
    paid = given["fee_state"] == "paid"
    return Fee(amount=amount, state="paid" if paid else "unpaid", method="cash" if paid else ""), None

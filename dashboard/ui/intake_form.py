"""The form of one application: applicant, form, components, files, fee; a draft at every change."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import streamlit as st

from dashboard.intake.applicants import find_again
from dashboard.intake.desk import COMPONENTS, Application, FormFaults, take_in
from dashboard.intake.form_model import Known, check
from dashboard.intake.offer import Offer, places
from dashboard.ui import form as widgets
from dashboard.ui import intake_parts as parts
from dashboard.ui.focus import focus
from dashboard.ui.intake import due_card, go, offered, throw_away
from dashboard.ui.literal import literal
from dashboard.ui.papers import upload
from dashboard.ui.session import language, name, office, told, tr
from models.dossier import Applicant
from models.draft import Draft
from models.errors import MotcuaError
from models.form import FormField, Words, with_applicant
from models.viewer import Viewer


def show(who: Viewer, id: str) -> None:
    """The form of a draft; its receipt where it was handed in already."""
    known = office().events.known(id)
    if known is not None:
        go(receipt=known.dossier)
    draft = office().drafts.get(id, who.user_id)
    if draft is None:
        st.warning(tr("Không còn bản nháp này.", "This draft is gone."))
        if st.button(tr("Tiếp nhận hồ sơ khác", "Take in another"), type="primary"):
            go()
        return
    offer = offered(who).get(draft.procedure)
    if offer is None:
        st.warning(tr("Bạn không tiếp nhận thủ tục này.", "You do not take in this procedure."))
        return
    title, back, discard = st.columns([6, 1.2, 1.2], vertical_alignment="center")
    code = offer.procedure.national_code
    beneath = " · ".join(filter(None, (code, name("field", offer.procedure.field))))
    title.html(
        f'<h2 class="mc-form-title">{escape(offer.procedure.name)}</h2>'
        f'<p class="mc-soft">{escape(beneath)}</p>'
    )
    if back.button(tr("Để sau", "Later"), width="stretch"):
        go()
    if discard.button(tr("Bỏ bản nháp", "Discard"), width="stretch"):
        throw_away(draft, who)
    _fill_in(who, draft, offer)


def _fill_in(who: Viewer, draft: Draft, offer: Offer) -> None:
    begun = json.loads(json.dumps(draft.given))
    given: dict[str, Any] = st.session_state.setdefault(f"{draft.id}:given", begun)
    answers: dict[str, Any] = given.setdefault("answers", {})
    files = office().attachments.of_draft(draft.id)
    form = with_applicant(offer.revision.form)
    widgets.collect(draft.id, form, answers)
    for field in form.fields:
        if field.kind == "attachment":
            answers[field.id] = [one.id for one in files if one.of == field.id]
    on = office().local_date()
    communes = {one.id: one.name for one in office().communes.all() if one.in_force(on)}
    known = Known(on, frozenset(communes), {one.id: one.type for one in files})
    checked = check(form, answers, known)
    strict = bool(st.session_state.get(f"{draft.id}:strict"))
    faults: dict[str, Words] = st.session_state.get(f"{draft.id}:faults", {})

    def beside(field: FormField) -> None:
        if field.kind == "applicant":
            _found_again(who, draft.id, field, answers, communes)
        elif field.kind == "attachment":
            upload(who, draft.id, field.id, field.label.told(language()), files, field.types)

    left, right = st.columns([3, 2], gap="large")
    with left:
        widgets.draw(draft.id, form, answers, checked, strict=strict, communes=communes, beside=beside)
    block = form.applicant()
    if block is not None:
        focus(widgets.key(draft.id, block.id, "phone"))
    with right:
        level, place = _where(who, draft.id, offer, given)
        channel = _channel(draft.id, offer, given)
        components = parts.components(who, draft.id, offer, given, files)
        if strict and COMPONENTS in faults:
            widgets.show_fault(faults[COMPONENTS])
        fee, fee_fault = parts.fee(draft.id, offer, given)
        note = parts.text(draft.id, "note", tr("Ghi chú", "Note"), given)
        st.html(due_card(offer))
        _save(draft, offer, given)
        _submit(who, draft, Application(
            procedure=draft.procedure, revision=offer.revision.id, level=level, place=place,
            channel=channel, given=answers, components=components, fee=fee, note=note,
        ), fee_fault)  # fmt: skip


def _where(who: Viewer, id: str, offer: Offer, given: dict[str, Any]) -> tuple[str, str | None]:
    """The level and the place, as far as they depend on anything; what there is only one of is not asked."""
    levels = list(offer.levels)
    level = levels[0]
    if len(levels) > 1:
        start = given.get("level") if given.get("level") in levels else level
        box = f"{id}:level"
        if box not in st.session_state:
            st.session_state[box] = start
        level = st.radio(
            tr("Cấp giải quyết", "Level"), levels, key=box, horizontal=True,
            format_func=lambda one: literal(name("level", one)),
        )  # fmt: skip
    given["level"] = level
    tree = office().departments.tree(office().local_date())
    desks = places(offer.procedure, offer.revision, tree, who, level)
    choices = [desk.place for desk in desks if desk.place is not None]
    if not choices:
        given["place"] = None
        return level, None
    if len(choices) == 1:
        given["place"] = choices[0]
        return level, choices[0]
    box = f"{id}:place:{level}"
    if box not in st.session_state:
        st.session_state[box] = given.get("place") if given.get("place") in choices else None
    place = st.selectbox(
        tr("Nơi giải quyết *", "Place *"), choices, key=box, index=None,
        format_func=lambda one: name("department", one), placeholder=tr("gõ vài chữ…", "type a few letters…"),
    )  # fmt: skip
    given["place"] = place
    return level, place


def _channel(id: str, offer: Offer, given: dict[str, Any]) -> str:
    usual = ("counter", "postal", "online")
    channels = sorted(
        offer.revision.channels, key=lambda one: usual.index(one) if one in usual else len(usual)
    )
    box = f"{id}:channel"
    if box not in st.session_state:
        st.session_state[box] = given.get("channel") if given.get("channel") in channels else channels[0]
    given["channel"] = st.radio(
        tr("Hình thức", "Channel"), channels, key=box, horizontal=True,
        format_func=lambda one: name("channel", one),
    )  # fmt: skip
    return str(given["channel"])


def _found_again(
    who: Viewer, id: str, field: FormField, answers: dict[str, Any], communes: dict[str, str]
) -> None:
    """Offers people who applied under the typed number before; asked once a number."""
    block = answers.get(field.id) or {}
    numbers = [block.get("identity"), block.get("phone")]
    people: list[Applicant] = []
    for given in numbers:
        if not isinstance(given, str) or len(given.strip()) < 9:
            continue
        kept = f"{id}:again:{given}"
        if kept not in st.session_state:
            try:
                st.session_state[kept] = find_again(office(), who, given)
            except MotcuaError:
                st.session_state[kept] = []
        people += [one for one in st.session_state[kept] if one not in people]
    same = {part: str(block.get(part) or "") for part in ("name", "address")}
    for place, one in enumerate(people[:3]):
        if one.name == same["name"] and (one.address or "") == same["address"]:
            continue
        where = f" · {one.address}" if one.address else ""
        st.button(
            f"↺ {tr('Đã từng nộp', 'Applied before')}: {one.name}{where}", key=f"{id}:again:{place}",
            on_click=widgets.put, args=(id, field, one.model_dump(), communes),
        )  # fmt: skip


def _save(draft: Draft, offer: Offer, given: dict[str, Any]) -> None:
    """Keep what was typed, where it differs from what is kept."""
    text = json.dumps(given, ensure_ascii=False, sort_keys=True)
    kept = f"{draft.id}:saved"
    if st.session_state.get(kept) == text:
        return
    try:
        office().drafts.save(draft.model_copy(
            update={"given": json.loads(text), "touched_at": office().now(), "revision": offer.revision.id}
        ))  # fmt: skip
    except MotcuaError as error:
        st.warning(told(error))
    else:
        st.session_state[kept] = text


def _submit(who: Viewer, draft: Draft, application: Application, fee_fault: Words | None) -> None:
    pressed = st.button(
        tr("Tiếp nhận hồ sơ", "Take in"), type="primary", key=f"{draft.id}:go", width="stretch",
        shortcut="Ctrl+Enter", disabled=fee_fault is not None,
    )  # fmt: skip
    kept = tr("Bản nháp tự lưu sau mỗi ô.", "The draft is kept after every field.")
    st.html(f'<p class="mc-soft">{kept}</p>')
    trouble = st.session_state.pop(f"{draft.id}:trouble", "")
    if trouble:
        st.error(trouble)
    if not pressed:
        return
    try:
        dossier = take_in(office(), who, application, draft.id)
    except FormFaults as faults:
        st.session_state[f"{draft.id}:strict"] = True
        st.session_state[f"{draft.id}:faults"] = faults.faults
        st.session_state[f"{draft.id}:trouble"] = told(faults)
        st.rerun()
    except MotcuaError as error:
        st.error(told(error))
    else:
        for held in [one for one in st.session_state if str(one).startswith(f"{draft.id}:")]:
            del st.session_state[held]
        go(receipt=dossier.id)

"""One action on the selected dossiers: choose, look at what would happen, do it, read the results."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.flow import RULES, ActionName
from dashboard.ui import session
from dashboard.ui.acting import field
from dashboard.ui.outcome import forget, input_key
from dashboard.ui.printing import print_buttons
from dashboard.ui.session import language, name, office, sentence, told, tr
from dashboard.ui.tiles import ranked
from dashboard.ui.work_rows import pick_key
from dashboard.work.desk import Job
from dashboard.work.inputs import filled, inputs
from dashboard.work.many import TOGETHER, Line, Result, do_all, preview
from models.dossier import Dossier
from models.errors import MotcuaError
from models.viewer import Viewer

PLAN, RESULTS, TROUBLE = "mc_plan", "mc_results", "mc_trouble"


def selection(jobs: Sequence[Job], who: Viewer) -> None:
    """The bar above the list: how many are selected, and what to do with them."""
    picked = [dossier for dossier, _ in jobs if st.session_state.get(pick_key(dossier.id))]
    codes = [dossier.id for dossier, _ in jobs]
    all_of, none_of, _ = st.columns([2, 2, 5])
    all_of.button(tr("Chọn cả trang", "Select page"), on_click=mark, args=(codes, True), width="stretch")
    none_of.button(
        tr("Bỏ chọn", "Clear"), on_click=mark, args=(codes, False), disabled=not picked, width="stretch"
    )
    if not picked:
        return
    with st.container(border=True, key="many"):
        st.markdown(tr(f"**Đã chọn {len(picked)} hồ sơ**", f"**{len(picked)} selected**"))
        print_buttons(picked, who)
        chosen: ActionName | None = st.selectbox(
            tr("Làm cùng một việc", "Do the same to all"), TOGETHER, index=None, key="many_action",
            format_func=lambda action: RULES[action].title(language()),
            placeholder=tr("chọn thao tác", "choose an action"),
        )  # fmt: skip
        if chosen is None:
            return
        model = model_of(picked)
        for each in inputs(chosen, model):
            field(each, chosen, model, None)
        st.button(
            tr("Xem trước", "Preview"), key="many_preview", on_click=plan, width="stretch",
            args=([dossier.id for dossier in picked], chosen, model),
        )  # fmt: skip
        show_plan({dossier.id for dossier in picked}, set(codes), chosen)


def model_of(picked: Sequence[Dossier]) -> Dossier:
    """What stands for the selection in its form: the first one, without its own name as the default."""
    first = picked[0]
    if len(picked) == 1:
        return first
    return first.model_copy(update={"id": "*", "applicant": first.applicant.model_copy(update={"name": ""})})


def mark(codes: Sequence[str], on: bool) -> None:
    """Callback: select or clear all of the page."""
    for code in codes:
        st.session_state[pick_key(code)] = on


def plan(picked: Sequence[str], name: ActionName, model: Dossier) -> None:
    """Callback: work out what would happen to the dossiers as they are now, without writing anything."""
    who = session.viewer()
    st.session_state[PLAN], st.session_state[RESULTS], st.session_state[TROUBLE] = None, None, None
    forget()
    needs = [each.need for each in inputs(name, model)]
    typed = {need: st.session_state.get(input_key(model.id, name, need)) for need in needs}
    try:
        action = filled(name, model, typed, office().calendar())
    except MotcuaError as error:
        st.session_state[TROUBLE] = error
        return
    found = office().dossiers.many(picked, who)
    st.session_state[PLAN] = (action, preview(office(), who, found, action))


def show_plan(picked: set[str], on_page: set[str], chosen: ActionName) -> None:
    """Which dossiers would be done, which not and why; and the button that does it.

    A plan for another selection is not shown; one that somebody else took meanwhile stays in it.
    """
    trouble: MotcuaError | None = st.session_state.get(TROUBLE)
    if trouble is not None:
        st.error(told(trouble))
    found = st.session_state.get(PLAN)
    if found is None:
        return
    action, lines = found
    planned = {line.dossier.id for line in lines}
    if action.name != chosen or not picked <= planned or (planned - picked) & on_page:
        return
    will = sum(line.will for line in lines)
    st.html(ranked(
        [tr("Hồ sơ", "Dossier"), tr("Sẽ làm", "Will be done"), tr("Sau đó ở", "Then at")],
        [[escape(line.dossier.id), verdict(line.why), escape(place(line))] for line in lines],
    ))  # fmt: skip
    title = RULES[action.name].title(language())
    st.button(
        tr(f"{title}: {will} hồ sơ", f"{title}: {will} dossiers"), key="many_do", type="primary",
        on_click=run, disabled=not will, width="stretch",
    )  # fmt: skip


def verdict(why: MotcuaError | None) -> str:
    """Yes, or why not, as a cell."""
    if why is None:
        return f'<span class="mc-good">✓ {tr("được", "yes")}</span>'
    return f'<span class="mc-late">✗ {escape(sentence(why))}</span>'


def place(line: Line) -> str:
    """Where the dossier would lie."""
    if line.after is None or line.after.holder is None:
        return "–"
    return name("department", line.after.holder)


def run() -> None:
    """Callback: do it; each dossier on its own, so that what is done stays done."""
    found = st.session_state.get(PLAN)
    st.session_state[PLAN] = None
    if found is None:
        return
    action, lines = found
    done: list[Result] = do_all(office(), session.viewer(), lines, action)
    st.session_state[RESULTS] = (action, done)
    for result in done:
        if result.why is None:
            st.session_state[pick_key(result.before.id)] = False


def results() -> None:
    """What came of the last run, dossier by dossier; those that failed stay selected."""
    found = st.session_state.get(RESULTS)
    if found is None:
        return
    action, done = found
    good = sum(result.why is None for result in done)
    title = RULES[action.name].title(language())
    words = tr(f"{title}: xong {good}/{len(done)} hồ sơ.", f"{title}: {good} of {len(done)} done.")
    (st.success if good == len(done) else st.warning)(words)
    if good < len(done):
        cells = [[escape(each.before.id), verdict(each.why)] for each in done if each.why is not None]
        st.html(ranked([tr("Hồ sơ", "Dossier"), tr("Kết quả", "Result")], cells))
    st.button(tr("Đóng", "Close"), key="many_close", on_click=st.session_state.pop, args=(RESULTS, None))

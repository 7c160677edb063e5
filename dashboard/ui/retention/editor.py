"""The editor of the rules of retention: what, how long, for which fields, on or off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import streamlit as st
from pydantic import ValidationError

from dashboard.retention.acting import new_rule_id, remove_rule, save_rule
from dashboard.retention.judging import RetentionRefused
from dashboard.retention.words import KINDS
from dashboard.ui.said import say
from dashboard.ui.session import language, name, number, office, told, tr
from models.errors import MotcuaError
from models.retention import LIMITS, LONGEST_NAME, YEAR, RetentionKind, RetentionRule, RetentionUnit
from models.viewer import Viewer

NEW = ""
UNITS: dict[RetentionUnit, tuple[str, str]] = {"days": ("ngày", "days"), "years": ("năm", "years")}


def show(who: Viewer, rules: list[RetentionRule]) -> None:
    """One rule, or a new one, to change."""
    st.html(f'<h2 class="mc-h2">{tr("Sửa quy tắc", "Change a rule")}</h2>')
    known = {rule.id: rule for rule in rules}
    chosen = st.selectbox(
        tr("Quy tắc", "Rule"), [*known, NEW], key="retention_rule",
        format_func=lambda id: known[id].name if id else tr("Quy tắc mới", "A new rule"),
    )  # fmt: skip
    _edit(who, known.get(chosen))


def _edit(who: Viewer, rule: RetentionRule | None) -> None:
    at = rule.id if rule is not None else "new"
    column = 1 if language() == "en" else 0
    kinds: tuple[RetentionKind, ...] = get_args(RetentionKind)
    kind: RetentionKind = rule.kind if rule is not None else st.selectbox(
        tr("Dữ liệu", "Data"), kinds, key=f"{at}_kind", format_func=lambda id: KINDS[id].name[column]
    )  # fmt: skip
    title = st.text_input(
        tr("Tên quy tắc", "Name"), rule.name if rule else "", max_chars=LONGEST_NAME, key=f"{at}_name"
    )
    units: list[RetentionUnit] = ["days"] if kind == "bookings" else ["years", "days"]
    left, right = st.columns(2)
    keep = left.number_input(
        tr(f"Giữ {KINDS[kind].since[0]}", f"Kept {KINDS[kind].since[1]}"), min_value=1, step=1,
        value=rule.keep if rule else LIMITS[kind][0] // (YEAR if units[0] == "years" else 1) or 1,
        key=f"{at}_{kind}_keep",
    )  # fmt: skip
    unit = right.selectbox(
        tr("Đơn vị", "Unit"), units, units.index(rule.unit) if rule else 0, key=f"{at}_{kind}_unit",
        format_func=lambda id: UNITS[id][column],
    )  # fmt: skip
    fields: list[str] = []
    if kind == "papers":
        names = {one.id: one.name for one in office().fields.all()}
        fields = st.multiselect(
            tr("Chỉ hồ sơ của lĩnh vực (để trống: tất cả)", "Only dossiers of these fields (none: all)"),
            list(names), [id for id in rule.fields if id in names] if rule else [], key=f"{at}_fields",
            format_func=lambda id: name("field", id), placeholder=tr("tất cả", "all"),
        )  # fmt: skip
    enabled = st.toggle(
        tr("Đang bật", "On"), rule.enabled if rule else False, key=f"{at}_enabled",
        help=tr("Bật thì được phép xóa; vẫn phải có người bấm.",
                "On: it may be carried out; somebody still has to click."),
    )  # fmt: skip
    with st.container(horizontal=True):
        if st.button(tr("Lưu quy tắc", "Save the rule"), key=f"{at}_save"):
            given = {
                "id": rule.id if rule else new_rule_id(), "order": rule.order if rule else 100,
                "name": " ".join(title.split()), "kind": kind, "keep": int(keep), "unit": unit,
                "fields": tuple(fields), "enabled": enabled,
            }  # fmt: skip
            _do(lambda: save_rule(office(), who, made(given)), tr("Đã lưu; chưa xóa gì.", "Saved; nothing "
                "was removed."))  # fmt: skip
        if rule is not None and st.button(tr("Bỏ quy tắc", "Take the rule out"), key=f"{at}_remove"):
            _do(partial(remove_rule, office(), who, rule.id),
                tr("Đã bỏ quy tắc; dữ liệu vẫn còn.", "The rule is gone; the data stay."))  # fmt: skip


def _do(change: Callable[[], object], done: str) -> None:
    try:
        change()
    except MotcuaError as error:
        st.error(told(error))
        return
    say(done)
    st.rerun()


def made(given: dict[str, Any]) -> RetentionRule:
    """The rule of what was typed. Raises RetentionRefused, which names what is wrong."""
    try:
        return RetentionRule.model_validate(given)
    except ValidationError as error:
        if any(fault["loc"][:1] == ("name",) for fault in error.errors()):
            raise RetentionRefused("Hãy đặt tên cho quy tắc.", "Give the rule a name.") from None
        least, most = LIMITS[given["kind"]]
        raise RetentionRefused(
            f"Thời hạn phải từ {number(least)} đến {number(most)} ngày; chưa lưu gì.",
            f"It is kept from {number(least)} to {number(most)} days; nothing was saved.",
        ) from None

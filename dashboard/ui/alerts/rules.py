"""The editor of rules: which figure, of whom, from which threshold on, and who is told."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

import streamlit as st
from pydantic import ValidationError

from dashboard.alerts.acting import new_rule_id, remove_rule, save_rule
from dashboard.alerts.judging import BadRule, fitting
from dashboard.alerts.words import GROUPS, WORSE, threshold_text
from dashboard.cube.measure import Measure
from dashboard.cube.measures import MEASURES
from dashboard.ui.ranked import ranked
from dashboard.ui.said import tried
from dashboard.ui.session import language, office, role_text, tr
from models.alert_rule import LONGEST_NAME, AlertRule
from models.viewer import ROLES, Viewer

NEW = ""


def show(who: Viewer) -> None:
    """The rules as a table, and one of them (or a new one) to change."""
    rules = {rule.id: rule for rule in office().alert_rules.all() if rule.measure in MEASURES}
    st.html(table(list(rules.values())))
    chosen = st.selectbox(
        tr("Sửa quy tắc", "Change a rule"),
        [NEW, *rules],
        key="rule",
        format_func=lambda id: rules[id].name if id else tr("Quy tắc mới", "A new rule"),
    )
    with st.container(key="sheet_rule"):
        _edit(who, rules.get(chosen))


def table(rules: list[AlertRule]) -> str:
    """One line a rule."""
    column = 1 if language() == "en" else 0
    heads = [
        tr("Quy tắc", "Rule"),
        tr("Chỉ số", "Measure"),
        tr("Của", "Of"),
        tr("Ngưỡng", "Threshold"),
        tr("Báo cho", "Tells"),
    ]
    rows = [
        [
            rule.name if rule.enabled else f"{rule.name} ({tr('đang tắt', 'off')})",
            MEASURES[rule.measure].title(language())
            + ("" if MEASURES[rule.measure].standing else tr(f", {rule.days} ngày", f", {rule.days} days")),
            GROUPS[rule.by][column],
            threshold_text(rule, language()),
            ", ".join(role_text(role) for role in rule.roles),
        ]
        for rule in rules
    ]
    cells = [[escape(cell) for cell in row] for row in rows]
    return ranked(heads, cells, tr("Quy tắc cảnh báo", "Rules of alerts"), fold=True)


def _edit(who: Viewer, rule: AlertRule | None) -> None:
    at = rule.id if rule is not None else "new"
    column = 1 if language() == "en" else 0
    name = st.text_input(
        tr("Tên quy tắc", "Name"), rule.name if rule else "", max_chars=LONGEST_NAME, key=f"{at}_name"
    )
    left, right = st.columns(2)
    names = list(MEASURES)
    measure_id = left.selectbox(
        tr("Chỉ số", "Measure"),
        names,
        index=names.index(rule.measure) if rule else names.index("overdue"),
        format_func=lambda id: MEASURES[id].title(language()),
        key=f"{at}_measure",
    )
    measure = MEASURES[measure_id]
    groups = list(fitting(measure))
    by = right.selectbox(
        tr("Tính cho", "For"),
        groups,
        index=groups.index(rule.by) if rule and rule.by in groups else min(1, len(groups) - 1),
        format_func=lambda id: GROUPS[id][column],
        key=f"{at}_by",
    )
    only: list[str] = []
    if by:
        known = office().names.of(by)
        only = st.multiselect(
            tr("Chỉ với (để trống: tất cả)", "Only for (none: all)"),
            list(known),
            default=[id for id in rule.only if id in known] if rule and rule.by == by else [],
            format_func=lambda id: known[id],
            key=f"{at}_only_{by}",
        )
    given = _thresholds(at, rule, measure)
    roles = st.pills(
        tr("Báo cho", "Tells"),
        ROLES,
        selection_mode="multi",
        default=list(rule.roles) if rule else ["leadership", "manager"],
        format_func=role_text,
        key=f"{at}_roles",
    )
    enabled = st.toggle(tr("Đang theo dõi", "Watched"), rule.enabled if rule else True, key=f"{at}_enabled")

    def keep() -> None:
        fields = {
            "id": rule.id if rule else new_rule_id(),
            "order": rule.order if rule else 100,
            "name": " ".join(name.split()),
            "measure": measure_id,
            "by": by,
            "only": tuple(only),
            "roles": tuple(role for role in ROLES if role in roles),
            "enabled": enabled,
        }
        save_rule(office(), who, made(fields | given))

    with st.container(horizontal=True):
        if st.button(tr("Lưu quy tắc", "Save the rule"), type="primary", key=f"{at}_save"):
            tried(keep, tr("Đã lưu; áp dụng sau vài phút.", "Saved; it holds in some minutes."))
            st.rerun()
        if rule is not None and st.button(tr("Xóa quy tắc", "Remove the rule"), key=f"{at}_remove"):
            tried(partial(remove_rule, office(), who, rule.id), tr("Đã xóa.", "Removed."))
            st.session_state.pop("rule", None)
            st.rerun()


def _thresholds(at: str, rule: AlertRule | None, measure: Measure) -> dict[str, Any]:
    """Which side is worse, both thresholds, the least n and the days. Shares are typed as per cent."""
    column = 1 if language() == "en" else 0
    scale = 100.0 if measure.unit == "ratio" else 1.0
    unit = {"ratio": "%", "hour": tr("giờ", "hours"), "dossier": tr("hồ sơ", "dossiers")}.get(
        measure.unit, ""
    )
    sides: list[str] = list(WORSE)
    usual = "below" if measure.good else "above"
    words: dict[str, tuple[str, str]] = {str(side): told for side, told in WORSE.items()}
    one, two, three = st.columns(3)
    worse = one.selectbox(
        tr("Báo khi", "Rings at"),
        sides,
        index=sides.index(rule.worse if rule else usual),
        format_func=lambda id: words[id][column],
        key=f"{at}_worse",
    )
    begins = two.number_input(
        f"{tr('Bắt đầu', 'Begins at')} {f'({unit})' if unit else ''}",
        value=rule.raise_at * scale if rule else 10.0,
        key=f"{at}_raise",
        help=tr("Số liệu tới mức này thì thành cảnh báo.", "A figure that comes to this is an alert."),
    )
    ends = three.number_input(
        f"{tr('Hết', 'Over at')} {f'({unit})' if unit else ''}",
        value=rule.clear_at * scale if rule else 5.0,
        key=f"{at}_clear",
        help=tr(
            "Về tới mức này mới hết; giữa hai mức thì giữ nguyên, để không báo đi báo lại.",
            "It is over only at this; between the two nothing changes, so that it does not ring again.",
        ),
    )
    four, five, _ = st.columns(3)
    least = four.number_input(
        tr("Chỉ khi n từ", "Only from n"),
        value=rule.least if rule else 0,
        min_value=0,
        step=1,
        key=f"{at}_least",
    )
    days = rule.days if rule else 30
    if not measure.standing:
        days = five.number_input(
            tr("Trong bao nhiêu ngày", "Over how many days"), 1, 366, days, key=f"{at}_days"
        )
    return {
        "worse": worse,
        "raise_at": begins / scale,
        "clear_at": ends / scale,
        "least": int(least),
        "days": int(days),
    }


def made(fields: dict[str, Any]) -> AlertRule:
    """The rule of what was typed. Raises BadRule, which names what is wrong."""
    try:
        return AlertRule.model_validate(fields)
    except ValidationError as error:
        where = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
        if "name" in where:
            raise BadRule("Hãy đặt tên cho quy tắc.", "Give the rule a name.") from None
        raise BadRule(
            "Mức hết phải nằm phía tốt hơn mức bắt đầu (báo khi từ … trở lên: mức hết thấp hơn hoặc bằng). "
            "Chưa lưu gì.",
            "The end must lie on the better side of the beginning. Nothing was saved.",
        ) from None

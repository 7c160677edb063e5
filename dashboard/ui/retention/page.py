"""The screen of retention: what is due by each rule, its removal, the rules, and what is fixed."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

import streamlit as st

from dashboard.access.roles import may
from dashboard.retention.finding import MOST, preview
from dashboard.retention.judging import Preview
from dashboard.retention.words import FIXED, KINDS, NEVER, kept_text
from dashboard.ui.papers import size
from dashboard.ui.ranked import ranked
from dashboard.ui.retention import editor, removal
from dashboard.ui.retention.removal import COUNTED
from dashboard.ui.said import said
from dashboard.ui.session import date_text, language, name, number, office, tr
from models.retention import RetentionRule
from models.viewer import Viewer


class Counted(NamedTuple):
    """What was due by the rules when it was counted."""

    of: tuple[object, ...]
    at: str
    found: dict[str, Preview]


def show(who: Viewer) -> None:
    """The table of the rules, one removal and one rule to change, and what goes or stays by itself."""
    said()
    rules = office().retention_rules.all()
    counted = _counted(who, rules)
    due = sum(len(one.records) for one in counted.found.values())
    st.html(f'<p class="mc-sub">{escape(_headline(rules, counted, due))}</p>')
    if rules:
        st.html(table(rules, counted.found))
    if st.button(tr("Đếm lại", "Count again"), key="retention_again"):
        st.session_state.pop(COUNTED, None)
        st.rerun()
    if may(who, "retention"):
        left, right = st.columns(2, gap="small")
        with left, st.container(key="sheet_removal"):
            removal.show(who, rules, counted.found)
        with right, st.container(key="sheet_rule"):
            editor.show(who, rules)
    st.html(fixed())


def _counted(who: Viewer, rules: list[RetentionRule]) -> Counted:
    """Counted once a session for these rules and this day: typing a word does not read the store again."""
    asked = (who.user_id, office().today(), *rules)
    kept: Counted | None = st.session_state.get(COUNTED)
    if kept is None or kept.of != asked:
        with st.spinner(tr("Đang đếm…", "Counting…")):
            found = {rule.id: preview(office(), who, rule) for rule in rules}
        at = office().now().astimezone(office().store.zone)
        kept = Counted(asked, f"{at:%H:%M}", found)
        st.session_state[COUNTED] = kept
    return kept


def _headline(rules: list[RetentionRule], counted: Counted, due: int) -> str:
    on = sum(rule.enabled for rule in rules)
    first = tr(
        f"{number(due)} bản ghi hết hạn, đếm lúc {counted.at}; {number(on)} trên {number(len(rules))} quy "
        "tắc đang bật.",
        f"{number(due)} records are past their time, counted at {counted.at}; {number(on)} of "
        f"{number(len(rules))} rules are on.",
    )
    return first + " " + tr("Chỉ xóa khi có người bấm.", "Nothing is removed without somebody's click.")


def table(rules: list[RetentionRule], found: dict[str, Preview]) -> str:
    """A row a rule: how long, how many are due, since when, and what is lost."""
    column = 1 if language() == "en" else 0
    heads = [
        tr("Quy tắc", "Rule"),
        tr("Giữ", "Kept for"),
        tr("Hết hạn", "Due"),
        tr("Cũ nhất", "Oldest"),
        tr("Xóa thì mất gì", "What is lost"),
    ]
    rows = []
    for rule in rules:
        words, seen = KINDS[rule.kind], found[rule.id]
        state = "" if rule.enabled else f" · {tr('đang tắt', 'off')}"
        fields = ", ".join(name("field", id) for id in rule.fields)
        about = fields or (words.name[column] if words.name[column] != rule.name else "")
        rows.append(
            [
                f"<strong>{escape(rule.name)}</strong>{escape(state)}"
                f'<div class="mc-soft">{escape(about)}</div>',
                escape(kept_text(rule, language())),
                escape(due_text(rule, seen)),
                "–" if seen.oldest is None else date_text(seen.oldest),
                f'<span class="mc-soft mc-why">{escape(words.lost[column])}</span>',
            ]
        )
    return ranked(heads, rows, tr("Quy tắc lưu giữ", "Rules of retention"), fold=True)


def due_text(rule: RetentionRule, seen: Preview) -> str:
    """12 tệp của 3 hồ sơ, 4,2 MB; where reading stopped: hơn 2.000 tệp …"""
    count = len(seen.records)
    unit = KINDS[rule.kind].unit[1 if language() == "en" else 0]
    told = f"{tr('hơn', 'more than')} {number(MOST)} {unit}" if seen.more else f"{number(count)} {unit}"
    if rule.kind != "papers" or not count:
        return told
    told += tr(f" của {number(seen.dossiers)} hồ sơ", f" of {number(seen.dossiers)} dossiers")
    return f"{told}, {size(seen.size)}"


def fixed() -> str:
    """What goes by itself, and what no rule removes."""
    column = 1 if language() == "en" else 0
    goes = [[escape(one.what[column]), escape(one.when[column])] for one in FIXED]
    stays = [[escape(what[column]), escape(why[column])] for what, why in NEVER]
    title, never = tr("Tự hết hạn, không cần bấm", "Goes by itself"), tr("Không bao giờ xóa", "Never removed")
    return (
        f'<h2 class="mc-h2">{title}</h2>'
        + ranked([tr("Dữ liệu", "Data"), tr("Xóa khi", "Goes")], goes, title, fold=True)
        + f'<h2 class="mc-h2">{never}</h2>'
        + ranked([tr("Dữ liệu", "Data"), tr("Vì sao", "Why")], stays, never, fold=True)
    )

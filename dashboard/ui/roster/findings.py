"""What does not hold in a week: one line above the grid, and the list below it."""

from __future__ import annotations

import streamlit as st

from dashboard.roster.conflicts import Conflict
from dashboard.roster.week import WeekPlan
from dashboard.ui.literal import literal
from dashboard.ui.roster.words import conflict_text, when
from dashboard.ui.session import number, tr


def grouped(found: list[Conflict]) -> list[tuple[str, list[Conflict]]]:
    """The conflicts under their three headings; the ones that there are."""
    groups = (
        (tr("Xung đột", "Conflicts"), [one for one in found if one.hard]),
        (tr("Chưa có người trực", "Uncovered"), [one for one in found if one.kind == "uncovered"]),
        (tr("Chưa có người trực thay", "No stand-in"), [one for one in found if one.kind == "no_stand_in"]),
    )
    return [(title, group) for title, group in groups if group]


def summary(found: list[Conflict]) -> None:
    """One line above the grid."""
    groups = grouped(found)
    if not groups:
        st.success(
            tr("Mọi lĩnh vực có người trực và người trực thay.", "Every field is covered, with stand-ins.")
        )
        return
    parts = [f"{title.lower()}: {number(len(group))} {tr('buổi', 'half-days')}" for title, group in groups]
    box = st.error if any(one.hard for one in found) else st.warning
    box("✗ " + " · ".join(parts) if any(one.hard for one in found) else "! " + " · ".join(parts))


def listed(plan: WeekPlan, found: list[Conflict]) -> None:
    """What does not hold, each thing once with its half-days."""
    groups = grouped(found)
    for column, (title, group) in zip(st.columns(3), groups, strict=False):
        told_once: dict[str, list[str]] = {}
        for one in group:
            told_once.setdefault(conflict_text(one, plan), []).append(when(one))
        lines = [
            f"- {literal(text)}: {'; '.join(dict.fromkeys(filter(None, times)))}".rstrip(": ")
            for text, times in told_once.items()
        ]
        column.markdown(f"**{title}**\n" + "\n".join(lines))

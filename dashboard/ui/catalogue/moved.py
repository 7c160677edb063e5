"""Dossiers whose due date, or whose step's limit, a change of calendars and hours moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard.catalogue.calendars import Moved
from dashboard.ui.dossier_time import clock_time
from dashboard.ui.session import number, sentence, tr


def progressing() -> Callable[[int, int], None]:
    """A bar, and what moves it on."""
    bar = st.progress(0.0)

    def on(count: int, of: int) -> None:
        bar.progress(count / of)

    return on


def results(key: str, kept: str) -> None:
    """What came of the last change, dossier by dossier; said once, after `kept`."""
    with st.container():
        done: list[Moved] | None = st.session_state.pop(key, None)
        if done is None:
            return
        moved = sum(one.after is not None for one in done)
        st.success(
            tr(
                f"{kept}; đã dời hạn {number(moved)} trên {number(len(done))} hồ sơ.",
                f"{kept}; {number(moved)} of {number(len(done))} limits were moved.",
            )
        )
        if done:
            told_of(done)


def told_of(found: Sequence[Moved]) -> None:
    """Dossiers with their due days, or the limits of their steps, before and after."""
    steps = all(one.after is None or one.after.due_at == one.dossier.due_at for one in found)
    rows: list[dict[str, Any]] = []
    for one in found:
        before, after = one.dossier.visit, None if one.after is None else one.after.visit
        old = clock_time((before.due_at if before else None) if steps else one.dossier.due_at)
        new = "–"
        if one.after is not None:
            new = clock_time((after.due_at if after else None) if steps else one.after.due_at)
        rows.append({
            tr("Hồ sơ", "Dossier"): one.dossier.id,
            tr("Hạn của bước", "Limit of the step") if steps else tr("Hẹn trả", "Due"): old,
            tr("Theo giờ mới", "By the new hours") if steps else tr(
                "Hẹn trả theo lịch mới", "By the new calendar"
            ): new,
            tr("Kết quả", "What comes of it"): sentence(one.why) if one.why else tr("được", "yes"),
        })  # fmt: skip
    st.dataframe(rows, hide_index=True, width="stretch")

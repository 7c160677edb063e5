"""What a process map shows, as the address says: whose ways, what a box is, how many arrows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from dashboard.clock import date_of
from dashboard.mining.relations import VIEWS, View
from dashboard.mining.ways import By, Cohort, Ways
from dashboard.period import typed_day
from dashboard.ui.catalogue.steps import KINDS
from dashboard.ui.filters import Filters
from dashboard.ui.session import language, name, office, tr
from dashboard.ui.steps import step_title

VIEW_NAMES: Final[dict[View, tuple[str, str]]] = {
    "kind": ("Loại bước", "Kind of step"),
    "step": ("Bước", "Step"),
    "holder": ("Cơ quan", "Department"),
}
BY_NAMES: Final[dict[By, tuple[str, str]]] = {
    "closed": ("Kết thúc trong kỳ", "Closed in the period"),
    "received": ("Tiếp nhận trong kỳ", "Received in the period"),
}
#: how many arrows may be shown, and how many are at first
ARROWS, ARROWS_FIRST = (6, 10, 15, 20, 30, 45), 15


@dataclass(frozen=True)
class Chosen:
    """Whose ways, what a box is, and how many arrows are drawn."""

    cohort: Cohort
    by: By
    view: View
    arrows: int

    def title(self, node: str, procedure: str = "") -> str:
        """What a box is called."""
        if self.view == "holder":
            return name("department", node)
        if node in KINDS:
            return tr(*KINDS[node]).capitalize()
        return step_title(procedure, node) if node else tr("không rõ", "unknown")


def cohort_of(filters: Filters, by: By) -> Cohort:
    """The dossiers of a page's period and filters."""
    start = office().cube.first_day() if filters.start is None else filters.start
    return Cohort(by, start, filters.end, filters.where)


def choose(filters: Filters) -> Chosen:
    """Draw the choices, and return what the address says."""
    asked = st.query_params
    by: By = "received" if asked.get("by") == "received" else "closed"
    usual: View = "step" if "procedure" in filters.where else "kind"
    view: View = next((each for each in VIEWS if each == asked.get("view")), usual)
    many = asked.get("arrows", "")
    arrows = int(many) if many.isdigit() and int(many) in ARROWS else ARROWS_FIRST
    place = 1 if language() == "en" else 0

    def write(key: str, default: Any) -> None:
        value = st.session_state[f"map_{key}"]
        if value in (None, default):
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = str(value)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.session_state["map_view"] = view
        st.segmented_control(
            tr("Mỗi ô là", "Each box is"), list(VIEWS), key="map_view", on_change=write, args=("view", usual),
            format_func=lambda each: VIEW_NAMES[each][place],
        )  # fmt: skip
        st.session_state["map_by"] = by
        st.segmented_control(
            tr("Hồ sơ", "Dossiers"), list(BY_NAMES), key="map_by", on_change=write, args=("by", "closed"),
            format_func=lambda each: BY_NAMES[each][place],
        )  # fmt: skip
        st.session_state["map_arrows"] = arrows
        st.select_slider(
            tr("Số mũi tên", "Arrows"), list(ARROWS), key="map_arrows", on_change=write,
            args=("arrows", ARROWS_FIRST), width=220,
        )  # fmt: skip
    return Chosen(cohort_of(filters, by), by, view, arrows)


def list_params(filters: Filters, chosen: Chosen, ways: Ways) -> dict[str, Any]:
    """What every list of the page has in its address."""
    start = date_of(chosen.cohort.start).isoformat()
    return {**filters.params, "from": start, "by": chosen.by, "read": ways.stamp}


def read_cohort(asked: Mapping[str, str], where: dict[str, tuple[str, ...]]) -> Cohort | None:
    """The dossiers that the address of a list means; None where its days cannot be read."""
    start, end = typed_day(asked.get("from")), typed_day(asked.get("to"))
    if start is None or end is None or start > end:
        return None
    return Cohort("received" if asked.get("by") == "received" else "closed", start, end, where)


def as_of(ways: Ways) -> str:
    """When the dossiers were read, in words."""
    at = ways.at.astimezone(office().store.zone)
    return tr(f"Đọc lúc {at:%H:%M:%S}", f"Read at {at:%H:%M:%S}")


def read_anew(asked: str, ways: Ways) -> str:
    """The sentence where a list is not of the read that its number was of; "" where it is."""
    if not asked or asked == ways.stamp:
        return ""
    return tr(
        "Con số đã bấm là của lần đọc trước, nay không còn giữ; danh sách này mới đọc lại nên có thể khác.",
        "The number was of an earlier read that is no longer kept; this list was read anew and may differ.",
    )

"""Danh mục thủ tục: find a procedure, see what holds for it, change it without a programmer."""

from __future__ import annotations

import datetime
from typing import Any, Literal

import streamlit as st

from dashboard.access.roles import may
from dashboard.catalogue.changes import limit_words
from dashboard.catalogue.lists import ListName
from dashboard.search.fold import fold
from dashboard.ui.catalogue import calendars, entry, exchange, lists, moving, revisions
from dashboard.ui.literal import literal
from dashboard.ui.said import said
from dashboard.ui.session import language, name, number, office, tr
from models.procedure import Procedure, Revision
from models.viewer import Viewer

ONLINE = {
    "full": ("toàn trình", "fully online"),
    "partial": ("một phần", "partly online"),
    "information": ("cung cấp thông tin", "information only"),
}


def show(who: Viewer) -> None:
    """The list, or one procedure."""
    asked = st.query_params.get("procedure")
    edits = may(who, "catalogue")
    if asked == "new" and edits:
        entry.new(who)
        return
    procedure = office().procedures.get(asked) if asked else None
    if asked and procedure is None:
        st.warning(tr("Không có thủ tục này.", "There is no such procedure."))
    if procedure is None:
        chosen = which_list() if edits else "procedures"
        if chosen == "procedures":
            listing(who, edits)
        elif chosen == "calendar":
            calendars.show(who)
        else:
            lists.show(who, chosen, edits)
        return
    one(who, procedure, edits)


def which_list() -> Literal["procedures", "calendar"] | ListName:
    """The list that is on show: the procedures, or what they are made of; in the address."""
    names: dict[str, str] = {"procedures": tr("Thủ tục", "Procedures")}
    names |= {key: tr(*words) for key, words in lists.LISTS.items()}
    names["calendar"] = tr("Lịch làm việc", "Working calendar")
    asked = st.query_params.get("list", "procedures")
    chosen = st.segmented_control(
        tr("Danh mục", "List"), list(names), default=asked if asked in names else "procedures",
        format_func=names.__getitem__, label_visibility="collapsed", required=True, key="catalogue_list",
    )  # fmt: skip
    if chosen != asked:
        st.query_params["list"] = str(chosen)
    if chosen == "calendar":
        return "calendar"
    return next((one for one in lists.LISTS if one == chosen), "procedures")


def listing(who: Viewer, edits: bool) -> None:
    """All procedures, narrowed; a click opens one."""
    procedures, known = office().procedures.all(), office().revisions.all()
    current = in_force(known, office().local_date())
    text, where, what, how = st.columns([3, 2.4, 2.4, 1.8])
    typed = text.text_input(
        tr("Tên hoặc mã thủ tục", "Name or code"), placeholder=tr("gõ vài chữ…", "a few letters…")
    )
    departments = sorted(
        {one.department for one in procedures if one.department}, key=lambda id: name("department", id)
    )
    department = where.selectbox(
        tr("Cơ quan", "Department"),
        ["", *departments],
        format_func=lambda id: name("department", id) if id else tr("tất cả", "all"),
    )
    fields = sorted({one.field for one in procedures}, key=lambda id: name("field", id))
    field = what.selectbox(
        tr("Lĩnh vực", "Field"),
        ["", *fields],
        format_func=lambda id: name("field", id) if id else tr("tất cả", "all"),
    )
    lists = {
        "": tr("tất cả", "all"),
        "centre": tr("tiếp nhận tại Trung tâm", "received at the centre"),
        "online": tr("tiếp nhận trực tuyến", "received online"),
        "draft": tr("có bản nháp", "with a draft"),
        "none": tr("chưa công bố", "not published"),
    }
    kind = how.selectbox(tr("Danh sách", "List"), list(lists), format_func=lambda key: lists[key])
    at_centre = {one.id for one in office().departments.all() if one.at_centre}
    drafts = {one.procedure for one in known if one.state in ("draft", "review")}
    wanted = fold(typed).split()

    def fits(one: Procedure) -> bool:
        revision = current.get(one.id)
        text = f"{fold(one.name)} {one.national_code}"
        return (
            all(word in text for word in wanted)
            and (not department or one.department == department)
            and (not field or one.field == field)
            and (
                not kind
                or (kind == "centre" and one.department in at_centre and revision is not None)
                or (
                    kind == "online"
                    and revision is not None
                    and "online" in revision.channels
                    and one.online_level != "information"
                )
                or (kind == "draft" and one.id in drafts)
                or (kind == "none" and revision is None)
            )
        )

    found = [one for one in procedures if fits(one)]
    left, middle, right = st.columns([4, 1, 1], vertical_alignment="bottom")
    left.caption(tr(f"{number(len(found))} thủ tục", f"{number(len(found))} procedures"))
    with middle:
        exchange.download()
    if edits and right.button(tr("Thêm thủ tục", "Add one"), width="stretch"):
        st.query_params["procedure"] = "new"
        st.rerun()
    if edits:
        with st.expander(tr("Nhập danh mục từ Excel, CSV", "Import a list from Excel or CSV")):
            exchange.show(who)
    if not found:
        st.info(
            tr("Không có thủ tục nào như vậy; hãy bớt điều kiện.", "There is none like that; ask for less.")
        )
        return
    chosen = st.dataframe(
        [row(one, current.get(one.id)) for one in found],
        hide_index=True,
        width="stretch",
        height=560,
        on_select="rerun",
        selection_mode="single-row",
        key="procedures",
    )
    rows = chosen["selection"]["rows"]
    if rows:
        st.query_params["procedure"] = found[rows[0]].id
        st.rerun()


def in_force(revisions: list[Revision], on: datetime.date) -> dict[str, Revision]:
    """procedure → the revision in force on a day."""
    current: dict[str, Revision] = {}
    for revision in sorted(revisions, key=lambda one: one.number):
        if revision.in_force(on):
            current[revision.procedure] = revision
    return current


def row(one: Procedure, revision: Revision | None) -> dict[str, Any]:
    """One line of the list."""
    return {
        tr("Mã", "Code"): one.national_code or one.id,
        tr("Thủ tục", "Procedure"): one.name,
        tr("Cơ quan", "Department"): name("department", one.department)
        if one.department
        else tr("theo địa bàn", "by place"),
        tr("Lĩnh vực", "Field"): name("field", one.field),
        tr("Thời hạn", "Limit"): limit(revision),
        tr("Phí (đ)", "Fee (đ)"): number(revision.fee_vnd) if revision else "",
        tr("Mức độ", "Online"): tr(*ONLINE[one.online_level]),
    }


def limit(revision: Revision | None) -> str:
    """The time limit, or that nothing is published."""
    if revision is None:
        return tr("chưa công bố", "not published")
    return limit_words(revision.term, language())


def one(who: Viewer, procedure: Procedure, edits: bool) -> None:
    """One procedure: what holds now, its entry, its revisions."""
    left, right = st.columns([6, 1.2], vertical_alignment="center")
    left.subheader(literal(procedure.name))
    if right.button(tr("← Danh mục", "← Catalogue"), width="stretch"):
        del st.query_params["procedure"]
        st.rerun()
    said()
    known = office().revisions.of(procedure.id)
    draft = next((each for each in known if each.state in ("draft", "review")), None)
    now = in_force(known, office().local_date()).get(procedure.id)
    labels = [
        tr("Đang áp dụng", "In force"),
        tr("Bản nháp", "Draft"),
        tr("Các phiên bản", "Revisions"),
        tr("Thông tin chung", "Entry"),
    ]
    # Whoever edits goes on with the draft; what was just published is then looked at as it holds.
    first = labels[1] if edits and draft is not None else labels[0]
    key = f"procedure:{procedure.id}:{draft.id if draft else ''}:{now.id if now else ''}"
    current, draft_tab, history, base = st.tabs(labels, default=first, key=key)
    with current:
        revisions.summary(procedure, now)
        if edits and now is not None:
            with st.expander(tr("Hồ sơ theo phiên bản khác", "Dossiers under other revisions")):
                moving.dry_run(who, now, moves=True)
    with draft_tab:
        revisions.draft(who, procedure, draft, now, edits)
    with history:
        revisions.history(who, known, edits, has_draft=draft is not None)
    with base:
        entry.edit(who, procedure, edits)

"""The entry of a procedure in the catalogue: what is the same for all its revisions."""

from __future__ import annotations

import datetime

import streamlit as st
from pydantic import ValidationError

from dashboard.catalogue import lists
from dashboard.catalogue.beginning import first_revision, shortest_process
from dashboard.catalogue.lists import top_level
from dashboard.catalogue.publishing import Publishing
from dashboard.ui.catalogue.lists import LISTS
from dashboard.ui.said import say
from dashboard.ui.session import name, office, told, tr
from models.errors import MotcuaError
from models.naming import ident
from models.procedure import Procedure, Term
from models.viewer import Viewer

APPLICANTS = {
    "citizen": ("công dân", "citizens"),
    "business": ("doanh nghiệp, tổ chức", "businesses"),
    "state_agency": ("cơ quan nhà nước", "state agencies"),
}


def edit(who: Viewer, procedure: Procedure, edits: bool) -> None:
    """The form of the entry."""
    kept = form(procedure, edits, f"entry:{procedure.id}")
    if kept is None:
        return
    try:
        Publishing(office()).keep_procedure(who, kept)
    except MotcuaError as error:
        st.error(told(error))
        return
    say(tr("Đã lưu.", "Saved."))
    st.rerun()


def new(who: Viewer) -> None:
    """A new procedure, with a first draft that can be worked on at once."""
    st.subheader(tr("Thủ tục mới", "A new procedure"))
    lacking = [
        tr(*words) for key, words in LISTS.items() if not lists.catalogue_of(office(), key).all()
    ]  # fmt: skip
    if lacking:
        st.warning(
            tr(
                f"Trước hết hãy nhập danh mục: {', '.join(lacking)} (chọn ở đầu trang “Thủ tục”).",
                f"First fill the lists: {', '.join(lacking)} (chosen at the top of “Procedures”).",
            )
        )
        if st.button(tr("Mở danh mục", "Open the lists"), type="primary"):
            first = next(key for key, words in LISTS.items() if tr(*words) == lacking[0])
            st.query_params.from_dict({"list": first})
            st.rerun()
        return
    kept = form(None, True, "entry:new")
    if st.button(tr("← Danh mục", "← Catalogue")):
        del st.query_params["procedure"]
        st.rerun()
    if kept is None:
        return
    channels = tuple(one.id for one in office().channels.all())
    steps = shortest_process("centre", 120, 960, "Thẩm định hồ sơ")
    draft = first_revision(kept.id, Term(value=3, unit="working_day"), channels, steps)
    service = Publishing(office())
    try:
        if office().procedures.get(kept.id) is not None:
            st.error(tr("Đã có thủ tục với mã này.", "There is a procedure of this code already."))
            return
        service.keep_procedure(who, kept)
        service.first_draft(who, draft)
    except MotcuaError as error:
        st.error(told(error))
        return
    st.query_params["procedure"] = kept.id
    st.rerun()


def form(procedure: Procedure | None, edits: bool, key: str) -> Procedure | None:
    """The widgets; the entry when it is saved and valid."""
    fields = [one.id for one in office().fields.all() if not one.ended(office().local_date())]
    top = top_level(office())
    departments = [
        one.id
        for one in office().departments.tree(office().local_date()).in_force()
        if one.level == top
    ]
    levels = [one.id for one in office().levels.all() if not one.ended(office().local_date())]
    was = procedure

    def at(options: list[str], value: str | None) -> int:
        return options.index(value) if value in options else 0

    if was is not None and was.field not in fields:
        fields.append(was.field)
    if was is not None and was.department is not None and was.department not in departments:
        departments.append(was.department)
    with st.form(key, border=False):
        title = st.text_area(
            tr("Tên thủ tục *", "Name *"),
            was.name if was else "",
            height=80,
            max_chars=500,
            disabled=not edits,
        )
        one, two, three = st.columns(3)
        code = one.text_input(
            tr("Mã quốc gia", "National code"),
            was.national_code if was else "",
            max_chars=40,
            placeholder="1.000894",
            disabled=not edits,
        )
        field = two.selectbox(
            tr("Lĩnh vực *", "Field *"),
            fields,
            at(fields, was.field if was else None),
            format_func=lambda id: name("field", id),
            disabled=not edits,
        )
        department = three.selectbox(
            tr("Cơ quan giải quyết", "Department"),
            ["", *departments],
            at(["", *departments], was.department if was else ""),
            disabled=not edits,
            format_func=lambda id: (
                name("department", id) if id else tr("UBND theo địa bàn", "the committee of the place")
            ),
        )
        chosen = one.multiselect(
            tr("Cấp thực hiện *", "Levels *"),
            levels,
            list(was.levels) if was else levels[:1],
            format_func=lambda id: name("level", id),
            disabled=not edits,
        )
        online = two.selectbox(
            tr("Dịch vụ công trực tuyến", "Online service"),
            ["full", "partial", "information"],
            ["full", "partial", "information"].index(was.online_level if was else "partial"),
            disabled=not edits,
            format_func=lambda id: tr(
                *{
                    "full": ("toàn trình", "full"),
                    "partial": ("một phần", "partial"),
                    "information": ("cung cấp thông tin", "information"),
                }[id]
            ),
        )
        applicants = three.multiselect(
            tr("Đối tượng", "Applicants"),
            list(APPLICANTS),
            list(was.applicants) if was else ["citizen"],
            format_func=lambda id: tr(*APPLICANTS[id]),
            disabled=not edits,
        )
        result = one.text_input(
            tr("Kết quả", "Result"), was.result if was else "", max_chars=500, disabled=not edits
        )
        linked = two.checkbox(
            tr("Liên thông", "Interlinked"), was.interlinked if was else False, disabled=not edits
        )
        until = three.date_input(
            tr("Hết hiệu lực sau ngày", "In force until"),
            was.valid_to if was else None,
            format="DD/MM/YYYY",
            disabled=not edits,
        )
        if not st.form_submit_button(tr("Lưu", "Save"), type="primary", disabled=not edits):
            return None
    problems = []
    if not title.strip():
        problems.append(tr("Thiếu tên thủ tục.", "The name is missing."))
    if not chosen:
        problems.append(tr("Chọn ít nhất một cấp thực hiện.", "Choose at least one level."))
    if problems:
        st.error(" ".join(problems))
        return None
    base = was or Procedure(id=ident(code.strip() or title.strip())[:60], name=title.strip(), order=500_000)
    try:
        return Procedure.model_validate(
            base.model_dump()
            | {
                "name": title.strip(),
                "national_code": code.strip(),
                "field": field,
                "department": department or None,
                "levels": tuple(chosen),
                "online_level": online,
                "applicants": tuple(applicants),
                "result": result.strip(),
                "interlinked": linked,
                "valid_to": until if isinstance(until, datetime.date) else None,
            }
        )
    except ValidationError as error:
        st.error(tr("Có mục không hợp lệ: ", "Something is not valid: ") + str(error.errors()[0]["loc"]))
        return None

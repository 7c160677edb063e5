"""The catalogue from and to Excel: what a list would change, row by row, before anything is written."""

from __future__ import annotations

import streamlit as st

from dashboard.exchange.catalogue import carry_out, take_back
from dashboard.exchange.catalogue_difference import difference
from dashboard.exchange.catalogue_sheet import export
from dashboard.exchange.cells import cells_of
from dashboard.exchange.procedure_list import read
from dashboard.ui.literal import literal
from dashboard.ui.session import number, office, told, tr
from models.errors import MotcuaError
from models.viewer import Viewer

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: rows of a preview that are shown; all of them count
SHOWN = 500


def download() -> None:
    """The catalogue as Excel; imported again, it changes nothing."""
    st.download_button(
        tr("Xuất Excel", "Export to Excel"),
        lambda: export(office()),
        file_name="thu-tuc.xlsx",
        mime=TYPE,
        width="stretch",
    )


def show(who: Viewer) -> None:
    """Upload, dry run, import, and the way back."""
    given = st.file_uploader(
        tr("Danh mục thủ tục (Excel, CSV)", "List of procedures (Excel, CSV)"),
        type=["xlsx", "xls", "ods", "csv"],
    )
    if given is None:
        st.caption(
            tr(
                "Tệp cần có cột “Tên thủ tục”; các cột khác được nhận theo tiêu đề, kể cả tiêu đề hai dòng.",
                "The file needs a column of names; others are known by their titles, also over two rows.",
            )
        )
        past(who)
        return
    try:
        found = difference(office(), read(cells_of(given.getvalue(), given.name)))
    except MotcuaError as error:
        st.error(told(error))
        return
    new = sum(one.before is None for one in found.wanted)
    st.markdown(
        tr(
            f"**{number(new)}** thủ tục mới, **{number(len(found.wanted) - new)}** thay đổi, "
            f"{number(found.same)} không đổi, **{number(len(found.refused))}** dòng không nhận.",
            f"**{number(new)}** new, **{number(len(found.wanted) - new)}** changed, "
            f"{number(found.same)} as they were, **{number(len(found.refused))}** rows refused.",
        )
    )
    if found.new_fields:
        st.caption(tr("Lĩnh vực mới: ", "New fields: ") + literal(", ".join(dict.fromkeys(found.new_fields))))
    rows = [
        {
            tr("Dòng", "Row"): one.listed.line,
            tr("Thủ tục", "Procedure"): one.after.name,
            tr("Mục", "What"): what,
            tr("Trước", "Before"): before,
            tr("Sau", "After"): after,
        }
        for one in found.wanted
        for what, before, after in one.told
    ]
    if rows:
        st.dataframe(rows[:SHOWN], hide_index=True, width="stretch")
    if found.refused:
        st.dataframe([one.as_json() for one in found.refused[:SHOWN]], hide_index=True, width="stretch")
    if not found.wanted:
        st.success(tr("Không có gì thay đổi.", "Nothing changes."))
        return
    st.caption(
        tr(
            "Thời hạn, phí và căn cứ đi vào bản nháp; chúng chỉ áp dụng sau khi rà soát và công bố.",
            "Limits, fees and legal bases go into drafts; they hold once reviewed and published.",
        )
    )
    label = tr(f"Nhập {number(len(found.wanted))} thủ tục", f"Import {number(len(found.wanted))} procedures")
    if st.button(label, type="primary"):
        shown = st.progress(0.0)

        def progress(done: int, total: int) -> None:
            shown.progress(done / max(total, 1))

        try:
            carry_out(office(), who, found, progress)
        except MotcuaError as error:
            st.error(told(error))
            return
        st.success(tr("Đã nhập.", "Imported."))


def past(who: Viewer) -> None:
    """Earlier imports; one that is not published can be taken back."""
    names = {one.id: one.name for one in office().users.all()}
    for one in office().catalogue_imports.all()[:10]:
        text, button = st.columns([5, 1.2], vertical_alignment="center")
        at = one.at.astimezone(office().store.zone)
        state = tr("đã hoàn tác", "taken back") if one.undone else tr("đã nhập", "imported")
        count = tr(f"{number(one.count)} thủ tục", f"{number(one.count)} procedures")
        text.caption(f"{at:%d/%m/%Y %H:%M} · {names.get(one.by, one.by)} · {count} · {state}")
        if not one.undone and button.button(
            tr("Hoàn tác", "Take back"), key=f"back:{one.id}", width="stretch"
        ):
            try:
                take_back(office(), who, one.id)
            except MotcuaError as error:
                st.error(told(error))
            else:
                st.rerun()

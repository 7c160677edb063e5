"""What has to be handed in: the components of a draft as a table, and to read."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.ui.catalogue import faults
from dashboard.ui.grid import NUMBER, TEXT, YES_NO, Kinds, blank, grid
from dashboard.ui.session import language, tr
from models.naming import ident, unique
from models.procedure import Component, Revision

COLUMNS: Kinds = {
    "id": TEXT, "name": TEXT, "name_en": TEXT, "originals": NUMBER, "copies": NUMBER, "required": YES_NO,
}  # fmt: skip


def components(draft: Revision, works: bool) -> Revision | None:
    """What has to be handed in, as a table."""
    rows = [
        one.model_dump(include={"id", "name", "name_en", "originals", "copies", "required"})
        for one in draft.components
    ]
    column = st.column_config
    edited = grid(
        rows,
        COLUMNS,
        works=works,
        key=f"components:{draft.id}:{draft.changed_at}",
        column_config={
            "id": None,
            "name": column.TextColumn(
                tr("Thành phần", "Component"), max_chars=500, width="large"
            ),
            "name_en": column.TextColumn(tr("Tên tiếng Anh", "English name"), max_chars=500),
            "originals": column.NumberColumn(
                tr("Bản chính", "Originals"), min_value=0, max_value=50, default=1
            ),
            "copies": column.NumberColumn(tr("Bản sao", "Copies"), min_value=0, max_value=50, default=0),
            "required": column.CheckboxColumn(tr("Bắt buộc", "Required"), default=True),
        },
    )
    if not (
        works
        and st.button(
            tr("Lưu thành phần", "Save the components"), type="primary", key=f"save-parts:{draft.id}"
        )
    ):
        return None
    old = {one.id: one for one in draft.components}
    made: list[Component] = []
    wrong: list[faults.Fault] = []
    for number, row in enumerate(edited, 1):
        if blank(row, "required", "originals", "copies"):
            continue
        title = str(row.get("name") or "").strip()
        if not title:
            wrong.append(faults.Fault(number, "name", tr("chưa điền.", "is missing.")))
            continue
        known = old.get(str(row.get("id") or ""))
        id = known.id if known is not None else unique(ident(title)[:60], {one.id for one in made} | set(old))
        made.append(
            Component(
                id=id,
                name=title,
                name_en=str(row.get("name_en") or "").strip(),
                originals=int(row.get("originals") or 0),
                copies=int(row.get("copies") or 0),
                required=bool(row.get("required")),
                demonstration=known.demonstration if known is not None else False,
            )
        )
    if wrong:
        titles = {
            "name": tr("Thành phần", "Component"), "originals": tr("Bản chính", "Originals"),
            "copies": tr("Bản sao", "Copies"),
        }  # fmt: skip
        faults.show(edited, wrong, titles, "name")
        return None
    return draft.model_copy(update={"components": tuple(made)})


def components_table(revision: Revision) -> None:
    """The components, to read."""
    if not revision.components:
        return
    items = "".join(
        f"<li>{escape(one.name if language() == 'vi' or not one.name_en else one.name_en)} "
        f'<span class="mc-soft">({one.originals} {tr("bản chính", "originals")}, '
        f"{one.copies} {tr('bản sao', 'copies')}"
        f"{'' if one.required else ', ' + tr('không bắt buộc', 'optional')})</span></li>"
        for one in revision.components
    )
    st.html(f"<h2 class='mc-h2'>{tr('Thành phần hồ sơ', 'Components')}</h2><ul>{items}</ul>")

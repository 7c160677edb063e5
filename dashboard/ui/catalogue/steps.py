"""The process of a draft: its steps as a table, and as a diagram."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st
from pydantic import ValidationError

from dashboard.catalogue.changes import hours_text
from dashboard.catalogue.condition_text import read
from dashboard.catalogue.condition_text import told as condition_told
from dashboard.catalogue.lists import top_level
from dashboard.catalogue.process import check
from dashboard.ui.grid import NUMBER, TEXT, Choice, Kinds, blank, grid
from dashboard.ui.session import name, office, told, tr
from models.errors import MotcuaError
from models.naming import ident, unique
from models.procedure import Revision, Step, StepKind

KINDS: dict[StepKind, tuple[str, str]] = {
    "intake": ("tiếp nhận", "intake"),
    "assign": ("phân công", "assign"),
    "review": ("thẩm định", "review"),
    "check": ("kiểm tra", "check"),
    "inspection": ("kiểm tra thực địa", "inspection"),
    "sign": ("ký duyệt", "sign"),
    "issue": ("đóng dấu, phát hành", "issue"),
    "forward": ("chuyển hồ sơ", "forward"),
    "external": ("lấy ý kiến cơ quan khác", "another agency"),
    "external_tax": ("cơ quan thuế", "tax office"),
    "clock_stop_payment": ("chờ nghĩa vụ tài chính (dừng đồng hồ)", "payment (clock stops)"),
    "return": ("trả kết quả", "return"),
}

COLUMNS: Kinds = {
    "order": NUMBER, "id": TEXT, "name": TEXT, "kind": TEXT, "role": TEXT, "where": TEXT, "hours": NUMBER,
    "only_if": TEXT,
}  # fmt: skip
#: what every step says
ASKED = {
    "name": ("tên bước", "name of the step"), "kind": ("loại", "kind"), "role": ("vai trò", "role"),
    "where": ("nơi thực hiện", "where"), "hours": ("giờ làm việc", "working hours"),
}  # fmt: skip


def steps(draft: Revision, works: bool) -> Revision | None:
    """The steps as a table, the diagram beside it; rows are moved by their order number."""
    roles = {one.id: tr(one.name_vi, one.name_en) for one in office().step_roles.all()}
    for step in draft.steps:
        roles.setdefault(step.role, step.role)
    top = top_level(office())
    places = {
        "responsible": tr("cơ quan giải quyết", "the responsible department"),
        "centre": tr("bộ phận một cửa", "the one-stop section"),
        **{
            one.id: tr(f"cơ quan cấp {one.name_vi}", f"the agency at {one.name_en}")
            for one in office().levels.all()
        },
        **{f"@{one.id}": one.name for one in office().departments.all() if one.level == top},
    }
    for step in draft.steps:
        places.setdefault(place_of(step), place_of(step))
    rows = [
        {
            "order": position * 10,
            "id": step.id,
            "name": step.name,
            "kind": step.kind,
            "role": step.role,
            "where": place_of(step),
            "hours": step.limit_minutes / 60,
            "only_if": condition_told(step.only_if),
        }
        for position, step in enumerate(draft.steps, 1)
    ]
    choices = {
        "kind": Choice({key: tr(*words) for key, words in KINDS.items()}),
        "role": Choice(roles),
        "where": Choice(places),
    }
    column = st.column_config
    st.caption(
        tr(
            "Thứ tự: đổi số để chuyển bước. "
            "“Chỉ khi”: ví dụ loai = ca_nhan và so_tien >= 500; để trống là luôn thực hiện.",
            "Order: change the number to move a step. "
            "“Only if”: for example loai = ca_nhan và so_tien >= 500; empty means always.",
        )
    )
    edited = grid(
        rows,
        COLUMNS,
        works=works,
        choices=choices,
        key=f"steps:{draft.id}:{draft.changed_at}",
        column_config={
            "order": column.NumberColumn(tr("Thứ tự", "Order"), min_value=0, step=1, width="small"),
            "id": None,
            "name": column.TextColumn(tr("Bước", "Step"), max_chars=300, width="large"),
            "kind": column.SelectboxColumn(tr("Loại", "Kind"), options=choices["kind"].options),
            "role": column.SelectboxColumn(tr("Vai trò", "Role"), options=choices["role"].options),
            "where": column.SelectboxColumn(tr("Nơi thực hiện", "Where"), options=choices["where"].options),
            "hours": column.NumberColumn(
                tr("Giờ làm việc", "Working hours"), min_value=0.0, max_value=10_000.0
            ),
            "only_if": column.TextColumn(tr("Chỉ khi", "Only if"), max_chars=500),
        },
    )
    changed = None
    if works and st.button(
        tr("Lưu quy trình", "Save the process"), type="primary", key=f"save-steps:{draft.id}"
    ):
        changed = steps_of(draft, edited)
    diagram(draft)
    for finding in check(draft):
        (st.error if finding.blocks else st.warning)(tr(finding.vi, finding.en))
    return changed


def place_of(step: Step) -> str:
    """A step's place as one value: "@" and the agency where there is one."""
    return f"@{step.agency}" if step.agency is not None and step.where != "centre" else step.where


def steps_of(draft: Revision, rows: list[dict[str, Any]]) -> Revision | None:
    """The draft with the steps of the table, or None with the reason at the row."""
    old = {step.id: step for step in draft.steps}
    made: list[Step] = []
    problems: list[str] = []
    for number, row in sorted(
        enumerate(rows, 1), key=lambda pair: (pair[1].get("order") is None, pair[1].get("order") or 0)
    ):
        if blank(row):
            continue
        title = str(row.get("name") or "").strip()
        lacking = [tr(*words) for column, words in ASKED.items() if row.get(column) in (None, "")]
        if lacking:
            problems.append(f"{tr('Dòng', 'Row')} {number}: {tr('thiếu', 'missing:')} {', '.join(lacking)}.")
            continue
        where = str(row.get("where") or "")
        known = old.get(str(row.get("id") or ""))
        try:
            place, agency = placed(where, known)
            id = (
                known.id
                if known is not None
                else unique(ident(title) or "buoc", {step.id for step in made} | set(old))
            )
            made.append(
                Step(
                    id=id,
                    seq=len(made) + 1,
                    name=title,
                    kind=row["kind"],
                    role=str(row.get("role") or ""),
                    where=place,
                    agency=agency,
                    limit_minutes=round(float(row.get("hours") or 0) * 60),
                    only_if=read(str(row.get("only_if") or "")),
                )
            )
        except MotcuaError as error:
            problems.append(f"{tr('Dòng', 'Row')} {number}: {told(error)}")
        except ValidationError as error:
            where_ = ".".join(str(part) for part in error.errors()[0]["loc"])
            problems.append(
                tr(f"Dòng {number}: mục “{where_}” không hợp lệ.", f"Row {number}: “{where_}” is not valid.")
            )
    if problems:
        st.error("\n\n".join(problems))
        return None
    return draft.model_copy(update={"steps": tuple(made)})


def placed(where: str, known: Step | None) -> tuple[str, str | None]:
    """The `where` and `agency` of a step for what was chosen; what it had already stays as it was."""
    if known is not None and place_of(known) == where:
        return known.where, known.agency
    if where.startswith("@"):
        return "agency", where[1:]
    if where == "centre":
        return where, next((one.id for one in office().departments.all() if one.kind == "centre"), None)
    return where, None


def diagram(revision: Revision) -> None:
    """The process as boxes from left to right; a condition stands above its box."""
    boxes = []
    for step in revision.steps:
        condition = condition_told(step.only_if)
        mark = f'<small class="mc-risk">◇ {escape(condition)}</small>' if condition else ""
        if step.agency is not None and step.where != "centre":
            where = name("department", step.agency)
        else:
            where = {
                "responsible": tr("cơ quan giải quyết", "responsible department"),
                "centre": tr("một cửa", "one-stop section"),
            }.get(step.where, step.where)
        boxes.append(
            f'<li class="mc-card mc-small" style="max-width:13rem">{mark}'
            f"<div><strong>{escape(step.name)}</strong></div>"
            f'<div class="mc-soft">{escape(where)} · {hours_text(step.limit_minutes)}</div></li>'
        )
    st.html(
        f"<h2 class='mc-h2'>{tr('Quy trình', 'Process')}</h2>"
        '<ol style="display:flex;flex-wrap:wrap;gap:.5rem 1.2rem;list-style:none;padding:0;margin:.4rem 0">'
        + '<li aria-hidden="true" style="align-self:center">→</li>'.join(boxes)
        + "</ol>"
    )

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
from dashboard.ui.catalogue.faults import Fault, of_error, titles_of
from dashboard.ui.catalogue.faults import show as show_faults
from dashboard.ui.grid import NUMBER, SEVERAL, TEXT, YES_NO, Choice, Kinds, blank, grid
from dashboard.ui.session import name, office, tr
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
    "only_if": TEXT, "opinions": SEVERAL, "opinion_hours": NUMBER, "silence": YES_NO,
}  # fmt: skip
#: what every step says
ASKED = ("name", "kind", "role", "where", "hours")
TITLES: dict[str, tuple[str, str]] = {
    "order": ("Thứ tự", "Order"), "name": ("Bước", "Step"), "kind": ("Loại", "Kind"),
    "role": ("Vai trò", "Role"), "where": ("Nơi thực hiện", "Where"),
    "hours": ("Giờ làm việc", "Working hours"), "only_if": ("Chỉ khi", "Only if"),
    "opinions": ("Xin ý kiến của", "Asks the opinion of"),
    "opinion_hours": ("Hạn cho ý kiến (giờ)", "Hours for opinions"),
    "silence": ("Im lặng là đồng ý", "Silence is consent"),
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
            "opinions": list(step.opinions),
            "opinion_hours": step.opinion_minutes / 60 or None,
            "silence": step.silence,
        }
        for position, step in enumerate(draft.steps, 1)
    ]
    choices = {
        "kind": Choice({key: tr(*words) for key, words in KINDS.items()}),
        "role": Choice(roles),
        "where": Choice(places),
        "opinions": Choice(askable(draft)),
    }
    column, title = st.column_config, titles_of(TITLES, TITLES)
    st.caption(
        tr(
            "Thứ tự: đổi số để chuyển bước. "
            "“Chỉ khi”: ví dụ loai = ca_nhan và so_tien >= 500; để trống là luôn thực hiện. "
            "Các cơ quan phối hợp được hỏi cùng lúc; đủ ý kiến mới chuyển bước.",
            "Order: change the number to move a step. "
            "“Only if”: for example loai = ca_nhan và so_tien >= 500; empty means always. "
            "Opinions are asked for at once; the step goes on when all are in.",
        )
    )
    edited = grid(
        rows,
        COLUMNS,
        works=works,
        choices=choices,
        key=f"steps:{draft.id}:{draft.changed_at}",
        column_config={
            "order": column.NumberColumn(title["order"], min_value=0, step=1, width="small"),
            "id": None,
            "name": column.TextColumn(title["name"], max_chars=300, width="large"),
            "kind": column.SelectboxColumn(title["kind"], options=choices["kind"].options),
            "role": column.SelectboxColumn(title["role"], options=choices["role"].options),
            "where": column.SelectboxColumn(title["where"], options=choices["where"].options),
            "hours": column.NumberColumn(
                title["hours"], min_value=0.0, max_value=10_000.0
            ),
            "only_if": column.TextColumn(title["only_if"], max_chars=500),
            "opinions": column.MultiselectColumn(
                title["opinions"], options=choices["opinions"].options
            ),
            "opinion_hours": column.NumberColumn(
                title["opinion_hours"], min_value=0.0, max_value=10_000.0
            ),
            "silence": column.CheckboxColumn(title["silence"], default=False),
        },
    )
    changed = None
    if works and st.button(
        tr("Lưu quy trình", "Save the process"), type="primary", key=f"save-steps:{draft.id}"
    ):
        changed = steps_of(draft, edited, choices)
    diagram(draft)
    for finding in check(draft, office().departments.tree(office().local_date())):
        (st.error if finding.blocks else st.warning)(tr(finding.vi, finding.en))
    return changed


def askable(draft: Revision) -> dict[str, str]:
    """The agencies whose opinions may be asked for; those of the draft too, though they may be gone."""
    office_ = office()
    found = {one.id: one.name for one in office_.departments.tree(office_.local_date()).in_force()}
    for step in draft.steps:
        for id in step.opinions:
            found.setdefault(id, name("department", id))
    return found


def place_of(step: Step) -> str:
    """A step's place as one value: "@" and the agency where there is one."""
    return f"@{step.agency}" if step.agency is not None and step.where != "centre" else step.where


def steps_of(
    draft: Revision, rows: list[dict[str, Any]], choices: dict[str, Choice] | None = None
) -> Revision | None:
    """The draft with the steps of the table, or None with the reasons at their cells."""
    old = {step.id: step for step in draft.steps}
    made: list[Step] = []
    problems: list[Fault] = []
    for number, row in sorted(
        enumerate(rows, 1), key=lambda pair: (pair[1].get("order") is None, pair[1].get("order") or 0)
    ):
        if blank(row, "silence"):
            continue
        title = str(row.get("name") or "").strip()
        lacking = [column for column in ASKED if row.get(column) in (None, "")]
        problems += (Fault(number, column, tr("chưa điền.", "is missing.")) for column in lacking)
        try:
            only_if = read(str(row.get("only_if") or ""))
        except MotcuaError as error:
            problems.append(of_error(number, "only_if", error))
            continue
        if lacking:
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
                    only_if=only_if,
                    opinions=tuple(row.get("opinions") or ()),
                    opinion_minutes=round(float(row.get("opinion_hours") or 0) * 60),
                    silence=bool(row.get("silence")),
                )
            )
        except (MotcuaError, ValidationError) as error:
            loc = str(error.errors()[0]["loc"][0]) if isinstance(error, ValidationError) else "where"
            problems.append(of_error(number, "hours" if loc == "limit_minutes" else loc, error))
    if problems:
        show_faults(rows, problems, titles_of(TITLES, TITLES), "name", choices)
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


def beside(step: Step) -> str:
    """The opinions that a step asks for, as branches at its side that come back to it."""
    if not step.opinions:
        return ""
    limit = f" · {hours_text(step.opinion_minutes)}" if step.opinion_minutes else ""
    silence = tr(" · im lặng là đồng ý", " · silence is consent") if step.silence else ""
    lines = "".join(f"<div>⇄ {escape(name('department', one))}</div>" for one in step.opinions)
    title = tr("Xin ý kiến cùng lúc", "Opinions, all at once")
    return (
        '<div style="border-left:3px solid var(--line);margin-top:.35rem;padding-left:.5rem">'
        f'<div class="mc-soft">{title}{escape(limit)}{silence}</div>{lines}</div>'
    )


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
            f'<div class="mc-soft">{escape(where)} · {hours_text(step.limit_minutes)}</div>'
            f"{beside(step)}</li>"
        )
    st.html(
        f"<h2 class='mc-h2'>{tr('Quy trình', 'Process')}</h2>"
        '<ol style="display:flex;flex-wrap:wrap;gap:.5rem 1.2rem;list-style:none;padding:0;margin:.4rem 0">'
        + '<li aria-hidden="true" style="align-self:center">→</li>'.join(boxes)
        + "</ol>"
    )

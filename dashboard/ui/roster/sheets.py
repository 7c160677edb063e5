"""Staff and weeks as files: written, and read back with a dry run that says what would change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dashboard.clock import date_of
from dashboard.exchange import roster_grid, staff_list
from dashboard.exchange.cells import BadList
from dashboard.exchange.rows import Refused
from dashboard.forms.register import XLSX
from dashboard.roster.conflicts import conflicts
from dashboard.roster.people import MOST_WEEKS, keep_staff, repeat
from dashboard.roster.week import WeekPlan
from dashboard.ui.said import say_now
from dashboard.ui.session import language, link, number, office, told, tr
from models.errors import MotcuaError
from models.roster import Assignment, Roster
from models.viewer import Viewer

Keep = Callable[[tuple[Assignment, ...]], None]


def names() -> tuple[dict[str, str], dict[str, str]]:
    """What fields and counters are called."""
    return (
        {one.id: one.name for one in office().fields.all()},
        {one.id: one.name for one in office().counters.all()},
    )


def refused(rows: Sequence[Refused]) -> None:
    """Why rows or cells were not taken."""
    if not rows:
        return
    st.warning(
        tr(f"{number(len(rows))} chỗ không nhận được:", f"{number(len(rows))} cannot be taken:") + "\n"
        + "\n".join(
            f"- {tr('dòng', 'row')} {one.line}, {one.column}: {one.en if language() == 'en' else one.vi}"
            for one in rows[:20]
        )
    )  # fmt: skip


def staff(who: Viewer, department: str) -> None:
    """Download the staff; upload a list, see what it would change, and take it."""
    with st.expander(tr("Xuất, nhập Excel", "Export and import Excel"), icon=":material/table:"):
        st.download_button(
            tr("Tải danh sách (Excel)", "Download the list (Excel)"),
            partial(staff_list.export, office(), department), f"can-bo-{department}.xlsx", XLSX,
            on_click="ignore", key="staff_download",
        )  # fmt: skip
        file = st.file_uploader(
            tr("Danh sách cán bộ (Excel hoặc CSV)", "A list of staff (Excel or CSV)"),
            type=["xlsx", "xls", "ods", "csv"], max_upload_size=5, key=f"staff_file:{department}",
        )  # fmt: skip
        if file is None:
            return
        try:
            found = staff_list.read(office(), department, file.getvalue(), file.name)
        except BadList as error:
            st.error(told(error))
            return
        st.markdown(
            tr(
                f"Thêm **{number(len(found.new))}**, sửa **{number(len(found.changed))}**, "
                f"giữ nguyên {number(found.same)}. Chưa ghi gì.",
                f"**{number(len(found.new))}** new, **{number(len(found.changed))}** changed, "
                f"{number(found.same)} as they are. Nothing is written yet.",
            )
        )
        refused(found.refused)
        changed = [*found.new, *found.changed]
        label = tr(f"Ghi {len(changed)} người", f"Keep {len(changed)} people")
        if st.button(label, type="primary", disabled=not changed, key="staff_take"):
            try:
                many = keep_staff(office(), who, department, changed)
            except MotcuaError as error:
                st.error(told(error))
                return
            say_now(tr(f"Đã ghi {many} người.", f"{many} people kept."))


def week(who: Viewer, plan: WeekPlan, roster: Roster, edits: bool, keep: Keep) -> None:
    """Print and download the week; for who plans, read one from a file, and repeat this one."""
    fields, counters = names()
    shown = roster.draft if edits else roster.published
    title = tr("In, tệp, lặp lại", "Print, files, repeat") if edits else tr("In, tệp", "Print, files")
    with st.popover(title):
        address = link("print/roster", department=roster.department, week=roster.monday)
        st.link_button(tr("In lịch tuần (PDF)", "Print the week (PDF)"), address, disabled=not shown)
        st.download_button(
            tr("Tải lịch tuần (Excel)", "Download the week (Excel)"),
            partial(roster_grid.export, plan, shown, fields, counters),
            f"phan-cong-{roster.department}-{date_of(roster.monday):%Y%m%d}.xlsx", XLSX,
            on_click="ignore", key="week_download",
        )  # fmt: skip
        if edits:
            upload(plan, roster, keep)
            repeated(who, roster)


def upload(plan: WeekPlan, roster: Roster, keep: Keep) -> None:
    """A week from a file in place of the draft; what would not hold in it is told first."""
    fields, counters = names()
    file = st.file_uploader(
        tr("Lịch tuần (Excel hoặc CSV)", "A week (Excel or CSV)"), type=["xlsx", "xls", "ods", "csv"],
        max_upload_size=5, key=f"week_file:{roster.id}",
    )  # fmt: skip
    if file is None:
        return
    try:
        found = roster_grid.read(plan, file.getvalue(), file.name, fields, counters)
    except BadList as error:
        st.error(told(error))
        return
    hard = sum(one.hard for one in conflicts(plan, found.assignments))
    many = len(found.assignments)
    st.markdown(
        tr(
            f"**{number(many)}** lượt trực, {number(hard)} xung đột. Chưa ghi gì.",
            f"**{number(many)}** duties, {number(hard)} conflicts. Nothing is written yet.",
        )
    )
    refused(found.refused)
    if st.button(
        tr("Thay bản nháp", "Replace the draft"), type="primary", disabled=not many, key="week_take"
    ):
        keep(found.assignments)


def repeated(who: Viewer, roster: Roster) -> None:
    """This week's pattern in the weeks that come."""
    weeks = int(
        st.number_input(
            tr("Lặp lại cho số tuần tới", "Repeat for so many weeks"), 1, MOST_WEEKS, 4, key="repeat_weeks"
        )
    )
    every = 2 if st.toggle(tr("cách tuần", "every other week"), key="repeat_every") else 1
    if st.button(
        tr("Chép vào bản nháp các tuần đó", "Copy into their drafts"), disabled=not roster.draft, key="repeat"
    ):
        try:
            written = repeat(office(), who, roster, weeks, every)
        except MotcuaError as error:
            st.error(told(error))
            return
        days = ", ".join(f"{date_of(monday):%d/%m}" for monday in written)
        st.success(
            tr(
                f"Đã chép vào {len(written)} tuần: {days}." if written else "Các tuần đó đã như vậy.",
                f"Copied into {len(written)} weeks: {days}." if written else "These weeks are so already.",
            )
        )

"""Việc của tôi: what is mine and what waits for me, in order; the first one open at the right."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.ui.acting import actions
from dashboard.ui.outcome import show_outcome
from dashboard.ui.roster.own import reminder
from dashboard.ui.session import name, number, office, tr
from dashboard.ui.work_many import results, selection
from dashboard.ui.work_risk import by_risk
from dashboard.ui.work_rows import OPEN, brief, open_job, recent, rows
from dashboard.ui.work_style import CSS
from dashboard.work.desk import PAGE, Cursor, Desk, Job
from models.dossier import WorkKind
from models.viewer import Viewer

MINE, ASKED = "mine", "asked"
TABS: dict[str, tuple[str, str]] = {
    MINE: ("Của tôi", "Mine"),
    "accept": ("Chờ tiếp nhận", "To take in"),
    "todo": ("Chờ nhận xử lý", "Waiting for somebody"),
    "return": ("Chờ trả kết quả", "Result to return"),
    ASKED: ("Được hỏi ý kiến", "Asked for an opinion"),
    "paused": ("Đang tạm dừng", "Paused"),
    "taken": ("Đang có người làm", "In other hands"),
}


def show(who: Viewer) -> None:
    """The page."""
    st.html(CSS)
    show_outcome("work")
    desk = Desk(office())
    department = choose_department(who)
    mine = desk.mine(who)
    tab = choose_tab(desk, who, department, len(mine))
    reminder(who)
    if tab == MINE:
        mine = by_risk(mine, who)
    jobs, after, at = read(desk, who, department, tab, mine)
    with st.container(key="desk"):
        left, right = st.columns([3, 2], gap="medium")
    with left:
        results()
        if not jobs:
            nothing(tab)
        else:
            if tab != ASKED:
                selection(jobs, who)
            rows(jobs, who, opened_code(jobs))
        pager(tab, department, at, after)
    with right:
        if jobs:
            beside(jobs, who)


def choose_department(who: Viewer) -> str | None:
    """The department whose work is shown: one of the viewer's own; any for those who see all."""
    own = sorted(who.scope.departments)
    if len(own) == 1:
        return own[0]
    known = own or [id for id in office().names.of("department") if id != "none"]
    options = sorted(known, key=lambda id: name("department", id))
    asked = st.query_params.get("department")
    index = options.index(asked) if asked in options else 0 if own else None
    chosen: str | None = st.selectbox(
        tr("Cơ quan", "Department"), options, index=index, format_func=lambda id: name("department", id),
        placeholder=tr("chọn cơ quan để xem việc đang chờ", "choose one to see what waits there"),
    )  # fmt: skip
    if chosen is not None and chosen != asked:
        st.query_params["department"] = chosen
    return chosen


def choose_tab(desk: Desk, who: Viewer, department: str | None, mine: int) -> str:
    """Which kind of work is shown, with how much there is of each."""
    counts: dict[str, int] = {MINE: mine}
    if department is not None:
        counts[ASKED] = office().dossiers.count_asked_of(department, who)
        counts |= {str(kind): count for kind, count in desk.counts(who, department).items()}
    shown = [tab for tab in TABS if tab in counts and (counts[tab] or tab in (MINE, "todo"))]
    asked = st.query_params.get("list")
    busy = (tab for tab in TABS if counts.get(tab) and tab != "taken")
    first = asked if asked in shown else next(busy, MINE)
    tab = st.segmented_control(
        tr("Loại việc", "Kind of work"), shown, default=first, label_visibility="collapsed", key="work_tab",
        format_func=lambda tab: f"{tr(*TABS[tab])} ({number(counts[tab])})", required=True,
    )  # fmt: skip
    tab = tab if tab in shown else first
    if tab != asked:
        st.query_params["list"] = tab
    return tab


def read(
    desk: Desk, who: Viewer, department: str | None, tab: str, mine: list[Job]
) -> tuple[Sequence[Job], Cursor | None, list[Cursor | None]]:
    """The jobs of the page, where the next page begins, and the pages before."""
    if tab == MINE or department is None:
        at: list[Cursor | None] = []
        return mine, None, at
    if tab == ASKED:
        return desk.asked(who, department), None, []
    key = f"pages|{department}|{tab}"
    at = st.session_state.setdefault(key, [None])
    kind: WorkKind = tab  # type: ignore[assignment]
    page = desk.page(who, department, kind, at[-1], PAGE)
    if not page.rows and len(at) > 1:
        # The page was worked off: go back to the one before.
        at.pop()
        page = desk.page(who, department, kind, at[-1], PAGE)
    return page.rows, page.after, at


def pager(tab: str, department: str | None, at: list[Cursor | None], after: Cursor | None) -> None:
    """Back and on."""
    if len(at) <= 1 and after is None:
        return
    back, on = st.columns(2)
    back.button(
        tr("← Trang trước", "← Page before"), on_click=turn, args=(at, None), disabled=len(at) <= 1,
        width="stretch",
    )  # fmt: skip
    on.button(
        tr("Trang sau →", "Next page →"), on_click=turn, args=(at, after), disabled=after is None,
        width="stretch",
    )  # fmt: skip


def turn(at: list[Cursor | None], to: Cursor | None) -> None:
    """Callback: on to the page that begins after `to`, or back to the one before."""
    if to is not None:
        at.append(to)
    elif len(at) > 1:
        at.pop()


def opened_code(jobs: Sequence[Job]) -> str:
    """The code of the one that is open: the chosen one, else the first."""
    codes = [dossier.id for dossier, _ in jobs]
    chosen = st.session_state.get(OPEN)
    return chosen if chosen in codes else codes[0]


def beside(jobs: Sequence[Job], who: Viewer) -> None:
    """The open one: what it is, what to do, what happened last; and the way to its neighbours."""
    codes = [dossier.id for dossier, _ in jobs]
    place = codes.index(opened_code(jobs))
    dossier, urgent = jobs[place]
    brief(dossier, urgent, who)
    actions(dossier, who)
    recent(dossier)
    before, following = st.columns(2)
    before.button(
        tr("Hồ sơ trước", "Previous"), on_click=open_job, args=(codes[max(place - 1, 0)],),
        disabled=place == 0, shortcut="alt+up", width="stretch",
    )  # fmt: skip
    last = place + 1 == len(codes)
    following.button(
        tr("Hồ sơ sau", "Next"), on_click=open_job, args=(codes[min(place + 1, len(codes) - 1)],),
        disabled=last, shortcut="alt+down", width="stretch",
    )  # fmt: skip


def nothing(tab: str) -> None:
    """Nothing to do here, and where there may be something."""
    if tab == MINE:
        st.info(tr("Bạn không giữ hồ sơ nào. Nhận việc ở “Chờ nhận xử lý”, hoặc tìm ở Tra cứu.",
                   "You hold none. Take one at “Waiting for somebody”, or look in Search."))  # fmt: skip
    else:
        st.info(tr("Không có hồ sơ nào đang chờ ở đây.", "Nothing waits here."))

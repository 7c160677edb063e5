"""The levers of a simulation as a short form, kept in the address, and its progress."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.cube.question import Question
from dashboard.roster.planning import Planning
from dashboard.simulation.jobs import RULES, Rule
from dashboard.simulation.model import Levers
from dashboard.simulation.running import RUNS, Running
from dashboard.ui.about import empty, heading
from dashboard.ui.ranked import list_link
from dashboard.ui.session import name, number, office, told, tr
from dashboard.ui.what_if_result import result
from models.errors import MotcuaError
from models.staff import StaffMember
from models.viewer import Viewer

#: the rules of assignment in words
RULE_WORDS: dict[Rule, tuple[str, str]] = {
    "least": ("giao người ít việc nhất, làm việc đến hạn trước", "to who has least, what is due first"),
    "turn": ("giao lần lượt, làm việc đến hạn trước", "in turn, what is due first"),
    "due": ("ai rảnh lấy việc đến hạn trước", "who is free takes what is due first"),
    "first": ("ai rảnh lấy việc đến trước", "who is free takes what came first"),
}
#: kinds of steps whose limit can be cut
KINDS: dict[str, tuple[str, str]] = {
    "assign": ("phân công xử lý", "assigning"),
    "review": ("thẩm định", "appraisal"),
    "check": ("kiểm tra dự thảo", "checking the draft"),
    "sign": ("ký duyệt", "signing"),
    "issue": ("vào số, đóng dấu", "issuing"),
}
#: how far the levers go
MOST_EXTRA, MOST_WEEKS = 5, 8


def asked(who: Viewer) -> Levers | None:
    """The levers of the address; what cannot be meant is left out. None where there is nothing to see."""
    there = [one.id for one in Planning(office()).departments(who)]
    if not there:
        st.html(empty(tr("Chưa có cơ quan nào có cán bộ.", "No department has any staff.")))
        return None
    params = st.query_params
    department = params.get("department", "")
    if department not in there:
        if department:
            st.warning(
                tr(
                    "Cơ quan trong địa chỉ không có ở đây, hoặc ngoài phạm vi của bạn; đang xem cơ quan có "
                    "tồn đọng nhiều nhất.",
                    "The department in the address is not here, or outside your scope; this is the one with "
                    "the largest backlog.",
                )
            )
        department = busiest(who, there)
    staff = {one.id for one in people(department)}
    moved, to = params.get("moved", ""), params.get("to", "")
    if moved not in staff or to not in there or to == department:
        moved = to = ""
    kind = params.get("kind", "")
    rule = next((each for each in RULES if each == params.get("rule")), None)
    return Levers(
        department=department,
        arrivals=_whole("arrivals", -50, 100),
        leave=tuple(sorted({one for one in params.get_all("leave") if one in staff})),
        weeks=_whole("weeks", 1, MOST_WEEKS, 2),
        moved=moved,
        to=to,
        extra=_whole("extra", 0, MOST_EXTRA),
        kind=kind if kind in KINDS else "",
        cut=_whole("cut", 0, 90) if kind in KINDS else 0,
        rule=rule,
    )


def busiest(who: Viewer, there: Sequence[str]) -> str:
    """The department with the largest backlog, of those there are; of equal ones the first."""
    found = office().cube.figures(who, Question(("backlog",), ("department",)))
    backlog = {figure.group["department"]: figure.n for figure in found}
    return max(there, key=lambda id: backlog.get(id, 0))


def _whole(key: str, least: int, most: int, otherwise: int = 0) -> int:
    try:
        return min(most, max(least, int(st.query_params.get(key, otherwise))))
    except ValueError:
        return otherwise


def people(department: str) -> list[StaffMember]:
    """Who is on a department's staff today."""
    on = office().local_date()
    return [one for one in office().staff.of(department) if one.in_force(on)]


def form(who: Viewer, levers: Levers) -> None:
    """The levers; the address is written when they are sent."""
    st.html(heading(tr("Nếu …", "If …"), note=tr("Để trống là như hiện nay.", "Left empty: as it is.")))
    there = [one.id for one in Planning(office()).departments(who)]

    def department() -> None:
        st.query_params.clear()
        st.query_params["department"] = st.session_state["if_department"]

    st.session_state["if_department"] = levers.department
    st.selectbox(
        tr("Ở cơ quan", "At"),
        there,
        key="if_department",
        on_change=department,
        format_func=lambda id: name("department", id),
    )
    _standing(who, levers.department)
    staff = {one.id: one.name for one in people(levers.department)}
    with st.form("levers", border=False):
        arrivals = st.number_input(
            tr("Hồ sơ đến nhiều hơn (%)", "More dossiers come (%)"), -50, 100, levers.arrivals, 5
        )
        leave = st.multiselect(
            tr("Nghỉ phép từ hôm nay", "On leave from today"),
            list(staff),
            list(levers.leave),
            lambda id: staff[id],
            placeholder=tr("không ai", "nobody"),
        )
        weeks = st.number_input(tr("Nghỉ mấy tuần", "For how many weeks"), 1, MOST_WEEKS, levers.weeks)
        others = ["", *(id for id in there if id != levers.department)]
        if len(others) > 1:
            ids = ["", *staff]
            moved = st.selectbox(
                tr("Chuyển một người", "Move one person"),
                ids,
                ids.index(levers.moved),
                lambda id: staff.get(id, tr("không ai", "nobody")),
            )
            to = st.selectbox(
                tr("sang cơ quan", "to"),
                others,
                others.index(levers.to),
                lambda id: name("department", id) if id else tr("không chuyển", "nowhere"),
            )
        else:
            moved = to = ""
        extra = st.number_input(tr("Thêm mấy người", "People more"), 0, MOST_EXTRA, levers.extra)
        kinds = ["", *KINDS]
        kind = st.selectbox(
            tr("Rút thời hạn của bước", "Cut the limit of the step"),
            kinds,
            kinds.index(levers.kind),
            lambda id: tr(*KINDS[id]) if id else tr("không bước nào", "no step"),
        )
        cut = st.number_input(tr("rút bao nhiêu (%)", "by how much (%)"), 0, 90, levers.cut, 10)
        rules = ["", *RULES]
        rule = st.selectbox(
            tr("Cách giao việc", "Rule of assignment"),
            rules,
            rules.index(levers.rule or ""),
            lambda id: tr(*RULE_WORDS[id]) if id else tr("như hiện nay", "as it is"),
        )
        sent = st.form_submit_button(tr("Mô phỏng", "Simulate"), type="primary")
    if sent:
        _write(levers.department, arrivals, leave, weeks, moved, to, extra, kind, cut, rule)
        st.rerun()


def _write(
    department: str, arrivals: int, leave: list[str], weeks: int, moved: str, to: str, extra: int, kind: str,
    cut: int, rule: str,
) -> None:  # fmt: skip
    wanted: dict[str, str | list[str]] = {"department": department, "run": "1"}
    if arrivals:
        wanted["arrivals"] = str(arrivals)
    if leave:
        wanted |= {"leave": leave, "weeks": str(weeks)}
    if moved and to:
        wanted |= {"moved": moved, "to": to}
    if extra:
        wanted["extra"] = str(extra)
    if kind and cut:
        wanted |= {"kind": kind, "cut": str(cut)}
    if rule:
        wanted["rule"] = rule
    st.query_params.from_dict(wanted)


def _standing(who: Viewer, department: str) -> None:
    """From how many open dossiers it begins, and the list of them."""
    asked_for = Question(("backlog",), where={"department": (department,)})
    (figure,) = office().cube.figures(who, asked_for)
    href = escape(list_link("backlog", department=department))
    st.html(
        f'<p class="mc-sub">{tr("Bắt đầu từ", "It begins with")} '
        f'<a class="mc-link" href="{href}" target="_self">{number(figure.value)} '
        f"{tr('hồ sơ tồn đọng', 'open dossiers')}</a>.</p>"
    )


def outcome(who: Viewer, levers: Levers) -> None:
    """The result, or how far it has come, or what to do to get one."""
    if "run" not in st.query_params:
        with st.container(key="sheet_result"):
            st.html(
                empty(
                    tr(
                        "Chọn điều muốn đổi rồi bấm “Mô phỏng”. Kết quả đứng cạnh “như hiện nay”, kèm khoảng "
                        "tin cậy; không có gì trong hồ sơ hay lịch phân công bị thay đổi.",
                        "Choose what to change and press “Simulate”. The result stands beside “as is”, with "
                        "intervals; nothing of the dossiers or rosters is changed.",
                    )
                )
            )
        return
    try:
        running = RUNS.start(office(), who, levers)
    except MotcuaError as error:
        st.error(told(error))
        return
    if not running.over.wait(1.0):
        _waiting(running)
    elif running.error is not None or running.result is None:
        st.error(told(running.error) if running.error else tr("Không có kết quả.", "There is no result."))
    else:
        result(who, levers, running.result)


@st.fragment(run_every=1.0)
def _waiting(running: Running) -> None:
    """How far it has come; when it is over, the page is drawn anew."""
    if running.over.is_set():
        st.rerun()
    words = tr(
        "Đang mô phỏng; có thể rời trang này và quay lại sau.",
        "Simulating; you may leave this page and come back.",
    )
    st.progress(min(1.0, running.share), text=words)

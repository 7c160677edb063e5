"""The evaluation of Circular 01/2018: agencies at a glance, one in detail, and its officers."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.reports.entries import LONGEST_NOTE, enter_points, subject_of
from dashboard.reports.evaluation import Count, Criterion, Evaluation, of_agency, of_officer
from dashboard.reports.facts import CRITERIA, HANDLED, RESULT, Fact, Facts, read_facts
from dashboard.reports.listed import procedures_of
from dashboard.roster.protection import GROUP, sees_persons
from dashboard.ui.about import empty, heading
from dashboard.ui.ranked import name_cell, ranked
from dashboard.ui.reports.asked import View, count, fact_link, working
from dashboard.ui.said import say
from dashboard.ui.session import language, link, name, number, office, told, tr
from models.errors import MotcuaError
from models.report_entry import EntryKind
from models.viewer import Viewer
from seed.reporting import criteria

#: the state of a criterion → what it is called
STATES = {
    "computed": ("tính từ dữ liệu", "from the data"), "entered": ("nhập tay", "entered"),
    "open": ("chưa có", "not known"),
}  # fmt: skip


def show(who: Viewer, view: View) -> None:
    """All departments, or the one that is chosen in the filter."""
    with working(tr("Đang tính điểm…", "Counting the points…")) as progress:
        facts = read_facts(office(), who, view.asked, progress)
    departments = facts.departments()
    if not departments:
        st.info(tr("Kỳ này chưa có hồ sơ để đánh giá.", "There is nothing to evaluate in this period."))
        return
    found = {id: agency(who, view, facts, id) for id in departments}
    with st.container(key="sheet_agencies"):
        agencies(view, facts, found)
    chosen = view.where.get("department", ("",))[0]
    if chosen in found:
        left, right = st.columns([7, 3], gap="small")
        with left, st.container(key="sheet_criteria"):
            st.html(heading(name("department", chosen), note=range_text(found[chosen])))
            st.html(criteria_table(view, found[chosen]))
        if may(who, "report.enter"):
            with right, st.container(key="sheet_points"):
                numbers = {str(one.number): one for one in found[chosen].criteria if one.state != "computed"}
                enter(who, view, "tt01", chosen, numbers)
    with st.container(key="sheet_officers"):
        officers(who, view, facts)


def agency(who: Viewer, view: View, facts: Facts, department: str) -> Evaluation:
    """The evaluation of one department."""
    own = procedures_of(office(), who, view.asked, department)
    subject = subject_of(view.period.start, view.period.end, department)
    kept = office().report_entries.latest("tt01", [subject], view.known_by)
    return of_agency(
        department, facts, own, {key: entry for (_, key), entry in kept.items()}, criteria()["criteria"]
    )


def agencies(view: View, facts: Facts, found: dict[str, Evaluation]) -> None:
    """One line a department, the least points first."""
    st.html(
        heading(
            tr("Cơ quan, đơn vị (18 điểm)", "Agencies (18 points)"),
            note=tr("Chỉ số 1, 2, 3, 9 tính từ dữ liệu (điểm trung bình mỗi hồ sơ); còn lại do người ghi, "
                    "chưa ghi thì để trống. Bấm vào cơ quan để xem và ghi.",
                    "Criteria 1, 2, 3 and 9 are computed (mean of dossiers); the rest is entered, and stays "
                    "open until then. Open a department to see and enter them."),
        )
    )  # fmt: skip
    heads = [tr("Cơ quan", "Department"), *(f"({n})" for n in range(1, 10)), tr("Tổng", "Total"),
             tr("Xếp loại", "Rating"), "n"]  # fmt: skip
    rows = []
    for id, made in sorted(found.items(), key=lambda pair: (pair[1].least, pair[0])):
        href = link("reports", **view.address(department=id))
        rows.append([
            name_cell(name("department", id), href),
            *(points_text(one) for one in made.criteria),
            escape(total_text(made)),
            escape(made.band(criteria()["agency_rating"]) or tr("chưa đủ", "not yet")),
            fact_count(view, facts, Fact(RESULT, id)),
        ])  # fmt: skip
    st.html(ranked(heads, rows, tr("Cơ quan", "Agencies")))


def fact_count(view: View, facts: Facts, fact: Fact) -> str:
    """How many dossiers count in a fact, with the way to them."""
    return count(facts.n(fact), fact_link(view, fact))


def points_text(one: Criterion) -> str:
    """Points, or that they are not known."""
    if one.points is None:
        return f'<span class="mc-soft" title="{escape(one.title)}">–</span>'
    sign = "✎ " if one.state == "entered" else ""
    return f'<span title="{escape(one.title)}">{sign}{number(one.points, 2)}</span>'


def total_text(made: Evaluation) -> str:
    """The total, as a range where something is open."""
    if not made.open:
        return number(made.least, 2)
    return f"{number(made.least, 2)} – {number(made.most, 2)}"


def range_text(made: Evaluation) -> str:
    """What the total is, and how much of it is not known."""
    whole = number(made.whole)
    if not made.open:
        return tr(f"{total_text(made)} trên {whole} điểm.", f"{total_text(made)} of {whole} points.")
    n = len(made.open)
    return tr(
        f"Từ {number(made.least, 2)} đến {number(made.most, 2)} trên {whole} điểm: chưa biết {n} chỉ số.",
        f"{number(made.least, 2)} to {number(made.most, 2)} of {whole} points: {n} criteria are not known.",
    )


def ground_html(view: View, one: Criterion) -> str:
    """Where points come from: words, and counts that open their lists."""
    place = 1 if language() == "en" else 0

    def piece(part: tuple[str, str] | Count) -> str:
        if isinstance(part, Count):
            return count(part.n, fact_link(view, part.fact))
        return escape(part[place])

    counted = "" if one.counted is None else f"n = {piece(one.counted)}"
    parts = [escape(tr(*STATES[one.state])), counted, "".join(map(piece, one.ground))]
    return " · ".join(part for part in parts if part)


def criteria_table(view: View, made: Evaluation) -> str:
    """Each criterion: points, where they come from, of how many dossiers."""
    rows = []
    for one in made.criteria:
        shown = "–" if one.points is None else number(one.points, 2)
        rows.append([
            f"{one.number}", escape(one.title),
            f'<span class="mc-nowrap">{shown} / {number(one.most)}</span>',
            f'<span class="mc-soft">{ground_html(view, one)}</span>',
        ])  # fmt: skip
    heads = [tr("Số", "No."), tr("Chỉ số", "Criterion"), tr("Điểm", "Points"), tr("Từ đâu", "From")]
    return ranked(heads, rows, tr("Chỉ số", "Criteria"), fold=True)


def enter(who: Viewer, view: View, kind: EntryKind, department: str, numbers: dict[str, Criterion]) -> None:
    """Enter points that nothing computes. `numbers`: key → what it is."""
    st.html(
        heading(
            tr("Ghi điểm", "Enter points"),
            note=tr("Cho chỉ số không tính được từ dữ liệu.", "For what the data do not say."),
        )
    )
    if not numbers:
        st.html(empty(tr("Mọi chỉ số đều tính được.", "Everything is computed.")))
        return
    with st.form(f"report_points_{kind}", border=False):
        key = st.selectbox(
            tr("Chỉ số", "Criterion"), list(numbers), key=f"points_key_{kind}",
            format_func=lambda id: f"{numbers[id].title} ({number(numbers[id].most)})",
        )  # fmt: skip
        points = st.number_input(
            tr("Điểm", "Points"), min_value=0.0, max_value=float(max(one.most for one in numbers.values())),
            step=0.5, key=f"points_{kind}",
        )  # fmt: skip
        note = st.text_input(tr("Căn cứ", "Ground"), max_chars=LONGEST_NOTE, key=f"points_note_{kind}")
        if st.form_submit_button(tr("Ghi", "Save"), type="primary"):
            period = view.period
            try:
                enter_points(
                    office(), who, kind, period.start, period.end, department, key, float(points), note
                )
            except MotcuaError as error:
                st.error(told(error))
                return
            say(tr("Đã ghi điểm.", "The points are kept."))
            st.rerun()


def officers(who: Viewer, view: View, facts: Facts) -> None:
    """Officers (10 points): by name for who heads them, else departments of five or more."""
    st.html(
        heading(
            tr("Cán bộ, công chức (10 điểm)", "Officers (10 points)"),
            note=tr("Chỉ số 1, 2, 3 trên hồ sơ có kết quả mà người đó đã xử lý; 4 và 7 chưa có số liệu. Tên "
                    f"chỉ hiện với người đứng đầu cơ quan; cơ quan dưới {GROUP} người không hiện.",
                    "Criteria 1, 2, 3 over dossiers with a result that they did; 4 and 7 are not known. "
                    f"Names for the head of the department only; fewer than {GROUP} people are not shown."),
        )
    )  # fmt: skip
    rows = []
    for holder, people in facts.people().items():
        if sees_persons(who, holder):
            rows += [officer_row(view, facts, holder, person) for person in people]
        elif len(people) >= GROUP and who.role != "manager":
            rows.append(group_row(view, facts, holder, people))
    if not rows:
        st.html(
            empty(tr("Không có ai để hiện trong phạm vi của bạn.", "There is nobody to show in your scope."))
        )
        return
    heads = [
        tr("Cán bộ", "Officer"),
        tr("Cơ quan", "Department"),
        "(1)",
        "(2)",
        "(3)",
        tr("Tổng", "Total"),
        "n",
    ]
    st.html(ranked(heads, rows, tr("Cán bộ", "Officers")))


def officer_row(view: View, facts: Facts, holder: str, person: str) -> list[str]:
    """One officer."""
    made = of_officer(holder, person, facts, criteria()["criteria"])
    known = [points_text(one) for one in made.criteria if one.number in CRITERIA]
    return [escape(name("person", person)), escape(name("department", holder)), *known, total_text(made),
            fact_count(view, facts, Fact(RESULT, holder, person))]  # fmt: skip


def group_row(view: View, facts: Facts, holder: str, people: list[str]) -> list[str]:
    """All officers of a department together; a dossier on which several worked is one in the count."""
    made = [of_officer(holder, person, facts, criteria()["criteria"]) for person in people]
    cells = []
    for place in range(3):
        known = [each.criteria[place].points for each in made]
        values = [value for value in known if value is not None]
        cells.append(number(sum(values) / len(values), 2) if values else "–")
    least = sum(each.least for each in made) / len(made)
    most = sum(each.most for each in made) / len(made)
    told_words = tr(f"trung bình {len(people)} người", f"mean of {len(people)} people")
    return [escape(told_words), escape(name("department", holder)), *cells,
            f"{number(least, 2)} – {number(most, 2)}",
            fact_count(view, facts, Fact(HANDLED, holder))]  # fmt: skip

"""What is wrong with the data: impossible dates, references to nothing, what nobody can do or moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from dashboard.clock import day_of
from dashboard.cube.members import equal
from dashboard.cube.question import narrowed
from dashboard.mining.ways import TooMany
from dashboard.names import Names
from models.dossier import PAUSED, UNKNOWN
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office
    from models.staff import StaffMember

ProblemId = Literal[
    "ends_first", "future", "due_first", "no_department", "no_procedure", "no_step", "no_person",
    "nobody_here", "nobody_knows", "nobody_ahead", "still", "paused_long",
]
#: days of the first window of reading, from today back; each next one is twice as long
WINDOW, LONGEST = 31, 366
#: open dossiers that are judged at most
MOST: Final = 30_000
#: calendar days after which a dossier that has not moved is told, and those one may choose
STILL, STILL_CHOICES = 30, (15, 30, 60, 90)
#: steps for which a department needs somebody, but nobody who knows the field
ANYBODY: Final = frozenset({"intake", "return", "forward", "clock_stop_payment", "external", "external_tax"})
FIELDS: Final = dict.fromkeys(
    ("state", "source", "procedure", "revision", "field", "department", "level", "channel", "holder", "step",
     "assignee", "route", "visits", "pauses", "received_at", "received_day", "due_day", "problems",
     "holders"), 1,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem: its group, its name and what it means, in both languages."""

    id: ProblemId
    group: Literal["dates", "orphans", "nobody", "still"]
    vi: str
    en: str
    about_vi: str
    about_en: str


PROBLEMS: Final[dict[ProblemId, Problem]] = {
    one.id: one
    for one in (
        Problem("ends_first", "dates", "Kết thúc trước khi tiếp nhận", "Ends before it starts",
                "Hồ sơ tiếp nhận trong kỳ; không tính vào thời gian và tồn đọng.",
                "Received in the period; in no duration and no backlog."),
        Problem("future", "dates", "Tiếp nhận ở tương lai", "Received in the future",
                "Ngày tiếp nhận sau hôm nay.", "Its day of receipt is after today."),
        Problem("due_first", "dates", "Hẹn trả trước khi tiếp nhận", "Due before it was received",
                "Ngày hẹn trước ngày tiếp nhận.", "Its due day is before its day of receipt."),
        Problem("no_department", "orphans", "Cơ quan không có trong danh mục", "Unknown department",
                "Cơ quan giải quyết, hoặc nơi đang giữ, không có trong danh mục.",
                "The responsible department, or where it lies, is not in the catalogue."),
        Problem("no_procedure", "orphans", "Thủ tục, lĩnh vực không có trong danh mục", "Unknown procedure",
                "Thủ tục hoặc lĩnh vực không có trong danh mục.",
                "Its procedure or field is not in the catalogue."),
        Problem("no_step", "orphans", "Bước không có trong quy trình", "Unknown step",
                "Bước hiện tại không có trong quy trình của phiên bản mà hồ sơ theo.",
                "Its present step is not one of the process that it is handled under."),
        Problem("no_person", "orphans", "Người xử lý không tồn tại", "Unknown person",
                "Người được giao không có tài khoản và không có trong danh sách nhân sự.",
                "Who has it is neither an account nor on the staff list."),
        Problem("nobody_here", "nobody", "Nơi giữ không có nhân sự", "Nobody is listed where it lies",
                "Cơ quan đang giữ chưa khai nhân sự nào còn làm việc.",
                "The department where it lies has nobody on its staff list."),
        Problem("nobody_knows", "nobody", "Không ai nơi giữ biết lĩnh vực", "Nobody there knows the field",
                "Cơ quan đang giữ có nhân sự, nhưng không ai được khai biết lĩnh vực này.",
                "The department has people, but nobody who is listed as knowing the field."),
        Problem("nobody_ahead", "nobody", "Bước sắp tới không ai làm được", "A step ahead that nobody can do",
                "Một bước sau đó ở nơi không có nhân sự, hoặc không ai biết lĩnh vực.",
                "A later step lies where nobody is listed, or nobody knows the field."),
        Problem("still", "still", "Đứng yên quá lâu", "Has not moved for long",
                "Đang chạy, không có bước, tạm dừng hay hẹn lại nào trong số ngày đã chọn.",
                "Running, without a step, pause or new date in the days that are chosen."),
        Problem("paused_long", "still", "Tạm dừng quá lâu", "Paused for long",
                "Chờ người nộp lâu hơn số ngày đã chọn.",
                "Has waited for the applicant longer than the days that are chosen."),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What there is: ids of the catalogues, people, and who can do what where.

    `steps`: of each revision. `people`: accounts and staff. `able`: department → the fields that somebody
    who works there today knows.
    """

    departments: frozenset[str]
    procedures: frozenset[str]
    fields: frozenset[str]
    steps: Mapping[str, frozenset[str]]
    people: frozenset[str]
    able: Mapping[str, frozenset[str]]

    def can(self, holder: str, field: str, kind: str) -> bool:
        """Whether somebody of the department can do a step of that kind and field."""
        there = self.able.get(holder)
        return there is not None and (kind in ANYBODY or field in there)


def able(staff: Iterable[StaffMember], on: date) -> dict[str, frozenset[str]]:
    """department → the fields that somebody who works there on that day knows."""
    found: dict[str, set[str]] = {}
    for one in staff:
        if one.in_force(on):
            found.setdefault(one.department, set()).update(each.field for each in one.competences)
    return {department: frozenset(fields) for department, fields in found.items()}


Row = Mapping[str, Any]


def judge(row: Row, known: Known, today: int, still: int, day: Callable[[datetime], int]) -> list[ProblemId]:
    """What is wrong with an open dossier, as it is stored. Pure."""
    found: list[ProblemId] = []
    if row["received_day"] > today:
        found.append("future")
    if row.get("due_day") is not None and row["due_day"] < row["received_day"]:
        found.append("due_first")
    holder, field = row.get("holder") or UNKNOWN, row.get("field", UNKNOWN)
    own = row.get("source", "office") == "office"
    # Of a log's case it may well be unknown what it is and where it lies; that is no dangling reference.
    fine = frozenset() if own else frozenset({UNKNOWN})
    if {row.get("department", UNKNOWN), holder} - known.departments - fine:
        found.append("no_department")
    if {row.get("procedure", UNKNOWN)} - known.procedures - fine or {field} - known.fields - fine:
        found.append("no_procedure")
    if own and row.get("assignee") is not None and row["assignee"] not in known.people:
        found.append("no_person")
    if own:
        found += of_work(row, known, holder, field)
        found += of_rest(row, today, still, day)
    return found


def of_work(row: Row, known: Known, holder: str, field: str) -> list[ProblemId]:
    """Whether its step is one of its process, and somebody can do it and what comes after."""
    found: list[ProblemId] = []
    route, step = row.get("route", ()), row.get("step")
    place = next((number for number, each in enumerate(route) if each["step"] == step), None)
    if place is None or step not in known.steps.get(row.get("revision", ""), frozenset()):
        found.append("no_step")
    kind = route[place]["kind"] if place is not None else "review"
    if place is not None and route[place]["holder"] != holder:
        kind = "external"
    if holder not in known.able:
        found.append("nobody_here")
    elif not known.can(holder, field, kind):
        found.append("nobody_knows")
    ahead = route[place + 1 :] if place is not None else ()
    if any(not known.can(each["holder"], field, each["kind"]) for each in ahead):
        found.append("nobody_ahead")
    return found


def of_rest(row: Row, today: int, still: int, day: Callable[[datetime], int]) -> list[ProblemId]:
    """Whether it has not moved, or has been paused, for more than `still` days."""
    if row["state"] in PAUSED:
        since = max((pause["began_day"] for pause in row.get("pauses", ())), default=row["received_day"])
        return ["paused_long"] if today - since > still else []
    return ["still"] if today - last_move(row, day) > still else []


def last_move(row: Row, day: Callable[[datetime], int]) -> int:
    """The last day on which anything happened to an open dossier."""
    days: list[int] = [row["received_day"]]
    for visit in row.get("visits", ()):
        days += [day(visit[name]) for name in ("entered_at", "started_at", "left_at") if visit.get(name)]
    for pause in row.get("pauses", ()):
        days += [pause[name] for name in ("began_day", "ended_day") if pause.get(name) is not None]
    return max(days)


@dataclass(frozen=True)
class Health:
    """The codes of the open dossiers by problem, and of all open ones that were judged."""

    found: Mapping[ProblemId, tuple[str, ...]]
    judged: tuple[str, ...]


def examine(
    office: Office, viewer: Viewer, where: Mapping[str, tuple[str, ...]], still: int = STILL
) -> Health:
    """Judge every open dossier within the filters and the viewer's scope. Raises TooMany.

    What it costs depends on the backlog, not on the history: it is read by ranges of `open_day`.
    """
    known, zone, today = known_to(office), office.store.zone, office.today()
    found: dict[ProblemId, list[str]] = {}
    judged: list[str] = []
    query = equal(narrowed(where, viewer))
    for days in windows(office.cube.first_day(), today):
        for row in office.dossiers.find({"open_day": days, **query}, viewer, FIELDS):
            judged.append(row["_id"])
            for problem in judge(row, known, today, still, lambda at: day_of(at, zone)):
                found.setdefault(problem, []).append(row["_id"])
        if len(judged) > MOST:
            raise TooMany(
                f"Có hơn {MOST} hồ sơ đang mở; hãy lọc theo cơ quan, lĩnh vực hoặc thủ tục.",
                f"More than {MOST} dossiers are open; filter by department, field or procedure.",
            )
    return Health({problem: tuple(sorted(codes)) for problem, codes in found.items()}, tuple(sorted(judged)))


def windows(first: int, today: int) -> Iterator[dict[str, int]]:
    """Ranges of days that together hold all from `first` on, what lies in the future too."""
    yield {"$gt": today}
    last, width = today, WINDOW
    while last >= first:
        yield {"$gte": max(first, last - width + 1), "$lte": last}
        last, width = last - width, min(width * 2, LONGEST)


def known_to(office: Office) -> Known:
    """What there is now."""
    names: Names = office.names
    staff = office.staff.all()
    people = {name for one in office.users.all() for name in (one.id, one.login)} | {one.id for one in staff}
    return Known(
        frozenset(names.of("department")) - {UNKNOWN},
        frozenset(names.of("procedure")) - {UNKNOWN},
        frozenset(names.of("field")) - {UNKNOWN},
        {one.id: frozenset(step.id for step in one.steps) for one in office.revisions.all()},
        frozenset(people),
        able(staff, office.local_date()),
    )

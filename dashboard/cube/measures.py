"""The registry of measures, with the definitions of DESIGN.md §6."""

from __future__ import annotations

from dashboard.cube.counters import AGES, RATIO_UNIT
from dashboard.cube.measure import MS_PER_HOUR, Measure, Members, Term
from dashboard.cube.question import BadQuestion

RESULTS = {"outcome": {"$in": ["resolved", "rejected"]}}
MEASURED = {**RESULTS, "waiting_ms": {"$exists": True}}
CLOSED = ("k", "j", "w", "t")
BACKLOG = (
    Term("r"),
    Term("x", -1),
    *(Term(counter, -1) for counter in CLOSED),
    Term("X"),
)

MEASURES: dict[str, Measure] = {}


def flow(name: str, counters: tuple[str, ...], key: str, vi: str, en: str, about_vi: str, about_en: str,
         good: bool | None = None, query: dict[str, object] | None = None) -> None:  # fmt: skip
    """Register a count of dossiers by a day that lies in the period."""
    MEASURES[name] = Measure(
        name, "cases", "flow", "dossier", vi, en, about_vi, about_en,
        Members(key, query or {}), counters=counters, good=good,
    )  # fmt: skip


flow("received", ("r",), "received_day", "Tiếp nhận", "Received",
     "Hồ sơ được tiếp nhận trong kỳ (không tính hồ sơ mới đăng ký hoặc bị từ chối tiếp nhận).",
     "Dossiers received in the period (not those only submitted or refused at intake).")
flow("resolved", ("k",), "closed_day", "Đã giải quyết", "Resolved",
     "Hồ sơ có kết quả trong kỳ (mã 9 và 10).", "Dossiers with a result in the period (codes 9 and 10).",
     True, {"outcome": "resolved"})
flow("closed", CLOSED, "closed_day", "Kết thúc", "Closed",
     "Đã giải quyết, trả hồ sơ nêu lý do, rút hoặc dừng xử lý trong kỳ.",
     "Resolved, returned with reasons, withdrawn or stopped in the period.",
     query={"outcome": {"$exists": True}})
flow("rejected", ("j",), "closed_day", "Trả hồ sơ, nêu lý do", "Returned with reasons",
     "Hồ sơ bị trả lại có lý do khi thẩm định; tính thời gian như mọi kết quả.",
     "Refused in appraisal, with reasons; counted in time like any result.", query={"outcome": "rejected"})
flow("withdrawn", ("w",), "closed_day", "Rút hồ sơ", "Withdrawn",
     "Hồ sơ do người nộp rút trong kỳ.", "Taken back by the applicant in the period.",
     query={"outcome": "withdrawn"})
flow("stopped", ("t",), "closed_day", "Dừng xử lý", "Stopped",
     "Hồ sơ dừng xử lý (có thông báo) trong kỳ.", "Stopped, with its notice, in the period.",
     query={"outcome": "stopped"})
flow("returned", ("b",), "returned_day", "Đã trả kết quả", "Result handed over",
     "Kết quả đã đến tay người nộp trong kỳ.", "Results that reached the applicant in the period.", True)
flow("early", ("a",), "closed_day", "Trước hạn", "Early",
     "Kết quả có trước ngày hẹn theo luật (thời hạn gốc cộng thời gian tạm dừng).",
     "The day of the result lies before the due day that the law set (original term moved by pauses).",
     True, {"timeliness": "early"})
flow("on_due_day", ("d",), "closed_day", "Đúng ngày hẹn", "On the due day",
     "Kết quả có đúng ngày hẹn theo luật.", "The day of the result is the due day that the law set.",
     True, {"timeliness": "on_due_day"})
flow("on_time", ("a", "d"), "closed_day", "Đúng hạn", "On time",
     "Trước hạn và đúng ngày hẹn cộng lại.", "Early and on the due day together.",
     True, {"timeliness": {"$in": ["early", "on_due_day"]}})
flow("late", ("l",), "closed_day", "Trễ hạn", "Late",
     "Kết quả có sau ngày hẹn theo luật, kể cả khi đã xin lỗi và hẹn lại.",
     "The day of the result lies after the due day that the law set, extensions or not.",
     False, {"timeliness": "late"})
flow("late_excused", ("v",), "closed_day", "Trễ hạn nhưng đã hẹn lại", "Late within an extension",
     "Trong số trễ hạn: kết quả có trong hạn đã hẹn lại.",
     "Of the late: those within an extension that was granted.", False,
     {"timeliness": "late", "excused": True})
flow("due", ("u",), "running_due", "Đến hạn", "Falling due",
     "Hồ sơ đang chạy (không tạm dừng) có ngày hẹn trong kỳ.",
     "Open, running dossiers whose due day lies in the period.")
flow("rated", ("g",), "rated_day", "Lượt đánh giá", "Ratings",
     "Hồ sơ được người nộp đánh giá trong kỳ.", "Dossiers rated by the applicant in the period.")
flow("data_problems", ("x",), "received_day", "Ngày không hợp lệ", "Impossible dates",
     "Hồ sơ kết thúc trước khi tiếp nhận; không tính vào thời gian và tồn đọng.",
     "Dossiers that end before they start; in no duration and no backlog.", False,
     {"problems": "ends_before_start"})

MEASURES["rating_mean"] = Measure(
    "rating_mean", "cases", "mean", "point", "Điểm hài lòng", "Satisfaction",
    "Trung bình các đánh giá trong kỳ, từ 1 (không hài lòng) đến 3 (rất hài lòng).",
    "Mean of the ratings in the period, 1 (not satisfied) to 3 (very satisfied).",
    Members("rated_day"), counters=("G",), over=("g",), good=True,
)  # fmt: skip
MEASURES["on_time_rate"] = Measure(
    "on_time_rate", "cases", "rate", "ratio", "Tỷ lệ đúng hạn", "On-time rate",
    "Đúng hạn ÷ (đúng hạn + trễ hạn), theo ngày có kết quả; chỉ hồ sơ có ngày hẹn. "
    "Hồ sơ đang quá hạn đứng riêng bên cạnh.",
    "On time ÷ (on time + late), by result day, dossiers with a due date only. "
    "Open overdue dossiers stand beside it.",
    Members("closed_day", {"timeliness": {"$in": ["early", "on_due_day", "late"]}}),
    counters=("a", "d"), over=("a", "d", "l"), good=True,
)  # fmt: skip
MEASURES["on_time_rate_extended"] = Measure(
    "on_time_rate_extended", "cases", "rate", "ratio",
    "Tỷ lệ đúng hạn, tính cả hẹn lại", "On-time rate with extensions",
    "Như tỷ lệ đúng hạn, nhưng kết quả có trong hạn đã hẹn lại được coi là đúng hạn.",
    "As the on-time rate, but a result within an extension that was granted counts as on time.",
    Members("closed_day", {"timeliness": {"$in": ["early", "on_due_day", "late"]}}),
    counters=("a", "d", "v"), over=("a", "d", "l"), good=True,
)  # fmt: skip


def stock(name: str, terms: tuple[Term, ...], members: Members, vi: str, en: str, about_vi: str,
          about_en: str, subject: str = "cases", good: bool | None = False) -> None:  # fmt: skip
    """Register a count of dossiers that stand at the end of a day."""
    MEASURES[name] = Measure(
        name, "visits" if subject == "visits" else "cases", "stock", "dossier", vi, en, about_vi, about_en,
        members, terms=terms, good=good,
    )  # fmt: skip


stock("backlog", BACKLOG, Members("open_day", standing="backlog"), "Tồn đọng", "Backlog",
      "Hồ sơ đã tiếp nhận và chưa kết thúc vào cuối ngày.",
      "Dossiers received and not closed at the end of the day.")
stock("overdue", (Term("f"), Term("F", -1)), Members("open_day", standing="overdue"), "Quá hạn", "Overdue",
      "Hồ sơ chưa kết thúc, không tạm dừng, đã qua ngày hẹn vào cuối ngày.",
      "Open, not paused, and past the due day at the end of the day.")
stock("paused", (Term("n"), Term("N", -1)), Members("open_day", standing="paused"), "Đang tạm dừng", "Paused",
      "Hồ sơ chờ người nộp bổ sung giấy tờ hoặc nộp tiền; thời hạn không chạy.",
      "Waiting for the applicant's supplement or payment; the clock stands.", good=None)
MEASURES["at_risk"] = Measure(
    "at_risk", "cases", "at_risk", "dossier", "Sắp đến hạn", "At risk",
    "Hồ sơ chưa kết thúc, không tạm dừng, đến hạn từ hôm đó đến ngày làm việc kế tiếp.",
    "Open, not paused, due from that day to the next working day after it.",
    Members("running_due", standing="at_risk"), counters=("u",), good=False,
)  # fmt: skip
stock("held", (Term("f"), Term("F", -1)), Members("open_day", standing="held"), "Đang giữ", "Held",
      "Hồ sơ tồn đọng theo nơi đang giữ vào cuối ngày.",
      "The backlog by the department where it lies at the end of the day.", subject="visits", good=None)

for _band in range(len(AGES) + 1):
    _low = 0 if _band == 0 else AGES[_band - 1]
    _high = AGES[_band] if _band < len(AGES) else None
    _older = BACKLOG if _band == 0 else (
        Term("o", shift=_low), Term(f"p{_band}"), Term(f"P{_band}", -1)
    )  # fmt: skip
    _oldest = () if _high is None else (
        Term("o", -1, _high), Term(f"p{_band + 1}", -1), Term(f"P{_band + 1}")
    )  # fmt: skip
    _range = f"{_low}–{_high - 1}" if _high is not None else f"trên {_low - 1}"
    _range_en = f"{_low}–{_high - 1}" if _high is not None else f"over {_low - 1}"
    stock(f"backlog_age_{_band}", (*_older, *_oldest),
          Members("open_day", standing="older", ages=(_low, _high)),
          f"Tồn {_range} ngày", f"Open {_range_en} days",
          f"Tồn đọng đã tiếp nhận được {_range} ngày (theo lịch) vào cuối ngày.",
          f"Backlog received {_range_en} calendar days before the end of the day.",
          good=None)  # fmt: skip
AGE_BANDS: tuple[str, ...] = tuple(f"backlog_age_{band}" for band in range(len(AGES) + 1))


def spread(stem: str, subject: str, unit: str, total: str, n: str, sketch: str, members: Members, vi: str,
           en: str, about_vi: str, about_en: str, scale: float = MS_PER_HOUR) -> None:  # fmt: skip
    """Register the mean, the median and the 90th percentile of one duration."""
    kinds = [("p50", 0.5, "trung vị", "median"), ("p90", 0.9, "p90", "p90")]
    if total:
        kinds.insert(0, ("mean", 0.0, "trung bình", "mean"))
    for suffix, q, word_vi, word_en in kinds:
        MEASURES[f"{stem}_{suffix}"] = Measure(
            f"{stem}_{suffix}",
            "visits" if subject == "visits" else "cases",
            "mean" if suffix == "mean" else "quantile",
            "ratio" if unit == "ratio" else "hour",
            f"{vi}, {word_vi}",
            f"{en}, {word_en}",
            about_vi,
            about_en,
            members,
            counters=(total,) if total else (),
            over=(n,) if n else (),
            sketch=sketch,
            q=q,
            scale=scale,
            good=False,
        )


spread("waiting_working", "cases", "hour", "cw", "c", "w", Members("closed_day", MEASURED),
       "Thời gian chờ (giờ làm việc)", "Waiting time (working hours)",
       "Từ tiếp nhận đến kết quả, giờ làm việc, đã trừ thời gian tạm dừng; theo ngày có kết quả. "
       "Giờ làm việc; trung vị và p90 sai số tối đa 1 %.",
       "From receipt to result in working time, pauses taken out, by result day. "
       "Median and p90 are within 1 %.")
spread("waiting_calendar", "cases", "hour", "cc", "c", "c", Members("closed_day", MEASURED),
       "Thời gian chờ (giờ lịch)", "Waiting time (calendar hours)",
       "Từ tiếp nhận đến kết quả, giờ theo lịch; theo ngày có kết quả.",
       "From receipt to result in calendar hours, by result day.")
spread("waiting_to_limit", "cases", "ratio", "", "", "x",
       Members("closed_day", {**MEASURED, "limit_ms": {"$gt": 0}}),
       "Thời gian chờ so với hạn", "Waiting against limit",
       "Thời gian chờ ÷ thời hạn theo luật (cả hai tính giờ làm việc): trên 100 % là lâu hơn luật cho phép.",
       "Waiting time ÷ the law's term, both in working time: over 100 % is longer than the law gives.",
       scale=RATIO_UNIT)

KNOWN = {**MEASURED, "queue_ms": {"$exists": True}}
for _name, _counter, _members, _n, _words in (
    ("share_queue", "qq", KNOWN, "q", ("Chờ xử lý tại cơ quan", "Queue at the department")),
    ("share_handling", "qh", KNOWN, "q", ("Xử lý tại cơ quan", "Handling at the department")),
    ("share_other", "qo", KNOWN, "q", ("Ở cơ quan khác", "At other departments")),
    ("share_pause", "cp", MEASURED, "c", ("Chờ người nộp", "Waiting for the applicant")),
):
    MEASURES[_name] = Measure(
        _name, "cases", "mean", "hour", _words[0], _words[1],
        "Trung bình mỗi kết quả, giờ làm việc, theo ngày có kết quả. Ba phần chờ xử lý, xử lý và cơ quan "
        "khác cộng lại là thời gian chờ; chờ người nộp đứng ngoài.",
        "Mean of a result in working hours, by result day. Queue, handling and other departments sum to "
        "the waiting time; waiting for the applicant stands outside it.",
        Members("closed_day", _members), counters=(_counter,), over=(_n,), scale=MS_PER_HOUR, good=False,
    )  # fmt: skip


def visit_flow(name: str, counter: str, key: str, vi: str, en: str, about_vi: str, about_en: str,
               visit: dict[str, object], good: bool | None = None) -> None:  # fmt: skip
    """Register a count of visits by the day they were entered or left."""
    MEASURES[name] = Measure(
        name, "visits", "flow", "visit", vi, en, about_vi, about_en,
        Members(key, visit=visit), counters=(counter,), good=good,
    )  # fmt: skip


visit_flow("visits", "y", "left_day", "Lượt xử lý", "Visits",
           "Lượt xử lý kết thúc trong kỳ (một lần hồ sơ ở một bước).",
           "Visits left in the period (one stay of a dossier at one step).", {})
visit_flow("late_visits", "s", "left_day", "Lượt quá hạn bước", "Visits over the step's limit",
           "Lượt xử lý kết thúc trong kỳ sau thời hạn của bước.",
           "Visits left in the period after the step's own limit.", {"late": True}, False)
spread("visit_calendar", "visits", "hour", "cc", "c", "c", Members("left_day", visit={"calendar_ms": True}),
       "Thời gian ở một bước (giờ lịch)", "Time at a step (calendar hours)",
       "Một lượt xử lý, từ lúc đến đến lúc đi, giờ theo lịch; theo ngày đi.",
       "A visit from entered to left in calendar hours, by the day it was left.")
spread("queue_working", "visits", "hour", "qq", "q", "q", Members("left_day", visit={"queue_ms": True}),
       "Chờ xử lý (giờ làm việc)", "Queue time (working hours)",
       "Từ lúc đến bước đến lúc có người nhận xử lý, giờ làm việc, đã trừ tạm dừng.",
       "From arriving at the step to being started, in working time, pauses taken out.")
spread("handling_working", "visits", "hour", "qh", "q", "h", Members("left_day", visit={"queue_ms": True}),
       "Xử lý (giờ làm việc)", "Handling time (working hours)",
       "Từ lúc nhận xử lý đến lúc xong bước, giờ làm việc, đã trừ tạm dừng.",
       "From started to left, in working time, pauses taken out.")
MEASURES["late_visit_rate"] = Measure(
    "late_visit_rate", "visits", "rate", "ratio", "Tỷ lệ quá hạn bước", "Share over the step's limit",
    "Lượt xử lý quá hạn bước ÷ lượt có thời hạn, theo ngày đi.",
    "Visits over their step's limit ÷ visits with a limit, by the day they were left.",
    Members("left_day", visit={"late_known": True}), counters=("s",), over=("z",), good=False,
)  # fmt: skip


def measure_of(name: str) -> Measure:
    """The measure of the registry, or BadQuestion."""
    if name not in MEASURES:
        raise BadQuestion(f"Không có chỉ số “{name}”.", f"There is no measure “{name}”.")
    return MEASURES[name]

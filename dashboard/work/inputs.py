"""What each action asks for, described once: for the form, for what is read from it, and for the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from dashboard.clock import WorkingCalendar, day_number
from dashboard.flow import RULES, Action, ActionName, ActionRefused, Need
from dashboard.intake import typed as read
from dashboard.intake.typed import Wrong
from models.dossier import Dossier
from models.form import APPLICANT, FormField

#: How an input is typed: one line, several lines, a day, or a choice of something.
Kind = Literal[
    "line", "text", "day", "hours", "department", "person", "step", "rating", "method", "paid_by", "phone",
    "identity", "email", "commune", "channel", "asked", "verdict",
]  # fmt: skip
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Input:
    """One field of the form of an action: which field of `Action` it fills, and what it is called."""

    need: Need | Corrected
    kind: Kind
    vi: str
    en: str
    help_vi: str = ""
    help_en: str = ""
    required: bool = True

    def title(self, language: str) -> str:
        """Its label; what may be left empty says so."""
        text = self.en if language == "en" else self.vi
        if self.required:
            return text
        return f"{text} ({'optional' if language == 'en' else 'không bắt buộc'})"

    def help(self, language: str) -> str:
        """What to know before filling it in; "" where there is nothing."""
        return self.help_en if language == "en" else self.help_vi


#: what of a dossier may be corrected: each is typed anew, and what is left empty stays as it is
Corrected = Literal[
    "applicant.name", "applicant.phone", "applicant.identity", "applicant.address", "applicant.commune",
    "applicant.email", "channel",
]  # fmt: skip
CORRECTED: dict[Corrected, tuple[Kind, str, str]] = {
    "applicant.name": ("line", "Họ và tên đúng", "Right name"),
    "applicant.phone": ("phone", "Điện thoại đúng", "Right phone"),
    "applicant.identity": ("identity", "Số giấy tờ đúng", "Right identity number"),
    "applicant.address": ("line", "Địa chỉ đúng", "Right address"),
    "applicant.commune": ("commune", "Xã, phường đúng", "Right commune"),
    "applicant.email": ("email", "Thư điện tử đúng", "Right e-mail"),
    "channel": ("channel", "Hình thức nộp đúng", "Right channel"),
}
READ: dict[str, Callable[[Any, FormField], str]] = {
    "line": read.text, "phone": read.phone, "identity": read.identity, "email": read.email,
}  # fmt: skip

GENERAL: dict[str, tuple[Kind, str, str, str, str]] = {
    "reason": ("text", "Lý do", "Reason", "", ""),
    "note": ("text", "Ghi chú", "Note", "", ""),
    "approver": ("line", "Người phê duyệt", "Approver", "", ""),
    "assignee": ("person", "Người nhận việc", "Who takes it", "", ""),
    "department": ("department", "Cơ quan nhận hồ sơ", "Department that takes it over", "", ""),
    "limit_ms": (
        "hours", "Thời hạn cho cơ quan phối hợp (giờ làm việc)", "Time for them (working hours)",
        "Ngày hẹn trả cho người nộp không đổi.", "The due date promised to the applicant stays.",
    ),
    "step": ("step", "Trả về bước", "Back to the step", "", ""),
    "due_at": (
        "day", "Ngày hẹn lại", "New due date",
        "Tính đến hết giờ làm việc của ngày đó; ngày nghỉ chuyển sang ngày làm việc tiếp theo.",
        "Until closing time of that day; a day off becomes the next working day.",
    ),
    "rating": ("rating", "Mức độ hài lòng", "How satisfied", "", ""),
    "method": ("method", "Hình thức trả", "How it is returned", "", ""),
    "receiver": (
        "line", "Người nhận kết quả", "Who receives it",
        "Người nộp, người được ủy quyền, hoặc số hiệu bưu gửi.",
        "The applicant, somebody authorised, or the number of the parcel.",
    ),
    "paid_by": ("paid_by", "Cách nộp", "Paid by", "", ""),
    "verdict": ("verdict", "Ý kiến", "Opinion", "", ""),
    "receipt": ("line", "Số biên lai", "Number of the receipt", "", ""),
}  # fmt: skip
#: where an action calls an input by another name
SPECIAL: dict[tuple[str, str], tuple[Kind, str, str, str, str]] = {
    ("ask_supplement", "reason"): (
        "text", "Giấy tờ, nội dung cần bổ sung", "What has to be supplied",
        "Ghi đầy đủ trong một lần: nội dung, lý do, hướng dẫn, căn cứ pháp lý.",
        "Everything in one time: what, why, how, and the legal ground.",
    ),
    ("ask_more", "reason"): (
        "text", "Giấy tờ, nội dung cần hoàn thiện", "What is missing or wrong",
        "Ghi đầy đủ trong một lần: nội dung, lý do, hướng dẫn; người nộp đọc đúng những dòng này.",
        "Everything in one time: what, why, how. The applicant reads these very lines.",
    ),
    ("supply", "note"): ("text", "Người nộp đã mang đến gì", "What the applicant has brought", "", ""),
    ("extend", "reason"): ("text", "Lý do xin lỗi, hẹn lại", "Reason of the apology", "", ""),
    ("ask_payment", "reason"): ("text", "Khoản phải nộp", "What has to be paid", "", ""),
    ("withdraw", "reason"): ("text", "Lý do người nộp nêu", "What the applicant says", "", ""),
    ("ask_opinions", "reason"): ("text", "Nội dung xin ý kiến", "What they are asked", "", ""),
    ("ask_opinions", "department"): (
        "department", "Cơ quan được hỏi", "Department to ask",
        "Để trống: hỏi cùng lúc mọi cơ quan mà bước này phải hỏi.",
        "Empty: all that this step has to ask, at once.",
    ),
    ("ask_opinions", "limit_ms"): (
        "hours", "Thời hạn trả lời (giờ làm việc)", "Time to answer (working hours)",
        "Để trống: theo quy trình. Ngày hẹn trả cho người nộp không đổi.",
        "Empty: as the process says. The due date promised to the applicant stays.",
    ),
    ("give_opinion", "department"): ("asked", "Ý kiến của cơ quan", "Opinion of", "", ""),
    ("give_opinion", "reason"): (
        "text", "Nội dung ý kiến, số văn bản", "What it says, number of the letter", "", "",
    ),
    ("take_opinion_back", "department"): ("asked", "Ý kiến của cơ quan", "Opinion of", "", ""),
    ("waive_opinion", "department"): ("asked", "Cơ quan không chờ nữa", "Department", "", ""),
    ("send_back", "reason"): ("text", "Lý do trả lại, việc cần làm", "Why, and what has to be done", "", ""),
}  # fmt: skip
METHODS: dict[str, tuple[str, str]] = {
    "counter": ("trực tiếp tại quầy", "at the counter"),
    "post": ("qua bưu chính", "by post"),
    "online": ("trực tuyến", "online"),
}
PAID_BY: dict[str, tuple[str, str]] = {
    "cash": ("tiền mặt", "cash"),
    "transfer": ("chuyển khoản", "transfer"),
    "online": ("trực tuyến", "online"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    "agreed": ("đồng ý", "agrees"),
    "remarks": ("có góp ý", "has remarks"),
    "disagreed": ("không đồng ý", "does not agree"),
}
RATINGS: dict[int, tuple[str, str]] = {
    3: ("Rất hài lòng", "Very satisfied"),
    2: ("Hài lòng", "Satisfied"),
    1: ("Không hài lòng", "Not satisfied"),
}


def inputs(name: ActionName, dossier: Dossier) -> tuple[Input, ...]:
    """The fields of the form of an action on this dossier, those that it needs first."""
    rule = RULES[name]
    needs = rule.needs(dossier)
    if "correction" in needs:
        parts = (Input(part, kind, vi, en, required=False) for part, (kind, vi, en) in CORRECTED.items())
        return (*parts, *(described(name, need, True) for need in needs if need != "correction"))
    optional = (need for need in rule.takes if need not in needs and (name, need) not in HIDDEN)
    return (
        *(described(name, need, True) for need in needs),
        *(described(name, need, (name, need) in ALWAYS) for need in optional),
    )


#: what an older record may lack, but a person at the desk has to say (DOMAIN §1.3, return)
ALWAYS = frozenset({("return", "method"), ("return", "receiver")})
#: what the lifecycle chooses itself and nobody is asked for
HIDDEN = frozenset({
    ("start", "assignee"), ("finish", "assignee"), ("send_back", "assignee"), ("hand_over", "assignee"),
    ("extend", "approver"), ("ask_supplement", "approver"), ("give_opinion", "department"),
    ("take_opinion_back", "department"), ("waive_opinion", "department"), ("recall_opinions", "reason"),
})  # fmt: skip


def described(name: str, need: Need, required: bool) -> Input:
    """The description of one input of an action."""
    kind, vi, en, help_vi, help_en = SPECIAL.get((name, need)) or GENERAL[need]
    return Input(need, kind, vi, en, help_vi, help_en, required)


def filled(
    name: ActionName, dossier: Dossier, values: Mapping[Any, Any], calendar: WorkingCalendar
) -> Action:
    """The action with what was typed.

    A day becomes its closing time (a day off the next working day's), hours become milliseconds.
    Raises ActionRefused, naming the field, where something that is needed is missing.
    """
    given: dict[str, Any] = {}
    for each in inputs(name, dossier):
        value = values.get(each.need)
        if value is None or (isinstance(value, str) and not value.strip()):
            if each.required:
                raise ActionRefused(f"Hãy điền “{each.vi}”.", f"Fill in “{each.en}”.")
            continue
        given[each.need] = typed(each, value, calendar)
    return Action(name=name, **(corrected(given) if name == "correct" else given))


def corrected(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed for a correction as `Action` holds it. Raises ActionRefused where there is nothing."""
    applicant = {part.removeprefix("applicant."): given[part] for part in given if "." in part}
    correction = {"applicant": applicant} if applicant else {}
    if "channel" in given:
        correction["channel"] = given["channel"]
    if not correction:
        raise ActionRefused("Hãy điền ít nhất một mục cần sửa.", "Fill in at least one thing to correct.")
    return {"reason": given["reason"], "correction": correction}


def typed(each: Input, value: Any, calendar: WorkingCalendar) -> Any:
    """What was typed, as the lifecycle reads it. Raises ActionRefused for what cannot be meant."""
    if each.need in CORRECTED and each.kind in READ:
        try:
            return READ[each.kind](value, APPLICANT)
        except Wrong as wrong:
            raise ActionRefused(f"{each.vi}: {wrong.vi}", f"{each.en}: {wrong.en}") from None
    if each.kind == "day" and isinstance(value, date):
        return calendar.closing(calendar.working_day_from(day_number(value)))
    if each.kind == "hours":
        return round(float(value) * HOUR_MS)
    return value.strip() if isinstance(value, str) else value


def warning(name: ActionName, dossier: Dossier) -> tuple[str, str] | None:
    """What the rules say against doing this once more (vi, en); None where they say nothing."""
    if name == "ask_supplement":
        times = sum(pause.kind == "supplement" for pause in dossier.pauses)
        if times:
            return (
                f"Đã yêu cầu bổ sung {times} lần. Phải hướng dẫn đầy đủ trong một lần, người dân không phải "
                "đi lại quá hai lần cho một hồ sơ (NĐ 63/2010, Điều 20.4). Cần có người phê duyệt.",
                f"A supplement was asked for {times} times already. Guidance has to be full in one time, and "
                "nobody comes back more than twice (Decree 63/2010 art. 20.4). It needs an approver.",
            )
    if name == "extend":
        times = sum(change.cause == "extension" for change in dossier.dues)
        if times:
            return (
                f"Đã hẹn lại {times} lần; theo quy định chỉ hẹn lại một lần. Cần có người phê duyệt.",
                f"It was extended {times} times already; the rule allows one. It needs an approver.",
            )
    return None

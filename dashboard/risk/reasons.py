"""Why a dossier may be late, and who could do what about it, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.clock import duration_words
from models.dossier import PAUSED

Words = tuple[str, str]

#: what is told: so many times the usual
NOTABLE = 1.25
#: a department that finishes this much less often than others, of late
SLOW = 0.8
#: a step that fewer ends than this are known of is told by its kind
FEW_ENDS = 10


@dataclass(frozen=True)
class Facts:
    """What the forecast of one dossier rests on: ms of working time, and how many times the usual."""

    spent: float
    usual_stay: float
    usual_rest: float
    left: float
    load: float
    pace: float
    speed: float
    supplements: int
    returned: int
    ends: int


def times(factor: float) -> Words:
    """1,6 / 1.6."""
    told = f"{factor:.1f}"
    return told.replace(".", ","), told


def reasons(facts: Facts) -> list[Words]:
    """The reasons, what weighs most first; there is always one."""
    found = sorted(_weighed(facts), key=lambda pair: -pair[0])
    return [_usual(facts), *(words for _, words in found)]


def _usual(facts: Facts) -> Words:
    """What the step takes, how long it has been there, and what comes after it."""
    def of(ms: float) -> Words:
        return duration_words(round(ms), "vi", short=True), duration_words(round(ms), "en", short=True)

    stay, spent, rest = of(facts.usual_stay), of(facts.spent), of(facts.usual_rest)
    vi = f"bước này thường mất {stay[0]}, đã ở đây {spent[0]}"
    en = f"this step usually takes {stay[1]}, it has been here {spent[1]}"
    if facts.usual_rest >= facts.usual_stay / 10:
        vi, en = f"{vi}; sau đó thường còn {rest[0]}", f"{en}; after it usually {rest[1]} more"
    return vi, en


def _weighed(facts: Facts) -> Iterator[tuple[float, Words]]:
    if facts.load >= NOTABLE:
        vi, en = times(facts.load)
        yield facts.load, (
            f"cơ quan đang giữ gấp {vi} lần bình thường",
            f"the department holds {en} times the usual",
        )
    if facts.pace >= NOTABLE:
        vi, en = times(facts.pace)
        yield facts.pace, (
            f"các bước trước mất gấp {vi} lần thường lệ",
            f"the steps before took {en} times the usual",
        )
    if facts.speed <= SLOW:
        yield 1 / facts.speed, (
            "tám tuần qua cơ quan xong việc chậm hơn nơi khác",
            "over eight weeks the department finished later than others",
        )
    if facts.supplements:
        yield 1.1 + facts.supplements / 10, (
            f"đã yêu cầu bổ sung {facts.supplements} lần",
            f"supplements asked for {facts.supplements} time{'s' * (facts.supplements > 1)}",
        )
    if facts.returned:
        yield 1.1 + facts.returned / 10, (
            f"đã trả lại bước trước {facts.returned} lần",
            f"sent back {facts.returned} time{'s' * (facts.returned > 1)}",
        )
    if facts.ends < FEW_ENDS:
        yield 0.5, (
            f"mới có {facts.ends} hồ sơ qua bước này: ước theo bước cùng loại",
            f"only {facts.ends} dossiers have passed this step: told by steps of its kind",
        )


def lever(
    state: str, holder: str | None, department: str, claimed: bool, person: str, names: dict[str, str],
    may_extend: bool,
) -> Words:  # fmt: skip
    """Who could act, and how. `person`: who has it in hand; `names`: of the departments."""
    here = names.get(holder or department, "")
    if state in PAUSED:
        what = ("bổ sung", "the supplement") if state == "supplement" else ("nộp tiền", "the payment")
        return f"{here}: nhắc người nộp {what[0]}", f"{here}: remind the applicant of {what[1]}"
    later = (" hoặc xin lỗi, hẹn lại", " or extend with apology") if may_extend else ("", "")
    if not claimed:
        return (f"{here}: cử người nhận xử lý{later[0]}", f"{here}: have somebody claim it{later[1]}")
    if holder is not None and holder != department:
        return (
            f"Đôn đốc {here} (cơ quan phối hợp){later[0]}",
            f"Press {here} (another department){later[1]}",
        )
    who = person or here
    return (f"{who}: làm trước, hoặc chuyển người{later[0]}", f"{who}: do it first, or reassign{later[1]}")

"""The search box: what of its text is a filter in words, and what is left to be searched for (pure).

Words of a state ("quá hạn"), days ("tháng 11/2026"), departments and national codes of procedures become
filters that the person sees and can take away. What stands in quotation marks is never a filter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dashboard.search.dates import period_at
from dashboard.search.fold import alike, exact_words, fold, words
from dashboard.search.wanted import Wanted

QUOTED = re.compile(r"[\"“”]([^\"“”]*)[\"“”]")
#: words of a filter in front of a period: of the result; of receipt (which is meant without them too)
OF_RESULT = (("ket", "qua"), ("xong",), ("result",))
OF_RECEIPT = (("tiep", "nhan"), ("nhan",), ("received",))
LATE_WORDS: Mapping[str, str] = {
    "quá hạn": "overdue", "overdue": "overdue", "sắp đến hạn": "at_risk", "sắp hết hạn": "at_risk",
    "at risk": "at_risk", "đến hạn hôm nay": "due_today", "hạn hôm nay": "due_today",
    "due today": "due_today",
    "trong hạn": "in_time", "còn hạn": "in_time", "in time": "in_time", "tạm dừng": "paused",
    "paused": "paused", "đang giải quyết": "open", "chưa xong": "open", "đã kết thúc": "closed",
    "trước hạn": "early", "đúng ngày hẹn": "on_due_day", "trễ hạn": "late", "trả trễ": "late",
}  # fmt: skip
STATE_WORDS: Mapping[str, tuple[str, ...]] = {
    "chờ bổ sung": ("supplement",), "bổ sung hồ sơ": ("supplement",), "chờ nộp tiền": ("payment",),
    "nghĩa vụ tài chính": ("payment",), "đã trả": ("returned",), "đã trả kết quả": ("returned",),
    "chờ trả": ("resolved",), "chờ trả kết quả": ("resolved",), "có kết quả": ("resolved",),
    "đã có kết quả": ("resolved",), "đang xử lý": ("processing",), "mới tiếp nhận": ("received",),
    "đã tiếp nhận": ("received",), "mới đăng ký": ("submitted",), "chờ tiếp nhận": ("submitted",),
    "từ chối tiếp nhận": ("refused",), "đã rút": ("withdrawn",), "rút hồ sơ": ("withdrawn",),
    "dừng xử lý": ("stopped",), "trả hồ sơ": ("rejected",), "không giải quyết": ("rejected",),
    "returned": ("returned",), "withdrawn": ("withdrawn",), "stopped": ("stopped",),
    "supplement": ("supplement",), "payment": ("payment",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that are a filter: with their marks, the filter, and its kind (a field of `Wanted`)."""

    marked: tuple[str, ...]
    kind: str
    values: tuple[str, ...]

    def like_a_name(self) -> bool:
        """Whether it could be somebody's name where it is typed without marks: "ho tich" (Hộ tịch)."""
        return self.kind in ("field", "procedure") and len(self.marked) < 3 and self.marked[0].isalpha()


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that was read from the text: its kind, and the text without it."""

    kind: str
    wanted: Wanted
    without: str


@dataclass(frozen=True, slots=True)
class Box:
    """What a text says: words to search for, filters, and the filters one by one."""

    rest: str
    wanted: Wanted
    chips: tuple[Chip, ...] = ()


class Lexicon:
    """The phrases that are filters, by their folded words."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases: dict[tuple[str, ...], list[Phrase]] = {}
        for phrase in phrases:
            folded = tuple(word for part in phrase.marked for word in words(part))
            if folded:
                self._phrases.setdefault(folded, []).append(phrase)
        self.longest = max(map(len, self._phrases), default=0)

    def find(self, typed: tuple[str, ...]) -> Phrase | None:
        """The phrase that some typed words are; a word with marks must have just these."""
        folded = tuple(word for part in typed for word in words(part))
        alike_ones = [
            each
            for each in self._phrases.get(folded, ())
            if same(typed, each.marked) and (typed == each.marked or not each.like_a_name())
        ]
        if not alike_ones:
            return None
        first = alike_ones[0]
        of_kind = [each for each in alike_ones if each.kind == first.kind]
        return replace(first, values=tuple(dict.fromkeys(v for each in of_kind for v in each.values)))


def same(typed: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    """Whether typed words are the meant ones, where they have marks at all."""
    return len(typed) == len(meant) and all(
        a == b or (fold(a) == a and alike(fold(a)) == alike(fold(b)))
        for a, b in zip(typed, meant, strict=True)
    )


def own_phrases() -> list[Phrase]:
    """The words of states and lateness."""
    late = [Phrase(tuple(exact_words(text)), "lateness", (value,)) for text, value in LATE_WORDS.items()]
    return late + [Phrase(tuple(exact_words(text)), "state", values) for text, values in STATE_WORDS.items()]


def read_box(text: str, lexicon: Lexicon, today: int) -> Box:
    """What a text says. Where two parts say different things of one kind, the first counts."""
    quoted = " ".join(found.strip() for found in QUOTED.findall(text))
    chunks = QUOTED.sub(" ", text).split()
    keep = f' "{quoted}"' if quoted else ""
    wanted, chips, left = Wanted(), [], list(chunks)
    at = 0
    parts: list[tuple[int, int, str, Wanted]] = []
    while at < len(chunks):
        found = filter_at(chunks[at:], lexicon, today)
        if found is None:
            at += 1
            continue
        length, kind, told = found
        parts.append((at, at + length, kind, told))
        wanted = wanted.plus(told)
        at += length
    gone = {place for first, after, _, _ in parts for place in range(first, after)}
    left = [chunk for place, chunk in enumerate(chunks) if place not in gone]
    for first, after, kind, told in parts:
        without = " ".join(chunks[:first] + chunks[after:]) + keep
        chips.append(Chip(kind, told, without.strip()))
    rest = " ".join([*left, quoted]).strip()
    return Box(rest, wanted, tuple(chips))


def filter_at(chunks: list[str], lexicon: Lexicon, today: int) -> tuple[int, str, Wanted] | None:
    """The filter that the chunks begin with: how many of them, its kind, and what it wants."""
    for length in range(min(len(chunks), lexicon.longest + 2), 0, -1):
        typed = tuple(word for chunk in chunks[:length] for word in exact_words(chunk))
        phrase = lexicon.find(typed) if typed and exact_words(chunks[length - 1]) else None
        if phrase is not None:
            value = phrase.values[0] if phrase.kind == "lateness" else phrase.values
            return length, phrase.kind, Wanted().put(phrase.kind, value)
    for kind, fronts in (("closed", OF_RESULT), ("received", (*OF_RECEIPT, ()))):
        for front in fronts:
            if tuple(fold(chunk) for chunk in chunks[: len(front)]) == front:
                period = period_at(chunks[len(front) :], today)
                if period is not None:
                    return len(front) + period.length, kind, Wanted().put(kind, period.days)
    return None

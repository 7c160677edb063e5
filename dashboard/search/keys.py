"""By which tokens and facets a dossier is found (pure).

A name gives its words, and the pairs and triples of its words in alphabetical order ("an nguyen van" of
"Nguyễn Văn An"), so that a query of two or three words is one lookup in whatever order they are typed. A
name of many words (a company's) would give too many: of GENERIC words it gives no triples from
`LONGEST_TRIPLED` words on and no pairs from `LONGEST_PAIRED` on, but each of them once more, marked with
LONG; a query with generic words looks there too. Numbers give their last four and last seven digits, the
code its beginnings at its dashes; what was typed beyond that is compared on the keys that were read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import combinations

from dashboard.clock import date_of
from dashboard.search.fold import exact, words
from models.dossier import Dossier
from models.searchkey import TIMELESS, SearchKey

#: raise it when the keys of the same dossier come out differently: they are then made again at the start
VERSION = 4
#: names of more different words than this give no triples with a generic word; no pairs of two of them
LONGEST_TRIPLED, LONGEST_PAIRED = 4, 6
#: words that most long names have: "công ty trách nhiệm hữu hạn một thành viên thương mại dịch vụ …"
GENERIC = frozenset((
    "cong", "ti", "tnhh", "trach", "nhiem", "huu", "han", "mot", "hai", "thanh", "vien", "co", "phan",
    "doanh", "nghiep", "tu", "nhan", "hop", "tac", "xa", "kinh", "thuong", "mai", "dich", "vu", "xay",
    "dung", "san", "xuat", "dau", "trien", "tap", "doan", "chi", "nhanh", "trung", "tam", "ban", "quan", "li",
))  # fmt: skip
#: words looked at in a name, and words of a note that become tokens
MOST_WORDS = 16
MOST_NOTED = 12
SHORTEST_NOTED = 3
#: ends by which a number is looked up; other lengths go through the longest of these that fits
ENDS = (4, 7)
#: what a token begins with: an end of a number, a beginning of a code, a word of a long name, of a note
NUMBER, CODE, LONG, NOTE = "#", "@", "~", "*"
#: fields of a dossier that its key is made of
MADE_OF = (
    "id", "applicant", "note", "received_at", "submitted_at", "state", "department", "field", "procedure",
    "channel", "level", "holders", "running_due", "closed_day", "timeliness",
)  # fmt: skip
NOT_DIGITS = re.compile(r"\D")
DASHES = re.compile(r"[-/_ ]")


def key_of(dossier: Dossier) -> SearchKey:
    """The key of one dossier."""
    who = dossier.applicant
    phone, identity = national(who.phone), NOT_DIGITS.sub("", who.identity)
    numbers = tuple(number for number in (phone, identity) if number)
    tokens = {*of_name(words(who.name)), *of_code(dossier.id), *of_note(dossier.note)}
    for number in numbers:
        tokens |= ends(number)
    return SearchKey(
        dossier.id,
        second(dossier.received_at or dossier.submitted_at),
        tuple(sorted(tokens)),
        tuple(sorted(facets_of(dossier))),
        exact(who.name),
        numbers,
        dossier.channel,
        dossier.level,
        dossier.running_due,
        dossier.closed_day,
        dossier.timeliness or "",
    )


def found_by(dossier: Dossier) -> tuple[object, ...]:
    """What of a dossier its key is made of: where it is the same, the key is."""
    return tuple(getattr(dossier, name) for name in MADE_OF)


def second(at: datetime | None) -> int:
    """An instant as seconds since 1970; TIMELESS where there is none."""
    return TIMELESS if at is None else int(at.timestamp())


def of_name(told: list[str]) -> set[str]:
    """The tokens of the words of a name."""
    distinct = sorted(set(told[:MOST_WORDS]))
    pairs, threes = set(combinations(distinct, 2)), combinations(distinct, 3)
    marked: set[str] = set()
    if len(distinct) > LONGEST_PAIRED:
        pairs = {both for both in pairs if not GENERIC.issuperset(both)}
    if len(distinct) > LONGEST_TRIPLED:
        threes = combinations([word for word in distinct if word not in GENERIC], 3)
        marked = {LONG + word for word in GENERIC.intersection(distinct)}
    return {*distinct, *marked, *(together(*some) for some in (*pairs, *threes))}


def together(*words: str) -> str:
    """The token of two or three words of a name, in whatever order."""
    return " ".join(sorted(words))


def of_code(code: str) -> set[str]:
    """The tokens of a code: its beginnings at its dashes, and its last digits."""
    told = code.casefold()
    cuts = [found.start() for found in DASHES.finditer(told)]
    tokens = {CODE + told[:cut] for cut in cuts if cut}
    last = told[cuts[-1] + 1 :] if cuts else told
    if not last.isdigit():
        tokens.add(CODE + told)
    elif len(last) > ENDS[0]:
        tokens.add(CODE + told[:-2])
    digits = NOT_DIGITS.sub("", told)
    return tokens | ({NUMBER + digits[-ENDS[0] :]} if digits else set())


def ends(number: str) -> set[str]:
    """The tokens of a phone or identity number: its last digits (a shorter one: itself)."""
    return {NUMBER + number[-length:] for length in ENDS}


def of_note(note: str) -> set[str]:
    """The tokens of what was noted: its first words of three letters and more."""
    told = [word for word in dict.fromkeys(words(note)) if len(word) >= SHORTEST_NOTED]
    return {NOTE + word for word in told[:MOST_NOTED]}


def facets_of(dossier: Dossier) -> set[str]:
    """What a dossier is filtered by, as `facet` writes it."""
    found = {
        facet("state", dossier.state),
        facet("department", dossier.department),
        facet("field", dossier.field),
        facet("procedure", dossier.procedure),
        *(facet("held", holder) for holder in {dossier.department, *dossier.holders}),
    }
    if dossier.closed_day is not None:
        found.add(facet("month", month(dossier.closed_day)))
    if dossier.timeliness == "late":
        found.add(facet("timeliness", "late"))
    return found


def facet(name: str, value: str) -> str:
    """The facet of one value: "d:STP" for the department, "h:STP" for any that has held it, …"""
    return f"{name[0]}:{value}"


def month(day: int) -> str:
    """The month of a day: "2026-11"."""
    return f"{date_of(day):%Y-%m}"


def national(phone: str) -> str:
    """A phone number's digits, 0 for +84 and 0084."""
    digits = NOT_DIGITS.sub("", phone)
    if digits.startswith("0084"):
        digits = digits[2:]
    return "0" + digits[2:] if digits.startswith("84") and len(digits) > 9 else digits


def all_numbers(code: str, numbers: Iterable[str]) -> tuple[str, ...]:
    """The numbers of a dossier that a typed end is compared with: of its code, phone, identity paper."""
    return (NOT_DIGITS.sub("", code), *numbers)

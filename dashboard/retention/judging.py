"""What a rule of retention asks for: from which day on something is due, and whether a record is (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashboard.clock import years_before
from models.dossier import Dossier
from models.errors import MotcuaError
from models.postal import ENDED, PostalRequest
from models.retention import RetentionRule

#: a dossier in one of these needs its papers no more. One that is resolved and not returned still does, and
#: what was refused before receipt has no day of closing: its last event tells.
CLOSED: frozenset[str] = frozenset({"returned", "withdrawn", "rejected", "stopped"})


class RetentionRefused(MotcuaError):
    """The rule or the removal is not as it must be; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Due:
    """One record that a rule asks to remove; `size` in bytes.

    `day`: of a file, on which its dossier ended; of a pick-up request, of its call; of a booking, its own.
    """

    id: str
    day: int
    dossier: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What is due by a rule. `more`: reading stopped here, and there may be more than these."""

    records: tuple[Due, ...] = ()
    more: bool = False

    @property
    def oldest(self) -> int | None:
        """The first of their days."""
        return min((one.day for one in self.records), default=None)

    @property
    def size(self) -> int:
        """The bytes of their files."""
        return sum(one.size for one in self.records)

    @property
    def dossiers(self) -> int:
        """Of how many dossiers they are."""
        return len({one.dossier for one in self.records if one.dossier})


def kept_since(rule: RetentionRule, today: int) -> int:
    """The first day that is still kept: what ended before it is due."""
    return years_before(today, rule.keep) if rule.unit == "years" else today - rule.keep


def papers_end(dossier: Dossier, rule: RetentionRule, since: int, touched: bool) -> int | None:
    """The day on which a dossier ended whose papers are due; None where they are kept.

    `touched`: whether anything was recorded of it from `since` on.
    """
    if rule.fields and dossier.field not in rule.fields:
        return None
    if dossier.state == "refused":
        day = dossier.submitted_day
        return None if touched or day is None or day >= since else day
    if dossier.state not in CLOSED:
        return None
    ended = max((day for day in (dossier.closed_day, dossier.returned_day) if day is not None), default=None)
    return ended if ended is not None and ended < since else None


def person_ends(request: PostalRequest, touched: bool) -> bool:
    """Whether the person of a pick-up request is due, of which `touched` says whether it has just ended."""
    return request.state in ENDED and request.emptied_day is None and not touched


def spans(count: Callable[[int, int], int], first: int, last: int, most: int) -> Iterator[tuple[int, int]]:
    """Days `first` to `last` in parts, in order, each of at most `most` records or of one day, none empty.

    So that no reading brings more than that, however many there are in all.
    """
    if first > last:
        return
    found = count(first, last)
    if not found:
        return
    if found <= most or first == last:
        yield first, last
        return
    middle = (first + last) // 2
    yield from spans(count, first, middle, most)
    yield from spans(count, middle + 1, last, most)


def phrase(count: int, language: str) -> str:
    """What is to be typed before so many records are removed."""
    return f"REMOVE {count}" if language == "en" else f"XÓA {count}"


def confirms(typed: str, count: int) -> bool:
    """Whether what was typed confirms the removal of so many, in either language."""
    given = " ".join(typed.split()).upper().replace("XOÁ", "XÓA")
    return given in (phrase(count, "vi"), phrase(count, "en"))

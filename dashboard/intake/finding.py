"""Finding a procedure by a few letters (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.search.fold import words
from models.habit import Use
from models.procedure import Procedure

#: Uses before these so many procedures are offered while nothing is typed.
RECENT = 3


def find(
    procedures: Iterable[Procedure], typed: str, uses: Mapping[str, Use], usual: Mapping[str, Use],
    limit: int = 8,
) -> list[Procedure]:  # fmt: skip
    """The procedures that have a word beginning with each word that was typed, the likeliest first.

    Among equals: those used last, those used most, those that everybody uses most (`usual`), the others.
    A code counts as words; marks and case do not count. Initials find too: "dkkh" is "Đăng ký kết hôn".
    """
    wanted = words(typed)
    ranked: list[tuple[tuple[object, ...], Procedure]] = []
    order = _order(uses, usual)
    for procedure in procedures:
        score = _score(procedure, wanted)
        if score is not None:
            place = order.get(procedure.id, len(order))
            ranked.append(((score, place, procedure.order, procedure.id), procedure))
    ranked.sort(key=lambda pair: pair[0])
    return [procedure for _, procedure in ranked[:limit]]


def _score(procedure: Procedure, wanted: list[str]) -> int | None:
    """0 for its code, 1 where the words follow each other, 2 in any order, 3 for initials, None else."""
    if not wanted:
        return 2
    code = words(procedure.national_code)
    typed = " ".join(wanted)
    if typed in (procedure.id.casefold(), " ".join(code)):
        return 0
    told = words(procedure.name)
    if f" {typed}" in f" {' '.join(told)}":
        return 1
    if all(any(word.startswith(part) for word in (*told, *code)) for part in wanted):
        return 2
    if len(wanted) == 1 and len(typed) > 1 and typed in "".join(word[0] for word in told):
        return 3
    return None


def _order(uses: Mapping[str, Use], usual: Mapping[str, Use]) -> dict[str, int]:
    """Procedure → its place: the last few, the most used, what everybody uses most."""
    by_time = sorted(uses, key=lambda id: uses[id].last, reverse=True)[:RECENT]
    return {
        id: place
        for place, id in enumerate(dict.fromkeys([*by_time, *_most_used(uses), *_most_used(usual)]))
    }


def _most_used(uses: Mapping[str, Use]) -> list[str]:
    return sorted(uses, key=lambda id: (-uses[id].times, id))

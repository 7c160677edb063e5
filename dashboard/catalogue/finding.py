"""What is said of a process that is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "no_steps",
    "no_intake",
    "no_return",
    "unreachable",
    "dead_end",
    "bad_condition",
    "over_limit",
    "under_limit",
    "too_many",
    "not_comparable",
    "twice",
    "opinion_gone",
    "opinion_never",
    "opinion_slow",
    "opinion_endless",
]
#: with one of these a revision is not published; the others are warnings (real lists seldom add up)
BLOCKING: frozenset[Kind] = frozenset(
    {"no_steps", "no_return", "dead_end", "bad_condition", "twice", "opinion_gone", "opinion_never"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a process: what, at which step, in words."""

    kind: Kind
    vi: str
    en: str
    step: str = ""

    @property
    def blocks(self) -> bool:
        """Whether it keeps the revision from being published."""
        return self.kind in BLOCKING

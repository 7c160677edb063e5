"""How a search goes: by which tokens or facets it walks, and what is compared on the keys (pure).

What a search costs is how many keys the server has to read for a page, and how often it is asked: of all
ways that find what is asked, the cheapest by the sample is taken.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from dashboard.search.atoms import Atom, Begun, Exactly, NotShown, Word
from dashboard.search.keys import GENERIC, LONG, facet, together
from dashboard.search.sample import Sample
from dashboard.search.wanted import Now, Wanted
from models.searchkey import Array, SearchKey
from models.viewer import Scope

#: streams at most that are merged into one list
MOST_STREAMS = 40
#: words of a query whose triples are looked at
MOST_TRIPLED = 4
#: what one query costs, in keys that could be read meanwhile (both servers, within a factor of two)
QUERY_COST = 8
#: keys are read for so many times the answers needed, so that one window is nearly always enough
SPARE = 1.5
#: answers that a page needs, roughly
PAGEFUL = 21


@dataclass(frozen=True, slots=True)
class Lead:
    """Keys with `value` in `array`; all keys where that is None."""

    array: Array | None
    value: str = ""

    def words(self) -> frozenset[str]:
        """The words that every name it leads to has."""
        if self.array != "t" or not self.value[:1].isalnum():
            return frozenset()
        return frozenset(self.value.split())


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: parts of the text, filters, and whose dossiers count."""

    atoms: tuple[Atom, ...]
    wanted: Wanted
    scope: Scope
    now: Now

    def fits(self, key: SearchKey) -> bool:
        """Whether a key answers it."""
        return (
            all(atom.fits(key) for atom in self.atoms)
            and self.wanted.holds(key, self.now)
            and in_scope(key, self.scope)
        )

    def beyond(self, lead: Lead) -> Asked:
        """What is left to be compared on the keys of a lead."""
        told = lead.words()
        return replace(self, atoms=tuple(atom for atom in self.atoms if not atom.told_by(told)))

    def reads(self) -> tuple[str, ...] | None:
        """What of a key is looked at, as its document calls it; None where filters may look at all of it."""
        if self.wanted:
            return None
        found = {name for atom in self.atoms for name in atom.reads}
        return tuple(sorted(found if self.scope.kind == "all" else found | {"g"}))

    def compares(self) -> bool:
        """Whether anything is compared on a key."""
        return bool(self.atoms or self.wanted or self.scope.kind != "all")

    def chance(self, lead: Lead, sample: Sample) -> float:
        """The share of a lead's keys that answer, roughly.

        Where the sample has too few of them: as if each condition held by chance.
        """
        left = self.beyond(lead)
        if not left.compares():
            return 1.0
        value = None if lead.array is None else lead.value
        if sample.enough(value):
            return sample.chance(value, left.fits)
        filters = replace(left, atoms=())
        told = math.prod(likely(atom, sample) for atom in left.atoms)
        return told * (sample.chance(None, filters.fits) if filters.compares() else 1.0)


def likely(atom: Atom, sample: Sample) -> float:
    """The share of keys that an atom fits; for words with marks, of those that have the words at all."""
    if not isinstance(atom, Exactly):
        return sample.chance(None, atom.fits)
    told = math.prod(sample.marked(word) for word in atom.words)
    return max(1 - told, 0.1) if isinstance(atom, NotShown) else told


def in_scope(key: SearchKey, scope: Scope) -> bool:
    """Whether a dossier with this key is within the scope: the rule of models/dossiers.may_see."""
    if scope.kind in ("all", "none"):
        return scope.kind == "all"
    if scope.kind == "fields" and not any(facet("field", each) in key.facets for each in scope.fields):
        return False
    if scope.departments:
        return any(facet("held", each) in key.facets for each in scope.departments)
    return scope.kind == "fields"


def leads(asked: Asked, sample: Sample) -> tuple[Lead, ...]:
    """The streams of keys that together have all that is asked, chosen for how few keys they are."""
    ways = [
        way for way in (*by_text(asked.atoms, sample), *by_facets(asked)) if 0 < len(way) <= MOST_STREAMS
    ]
    if len(ways) < 2:
        return ways[0] if ways else (Lead(None),)
    return min(ways, key=lambda way: cost(way, asked, sample))


def cost(way: Sequence[Lead], asked: Asked, sample: Sample) -> float:
    """What the first page costs on a way, in keys read."""
    expected = [sample.expected([lead.value]) for lead in way]
    most = way[expected.index(max(expected))]
    needed = SPARE * max(PAGEFUL, 2 * len(way)) / asked.chance(most, sample)
    # Of many streams each gives little, and is mostly asked again.
    queries = len(way) if len(way) < 3 else 2 * len(way)
    return queries * QUERY_COST + min(sum(expected), needed)


def by_text(atoms: Sequence[Atom], sample: Sample) -> list[tuple[Lead, ...]]:
    """The ways to find what was typed."""
    told = tuple(dict.fromkeys(atom.word for atom in atoms if isinstance(atom, Word)))
    rarest = min(told, key=sample.share, default="")
    ways = by_words(told, sample) if told else []
    for atom in atoms:
        if isinstance(atom, Begun) and told:
            tokens = [together(word, rarest) if word != rarest else word for word in atom.known]
            ways.append((*(Lead("t", token) for token in tokens), *long_names((rarest,), sample)))
        elif not isinstance(atom, Word) and atom.leads():
            ways.append(tuple(Lead("t", token) for token in atom.leads()))
    return ways


def by_words(told: Sequence[str], sample: Sample) -> list[tuple[Lead, ...]]:
    """The way to the names that have all of some words, as far as tokens tell it."""
    if len(told) == 1:
        return [(Lead("t", told[0]),)]
    if len(told) == 2:
        return [(Lead("t", together(*told)), *(long_names(told, sample) if GENERIC.issuperset(told) else ()))]
    threes = combinations(told[:MOST_TRIPLED], 3)
    three = min(threes, key=lambda three: sample.share(together(*three)))
    return [(Lead("t", together(*three)), *long_names(three, sample))]


def long_names(told: Sequence[str], sample: Sample) -> tuple[Lead, ...]:
    """The stream of long names that have the generic ones of these words; none where none is generic."""
    marked = [LONG + word for word in told if word in GENERIC]
    return (Lead("t", min(marked, key=sample.share)),) if marked else ()


def by_facets(asked: Asked) -> list[tuple[Lead, ...]]:
    """The ways to find what is filtered by, and what the viewer may see."""
    ways = [tuple(Lead("g", value) for value in values) for values in asked.wanted.leads()]
    scope = asked.scope
    if scope.kind in ("department", "fields") and scope.departments:
        ways.append(tuple(Lead("g", facet("held", each)) for each in sorted(scope.departments)))
    if scope.kind == "fields":
        ways.append(tuple(Lead("g", facet("field", each)) for each in sorted(scope.fields)))
    return ways

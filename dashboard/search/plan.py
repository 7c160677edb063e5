"""How a search goes: by which tokens or facets it walks, and what is compared on the keys (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from dashboard.search.atoms import Atom, Begun, Word
from dashboard.search.keys import GENERIC, LONG, facet, pair
from dashboard.search.sample import Sample
from dashboard.search.wanted import Now, Wanted
from models.searchkey import Array, SearchKey
from models.viewer import Scope

#: streams at most that are merged into one list
MOST_STREAMS = 40


@dataclass(frozen=True, slots=True)
class Lead:
    """Keys with `value` in `array`; all keys where that is None. `bare`: nothing else is to be compared."""

    array: Array | None
    value: str = ""
    bare: bool = False


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


def in_scope(key: SearchKey, scope: Scope) -> bool:
    """Whether a dossier with this key is within the scope: the rule of models/dossiers.may_see."""
    if scope.kind == "all":
        return True
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
    if not ways:
        return (Lead(None),)
    return min(ways, key=lambda way: sample.expected([lead.value for lead in way]))


def by_text(atoms: Sequence[Atom], sample: Sample) -> list[tuple[Lead, ...]]:
    """The ways to find what was typed."""
    told = tuple(dict.fromkeys(atom.word for atom in atoms if isinstance(atom, Word)))
    alone = len(told) == len(atoms)
    rarest = min(told, key=sample.share, default="")
    ways: list[tuple[Lead, ...]] = []
    if len(told) == 1:
        ways.append((Lead("t", told[0], bare=alone),))
    for first, other in combinations(told, 2):
        one = Lead("t", pair(first, other), bare=alone and len(told) == 2)
        ways.append((one, *long_names((first, other), sample)))
    for atom in atoms:
        if isinstance(atom, Begun) and told:
            tokens = [pair(word, rarest) if word != rarest else word for word in atom.known]
            ways.append((*(Lead("t", token) for token in tokens), *long_names((rarest,), sample)))
        elif not isinstance(atom, Word) and atom.leads():
            ways.append(tuple(Lead("t", token) for token in atom.leads()))
    return ways


def long_names(both: Sequence[str], sample: Sample) -> tuple[Lead, ...]:
    """The stream of long names, which have no pairs of generic words, where all words are generic."""
    if not GENERIC.issuperset(both):
        return ()
    return (Lead("t", LONG + min(both, key=sample.share)),)


def by_facets(asked: Asked) -> list[tuple[Lead, ...]]:
    """The ways to find what is filtered by, and what the viewer may see."""
    ways = [tuple(Lead("g", value) for value in values) for values in asked.wanted.leads()]
    scope = asked.scope
    if scope.kind != "all" and scope.departments:
        ways.append(tuple(Lead("g", facet("held", each)) for each in sorted(scope.departments)))
    if scope.kind == "fields":
        ways.append(tuple(Lead("g", facet("field", each)) for each in sorted(scope.fields)))
    return ways


def bare(lead: Lead, asked: Asked) -> bool:
    """Whether every key of a stream answers: then its code and second are all that is read."""
    return lead.bare and not asked.wanted and asked.scope.kind == "all"

"""Ids made of names: what an import finds and does not know gets one that stays the same (pure)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Annotated

from pydantic import StringConstraints

from models.dossier import UNKNOWN

#: An id that may be a field name in the store and a part of an address: ascii, never with dots.
Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]

_STEM_LENGTH = 40
_HASH_LENGTH = 6
_OTHER = re.compile(r"[^a-z0-9]+")


def ident(name: str) -> str:
    """The id of what is called `name`; the same for both Unicode forms of it; "none" for the empty name.

    A readable stem and six hexadecimal digits of the SHA-1 of the name, so that names that fold to
    the same stem ("Đất", "dat", "Dat") stay apart.
    """
    composed = unicodedata.normalize("NFC", name)
    if not composed:
        return UNKNOWN
    plain = unicodedata.normalize("NFD", composed.lower().replace("đ", "d"))
    stem = _OTHER.sub("-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
    digest = hashlib.sha1(composed.encode(), usedforsecurity=False).hexdigest()[:_HASH_LENGTH]
    return f"{stem[:_STEM_LENGTH].rstrip('-') or 'x'}-{digest}"


def unique(id: str, taken: set[str]) -> str:
    """`id`, or with a number behind it where it is taken."""
    number, found = 2, id
    while found in taken:
        found = f"{id}-{number}"
        number += 1
    return found

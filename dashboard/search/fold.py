"""Vietnamese text as people type it: with or without marks, in either Unicode form."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
#: Telex: letters typed twice or with w, and tone keys at the end of a word
_TELEX = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("aw", "a"), ("ow", "o"), ("uw", "u"))
_TONES = "sfrxj"


def fold(text: str) -> str:
    """Lower case without marks: NFC, đ→d, diacritics dropped, i for y at the end, spaces squeezed."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("đ", "d")
    marked = unicodedata.normalize("NFD", plain)
    bare = "".join(c for c in marked if not unicodedata.combining(c))
    return " ".join(bare.split())


def words(text: str) -> list[str]:
    """The words of a text, folded; a final y after a consonant is an i (Lý, Lí)."""
    return [_alike(word) for word in _WORD.findall(fold(text))]


def _alike(word: str) -> str:
    return word[:-1] + "i" if len(word) > 1 and word.endswith("y") and word[-2] not in "aeou" else word


def untyped(word: str) -> str:
    """A folded word without what Telex or VNI leaves over: "nguyeenx" and "nguye6n4" are "nguyen"."""
    word = re.sub(r"(?<=[a-z])[0-9]", "", word)
    for typed, meant in _TELEX:
        word = word.replace(typed, meant)
    if len(word) > 2 and word[-1] in _TONES:
        word = word[:-1]
    return _alike(word)


def exact(text: str) -> str:
    """The text in one Unicode form, lower case, marks kept: for ranking exact hits first."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())

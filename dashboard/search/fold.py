"""Vietnamese text as people type it: with or without marks, in either Unicode form, in Telex or VNI."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
#: nobody's word is longer; the rest of it is left out
LONGEST = 40
#: Telex: letters typed twice or with w; w alone is ư
_TELEX = (
    ("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("aw", "a"), ("ow", "o"), ("uw", "u"), ("w", "u"),
)  # fmt: skip
#: Telex: tone keys after a vowel or at the end (no Vietnamese word has one of these letters there)
_TONE = re.compile(r"(?<=[aeiouyw])[sfrxjz]+|(?<=[a-z]{2})[sfrxjz]$")
#: VNI: a digit after a letter is a mark
_VNI = re.compile(r"(?<=[a-z])[0-9]+")


def fold(text: str) -> str:
    """Lower case without marks: NFC, đ→d, diacritics dropped, case folded, spaces squeezed."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("đ", "d")
    marked = unicodedata.normalize("NFD", plain)
    bare = "".join(c for c in marked if not unicodedata.combining(c))
    return " ".join(bare.split())


def words(text: str) -> list[str]:
    """The words of a text, folded; a final y is an i where they sound alike (Lý and Lí, Quý and Quí)."""
    return [alike(word[:LONGEST]) for word in _WORD.findall(fold(text))]


def alike(word: str) -> str:
    """The word with i for a final y after a consonant, or after qu."""
    if len(word) > 1 and word.endswith("y") and (word[-2] not in "aeou" or word == "quy"):
        return word[:-1] + "i"
    return word


def untyped(word: str) -> str:
    """A folded word without what Telex or VNI leaves over: "nguyeenx" and "nguye6n4" are "nguyen"."""
    word = _TONE.sub("", _VNI.sub("", word))
    for typed, meant in _TELEX:
        word = word.replace(typed, meant)
    return alike(word)


def exact(text: str) -> str:
    """The text in one Unicode form, lower case, marks kept, spaces squeezed: for ranking exact hits first."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def exact_words(text: str) -> list[str]:
    """The words of a text with their marks."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def marked(text: str) -> bool:
    """Whether a text has Vietnamese marks: whoever typed them means exactly these words."""
    return fold(text) != exact(text)

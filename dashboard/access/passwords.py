"""Passwords: hashed with argon2id, checked in even time, generated so that a person can read them out."""

from __future__ import annotations

import secrets
import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn import zxcvbn

from models.errors import MotcuaError

#: Characters (NIST SP 800-63B asks for 8 and for no rules of composition; length is what helps).
SHORTEST = 12
LONGEST = 256
#: Of 0 to 4 by zxcvbn: from here on, 10^8 guesses or more.
STRONG = 3
#: zxcvbn looks at no more than this; what follows can only make a password harder to guess.
_LOOKED_AT = 72

#: RFC 9106, second recommended option: 64 MiB, three passes, four lanes.
_HASHER = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=64 * 1024, parallelism=4),))

_ONSETS = ("b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "ch", "nh", "th", "tr")
_RHYMES = (
    "a",
    "o",
    "u",
    "e",
    "i",
    "am",
    "an",
    "em",
    "en",
    "im",
    "in",
    "om",
    "on",
    "um",
    "un",
    "ao",
    "eo",
    "oi",
)

#: Syllables that nobody wants to read out at a counter.
_RUDE = frozenset({"cho", "cu", "dam", "deo", "di", "du", "lon", "vu", "chim"})
_SYLLABLES = tuple(onset + rhyme for onset in _ONSETS for rhyme in _RHYMES if onset + rhyme not in _RUDE)


class PasswordRefused(MotcuaError):
    """The new password is too easy to guess, or too long to be one."""


def _typed(password: str) -> str:
    # Vietnamese letters arrive composed or decomposed, depending on the keyboard: both must open the door.
    return unicodedata.normalize("NFKC", password)


def check(password: str, login: str, name: str = "") -> None:
    """Raise `PasswordRefused` where `password` must not guard the account `login` of the person `name`."""
    typed = _typed(password)
    if len(typed) < SHORTEST:
        raise PasswordRefused(
            f"Mật khẩu phải có ít nhất {SHORTEST} ký tự.",
            f"The password must have at least {SHORTEST} characters.",
        )
    if len(typed) > LONGEST:
        raise PasswordRefused(
            f"Mật khẩu không được dài quá {LONGEST} ký tự.",
            f"The password must not be longer than {LONGEST} characters.",
        )
    # One or two letters stand in many a word by chance.
    if len(login) > 2 and login.casefold() in typed.casefold():
        raise PasswordRefused(
            "Mật khẩu không được chứa tên đăng nhập.", "The password must not contain the sign-in name."
        )
    if (
        len(set(typed)) < 5
        or typed in "0123456789" * 30
        or typed.casefold().startswith(("password", "matkhau"))
        or not _strong(typed, login, name)
    ):
        raise PasswordRefused(
            "Mật khẩu này quá dễ đoán. Hãy dùng vài từ không liên quan với nhau.",
            "This password is too easy to guess. Use a few words that have nothing to do with each other.",
        )


def _strong(typed: str, login: str, name: str) -> bool:
    known = [login, name, "".join(name.split()), *name.split()]
    # People type their names without marks as often as with them.
    known += [_plain(word) for word in known]
    score: int = zxcvbn(typed[:_LOOKED_AT], user_inputs=[word for word in known if word])["score"]
    return score >= STRONG


def _plain(text: str) -> str:
    parted = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def hashed(password: str) -> str:
    """The argon2id hash of `password`, as a PHC string with its own salt."""
    return _HASHER.hash(_typed(password))


def verify(password: str, password_hash: str | None) -> bool:
    """Whether `password` opens `password_hash`.

    With None (no such account) the answer is False and takes as long as a wrong password does, so
    that the time of an answer does not tell which accounts exist.
    """
    typed = _typed(password)
    if len(typed) > LONGEST:
        typed, password_hash = typed[:LONGEST], None
    opened = _HASHER.verify(typed, password_hash or _NOBODY)
    return opened and password_hash is not None


def generate() -> str:
    """A readable password such as "nhemlo-tramvu-4821": 46 bits, in pairs of syllables."""
    words = "-".join(secrets.choice(_SYLLABLES) + secrets.choice(_SYLLABLES) for _ in range(2))
    return f"{words}-{secrets.randbelow(9000) + 1000}"


def generate_for(login: str, name: str = "") -> str:
    """A generated password that may guard this account: drawn again where it may not.

    A short sign-in name may stand in it by chance, and syllables may look like a word that is often used.
    """
    while True:
        drawn = generate()
        try:
            check(drawn, login, name)
        except PasswordRefused:
            continue
        return drawn


#: The hash of a password that nobody has.
_NOBODY = hashed(secrets.token_urlsafe(32))

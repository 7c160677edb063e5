"""What went wrong, in the words of the people who read it."""

from __future__ import annotations


class MotcuaError(Exception):
    """An error that a person may read: one sentence in Vietnamese, one in English.

    `str(error)` is the Vietnamese sentence. Nothing of it may hold a secret or a traceback.
    """

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi)
        self.vi = vi
        self.en = en

    def __reduce__(self) -> tuple[type[MotcuaError], tuple[str, str]]:
        """From one process to another it travels as its two sentences, whatever kind it was."""
        return MotcuaError, (self.vi, self.en)

    def told(self, language: str) -> str:
        """The sentence in `language` ("vi" or "en")."""
        return self.en if language == "en" else self.vi


class StoreError(MotcuaError):
    """The store cannot be reached, or is not fit to keep the Office's data."""


class NotAllowed(MotcuaError):
    """The viewer may not see or do this."""


class AlreadyThere(MotcuaError):
    """What was to be inserted has an id that is taken: somebody was faster, or it is a retry."""

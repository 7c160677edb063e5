"""Frozen pieces of documents that change often: copied, compared and written without a generic serialiser.

An action of the lifecycle copies a dossier and a visit or two, and stores what differs. Pydantic's own
`model_copy` and `model_dump` walk every field of every part for it; what is here walks what there is,
and gives the same (tests/property/test_documents.py holds them together).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A frozen piece of a document: scalars, tuples and other parts. What else it holds is kept as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def made(cls, fields: dict[str, Any]) -> Self:
        """One of all its `fields`, which are known to be valid and are not looked at; the dict is kept."""
        new = cls.__new__(cls)
        object.__setattr__(new, "__dict__", fields)
        object.__setattr__(new, "__pydantic_fields_set__", set(fields))
        object.__setattr__(new, "__pydantic_extra__", None)
        object.__setattr__(new, "__pydantic_private__", None)
        return new

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with the fields of `update`, which are not validated."""
        if deep:
            return super().model_copy(update=update, deep=True)
        return self.made({**self.__dict__, **update} if update else dict(self.__dict__))

    def plain(self) -> dict[str, Any]:
        """The part as a document holds it: without the fields that are None."""
        return {
            name: value if type(value) in SCALARS else plain(value)
            for name, value in self.__dict__.items()
            if value is not None
        }


#: What stands in a document as it is.
SCALARS = frozenset({str, int, bool, float, datetime})


def plain(value: Any) -> Any:
    """A field's value as a document holds it."""
    if isinstance(value, Part):
        return value.plain()
    if isinstance(value, tuple):
        return tuple([plain(item) for item in value])
    return value

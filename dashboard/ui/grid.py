"""A table to edit: it keeps its columns without rows, and takes choices by their names, as pasted too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

#: What a column holds, for a table without rows.
Kinds = dict[str, type[pl.DataType] | pl.DataType]
TEXT, NUMBER, YES_NO, DAY = pl.String, pl.Float64, pl.Boolean, pl.Date
SEVERAL = pl.List(pl.String)


class Choice:
    """The values of a column of choices under the names that people see; equal names say their values."""

    def __init__(self, names: Mapping[str, str]) -> None:
        told = list(names.values())
        self._names = {
            value: name if told.count(name) == 1 else f"{name} ({value})" for value, name in names.items()
        }
        self._values = {name: value for value, name in self._names.items()}

    @property
    def options(self) -> list[str]:
        """The names, for `SelectboxColumn`."""
        return list(self._values)

    def name(self, value: Any) -> Any:
        """The name of a value (of each of several); what is no value stays as it is."""
        if isinstance(value, list | tuple):
            return [self.name(one) for one in value]
        return self._names.get(value, value) if isinstance(value, str) else value

    def value(self, name: Any) -> Any:
        """The value of a name (of each of several); what is no name stays as it is."""
        if isinstance(name, list | tuple):
            return [self.value(one) for one in name]
        return self._values.get(name, name) if isinstance(name, str) else name


def grid(
    rows: list[dict[str, Any]], kinds: Kinds, *, key: str, works: bool = True,
    choices: Mapping[str, Choice] | None = None, grows: bool = True, **more: Any,
) -> list[dict[str, Any]]:  # fmt: skip
    """The rows as they are edited, new ones at the end, with None where nothing was given.

    Streamlit takes the columns from the rows: of none it makes a table in which nothing can be typed. It
    keeps back new rows that lack a required cell, without a word; so ask for no cell here, and tell what
    is missing when the rows are read.
    """
    named = choices or {}
    shown = [
        {column: named[column].name(value) if column in named else value for column, value in row.items()}
        for row in rows
    ]
    data: Any = shown or pl.DataFrame(schema=kinds)
    edited = st.data_editor(
        data, hide_index=True, width="stretch", num_rows="dynamic" if works and grows else "fixed",
        disabled=not works, key=key, **more,
    )  # fmt: skip
    given = edited.to_dicts() if isinstance(edited, pl.DataFrame) else list(edited)
    return [
        {column: named[column].value(value) if column in named else value for column, value in row.items()}
        for row in given
    ]


def blank(row: Mapping[str, Any], *beside: str) -> bool:
    """Whether nothing was given in a row (columns `beside` do not count)."""
    return all(value in (None, "", False, []) for column, value in row.items() if column not in beside)

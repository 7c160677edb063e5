"""Backup and restore are the identity on every document, whatever BSON it is made of."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import bson
import pytest
from bson import (
    SON,
    Binary,
    Code,
    DBRef,
    Decimal128,
    Int64,
    MaxKey,
    MinKey,
    ObjectId,
    Regex,
    Timestamp,
)
from bson.datetime_ms import DatetimeMS
from bson.raw_bson import RawBSONDocument
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.keeping.backing_up import back_up
from dashboard.office import Office
from models import copying, slices
from models.slices import LARGE, STRIDES
from tests.unit.keeping.test_backup import contents, empty, put_back

_numbers = count(1)
#: the instants that the embedded server takes: those of the years 1 to 9999
FIRST_MS, LAST_MS = -62_135_596_800_000, 253_402_300_799_999
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**31), 2**31 - 1),
    st.integers(-(2**63), 2**63 - 1).map(Int64),
    st.floats(),
    st.sampled_from([-0.0, Int64(5), 5, 5.0, MinKey(), MaxKey()]),
    st.sampled_from([Code("x"), Code("y", {"z": 1}), Regex("^a", "i"), DBRef("things", 1)]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.builds(Binary, st.binary(max_size=8), st.sampled_from([0, 2, 4, 5, 128])),
    st.sampled_from(["1.10", "-0", "NaN", "Infinity", "1E+6144"]).map(Decimal128),
    st.integers(FIRST_MS, LAST_MS).map(DatetimeMS),
    st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(lambda at: at.replace(tzinfo=UTC)),
    st.builds(Timestamp, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)),
    st.binary(min_size=12, max_size=12).map(ObjectId),
    st.uuids().map(lambda id: Binary.from_uuid(uuid.UUID(int=id.int))),
)  # fmt: skip
KEYS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0.$"), max_size=5)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS.filter(bool), inner, max_size=3).map(SON)
    ),
    max_leaves=8,
)
FIELDS = KEYS.filter(lambda key: key not in ("", "_id"))
DOCUMENTS = st.lists(st.dictionaries(FIELDS, VALUES, max_size=5), max_size=6)
COLLECTIONS = ("things", "dossiers", "events", "audit", "search_keys", "cells", "papers.chunks", "meta")
#: what the large collections are sliced by: any of it, or nothing
SLICED = {
    "dossiers": ("received_day", st.integers(0, 30_000)), "events": ("dossier", st.sampled_from("abcdef")),
    "audit": ("at", st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1))),
    "search_keys": ("at", st.integers(0, 2**31)), "papers.chunks": ("files_id", st.sampled_from("abc")),
    "cells": ("family", st.sampled_from(["cases", "steps", "steps2", "a", "z"])),
}  # fmt: skip


@st.composite
def stores(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Some collections of odd documents."""
    made = {}
    for name in COLLECTIONS:
        rows = draw(DOCUMENTS)
        for number, row in enumerate(rows):
            row |= {"_id": f"{name}-{number}", "seq": number, "n": number}  # some indexes are unique
            if name in SLICED and draw(st.booleans()):
                key, values = SLICED[name]
                row[key] = draw(values)
        made[name] = rows
    return made


@settings(
    max_examples=6, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(stores())
def test_backup_and_restore_give_every_byte_back(
    mongodb_uri: str, database: str, tmp_path: Path, made: dict[str, list[dict[str, Any]]]
) -> None:
    number = next(_numbers)
    with (
        pytest.MonkeyPatch.context() as patch,
        empty(mongodb_uri, f"{database}_{number}a") as one,
        empty(mongodb_uri, f"{database}_{number}b") as other,
    ):
        patch.setattr(copying, "SMALL", 1)
        patch.setattr(slices, "YEARS", 1)
        for name, rows in made.items():
            if rows:
                one.db[name].insert_many([RawBSONDocument(bson.encode(row)) for row in rows])
        path = back_up(one, tmp_path / f"{number}.zip").path
        put_back(other, path)
        assert contents(other) == contents(one)
        assert sum(map(len, contents(one).values())) == sum(map(len, made.values()))


def test_the_office_knows_every_collection_that_is_read_in_slices() -> None:
    known = {repository.COLLECTION for repository in Office.REPOSITORIES}
    assert set(LARGE) <= known and set(STRIDES) <= known

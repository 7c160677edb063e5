"""The level (cấp) of government of an agency: data, because reforms change how many there are."""

from __future__ import annotations

from models.catalogue import Catalogue, Dated


class Level(Dated):
    """One level, `order` from the top."""

    name_vi: str
    name_en: str


class Levels(Catalogue[Level]):
    """The levels from the top, those that have ended too."""

    COLLECTION = "levels"
    document = Level

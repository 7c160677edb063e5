"""The commune (xã, phường, thị trấn, đặc khu): where applicants live. Its agency has the same id."""

from __future__ import annotations

from models.catalogue import Catalogue, Dated


class Commune(Dated):
    """`code` is the statistical office's; `district` the id of the district's agency, None without one."""

    code: str
    name: str
    kind: str
    district: str | None = None
    successors: tuple[str, ...] = ()


class Communes(Catalogue[Commune]):
    """The communes of the province, those that have ended too."""

    COLLECTION = "communes"
    document = Commune

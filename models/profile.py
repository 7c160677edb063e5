"""The profile: which province the Office serves, under which organisation, and since when."""

from __future__ import annotations

from datetime import date

from models.catalogue import Catalogue, Entry


class Profile(Entry):
    """Names for the heads of forms and screens. `demonstration`: its data are not an Office's own."""

    name_vi: str
    name_en: str
    demonstration: bool
    province_vi: str
    province_en: str
    centre_vi: str
    centre_en: str
    office_vi: str
    office_en: str
    province_code: str
    gso_code: str
    valid_from: date


class Profiles(Catalogue[Profile]):
    """The profiles that were loaded."""

    COLLECTION = "profiles"
    document = Profile

    def current(self) -> Profile | None:
        """The one of the latest organisation; None in a store that no reference data was loaded into."""
        return max(self.all(), key=lambda profile: profile.valid_from, default=None)

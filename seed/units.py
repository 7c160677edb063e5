"""Names of districts and communes: what kind of unit a name says, and its other forms (pure)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UnitKind:
    """A kind of administrative unit, in the words of names."""

    id: str
    vietnamese: str
    short: str
    english: str


KINDS = (
    UnitKind("city", "thành phố", "TP.", "City"),
    UnitKind("town", "thị xã", "TX.", "Town"),
    UnitKind("district", "huyện", "H.", "District"),
    UnitKind("township", "thị trấn", "TT.", "Township"),
    UnitKind("ward", "phường", "P.", "Ward"),
    UnitKind("commune", "xã", "X.", "Commune"),
    UnitKind("special_zone", "đặc khu", "ĐK.", "Special Zone"),
)


@dataclass(frozen=True)
class UnitName:
    """A unit: its kind and what it is called without it."""

    kind: UnitKind
    proper: str

    @classmethod
    def read(cls, text: str) -> UnitName:
        """From a full name ("Thị Trấn  Giồng Riềng"). Raises `ValueError` for another beginning."""
        squeezed = " ".join(text.split())
        for kind in KINDS:
            if squeezed.lower().startswith(f"{kind.vietnamese} "):
                return cls(kind, squeezed[len(kind.vietnamese) + 1 :])
        raise ValueError(f"no kind of unit: {text}")

    @property
    def full(self) -> str:
        """As an address gives it: "Thị trấn Giồng Riềng"."""
        return f"{self.kind.vietnamese.capitalize()} {self.proper}"

    @property
    def agency(self) -> str:
        """The name of its People's Committee: "UBND thị trấn Giồng Riềng"."""
        return f"UBND {self.kind.vietnamese} {self.proper}"

    @property
    def agency_en(self) -> str:
        """The same in English."""
        return f"People's Committee of {self.proper} {self.kind.english}"

    @property
    def short(self) -> str:
        """For narrow places: "TT. Giồng Riềng"."""
        return f"{self.kind.short} {self.proper}"

"""The field (lĩnh vực): a subject area, the unit of the roster."""

from __future__ import annotations

from models.catalogue import IMPORTED_ORDER, Named, NamedCatalogue


class Field(Named):
    """`lead_department` is None where each district or commune answers for the field itself."""

    name_en: str = ""
    lead_department: str | None = None


class Fields(NamedCatalogue[Field]):
    """The fields, grouped as the Office lists them."""

    COLLECTION = "fields"
    document = Field

    def _made(self, id: str, name: str) -> Field:
        return Field(id=id, name=name, imported=True, order=IMPORTED_ORDER)

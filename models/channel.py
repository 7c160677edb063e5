"""The channel (hình thức tiếp nhận): the way a dossier comes in."""

from __future__ import annotations

from models.catalogue import IMPORTED_ORDER, Named, NamedCatalogue


class Channel(Named):
    """`name` is Vietnamese; `code` is the official one."""

    name_en: str = ""
    code: str = ""


class Channels(NamedCatalogue[Channel]):
    """The channels, in the order in which they are shown."""

    COLLECTION = "channels"
    document = Channel

    def _made(self, id: str, name: str) -> Channel:
        return Channel(id=id, name=name, imported=True, order=IMPORTED_ORDER)

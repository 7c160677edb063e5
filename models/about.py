"""What the store says of itself: zone, format, and whether a restore into it has been broken off.

One document of `meta`, written when a database is first opened. Its format is the number of the last
migration that its documents have had (`dashboard.keeping.migrations`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pymongo.database import Database

from models.errors import StoreError

#: The format that this version of the program writes; an older one is migrated when the Office is opened.
FORMAT = 2

ID = "store"


def check(db: Database[dict[str, Any]], zone: str, *, restoring: bool = False) -> None:
    """Refuse a database that this program cannot use; a new one gets its zone and format.

    Raises StoreError with a sentence for a database of another program, of a newer version, of another
    zone, and (unless it is to be restored) for one into which a restore was broken off.
    """
    found = read(db)
    if not found:
        if set(db.list_collection_names()) - {"meta"}:
            raise StoreError(
                f"Cơ sở dữ liệu “{db.name}” có dữ liệu của chương trình khác.",
                f"The database “{db.name}” holds data of another program.",
            )
        fresh = {"zone": zone, "created_at": datetime.now(UTC), "format": FORMAT}
        db["meta"].update_one({"_id": ID}, {"$setOnInsert": fresh}, upsert=True)
        found = read(db)
    format_ = found.get("format")
    if not isinstance(format_, int) or not 1 <= format_ <= FORMAT:
        raise StoreError(
            f"Cơ sở dữ liệu “{db.name}” có định dạng {format_}, mới hơn định dạng {FORMAT} của bản này; "
            "hãy cập nhật chương trình.",
            f"The database “{db.name}” has format {format_}, newer than format {FORMAT} of this version; "
            "update the program.",
        )
    if found.get("zone") != zone:
        raise StoreError(
            f"Cơ sở dữ liệu “{db.name}” được tạo với múi giờ {found.get('zone')}, "
            f"không dùng được với {zone} (MOTCUA_ZONE).",
            f"The database “{db.name}” was made with the zone {found.get('zone')} "
            f"and cannot be used with {zone} (MOTCUA_ZONE).",
        )
    if found.get("restoring") and not restoring:
        raise StoreError(
            f"Việc phục hồi vào “{db.name}” bị dở dang nên dữ liệu chưa đầy đủ; hãy chạy lại “restore”.",
            f"A restore into “{db.name}” was broken off, so its data are not whole; run “restore” again.",
        )


def read(db: Database[dict[str, Any]]) -> dict[str, Any]:
    """The document; empty for a new database."""
    return db["meta"].find_one({"_id": ID}) or {}


def set_format(db: Database[dict[str, Any]], number: int) -> None:
    """Its documents are of this format now."""
    db["meta"].update_one({"_id": ID}, {"$set": {"format": number}})


def begin_restoring(db: Database[dict[str, Any]], backup: str) -> set[str]:
    """From here on the database is refused until `end_restoring`; the collections that were done before."""
    found = read(db).get("restoring") or {}
    done = set(found.get("done", ())) if found.get("backup") == backup else set()
    mark = {"backup": backup, "done": sorted(done), "at": datetime.now(UTC)}
    db["meta"].update_one({"_id": ID}, {"$set": {"restoring": mark}})
    return done


def restored(db: Database[dict[str, Any]], collection: str) -> None:
    """A collection has been put in whole."""
    db["meta"].update_one({"_id": ID}, {"$push": {"restoring.done": collection}})


def end_restoring(db: Database[dict[str, Any]], document: dict[str, Any], taken_at: datetime) -> None:
    """The database is whole, and what its backup said of itself; it tells when it was restored."""
    mark = {"at": datetime.now(UTC), "taken_at": taken_at}
    db["meta"].replace_one({"_id": ID}, {**document, "restored": mark})

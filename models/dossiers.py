"""The collection of dossiers: keys, indexes, and the reads, each within its viewer's scope.

Shard key of a cluster: {department: 1, _id: 1}. Reads by code scatter over the shards' indexes; lists
of one department are targeted. Every list is bounded before it is read: by equality on an array key
(`months`, `left`, `due_days`) or by a narrow range of days on a scalar that only the dossiers in
question have (`open_day`, `running_due`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from pymongo import InsertOne, ReplaceOne

from models.dossier import Dossier, WorkKind
from models.store import Document, Index, Session, Store
from models.unique import told_twice
from models.viewer import Viewer


class Dossiers:
    """Reads and writes of dossiers. Only the flow's commit writes."""

    COLLECTION: ClassVar[str] = "dossiers"
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(("received_day",)),
        Index(("department", "received_day")),
        Index(("closed_day",)),
        Index(("department", "closed_day")),
        Index(("open_day",)),
        Index(("department", "open_day")),
        Index(("running_due",)),
        Index(("department", "running_due")),
        Index(("returned_day",)),
        Index(("rated_day",)),
        Index(("months",)),
        Index(("left",)),
        Index(("due_days",)),
        Index(("turn", "turn_day")),
        Index(("assignee",)),
        Index(("awaited",)),
        Index(("applicant.phone",)),
        Index(("applicant.identity",)),
    )

    def __init__(self, store: Store) -> None:
        self._store = store
        self._dossiers = store.collection(self.COLLECTION)

    def get(self, code: str, viewer: Viewer) -> Dossier | None:
        """The dossier with this code, or None where there is none that the viewer may see."""
        found = self._dossiers.find_one({"_id": code})
        return None if found is None or not may_open(found, viewer) else Dossier.read(found)

    def for_change(self, code: str, session: Session | None = None) -> Dossier | None:
        """The dossier as the flow needs it to change it; the flow checks who may."""
        found = self._dossiers.find_one({"_id": code}, session=session)
        return None if found is None else Dossier.read(found)

    def phone_of(self, code: str) -> str | None:
        """The applicant's phone number, for who proves by its end that it is theirs; None: no dossier.

        As little as possible is read, so that it takes about as long where there is none.
        """
        found = self._dossiers.find_one({"_id": code}, {"applicant.phone": 1})
        return None if found is None else str((found.get("applicant") or {}).get("phone", ""))

    def is_taken(self, code: str, session: Session | None = None) -> bool:
        """Whether there is a dossier with this code, in anybody's scope."""
        return self._dossiers.find_one({"_id": code}, {"_id": 1}, session=session) is not None

    def many_for_change(self, codes: Sequence[str]) -> dict[str, Dossier]:
        """The dossiers with these codes, those that there are, as an import needs them."""
        found = self._dossiers.find({"_id": {"$in": list(codes)}}, batch_size=10_000)
        return {row["_id"]: Dossier.read(row) for row in found}

    def many(
        self, codes: Sequence[str], viewer: Viewer, fields: Mapping[str, int] | None = None
    ) -> list[Dossier]:
        """The dossiers with these codes that the viewer may see, in the order of the codes.

        With `fields` no more of them is read; these have to have what a scope asks for.
        """
        found = {row["_id"]: row for row in self._dossiers.find({"_id": {"$in": list(codes)}}, fields)}
        return [
            Dossier.read(found[code]) for code in codes if code in found and may_see(found[code], viewer)
        ]

    def find(self, query: Mapping[str, Any], viewer: Viewer, fields: Mapping[str, int] | None = None
             ) -> list[Document]:  # fmt: skip
        """The documents of one bounded query, within the viewer's scope, each once."""
        found: dict[str, Document] = {}
        for bounded in parted(scoped(query, viewer)):
            for row in self._dossiers.find(bounded, fields, batch_size=10_000):
                found.setdefault(row["_id"], row)
        return list(found.values())

    def at_desk(
        self, department: str, kind: WorkKind, first: int, last: int, viewer: Viewer
    ) -> list[Dossier]:
        """What `department` has to do of one kind, with work days `first` to `last`, in no order.

        One equality and one range of an ascending index; the scope is applied on the rows, because the
        department of the queue is nearly always the viewer's own and an `$or` would read much more.
        """
        query: dict[str, Any] = {
            "turn": turn_of(department, kind), "turn_day": {"$gte": first, "$lte": last},
        }  # fmt: skip
        if viewer.scope.kind == "fields":
            query["field"] = {"$in": sorted(viewer.scope.fields)}
        rows = self._dossiers.find(query, batch_size=10_000)
        return [Dossier.read(row) for row in rows if may_see(row, viewer)]

    def count_at_desk(self, department: str, kind: WorkKind, viewer: Viewer) -> int:
        """How many of one kind wait at `department`, within the fields of the viewer."""
        scope = viewer.scope
        if scope.kind == "none":
            return 0
        if (scope.kind == "department" or scope.departments) and department not in scope.departments:
            return 0
        query: dict[str, Any] = {"turn": turn_of(department, kind)}
        if scope.kind == "fields":
            query["field"] = {"$in": sorted(scope.fields)}
        return self._dossiers.count_documents(query)

    def held_by(self, user: str, viewer: Viewer) -> list[Dossier]:
        """What one person has in hand now, in no order: bounded by what a person can hold."""
        rows = self._dossiers.find({"assignee": user}, batch_size=10_000)
        return [Dossier.read(row) for row in rows if may_see(row, viewer)]

    def asked_of(self, department: str, viewer: Viewer) -> list[Dossier]:
        """The dossiers on which an opinion of `department` is waited for, in no order."""
        rows = self._dossiers.find({"awaited": department}, batch_size=10_000)
        return [Dossier.read(row) for row in rows if may_open(row, viewer)]

    def count_asked_of(self, department: str, viewer: Viewer) -> int:
        """How many opinions of `department` are waited for."""
        scope = viewer.scope
        if scope.kind == "none":
            return 0
        if (scope.kind == "department" or scope.departments) and department not in scope.departments:
            return 0
        return self._dossiers.count_documents({"awaited": department})

    def at_work(self, people: Iterable[str]) -> list[Document]:
        """What these people have in hand: who, state, step, field, due day, route, visits and pauses alone.

        Bounded by what people can hold; for those who give out work, not for a screen.
        """
        wanted = ("assignee", "state", "step", "field", "due_day", "route", "visits", "pauses")
        found = self._dossiers.find(
            {"assignee": {"$in": sorted(people)}}, dict.fromkeys(wanted, 1), batch_size=10_000
        )
        return list(found)

    def write_many(self, changes: Iterable[tuple[int | None, Dossier]], session: Session | None) -> int:
        """Insert (expected version None) and replace many; returns how many were written."""
        requests: list[InsertOne[Document] | ReplaceOne[Document]] = [
            InsertOne(dossier.document())
            if version is None
            else ReplaceOne({"_id": dossier.id, "version": version}, dossier.document())
            for version, dossier in changes
        ]
        if not requests:
            return 0
        with told_twice():
            result = self._dossiers.bulk_write(requests, ordered=True, session=session)
        return result.inserted_count + result.matched_count

    def count(self) -> int:
        """How many dossiers there are, roughly: from the collection's metadata."""
        return self._dossiers.estimated_document_count()

    def departments(self) -> set[str]:
        """The departments that answer for any dossier; reads all of them, for `verify`."""
        return set(self._dossiers.distinct("department"))

    def of_department(self, department: str, session: Session | None = None) -> Iterator[Document]:
        """Every stored dossier that a department answers for, for `verify`."""
        found = self._dossiers.find({"department": department}, batch_size=2_000, session=session)
        return iter(found)

    def documents(self, codes: Sequence[str], session: Session | None = None) -> list[Document]:
        """The stored dossiers with these codes, for `verify`."""
        return list(self._dossiers.find({"_id": {"$in": list(codes)}}, session=session))

    def all(self, session: Session | None = None) -> Iterator[Document]:
        """Every stored dossier, for `verify` and `rebuild`."""
        return iter(self._dossiers.find({}, batch_size=2_000, session=session))


def turn_of(department: str, kind: WorkKind) -> str:
    """The value of `turn` for one kind of work at a department."""
    return f"{department}|{kind}"


def scoped(query: Mapping[str, Any], viewer: Viewer) -> dict[str, Any]:
    """The query, narrowed to what the viewer may see.

    A department's scope opens what it is responsible for or has held; a query that already names
    one of the viewer's own departments needs no second condition.
    """
    scope, narrowed = viewer.scope, dict(query)
    if scope.kind == "all":
        return narrowed
    if scope.kind == "none":
        narrowed["department"] = {"$in": []}
        return narrowed
    if scope.kind == "fields":
        wanted = narrowed.get("field")
        narrowed["field"] = within(wanted, scope.fields)
    if scope.departments and not names_own(narrowed.get("department"), scope.departments):
        own = sorted(scope.departments)
        narrowed["$or"] = [{"department": {"$in": own}}, {"holders": {"$in": own}}]
    if scope.kind == "department" and not scope.departments:
        narrowed["department"] = {"$in": []}
    return narrowed


def parted(narrowed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A narrowed query as such without `$or`, for which the embedded server would read everything."""
    bounded = dict(narrowed)
    branches = bounded.pop("$or", None)
    if branches is None:
        return [bounded]
    if "holders" in bounded:
        return [dict(narrowed)]
    responsible, held = branches
    own = frozenset(responsible["department"]["$in"])
    return [{**bounded, "department": within(bounded.get("department"), own)}, {**bounded, **held}]


def within(wanted: Any, allowed: frozenset[str]) -> Any:
    """The part of a condition (a value, {"$in": values} or None) that is allowed."""
    if wanted is None:
        return {"$in": sorted(allowed)}
    values = wanted["$in"] if isinstance(wanted, dict) else [wanted]
    return {"$in": [value for value in values if value in allowed]}


def names_own(condition: Any, own: frozenset[str]) -> bool:
    """Whether a condition on the department asks for own departments alone."""
    if condition is None:
        return False
    values = condition["$in"] if isinstance(condition, dict) else [condition]
    return set(values) <= own


def may_see(document: Mapping[str, Any], viewer: Viewer) -> bool:
    """Whether a document is within the viewer's scope: the same rule as `scoped`."""
    scope = viewer.scope
    if scope.kind in ("all", "none"):
        return scope.kind == "all"
    if scope.kind == "fields" and document.get("field") not in scope.fields:
        return False
    if scope.departments:
        lies = {document.get("department"), *document.get("holders", ())}
        return bool(lies & scope.departments)
    return scope.kind == "fields"


def may_open(document: Mapping[str, Any], viewer: Viewer) -> bool:
    """Whether a viewer may open a document: one in the scope, or one on which their department is asked.

    A department that is asked for its opinion has people of other fields than the dossier's.
    """
    if may_see(document, viewer):
        return True
    own = viewer.scope.departments
    return any(opinion["department"] in own for opinion in document.get("opinions", ()))

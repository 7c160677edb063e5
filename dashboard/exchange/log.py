"""Import of an event log as dossiers, by the rules of docs/howto/import.md.

Identity of a row: within its case, the k-th occurrence of equal (activity, instant, resource, holder).
So the same file again changes nothing, and a longer extract of the same log adds what is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.exchange.rows import INSTANTS, BadLog, Refused, Row, read_rows
from dashboard.flow import Action, ActionRefused, Logged, apply
from dashboard.flow.commit import Change
from models.batches import batches
from models.dossier import UNKNOWN, Dossier, Visit
from models.errors import MotcuaError, StoreError
from models.naming import ident
from models.store import BATCH_SECONDS

if TYPE_CHECKING:
    from dashboard.office import Office

#: cases that commit together
BATCH = 400
#: refused rows that are told one by one; the others are counted
TOLD = 10_000
LEVEL = "province"
NAMED = ("department", "holder", "field", "procedure", "channel", "activity")

Progress = Callable[[int, int], None]
Key = tuple[str, datetime, str, str]


@dataclass
class Case:
    """The rows of one case: attributes of the first, and its events by place."""

    code: str
    line: int
    cells: Mapping[str, str]
    instants: Mapping[str, datetime | None]
    events: list[tuple[datetime, int, str, str, str]] = field(default_factory=list)


@dataclass
class Result:
    """What an import did (or, in a dry run, would do)."""

    rows: int = 0
    cases: int = 0
    new: int = 0
    grown: int = 0
    unchanged: int = 0
    events: int = 0
    problems: int = 0
    dry_run: bool = False
    refused: list[Refused] = field(default_factory=list)
    refused_rows: int = 0
    created: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, refused: Refused, rows: int = 1) -> None:
        """Count refused rows, and keep the reason."""
        self.refused_rows += rows
        if len(self.refused) < TOLD:
            self.refused.append(refused)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "dry_run": self.dry_run,
            "rows": self.rows,
            "cases": self.cases,
            "dossiers_new": self.new,
            "dossiers_grown": self.grown,
            "dossiers_unchanged": self.unchanged,
            "events": self.events,
            "data_problems": self.problems,
            "refused_rows": self.refused_rows,
            "refused": [each.as_json() for each in self.refused],
            "created": self.created,
        }


def import_log(
    office: Office,
    path: Path,
    columns: Mapping[str, str],
    *,
    source: str = "log",
    actor: str = "import",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Read the log at `path` into the Office. `columns` maps roles (`rows.ROLES`) to header names.

    Rows that cannot be read are refused one by one; the others go in, in batches that commit together
    with what they add to the statistics. A dry run writes nothing. Raises BadLog, StoreError.
    """
    for role in ("case", "activity", "time"):
        if role not in columns:
            raise BadLog(f"Hãy chọn cột cho “{role}”.", f"Name the column of the {role}.")
    result = Result(dry_run=dry_run)
    cases = collect(path, columns, office, result)
    result.cases = len(cases)
    ids = name_all(office, cases.values(), columns, result)
    done = 0
    for batch in batches(cases.values(), BATCH):
        import_batch(office, batch, columns, ids, source, actor, result)
        done += len(batch)
        if progress is not None:
            progress(done, len(cases))
    office.names.forget()
    return result


def collect(path: Path, columns: Mapping[str, str], office: Office, result: Result) -> dict[str, Case]:
    """The cases of a log, in the order of their first rows."""
    cases: dict[str, Case] = {}
    # The same few thousand texts recur in every row: each is kept once.
    texts: dict[str, str] = {}
    for read in read_rows(path, columns, office.store.zone):
        result.rows += 1
        if isinstance(read, Refused):
            result.refuse(read)
            continue
        case = cases.get(read.cells["case"])
        if case is None:
            case = cases[read.cells["case"]] = Case(
                read.cells["case"],
                read.position,
                {role: texts.setdefault(text, text) for role, text in read.cells.items()},
                {role: instant for role, instant in read.instants.items() if role in INSTANTS},
            )
        case.events.append(event_of(read, texts))
    return cases


def event_of(row: Row, texts: dict[str, str]) -> tuple[datetime, int, str, str, str]:
    """A row as (instant, position, activity, resource, holder)."""
    instant = row.instants["time"]
    assert instant is not None
    kept = [
        texts.setdefault(text, text)
        for text in (row.cells["activity"], row.cells.get("resource", ""), row.cells.get("holder", ""))
    ]
    return instant.astimezone(UTC), row.position, kept[0], kept[1], kept[2]


def name_all(
    office: Office, cases: Any, columns: Mapping[str, str], result: Result
) -> dict[str, dict[str, str]]:
    """The ids of all names; what is unknown is created (not in a dry run) and listed."""
    names: dict[str, set[str]] = {role: {""} for role in NAMED}
    for case in cases:
        for role in NAMED:
            if role in case.cells and role not in ("activity", "holder"):
                names[role].add(case.cells[role])
        for _, _, activity, _, holder in case.events:
            names["activity"].add(activity)
            names["holder"].add(holder)
    names["department"] |= names.pop("holder")
    catalogues: dict[str, Any] = {
        "department": office.departments,
        "field": office.fields,
        "procedure": office.procedures,
        "channel": office.channels,
        "activity": office.steps,
    }
    ids: dict[str, dict[str, str]] = {}
    for role, wanted in names.items():
        catalogue = catalogues[role]
        known = {entry.name: entry.id for entry in catalogue.all()}
        created = sorted(wanted - known.keys() - {""})
        if created:
            result.created["step" if role == "activity" else role] = created
        if result.dry_run:
            ids[role] = {name: known.get(name, ident(name)) for name in wanted} | {"": UNKNOWN}
        else:
            ids[role] = catalogue.ensure_named(wanted - {""}) | {"": UNKNOWN}
    ids["holder"] = ids["department"]
    return ids


def import_batch(
    office: Office,
    batch: Sequence[Case],
    columns: Mapping[str, str],
    ids: Mapping[str, Mapping[str, str]],
    source: str,
    actor: str,
    result: Result,
) -> None:
    """Import some cases together."""
    there = office.dossiers.many_for_change([case.code for case in batch])
    changes: list[Change] = []
    now = office.now()
    for case in batch:
        before = there.get(case.code)
        try:
            case_rows = merged(case, before, ids)
            if before is not None and before.source == source and is_same(before, case_rows, case):
                result.unchanged += 1
                continue
            action = Action(name="log", logged=logged(case, case_rows, ids, source))
            after, event = apply(before, action, actor, now, office.calendar(), recorded_at=now)
        except StoreError:
            raise
        except MotcuaError as error:
            result.refuse(Refused(case.line, columns["case"], error.vi, error.en), len(case.events))
            continue
        changes.append(Change(before, after, event))
        result.new += before is None
        result.grown += before is not None
        result.events += len(after.visits) - (0 if before is None else len(before.visits))
        result.problems += bool(after.problems)
    if not result.dry_run:
        office.commit.write(changes, BATCH_SECONDS)


def key_of(visit: Visit) -> Key:
    """What makes a visit of a log the same row."""
    assert visit.left_at is not None
    return visit.step, visit.left_at, visit.assignee or "", visit.holder


def merged(case: Case, before: Dossier | None, ids: Mapping[str, Mapping[str, str]]) -> list[Key]:
    """All rows of the case in the order of time: those that are there, and those that are new."""
    rows: list[tuple[datetime, int, Key]] = []
    seen: Counter[Key] = Counter()
    for instant, position, activity, resource, holder in case.events:
        key = (ids["activity"][activity], instant, resource, ids["holder"][holder])
        seen[key] += 1
        rows.append((instant, position, key))
    for visit in before.visits if before is not None else ():
        key = key_of(visit)
        seen[key] -= 1
        if seen[key] < 0:  # an earlier extract has it, this one does not
            rows.append((key[1], 0, key))
    rows.sort(key=lambda row: row[:2])
    return [key for _, _, key in rows]


def is_same(before: Dossier, rows: Sequence[Key], case: Case) -> bool:
    """Whether the log says nothing about the dossier that it does not hold already."""
    result = case.instants["resolved"] if "resolved" in case.instants else rows[-1][1]
    return len(rows) == len(before.visits) and result in (None, before.closed_at)


def logged(case: Case, rows: Sequence[Key], ids: Mapping[str, Mapping[str, str]], source: str) -> Logged:
    """The case as the lifecycle takes it."""
    received = case.instants.get("received") if "received" in case.instants else rows[0][1]
    if received is None:
        raise ActionRefused("Hồ sơ không có ngày tiếp nhận.", "The case has no day of receipt.")
    return Logged(
        code=case.code,
        source=source,
        procedure=ids["procedure"][case.cells.get("procedure", "")],
        field=ids["field"][case.cells.get("field", "")],
        department=ids["department"][case.cells.get("department", "")],
        level=LEVEL,
        channel=ids["channel"][case.cells.get("channel", "")],
        received_at=received,
        resolved_at=case.instants["resolved"] if "resolved" in case.instants else rows[-1][1],
        due_at=case.instants.get("due"),
        visits=tuple(in_turn(rows)),
    )


def in_turn(rows: Sequence[Key]) -> Iterator[tuple[str, str, str | None, datetime | None, datetime]]:
    """The rows as visits: each is entered when the one before it was left."""
    entered: datetime | None = None
    for step, left, resource, holder in rows:
        yield step, holder, resource or None, entered, left
        entered = left

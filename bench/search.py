"""How fast a search answers, by what was typed, against a find by unique key.

The dossiers are made up (not simulated: a search looks at the person, the code and the state alone), with
names in their real frequencies. All their search keys go in by the product's own bulk path; of the dossiers
themselves those that a page shows, which are read by key: the others would make the filling ten times as
long, and no page any slower. Every page is compared with the same search done in memory. A rare name is one
that a handful of people have; a common one hundreds and thousands.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from bench.ground import LEADERSHIP, READY, UNTIL, Ground, ticking
from bench.people import applicant
from bench.table import Table
from bench.timing import Timing, interleaved
from dashboard.clock import day_of
from dashboard.commands import address
from dashboard.cube.building import Building
from dashboard.cube.contribution import contribution
from dashboard.office import Office
from dashboard.search import Wanted, key_of
from dashboard.search.finder import PAGE, Found
from dashboard.search.fold import words
from models.batches import batches
from models.dossier import Dossier, RouteStep, State, Visit
from models.searchkey import SearchKey, SearchKeys
from models.viewer import Scope, Viewer

YEARS = 3
BATCH = 1_000
#: the shares of the departments, largest first, fall by this factor
SHARE = 0.8
DEPARTMENTS = tuple(f"D{number:02d}" for number in range(20))
CENTRE = "TTPVHCC"
#: how many times slower than a rare name a common one may be (issue 3), as medians
WITHIN = 3.0
#: a name is rare that so many dossiers have
RARE = range(3, 9)
RARE_NAME, NOBODY = "rare name", "nobody"
#: names that many have, as people type them: these are promised to be found as fast
COMMON = (
    "common name", "common, other order", "common, two words", "common, three words", "common, with marks",
    "common, Telex", "common word",
)  # fmt: skip
NARROWED = ("common in a small scope", "common word in it", "common and overdue", "last word begun")
#: below so many dossiers the figures say nothing
JUDGED_FROM = 10_000
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
STATES: tuple[State, ...] = ("received", "processing", "processing", "supplement")
#: a narrow scope: a small department's staff
SMALL = Viewer(
    user_id="small", name="small", role="staff",
    scope=Scope(kind="department", departments=frozenset({DEPARTMENTS[12]})),
)  # fmt: skip

NOTHING = Wanted()


@dataclass(frozen=True)
class Case:
    """One thing that is typed, by whom, and the words of a name that it must find (None: not compared).

    What nobody is called among few dossiers is not compared either: then a search reads it another way.
    """

    kind: str
    text: str
    name: tuple[str, ...] | None = None
    viewer: Viewer = LEADERSHIP
    wanted: Wanted = NOTHING


def made_up(size: int) -> Iterator[Dossier]:
    """Dossiers of the last years up to `UNTIL`, oldest first, always the same."""
    chance = random.Random(7)
    days = YEARS * 365
    weights = [SHARE**place for place in range(len(DEPARTMENTS))]
    for number in range(size):
        day = UNTIL - timedelta(days=days - 1 - number * days // size)
        at = day.replace(hour=0, minute=0) + timedelta(seconds=chance.randrange(3_600, 9 * 3_600))
        yield one(chance, number, at, chance.choices(DEPARTMENTS, weights)[0])


def one(chance: random.Random, number: int, at: datetime, department: str) -> Dossier:
    """One dossier: the recent ones are open, the others have their result."""
    day = day_of(at, ZONE)
    is_open = chance.random() < 0.6 ** ((UNTIL - at).days / 7)
    state: State = chance.choice(STATES) if is_open else "returned"
    running = is_open and state != "supplement"
    return Dossier(
        _id=f"H33.{DEPARTMENTS.index(department):02d}-{at:%y%m%d}-{number % 10_000:04d}",
        state=state, procedure=f"P{chance.randrange(200):03d}", field=f"f{chance.randrange(40):02d}",
        department=department, level="province", channel=chance.choice(("counter", "online", "postal")),
        applicant=applicant(chance), received_at=at, received_day=day, holders=(CENTRE, department),
        route=tuple(RouteStep(step=f"b{n}", kind="review", holder=department) for n in range(7)),
        visits=tuple(
            Visit(step=f"b{n}", holder=department, entered_at=at, entered_day=day, started_at=at, left_at=at,
                  left_day=day, outcome="finished", queue_ms=0, handling_ms=0, calendar_ms=0)
            for n in range(5)
        ),
        due_day=day + 10, running_due=day + 10 if running else None, open_day=day if is_open else None,
        outcome=None if is_open else "resolved", closed_day=None if is_open else day + 7,
        timeliness=None if is_open else chance.choice(("early", "early", "on_due_day", "late")),
    )  # fmt: skip


@contextmanager
def at(ground: Ground, size: int) -> Iterator[Office]:
    """An Office with that many dossiers, filled where it is not yet; in a database of its own."""
    settings = ground.settings(size).model_copy(update={"database": f"motcua_bench_search_{size}"})
    with address(settings) as uri:
        office = Office.open(settings, uri, ticking())
        if office.meta.get(READY) is None and office.store.holds(SearchKeys.COLLECTION):
            office.store.drop()  # somebody broke the filling off
            office = Office.open(settings, uri, ticking())
        try:
            if office.meta.get(READY) is None:
                fill(office, size)
            yield office
        finally:
            office.close()


def fill(office: Office, size: int) -> None:
    """Put all keys in, as `seed demo` does, and the cases of the cube: it knows how many there are."""
    building = Building(office.store, office.today())
    seconds = 0.0
    for batch in batches(made_up(size), BATCH):
        began = time.perf_counter()
        office.keys.put_many(map(key_of, batch))
        seconds += time.perf_counter() - began
        for dossier in batch:
            parts = contribution(dossier)
            building.add({key: parts[key] for key in parts if key.family == "cases"})
    building.finish()
    office.meta.set(READY, {"dossiers": size, "seconds": round(seconds, 1)})
    print(f"{size:,} search keys at {size / seconds:,.0f}/s", file=sys.stderr, flush=True)


def bring(office: Office, asked: Sequence[Case], made: Sequence[Dossier]) -> None:
    """Put the dossiers in that the pages of the cases show, where they are not there yet."""
    wanted: set[str] = set()
    many = office.dossiers.many

    def noted(codes: Sequence[str], *more: Any) -> list[Dossier]:
        wanted.update(codes)
        return many(codes, *more)

    with patch.object(office.dossiers, "many", noted):
        for case in asked:
            office.finder.find(case.viewer, case.text, case.wanted)
    there = {str(row["_id"]) for row in office.dossiers.documents(sorted(wanted))}
    new = [dossier for dossier in made if dossier.id in wanted - there]
    office.dossiers.write_many(((None, dossier) for dossier in new), None)


def cases(made: Sequence[Dossier]) -> list[Case]:
    """What is typed, chosen from the names that there are."""
    counted = Counter(word for dossier in made for word in set(words(dossier.applicant.name)))
    people = [dossier for dossier in made if len(words(dossier.applicant.name)) == 3]
    pairs = Counter(
        pair for dossier in people for told in [words(dossier.applicant.name)]
        for pair in {(told[0], told[2])}
    )  # fmt: skip
    rare = min(sorted(word for word in counted if counted[word] >= RARE[0]), key=counted.__getitem__)
    rare_pair = next(pair for pair in sorted(pairs) if pairs[pair] in RARE)
    some = people[len(people) // 2]
    who = some.applicant
    return [
        Case("code", some.id), Case("end of the code", some.id[-11:]), Case("serial", some.id[-4:]),
        Case("phone", who.phone), Case("phone, +84", f"+84 {who.phone[1:4]} {who.phone[4:]}"),
        Case("last 5 of the phone", who.phone[-5:]), Case("identity number", who.identity),
        Case("last 6 of it", who.identity[-6:]),
        Case(RARE_NAME, " ".join(rare_pair), rare_pair), Case("rare word", rare, (rare,)),
        Case("common name", "nguyen an", ("nguyen", "an")),
        Case("common, other order", "an nguyen", ("an", "nguyen")),
        Case("common, three words", "NGUYEN VAN AN", ("nguyen", "van", "an")),
        Case("common, with marks", "Nguyễn Văn An", ("nguyen", "van", "an")),
        Case("common word", "nguyen", ("nguyen",)), Case("common, two words", "van an", ("van", "an")),
        Case("common, Telex", "nguyeenx vawn an", ("nguyen", "van", "an")),
        Case("common in a small scope", "nguyen an", ("nguyen", "an"), SMALL),
        Case("common word in it", "nguyen", ("nguyen",), SMALL),
        Case("common and overdue", "nguyen quá hạn"), Case("last word begun", "nguyen van th"),
        Case(NOBODY, "nguyen zzz", ("nguyen", "zzz")),
        Case("no text", "", ()), Case("no text, small scope", "", (), SMALL), Case("overdue", "quá hạn"),
        Case("state, department", "", (), wanted=Wanted(state=("returned",), department=(DEPARTMENTS[12],))),
    ]  # fmt: skip


def truth(made: Sequence[Dossier], case: Case) -> list[str]:
    """The codes of the first page, found in memory: the newest first, exact names before others."""
    scope, wanted = case.viewer.scope.departments, case.wanted
    hits = [
        dossier for dossier in made
        if set(case.name or ()) <= set(words(dossier.applicant.name))
        and (not scope or scope & {dossier.department, *dossier.holders})
        and (not wanted.state or dossier.state in wanted.state)
        and (not wanted.department or dossier.department in wanted.department)
    ]  # fmt: skip
    exact = set(case.text.split()) if case.kind == "common, with marks" else set()
    hits.sort(key=lambda d: (not exact <= set(d.applicant.name.split()), -second(d), d.id))
    return [dossier.id for dossier in hits[:PAGE]]


def second(dossier: Dossier) -> int:
    """The second of receipt."""
    return int(dossier.received_at.timestamp()) if dossier.received_at is not None else 0


def run(ground: Ground) -> Iterator[Table]:
    """A table for each size."""
    for size in ground.sizes:
        with at(ground, size) as office:
            yield measured(office, ground, size)


def measured(office: Office, ground: Ground, size: int) -> Table:
    """Compare the answers with those found in memory, and measure."""
    made = list(made_up(size))
    asked = cases(made)
    bring(office, asked, made)
    table = Table(
        f"search among {size:,} dossiers (page of {PAGE})",
        ("typed", "found", "keys read", "p50 ms", "p95 ms", "× key"),
    )
    for case in asked:
        found = office.finder.find(case.viewer, case.text, case.wanted)
        meant = None if case.name is None else truth(made, case)
        if (meant or case.kind == NOBODY) and [row.id for row in found.rows] != meant:
            table.wrong.append(f"“{case.text}” ({case.kind}) finds other dossiers than a search in memory")
    key = "find by unique key"
    calls = {key: partial(office.keys.get, asked[0].text)} | {
        case.kind: partial(office.finder.find, case.viewer, case.text, case.wanted) for case in asked
    }
    times = interleaved(calls, ground.repeats * 2, ground.seconds)
    table.add(key, 1, 1, times[key].median, times[key].p95, 1.0)
    for case in asked:
        found, read = counting(office, case)
        total = f"{len(found.rows)}" if found.after is None else f"{found.total or '>' + str(PAGE)}"
        taken = times[case.kind]
        table.add(case.kind, total, read, taken.median, taken.p95, taken.median / times[key].median)
    judge(table, times, size)
    return table


def counting(office: Office, case: Case) -> tuple[Found, int]:
    """A search, and how many keys it read: what its cost follows, on whatever machine."""
    read = 0
    between = office.keys.between

    def counted(*asked: Any, **more: Any) -> list[SearchKey]:
        nonlocal read
        keys = between(*asked, **more)
        read += len(keys)
        return keys

    with patch.object(office.keys, "between", counted):
        found = office.finder.find(case.viewer, case.text, case.wanted)
    return found, read


def judge(table: Table, times: dict[str, Timing], size: int) -> None:
    """Say how much slower common names are than a rare one; too much of it is wrong at the great sizes.

    What narrows a common name further (a filter, a scope) is told beside it: its cost follows both.
    """
    rare = times[RARE_NAME]

    def ratios(kind: str) -> str:
        p50, p95 = times[kind].median / rare.median, times[kind].p95 / rare.p95
        return f"{kind} {p50:.2f} (p95 {p95:.2f})"

    worst = max(COMMON, key=lambda kind: times[kind].median)
    ratio = times[worst].median / rare.median
    table.notes.append(
        f"times as long as a rare name, p50 (p95), at most {WITHIN:g}: {', '.join(map(ratios, COMMON))}"
    )
    table.notes.append(f"not promised: {', '.join(map(ratios, NARROWED))}")
    if ratio > WITHIN and size >= JUDGED_FROM:
        table.wrong.append(f"“{worst}” takes {ratio:.2f} times as long as a rare name")

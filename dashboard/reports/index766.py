"""The index of Decision 766/QĐ-TTg as an internal estimate (ước tính nội bộ). Pure.

The national portal computes the official index. Items are computed where the Office's own data have what the
formula asks for; the others are entered by a person or stay open, are named, and make the total a range.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dashboard.reports import facts as counted
from dashboard.reports.evaluation import OFFERED, Count, Criterion, Evaluation
from dashboard.reports.facts import Fact, Facts
from dashboard.telling import percent_text
from models.procedure import Procedure
from models.report_entry import ReportEntry

#: what an item is computed from: its name in `seed/index766.json`
IN_TIME = "Tỷ lệ hồ sơ đúng hạn"
OFFERED_ONLINE = "Tỷ lệ TTHC cung cấp DVCTT"
USED_ONLINE = "Tỷ lệ DVCTT phát sinh hồ sơ"
SENT_ONLINE = "Tỷ lệ hồ sơ nộp trực tuyến"
PAID_ONLINE = "Tỷ lệ hồ sơ thanh toán trực tuyến"
SATISFIED = "Hài lòng trong giải quyết TTHC"
SCANNED = "Hồ sơ được số hóa thành phần"
#: the share from which an item has all its points; below it they are proportional
TARGETS = {OFFERED_ONLINE: 0.80, SENT_ONLINE: 0.50, PAID_ONLINE: 0.30, SCANNED: 0.80}


def key_of(group: str, place: int) -> str:
    """The key of an item, under which points are entered."""
    return f"{group}.{place}"


def shares(facts: Facts, procedures: Collection[Procedure]) -> dict[str, tuple[Count, Count]]:
    """Item → (how many, of how many), of what the data say."""
    online = {one.id for one in procedures if one.online_level in OFFERED}
    offered = Count(len(online), Fact(counted.OFFERED_ONLINE))
    used = Count(len(online & facts.used_online), Fact(counted.USED_ONLINE))
    dossiers = {
        IN_TIME: (counted.KEPT, counted.COUNTED),
        SENT_ONLINE: (counted.SENT_ONLINE, counted.RECEIVED),
        PAID_ONLINE: (counted.PAID_ONLINE, counted.PAID),
        SATISFIED: (counted.SATISFIED, counted.RATED),
        SCANNED: (counted.SCANNED, counted.WITH_COMPONENTS),
    }
    return {
        OFFERED_ONLINE: (offered, Count(len(procedures), Fact(counted.PROCEDURES))),
        USED_ONLINE: (used, offered),
        **{
            item: (Count(facts.n(Fact(part)), Fact(part)), Count(facts.n(Fact(whole)), Fact(whole)))
            for item, (part, whole) in dossiers.items()
        },
    }


def estimate(
    facts: Facts, procedures: Collection[Procedure], groups: Iterable[Mapping[str, Any]],
    entered: Mapping[str, ReportEntry],
) -> dict[str, Evaluation]:  # fmt: skip
    """group → its items. `procedures`: those in force within the report's conditions."""
    known = shares(facts, procedures)
    return {
        str(group["key"]): Evaluation(
            tuple(
                _item(place, item, known, entered.get(key_of(str(group["key"]), place)))
                for place, item in enumerate(group["items"], 1)
            )
        )
        for group in groups
    }


def together(groups: Mapping[str, Evaluation]) -> Evaluation:
    """All items of all groups."""
    return Evaluation(tuple(one for each in groups.values() for one in each.criteria))


def _item(
    place: int, item: Mapping[str, Any], known: Mapping[str, tuple[Count, Count]], entry: ReportEntry | None
) -> Criterion:
    name, most = str(item["name"]), float(item["max"])
    if name in known and known[name][1].n:
        part, whole = known[name]
        share = part.n / whole.n
        reached = min(1.0, share / TARGETS.get(name, 1.0))
        words = f" = {percent_text(share, 'vi')}", f" = {percent_text(share, 'en')}"
        return Criterion(
            place, name, reached * most, most, "computed", ground=(part, ("/", "/"), whole, words)
        )
    if entry is not None:
        told = entry.note or "nhập tay"
        return Criterion(place, name, float(entry.value), most, "entered", ground=((told, told),))
    return Criterion(place, name, None, most, "open")

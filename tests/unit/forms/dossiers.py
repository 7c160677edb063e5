"""Dossiers in every state that a form is made for, written as they would lie in the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.clock import day_of
from dashboard.office import Office
from models.dossier import Applicant, Dossier, DueChange, Fee, HandedIn, Pause, Visit
from models.event import Event
from tests.helpers import ZONE

NAME = "Danh Thị Sà Rươl"
PHONE = "0912345678"
IDENTITY = "091099001234"
ADDRESS = "12 Nguyễn Trung Trực"
PROCEDURE = "P001"


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 15) -> datetime:
    """An instant given in Vietnamese time."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def dossier(code: str, received: datetime, **more: Any) -> Dossier:
    """A dossier received at `received` and due five days later at 17:00."""
    due = received.astimezone(ZONE).replace(hour=17, minute=0) + timedelta(days=5)
    due_day, day = day_of(due, ZONE), day_of(received, ZONE)
    first = Visit(
        step="intake",
        holder="TTPVHCC",
        assignee="Lâm Thị Tiếp Nhận",
        entered_at=received,
        entered_day=day,
        started_at=received,
        due_at=received + timedelta(days=1),
        left_at=received + timedelta(hours=1),
        left_day=day,
        outcome="finished",
        late=False,
    )
    second = Visit(step="review", holder="SKHDT", entered_at=received + timedelta(hours=1), entered_day=day)
    told = {
        "id": code,
        "version": 1,
        "state": "processing",
        "procedure": PROCEDURE,
        "revision": "P001-1",
        "department": "SKHDT",
        "level": "province",
        "channel": "counter",
        "field": "x",
        "applicant": Applicant(
            name=NAME, phone=PHONE, identity=IDENTITY, address=ADDRESS, email="ruol@example.vn"
        ),
        "submitted_at": received,
        "received_at": received,
        "received_day": day,
        "term_value": 5,
        "term_unit": "working_day",
        "original_due_at": due,
        "due_at": due,
        "due_day": due_day,
        "law_due_day": due_day,
        "visits": (first, second),
        "holders": ("TTPVHCC", "SKHDT"),
        "holder": "SKHDT",
        "assignee": "Trần Xử Lý",
        "components": (HandedIn(component="a", name="Giấy đề nghị đăng ký", originals=1, copies=2),),
        "fee": Fee(amount=50_000, state="paid", method="cash"),
        "open_day": day,
        "dues": (DueChange(due_at=due, due_day=due_day, at=received, day=day, cause="received"),),
    }
    return Dossier.model_validate(told | more)


def of_each_kind(year: int, prefix: str) -> dict[str, Dossier]:
    """kind of form → a dossier that it is for, received on 5 November of `year`."""
    received = at(year, 11, 5)
    day = day_of(received, ZONE)
    plain = dossier(f"{prefix}-0001", received)
    later = at(year, 11, 20, 17, 0)
    extension = DueChange(
        due_at=later,
        due_day=day_of(later, ZONE),
        at=received,
        day=day,
        cause="extension",
        reason="Chờ xác minh",
    )
    wanted = Pause(
        kind="supplement", reason="Bản sao CCCD; Bản vẽ hoàn công", began_at=received, began_day=day
    )
    return {
        "receipt": plain,
        "control": dossier(f"{prefix}-0002", received),
        "supplement": dossier(f"{prefix}-0003", received, state="supplement", pauses=(wanted,)),
        "refusal": dossier(f"{prefix}-0004", received, state="refused"),
        "apology": dossier(f"{prefix}-0005", received, dues=(*plain.dues, extension), due_at=later),
        "stop": dossier(f"{prefix}-0006", received, state="stopped"),
    }


def put(office: Office, dossiers: list[Dossier], reasons: dict[str, tuple[str, str]] | None = None) -> None:
    """Write dossiers, with one event each where an action with a reason is told of it."""
    office.dossiers.write_many(((None, each) for each in dossiers), None)
    for code, (action, reason) in (reasons or {}).items():
        event = Event(
            id=f"e-{code}",
            dossier=code,
            seq=1,
            action=action,
            actor="Người từ chối",
            at=office.now(),
            recorded_at=office.now(),
            params={"reason": reason},
        )
        office.events.append([event], None)

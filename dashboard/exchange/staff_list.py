"""The staff of a department as an Excel sheet: written, and read back row by row, each taken or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import ValidationError

from dashboard.exchange.cells import cells_of
from dashboard.exchange.rows import Refused, RefusedRow
from dashboard.exchange.sheet import header, named, xlsx
from dashboard.search.fold import fold
from models.naming import ident
from models.staff import Competence, CompetenceLevel, StaffMember

if TYPE_CHECKING:
    from dashboard.office import Office

HEADS: dict[str, tuple[str, int]] = {
    "id": ("Mã cán bộ", 18), "name": ("Họ và tên", 28), "position": ("Chức danh", 26),
    "fields": ("Lĩnh vực (mức độ)", 60), "counters": ("Quầy", 20), "hours": ("Giờ mỗi tuần", 10),
    "capacity": ("Số hồ sơ tối đa", 10), "at_once": ("Lĩnh vực cùng lúc", 10), "login": ("Tài khoản", 16),
    "until": ("Ngày cuối", 14),
}  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("ma can bo", "ma cb", "ma"),
    "name": ("ho va ten", "ho ten", "ten can bo", "can bo"),
    "position": ("chuc danh", "chuc vu"),
    "fields": ("linh vuc (muc do)", "linh vuc", "linh vuc phu trach"),
    "counters": ("quay", "quay so"),
    "hours": ("gio moi tuan", "gio/tuan", "so gio"),
    "capacity": ("so ho so toi da", "suc chua"),
    "at_once": ("linh vuc cung luc",),
    "login": ("tai khoan", "ten dang nhap"),
    "until": ("ngay cuoi", "ngay nghi"),
}
LEVEL_NAMES: dict[CompetenceLevel, str] = {
    "guides": "hướng dẫn được", "handles": "tự xử lý", "assists": "phụ giúp"
}  # fmt: skip
_LEVEL = re.compile(r"^(.*?)\s*\(([^()]*)\)\s*$")


@dataclass
class StaffList:
    """What a file says: who is new, who is changed, how many stay as they are, and what was refused."""

    new: list[StaffMember] = field(default_factory=list)
    changed: list[StaffMember] = field(default_factory=list)
    same: int = 0
    refused: list[Refused] = field(default_factory=list)


def export(office: Office, department: str) -> bytes:
    """The staff as Excel, in the columns that an import reads: imported again, it changes nothing."""
    fields = {one.id: one.name for one in office.fields.all()}
    counters = {one.id: one.name for one in office.counters.of(department)}
    logins = {one.id: one.login for one in office.users.all()}
    rows = [
        (
            one.id, one.name, one.position,
            "; ".join(
                f"{fields.get(known.field, known.field)} ({LEVEL_NAMES[known.level]})"
                for known in one.competences
            ),
            "; ".join(counters.get(id, id) for id in one.counters),
            f"{one.weekly_minutes / 60:g}".replace(".", ","), str(one.capacity), str(one.fields_at_once),
            logins.get(one.user, ""), f"{one.valid_to:%d/%m/%Y}" if one.valid_to else "",
        )
        for one in office.staff.of(department)
    ]  # fmt: skip
    return xlsx("Can bo", [head for head, _ in HEADS.values()], [w for _, w in HEADS.values()], rows)


def read(office: Office, department: str, data: bytes, name: str) -> StaffList:
    """What the file would change; nothing is written. Raises BadList.

    A row is that of the person with its id, else with its name, else of somebody new. A column that is
    not there, and an empty cell, leave what is known. A row is taken whole or refused with its reason.
    """
    cells = cells_of(data, name)
    start, columns = header(cells, COLUMNS, "name")
    there = {one.id: one for one in office.staff.of(department)}
    known = _Known(
        department, there,
        {one.id: one.name for one in office.fields.all()},
        {one.id: one.name for one in office.counters.of(department)},
        {one.login: one.id for one in office.users.all()},
        {one.user: one.id for one in office.staff.all() if one.user},
    )  # fmt: skip
    found = StaffList()
    seen: dict[str, int] = {}
    for line, row in enumerate(cells[start:], start + 1):
        told = {kind: row[at].strip() if at < len(row) else "" for kind, at in columns.items()}
        if not any(told.values()):
            continue
        try:
            member = known.member(told)
            if member.id in seen:
                raise RefusedRow(
                    HEADS["name"][0], f"Trùng với dòng {seen[member.id]}.", f"Same as row {seen[member.id]}."
                )
        except RefusedRow as refused:
            found.refused.append(Refused(line, refused.column, refused.vi, refused.en))
            continue
        seen[member.id] = line
        if member.id not in there:
            found.new.append(member)
        elif member != there[member.id]:
            found.changed.append(member)
        else:
            found.same += 1
    return found


@dataclass
class _Known:
    """What the words of a row may mean."""

    department: str
    people: Mapping[str, StaffMember]
    fields: Mapping[str, str]
    counters: Mapping[str, str]
    logins: Mapping[str, str]
    taken: Mapping[str, str]

    def member(self, row: Mapping[str, str]) -> StaffMember:
        """The person of a row as it says. Raises RefusedRow."""
        before = self._before(row)
        title = row["name"] or (before.name if before is not None else "")
        if not title:
            raise RefusedRow(HEADS["name"][0], "Thiếu họ và tên.", "The name is missing.")
        kept = before or _made(
            {"id": self._new_id(title), "order": 1_000, "name": title, "department": self.department}
        )
        changes: dict[str, object] = {"name": title}
        if row.get("position"):
            changes["position"] = row["position"]
        if row.get("fields"):
            changes["competences"] = self._competences(row["fields"], kept)
        if row.get("counters"):
            changes["counters"] = tuple(
                self._one(text, self.counters, "counters", "quầy") for text in parts(row["counters"])
            )
        for kind, attribute, factor in (
            ("hours", "weekly_minutes", 60), ("capacity", "capacity", 1), ("at_once", "fields_at_once", 1)
        ):  # fmt: skip
            if row.get(kind):
                changes[attribute] = _number(row[kind], kind, factor)
        if row.get("login"):
            changes["user"] = self._account(row["login"], kept.id)
        if row.get("until"):
            changes["valid_to"] = _date(row["until"])
        return _made({**kept.model_dump(), **changes})

    def _before(self, row: Mapping[str, str]) -> StaffMember | None:
        if row.get("id"):
            if row["id"] not in self.people:
                raise RefusedRow(
                    HEADS["id"][0], f"Cơ quan không có cán bộ mã “{row['id']}”.",
                    f"The department has nobody with the id “{row['id']}”.",
                )  # fmt: skip
            return self.people[row["id"]]
        alike = named(row["name"], {id: one.name for id, one in self.people.items()}) if row["name"] else []
        if len(alike) > 1:
            raise RefusedRow(
                HEADS["name"][0], f"Có {len(alike)} người tên “{row['name']}”; hãy ghi mã cán bộ.",
                f"{len(alike)} people are called “{row['name']}”; give the id.",
            )  # fmt: skip
        return self.people[alike[0]] if alike else None

    def _new_id(self, title: str) -> str:
        id = f"{self.department}-{ident(title)}"
        while id in self.people:
            id += "-2"
        return id

    def _competences(self, text: str, kept: StaffMember) -> tuple[Competence, ...]:
        found: dict[str, Competence] = {}
        for part in parts(text):
            match = _LEVEL.match(part)
            level: CompetenceLevel | None = None
            if match is not None:
                level = next((key for key, name in LEVEL_NAMES.items() if fold(name) == fold(match[2])), None)
            title = match[1] if match is not None and level else part
            id = self._one(title, self.fields, "fields", "lĩnh vực")
            found[id] = Competence(field=id, level=level or kept.knows(id) or "handles")
        return tuple(found.values())

    @staticmethod
    def _one(text: str, known: Mapping[str, str], kind: str, what: str) -> str:
        ids = named(text, known)
        if len(ids) != 1:
            raise RefusedRow(HEADS[kind][0], f"Không có {what} “{text}”.", f"There is no “{text}”.")
        return ids[0]

    def _account(self, login: str, person: str) -> str:
        user = self.logins.get(login)
        if user is None:
            raise RefusedRow(HEADS["login"][0], f"Không có tài khoản “{login}”.", f"No account “{login}”.")
        if self.taken.get(user, person) != person:
            raise RefusedRow(
                HEADS["login"][0], f"Tài khoản “{login}” là của người khác.", f"“{login}” is somebody else's."
            )
        return user


def parts(text: str) -> list[str]:
    """What a cell lists: by lines or semicolons."""
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _made(values: Mapping[str, object]) -> StaffMember:
    """The person of these values. Raises RefusedRow, with the column of the first that cannot be."""
    try:
        return StaffMember.model_validate(values)
    except ValidationError as error:
        wrong = str(error.errors()[0]["loc"][0])
        kinds = {"weekly_minutes": "hours", "fields_at_once": "at_once", "valid_to": "until"}
        column = HEADS.get(kinds.get(wrong, wrong), ("", 0))[0]
        raise RefusedRow(column, "Giá trị không hợp lệ.", "The value is not valid.") from None


def _number(text: str, kind: str, factor: int) -> int:
    try:
        return round(float(text.replace(",", ".")) * factor)
    except (ValueError, OverflowError):
        raise RefusedRow(HEADS[kind][0], f"“{text}” không phải số.", f"“{text}” is no number.") from None


def _date(text: str) -> date:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise RefusedRow(HEADS["until"][0], f"“{text}” không phải ngày.", f"“{text}” is no day.")


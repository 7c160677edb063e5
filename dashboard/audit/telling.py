"""An entry of the audit in the words of the screen, for a role: no id of the program, no applicant's name."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from dashboard.access.masking import initials
from dashboard.access.roles import ROLE_FACTS
from dashboard.api.table import SCOPE_WORDS
from dashboard.audit.words import ACTIONS, CHANGED, DETAILS, DIMENSIONS, SUBJECTS, VALUES
from dashboard.cube.measures import MEASURES
from dashboard.flow import STATE_NAMES
from dashboard.retention.words import KINDS
from dashboard.search.wanted import LATENESS
from dashboard.telling import day_text
from models.api_token import actor_of
from models.audit import Entry
from models.viewer import SYSTEM, Scope, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_RULE = re.compile(r"(?s)(?P<name>.*): (?P<kind>\w+) \S+ (?P<keep>\d+) (?P<unit>\w+), (?P<state>on|off)")
_LONG = 200
UNITS = {"days": ("ngày", "days"), "years": ("năm", "years"), "on": ("bật", "on"), "off": ("tắt", "off")}
SEES = {
    "all": ("mọi hồ sơ", "every dossier"), "none": ("không hồ sơ nào", "no dossier"),
    "department": ("cơ quan", "departments"), "fields": ("lĩnh vực", "fields"),
}  # fmt: skip


class Line(NamedTuple):
    """An entry in words. `code`: the dossier that it is of, "" where it is of none."""

    at: datetime
    who: str
    what: str
    about: str
    code: str
    detail: str
    address: str


class Teller:
    """Tells entries to one viewer in one language."""

    def __init__(self, office: Office, viewer: Viewer, language: str) -> None:
        self._office = office
        self._place = 1 if language == "en" else 0
        self._nameless = viewer.role == "administrator"

    def line(self, entry: Entry) -> Line:
        """One entry."""
        words = ACTIONS[entry.action]
        about, code = self._about(entry)
        parts = [self._part(key, value) for key, value in entry.detail.items() if value]
        at = entry.at.astimezone(self._office.store.zone)
        what, detail = (words.vi, words.en)[self._place], " · ".join(part for part in parts if part)
        return Line(at, self.person(entry.actor), what, about, code, detail, entry.address)

    def person(self, id: str) -> str:
        """Who did it."""
        if id == SYSTEM.user_id:
            return ("Hệ thống", "The system")[self._place]
        if not id:
            return ("không rõ ai", "nobody known")[self._place]
        return self._known("person", id)

    def _about(self, entry: Entry) -> tuple[str, str]:
        """What it was about in words, and the dossier's code where it is a dossier."""
        subject, kind = entry.subject, ACTIONS[entry.action].subject
        if not subject or kind == "hidden":
            return "", ""
        if kind == "dossier":
            return subject, subject
        if kind == "person":
            return self.person(subject), ""
        if kind == "department":
            return self._known("department", subject), ""
        if kind == "token":
            return self._known("person", actor_of(subject)), ""
        if kind == "roster":
            department, _, monday = subject.partition(":")
            day = day_text(int(monday)) if monday.isdigit() else ""
            return f"{self._known('department', department)} {day}".strip(), ""
        if kind == "rule":
            rule = self._office.retention_rules.get(subject)
            return "" if rule is None else rule.name, ""
        if subject in SUBJECTS:
            return SUBJECTS[subject][self._place], ""
        if entry.action == "printed":
            return subject, subject
        if entry.action == "catalogue_changed":
            return self._entry(subject, entry.detail.get("what", "")), ""
        return subject, ""

    def _entry(self, id: str, what: str) -> str:
        """The name of an entry of the catalogue."""
        lists = {"fields": "field", "levels": "level", "channels": "channel", "departments": "department"}
        for dimension in (lists[what],) if what in lists else ("procedure", "department"):
            found = self._known(dimension, id)
            if found != self._gone():
                return found
        return self._gone()

    def _gone(self) -> str:
        return ("không còn tên", "no longer named")[self._place]

    def _known(self, dimension: str, id: str) -> str:
        found = self._office.names.name(dimension, id)
        return self._gone() if found in (id, "") and not self._named_so(dimension, id) else found

    def _named_so(self, dimension: str, id: str) -> bool:
        """Whether an id is its own name."""
        return self._office.names.of(dimension).get(id) == id

    def _part(self, key: str, value: str) -> str:
        """One thing that is told beside the action: "lý do: …"."""
        title = DETAILS.get(key)
        told = self._value(key, value)
        return "" if title is None or not told else f"{title[self._place]}: {told}"

    def _value(self, key: str, value: str) -> str:
        place = self._place
        if (key, value) in VALUES:
            return VALUES[key, value][place]
        if key in DIMENSIONS:
            return ", ".join(self._known(DIMENSIONS[key], id) for id in value.split(","))
        if key == "role":
            return next(((f.vi, f.en)[place] for id, f in ROLE_FACTS.items() if id == value), "")
        if key == "scope":
            return self._scope(value)
        if key == "scopes":
            return ", ".join(SCOPE_WORDS[one][place] for one in SCOPE_WORDS if one in value.split())
        if key == "measure":
            return MEASURES[value].title(("vi", "en")[place]) if value in MEASURES else ""
        if key == "state":
            return ", ".join(STATE_NAMES[one][place] for one in STATE_NAMES if one in value.split(","))
        if key == "late":
            return LATENESS[value][place] if value in LATENESS else ""
        if key == "changed":
            return ", ".join(CHANGED[one][place] for one in value.split(", ") if one in CHANGED)
        if key == "template":
            one = self._office.notice_templates.get(value)
            return "" if one is None else (one.name_vi, one.name_en)[place]
        if key in ("before", "after"):
            return self._rule(value)
        if key == "kept":
            return " ".join(UNITS[word][place] if word in UNITS else word for word in value.split())
        if key == "action":
            return next(((w.vi, w.en)[place] for id, w in ACTIONS.items() if id == value), "")
        return self._words(key, value)

    def _words(self, key: str, value: str) -> str:
        """Days, what the API refuses, and what somebody wrote."""
        place = self._place
        if key == "reason" and value.startswith("scope "):
            asked = value.removeprefix("scope ")
            title = next((words[place] for id, words in SCOPE_WORDS.items() if id == asked), "")
            return ("thiếu quyền ", "lacks the scope ")[place] + title
        if key == "reason" and value.startswith("permission "):
            return ("vai trò không được phép", "the role may not")[place]
        if key in ("from", "to", "at") and value.isdigit():
            return day_text(int(value))
        if key == "hash":
            return f"{value[:12]}…"
        if key == "text" and self._nameless:
            # What somebody has searched for is often an applicant's name or number.
            return initials(re.sub(r"\d", "•", value))
        if key in ("what", "change", "kind", "form", "medium") and value.isascii() and value.islower():
            return ""
        return _DAY.sub(_day, value)[:_LONG]

    def _scope(self, value: str) -> str:
        try:
            scope = Scope.model_validate_json(value)
        except ValidationError:
            return ""
        named = [self._known("department", id) for id in sorted(scope.departments)]
        named += [self._known("field", id) for id in sorted(scope.fields)]
        return SEES[scope.kind][self._place] + (f" ({', '.join(named)})" if named else "")

    def _rule(self, value: str) -> str:
        """A rule of retention as it was or is."""
        found = _RULE.fullmatch(value)
        if found is None:
            return value[:_LONG]
        kind = next((words.name[self._place] for id, words in KINDS.items() if id == found["kind"]), "")
        unit, state = UNITS.get(found["unit"], ("", "")), UNITS[found["state"]]
        return f"{found['name']}: {kind}, {found['keep']} {unit[self._place]}, {state[self._place]}"


def _day(found: re.Match[str]) -> str:
    """2026-11-24 → 24/11/2026; what only looks like a day stays as it is."""
    try:
        return f"{date.fromisoformat(found[0]):%d/%m/%Y}"
    except ValueError:
        return found[0]

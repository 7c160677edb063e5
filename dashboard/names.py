"""What ids are called on screen, and what people call the things they filter by."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from dashboard.cube.question import BadQuestion
from models.api_token import actor_of

if TYPE_CHECKING:
    from dashboard.office import Office

#: who acts, where the applicant does it on the public pages
APPLICANT, APPLICANT_NAME = "applicant", "Người nộp (trực tuyến)"
#: names are read again after so many seconds; who changes them here says `forget`, so this is about
#: what another process changes (to read all of them takes as long as a whole page)
KEPT_SECONDS = 60.0
#: but after so many where an id is asked for that is not among them
KEPT_UNKNOWN_SECONDS = 5.0


class Names:
    """Names of departments, fields, procedures, channels, levels, steps and people, for a few seconds."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._kept: dict[str, tuple[float, dict[str, str]]] = {}
        self._lock = threading.Lock()

    def of(self, dimension: str, seconds: float = KEPT_SECONDS) -> dict[str, str]:
        """id → name as imported or shipped, at most so old; "" is the name of what is unknown."""
        dimension = "department" if dimension == "holder" else dimension
        with self._lock:
            kept = self._kept.get(dimension)
        if kept is not None and time.monotonic() - kept[0] < seconds:
            return kept[1]
        found = {"none": ""} | self._read(dimension)
        with self._lock:
            self._kept[dimension] = (time.monotonic(), found)
        return found

    def forget(self) -> None:
        """Read all names again when they are next asked for."""
        with self._lock:
            self._kept.clear()

    def name(self, dimension: str, id: str) -> str:
        """The name of one id; the id itself where nothing is known of it."""
        found = self.of(dimension).get(id)
        if found is None:
            found = self.of(dimension, KEPT_UNKNOWN_SECONDS).get(id, id)
        return found

    def ids(self, dimension: str, text: str) -> tuple[str, ...]:
        """The ids of what somebody calls `text`: an id, or a name (case does not matter).

        Raises BadQuestion where nothing is called so.
        """
        names = self.of(dimension, KEPT_UNKNOWN_SECONDS)
        exact = tuple(id for id, name in names.items() if name == text)
        if exact:
            return exact
        if text in names:
            return (text,)
        alike = tuple(id for id, name in names.items() if name.casefold() == text.casefold())
        if not alike:
            raise BadQuestion(f"Không có “{text}” ({dimension}).", f"There is no {dimension} “{text}”.")
        return alike

    def _read(self, dimension: str) -> dict[str, str]:
        office = self._office
        if dimension == "department":
            return {each.id: each.name for each in office.departments.all()}
        if dimension == "field":
            return {each.id: each.name for each in office.fields.all()}
        if dimension == "procedure":
            return {each.id: each.name for each in office.procedures.all()}
        if dimension == "person":
            staff = {each.id: each.name for each in office.staff.all()}
            people = {each.id: each.name for each in office.users.all()}
            systems = {actor_of(each.id): each.name for each in office.api_tokens.all()}
            return {APPLICANT: APPLICANT_NAME} | systems | staff | people
        if dimension == "channel":
            return {each.id: each.name for each in office.channels.all()}
        if dimension == "level":
            return {each.id: each.name_vi for each in office.levels.all()}
        return self._steps()

    def _steps(self) -> dict[str, str]:
        """Steps of logs by their name; own ones, whose ids are only unique in a revision, by their task."""
        names: dict[str, str] = {}
        for revision in self._office.revisions.all():
            for step in revision.steps:
                names.setdefault(f"{revision.procedure}:{step.id}", step.name)
                names.setdefault(step.id, step.name)
        return names | {each.id: each.name for each in self._office.steps.all()}

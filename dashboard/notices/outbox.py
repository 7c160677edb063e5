"""Writes notices in the transaction of the change that causes them (see `Commit.also`)."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.flow.commit import Change
from dashboard.forms.words import Around
from dashboard.notices.causes import Cause, causes_of
from dashboard.notices.compose import notices_for
from models.dossier import Dossier
from models.notice import Notice
from models.notice_template import NoticeTemplate

if TYPE_CHECKING:
    from dashboard.office import Office
    from models.store import Session

#: templates and the words around a dossier are read again after so many seconds
KEPT_SECONDS = 5.0


class Outbox:
    """Makes notices of causes. One per process; safe between threads."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        self._kept: tuple[float, Around, dict[str, NoticeTemplate]] | None = None

    def write(self, session: Session, changes: Sequence[Change]) -> None:
        """Write the notices of changes, in their transaction."""
        told = [(change.after, cause) for change in changes for cause in causes_of(change)]
        if told:
            self._office.notices.add(self.made(told), session)

    def made(self, told: Sequence[tuple[Dossier, Cause]]) -> list[Notice]:
        """The notices of causes, each once; causes that tell nobody known make none."""
        around, templates = self._around()
        now = self._office.now()
        found: dict[str, Notice] = {}
        for dossier, cause in told:
            template = templates.get(cause.template)
            user = None
            if cause.user is not None:
                user = self._office.users.get(cause.user)
                if user is None or user.disabled:
                    continue  # an import's name, or somebody who has left
            if template is not None:
                made = notices_for(self._office, dossier, cause, template, around, user, now)
                found |= {notice.id: notice for notice in made}
        return list(found.values())

    def forget(self) -> None:
        """Read templates again when the next notice is made."""
        with self._lock:
            self._kept = None

    def _around(self) -> tuple[Around, dict[str, NoticeTemplate]]:
        with self._lock:
            kept = self._kept
        if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
            templates = {each.id: each for each in self._office.notice_templates.all()}
            kept = (time.monotonic(), Around.of(self._office), templates)
            with self._lock:
                self._kept = kept
        return kept[1], kept[2]

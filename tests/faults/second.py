"""Another app on the same store, for the fault tests: its background runs, and it does what lines tell it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.config import Settings
from dashboard.cube.question import Question
from dashboard.flow import Action
from dashboard.notices import loop
from dashboard.notices.loop import Loop, look
from dashboard.office import Office
from models.risk_model import RiskModels
from models.turn import Turn
from models.viewer import SYSTEM
from tests.helpers import submitted

#: a Friday, 08:00 in Vietnam
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
FIGURES = ("received", "backlog", "resolved")


class App:
    """An Office with its background, and what the tests ask of it."""

    def __init__(self, uri: str, database: str, data: str, url: str) -> None:
        settings = Settings(database=database, data=Path(data), webhook_url=url)
        self.office = Office.open(settings, uri, lambda: NOW)
        self.looks = 0
        loop.LOOK_EVERY = loop.SCAN_EVERY = 0.05
        loop.look = self._look
        self.loop = Loop(self.office, every=0.02)

    def _look(self, office: Office) -> object:
        found = look(office)
        self.looks += 1
        return found

    def receive(self, code: str) -> str:
        """Take a dossier in."""
        self.office.commit.act(code, submitted(code), "u1")
        return str(self.office.commit.act(code, Action(name="accept"), "u1").version)

    def figures(self) -> str:
        """What the statistics say here and now."""
        found = self.office.cube.figures(SYSTEM, Question(FIGURES, at=self.office.today()))
        return " ".join(str(figure.value) for figure in found)

    def lease(self) -> str:
        """Whether this process may learn the risk anew now."""
        return str(RiskModels(self.office.store).lease(NOW, timedelta(minutes=15)))

    def release(self) -> str:
        """Let the next one learn."""
        RiskModels(self.office.store).release(NOW)
        return ""

    def turn(self) -> str:
        """Whether this process may make the backup now."""
        return str(Turn(self.office.store, "backup").take())

    def did(self, line: str) -> str:
        """Do what a line says: a method, and what it needs."""
        name, *words = line.split()
        return str(self.looks) if name == "looks" else str(getattr(self, name)(*words))


def main(uri: str, database: str, data: str, url: str) -> None:
    """Work until the lines end."""
    app = App(uri, database, data, url)
    app.loop.start()
    print("ready", flush=True)
    for line in sys.stdin:
        print(app.did(line), flush=True)
    app.loop.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])

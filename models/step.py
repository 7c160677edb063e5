"""Steps of imported logs: there a step is known by its name alone, and belongs to no process."""

from __future__ import annotations

from models.catalogue import IMPORTED_ORDER, Named, NamedCatalogue


class LoggedStep(Named):
    """What a log calls an activity. Steps of the Office's own procedures are in their revisions."""


class LoggedSteps(NamedCatalogue[LoggedStep]):
    """The steps that logs have brought."""

    COLLECTION = "logged_steps"
    document = LoggedStep

    def _made(self, id: str, name: str) -> LoggedStep:
        return LoggedStep(id=id, name=name, imported=True, order=IMPORTED_ORDER)

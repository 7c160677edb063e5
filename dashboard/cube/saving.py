"""The background task that fills the frame at the start, and copies it into the data folder now and then."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from dashboard.background import Background, beside
from dashboard.jobs import job

if TYPE_CHECKING:
    from dashboard.office import Office

#: seconds between two looks whether a copy is due
EVERY = 600.0
#: seconds until it is tried again, where the cube is just being rebuilt or the store is silent
AGAIN = 5.0
#: commits that a new process would have to catch up with before another copy is made
LEAST = 200
#: how long a stopping process waits for a copy, in seconds
PATIENCE = 3.0


class Saver(Background):
    """Reads the frame, so that the first page need not; copies it where a copy is due, at its end too."""

    def __init__(self, office: Office, every: float = EVERY, least: int = LEAST) -> None:
        super().__init__("frame", PATIENCE)
        self._office = office
        self._every = every
        self._least = least

    def _run(self) -> None:
        while True:
            ending = self._stop.is_set()
            done = self._save()
            if ending:
                return
            self._stop.wait(self._every if done else AGAIN)

    def _save(self) -> bool:
        """Whether it went well; without a copy everything works, only a start is slower."""
        try:
            with job("frame"):
                self._office.cube.frame.load()
                self._office.cube.frame.save(self._office.today(), self._least)
        except Exception:  # noqa: BLE001 - written down by the job; the thread must outlive it
            return False
        return True


def saving(office: Office) -> AbstractContextManager[None]:
    """Copy the frame while the block runs, and at its end."""
    return beside(Saver(office))

"""Opinions (ý kiến phối hợp) that a step asks of other departments while the dossier stays where it is."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from models.part import Part

#: What a department says of a dossier that it is asked about.
Verdict = Literal["agreed", "remarks", "disagreed"]
#: How an opinion ended: given; taken for consent, as the limit has passed in silence; not waited for any
#: longer, with the reason; not needed, because the dossier has left the step or the request was recalled.
Ending = Literal["agreed", "remarks", "disagreed", "silent", "waived", "dropped"]


class Coordination(Part):
    """Whose opinions a step needs, all asked for at once; `silence`: none within the limit is consent."""

    departments: tuple[str, ...]
    #: working milliseconds that each has
    limit_ms: int | None = None
    silence: bool = False


class Opinion(Part):
    """One department's opinion at one step: asked for, and given or not; `ending` is None while awaited."""

    step: str
    department: str
    asked_at: datetime
    asked_day: int
    asked_by: str
    question: str = ""
    due_at: datetime | None = None
    due_day: int | None = None
    #: may silence be taken for consent from the day after `due_day` on
    silence: bool = False
    ending: Ending | None = None
    given_at: datetime | None = None
    given_day: int | None = None
    given_by: str = ""
    text: str = ""
    #: working time from the request to its end
    working_ms: int | None = None
    late: bool | None = None

    @property
    def awaited(self) -> bool:
        """Whether it is still waited for."""
        return self.ending is None

    def consented(self, day: int) -> bool:
        """Whether, on `day`, its silence is consent."""
        return self.awaited and self.silence and self.due_day is not None and self.due_day < day

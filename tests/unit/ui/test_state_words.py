"""Every background job has a name on the administrator's screen."""

from __future__ import annotations

import re

from dashboard.config import ROOT
from dashboard.ui.state.words import JOBS


def test_every_job_that_the_program_runs_has_words() -> None:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "dashboard").rglob("*.py"))
    named = {name for source in sources for name in re.findall(r"\bjob\(\"(\w+)\"\)", source)}
    assert len(named) >= 5
    assert named == set(JOBS)

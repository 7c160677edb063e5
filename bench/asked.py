"""What a page asks: the page itself is run, and every question that it puts to the cube is noted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.config import ROOT
from dashboard.cube.asked import slices_of
from dashboard.cube.counters import COARSE
from dashboard.cube.measures import measure_of
from dashboard.cube.question import Figure, Question
from dashboard.office import Office
from dashboard.office_holder import install
from models.viewer import Viewer


def questions(page: str, office: Office, viewer: Viewer, *, coarse: bool = False) -> list[Question]:
    """The questions that `page` asks for `viewer` with the filters that it has at first sight.

    `coarse`: only those that the families in every process's memory answer; the page sees nothing of others.
    """
    asked: list[Question] = []
    answer = office.cube.figures

    def note(who: Viewer, question: Question) -> list[Figure]:
        if coarse and not in_memory(question, who):
            return []
        asked.append(question)
        return answer(who, question)

    # Streamlit warns of a page that runs without a browser: that is meant here.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    with shown_to(office, viewer), patch.object(office.cube, "figures", note):
        run = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=600).run()
    if run.exception or run.error:
        raise RuntimeError(f"{page}: {[each.value for each in (*run.exception, *run.error)]}")
    if not asked:
        raise RuntimeError(f"{page} asks the cube nothing")
    return asked


def in_memory(question: Question, viewer: Viewer) -> bool:
    """Whether the coarse families answer a question."""
    subjects = {measure_of(name).subject for name in question.measures}
    return all(part.family in COARSE for each in subjects for part in slices_of(question, viewer, each))


@contextmanager
def shown_to(office: Office, viewer: Viewer) -> Iterator[None]:
    """The pages of this process, for one viewer."""
    install(office)
    try:
        with patch.object(session, "viewer", lambda: viewer):
            yield
    finally:
        install(None)

"""Lines of the log: in which form, under which id, and what never stands in them."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from dashboard import log
from dashboard.trace import tracing


class Written:
    """What was written to standard error until now."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured, self._text = captured, ""

    def getvalue(self) -> str:
        self._text += self._captured.readouterr().err
        return self._text


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """What is written to standard error."""
    root = logging.getLogger()
    kept, level, settings = root.handlers[:], root.level, structlog.get_config()
    was_set_up = structlog.is_configured()
    log._recent.clear()
    yield Written(capsys)
    root.handlers[:] = kept
    root.setLevel(level)
    structlog.configure(**settings)
    if not was_set_up:
        structlog.reset_defaults()
    log._formatters.clear()
    log._recent.clear()


def last(lines: Written) -> dict[str, object]:
    found = json.loads(lines.getvalue().splitlines()[-1])
    assert isinstance(found, dict)
    return found


def test_a_line_is_one_object_of_json_with_time_level_and_the_id_of_what_goes_on(lines: Written) -> None:
    log.set_up("info", "json")
    with tracing("run") as trace:
        structlog.get_logger().info("done", action="accept", dossier="H-1", seq=2)
    line = last(lines)
    assert line.pop("timestamp", None)
    assert line == {
        "event": "done", "level": "info", "action": "accept", "dossier": "H-1", "seq": 2, "trace": trace.id,
    }  # fmt: skip


def test_a_line_may_be_logfmt(lines: Written) -> None:
    log.set_up("info", "logfmt")
    with tracing("job") as trace:
        structlog.get_logger().warning("job failed", job="notices", again=True)
    line = lines.getvalue().strip()
    assert line.startswith("timestamp=") and "\n" not in line
    said = f'level=warning event="job failed" job=notices again=true trace={trace.id}'
    assert line.split(" ", 1)[1] == said


def test_what_a_library_logs_is_a_line_like_ours_and_below_a_warning_none(lines: Written) -> None:
    log.set_up("debug", "json")
    with tracing("request") as trace:
        logging.getLogger("somebody").info("unheard")
        logging.getLogger("somebody").warning("no answer from %s", "10.0.0.7")
    assert len(lines.getvalue().splitlines()) == 1
    line = last(lines)
    assert (line["event"], line["logger"], line["trace"]) == ("no answer from 10.0.0.7", "somebody", trace.id)


def test_the_toolkits_own_handlers_write_as_we_do_and_its_copy_of_an_error_is_left_out(
    lines: Written,
) -> None:
    theirs = logging.getLogger("streamlit.error_util")
    handlers, filters, propagate = theirs.handlers[:], theirs.filters[:], theirs.propagate
    theirs.handlers[:], theirs.propagate = [logging.StreamHandler(sys.stderr)], False
    try:
        log.set_up("info", "json")
        theirs.error("Uncaught app execution", exc_info=ValueError("Nguyễn Thị An"))
        assert lines.getvalue() == ""
        theirs.warning("something else")
        assert last(lines)["event"] == "something else"
    finally:
        theirs.handlers[:], theirs.filters[:], theirs.propagate = handlers, filters, propagate


@pytest.mark.parametrize("form", ["text", "logfmt", "json"])
def test_of_an_exception_a_line_has_the_kind_and_the_places_and_no_message(
    lines: Written, form: str
) -> None:
    log.set_up("info", form)
    try:
        raise ValueError("Nguyễn Thị An, 0901234567")
    except ValueError as error:
        structlog.get_logger().error("page failed", exc_info=error)
        structlog.get_logger().exception("page failed")
        logging.getLogger("somebody").exception("page failed")
    written = lines.getvalue()
    assert "Nguyễn" not in written and "0901234567" not in written
    assert written.count("ValueError") == 3
    assert written.count("tests/unit/test_log.py") == 3


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("550 <an.nguyen@example.vn> unknown", "550 <‹address›> unknown"),
        ("call 0901234567 or +84901234567.", "call ‹number› or ‹number›."),
        ("id 001201012345", "id ‹number›"),
        ("mongodb:" + "//user:pa%40ss@db.example/?x=1", "mongodb://‹secret›@db.example/?x=1"),
        ("Authorization: Bearer motcua_abc.def", "Authorization: Bearer ‹secret›"),
        ("000.00.00.H26-261124-0001 at 2026-11-24T20:23", "000.00.00.H26-261124-0001 at 2026-11-24T20:23"),
        ("12345 dossiers in 1732500000 ms", "12345 dossiers in 1732500000 ms"),
    ],
)  # fmt: skip
def test_addresses_numbers_of_people_and_secrets_are_taken_out_of_a_line(
    lines: Written, text: str, kept: str
) -> None:
    log.set_up("info", "json")
    structlog.get_logger().warning(text, reason=text)
    assert (last(lines)["event"], last(lines)["reason"]) == (kept, kept)


def test_the_last_warnings_are_remembered_and_what_is_below_them_not(lines: Written) -> None:
    log.set_up("info", "json")
    for number in range(log.REMEMBERED + 5):
        structlog.get_logger().warning("late", number=number)
        structlog.get_logger().info("well")
    found = log.recent()
    assert [line["number"] for line in found[:2]] == [log.REMEMBERED + 4, log.REMEMBERED + 3]
    assert len(found) == log.REMEMBERED
    assert {line["event"] for line in found} == {"late"}

"""What a person of the crowd takes for a page, and what for a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
import websockets
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench import crowd
from bench.crowd import Found, Load, drawn
from bench.table import Table
from dashboard.config import ROOT


class Socket:
    """A connection that says these messages."""

    def __init__(self, *messages: ForwardMsg) -> None:
        self._messages: Iterator[ForwardMsg] = iter(messages)

    async def recv(self, decode: bool) -> bytes:
        return next(self._messages).SerializeToString()


def read(*messages: ForwardMsg) -> int:
    reading = drawn(cast(websockets.ClientConnection, Socket(*messages)))
    # Playwright keeps a loop of its own running in the thread of the tests.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, reading).result()


def finished(status: ForwardMsg.ScriptFinishedStatus.ValueType) -> ForwardMsg:
    message = ForwardMsg()
    message.script_finished = status
    return message


def shown(text: str, kind: str) -> ForwardMsg:
    message = ForwardMsg()
    element: Any = message.delta.new_element
    if kind == "exception":
        element.exception.message = text
    else:
        element.html.body = text
    return message


def test_a_page_is_there_when_its_last_run_has_ended() -> None:
    again, done = finished(ForwardMsg.FINISHED_EARLY_FOR_RERUN), finished(ForwardMsg.FINISHED_SUCCESSFULLY)
    messages = (shown("a", "html"), again, shown("b", "html"), done, shown("of the next", "html"))
    assert read(*messages) == sum(message.ByteSize() for message in messages[:4])


def test_a_page_that_shows_an_exception_is_a_failure() -> None:
    with pytest.raises(RuntimeError, match="division"):
        read(shown("division by zero", "exception"), finished(ForwardMsg.FINISHED_SUCCESSFULLY))


def test_what_failed_is_told_as_wrong() -> None:
    heads = ("what", "dossiers", "people", "p50", "p95", "slowest", "pages", "errors", "cpu", "store", "MiB",
             "KiB", "times")  # fmt: skip
    table = Table("t", heads)
    load = Load(Found([100.0, 200.0], [300.0], ["no page x"], 3072), 0.3, 0.15, 2**21)
    assert crowd.told(table, "Motcua", 10, 2, load, 100.0) == 200.0
    assert table.rows[0][:3] == ("Motcua", 10, 2)
    assert table.rows[0][3:] == pytest.approx((200, 300, 300, 3, 1, 150, 50, 1, 1, 2))
    assert table.wrong == ["no page x"]


def test_every_page_that_is_walked_is_there() -> None:
    assert all((ROOT / "pages" / f"{page}.py").exists() for page, _ in crowd.WALK)

"""Many people at once on the real pages, over the websocket as browsers do, beside an empty Streamlit app.

Each person opens the dashboard with a session of their own, reads a page for 5 to 10 seconds, and goes on to
the next: by the navigation, or (one turn in four) by an address, which is a new connection. What is told is
the time from asking until the script has run and everything has arrived; the people share the machine with
the servers. The empty app is asked in the same way.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.ground import Ground, Stand
from bench.start import EMPTY, motcua_command, plain_command, seconds_until, started
from bench.table import Table
from bench.timing import Timing
from dashboard.access import accounts
from dashboard.access.sessions import COOKIE
from dashboard.office import Office
from models.process import free_port
from models.user import User
from models.viewer import SYSTEM, Scope

#: how many people there are at once
PEOPLE = (20, 50, 100)
#: how many pages each of them reads after the first
TURNS = 8
#: how long a page is read, in seconds
THINK = (5.0, 10.0)
#: one turn in so many is a new connection
BY_ADDRESS = 4
#: what is read: (page, query); the bench's history ends before today
WALK = (
    ("overview", ""),
    ("overview", "period=last_12_months"),
    ("waiting", "period=last_12_months"),
    ("backlog", "period=last_12_months"),
    ("listing", "measure=backlog"),
    ("search", ""),
    ("work", ""),
)
PATIENCE = 120.0
#: seconds between the arrivals of the first and the last person
ARRIVE = 10.0


@dataclass
class Found:
    """Milliseconds of the first page of a connection and of the others, what failed, and bytes received."""

    first: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    received: int = 0


@dataclass(frozen=True)
class Load:
    """What the people did, and what it took: seconds of processor, bytes of memory gained."""

    found: Found
    web_seconds: float
    store_seconds: float
    gained: int

    @property
    def runs(self) -> int:
        """How many pages were drawn."""
        return len(self.found.first) + len(self.found.later)


class Person:
    """One browser: a connection at a time, a page after the other."""

    def __init__(self, port: int, cookie: str, walk: tuple[tuple[str, str], ...], rng: random.Random) -> None:
        self.address = f"ws://127.0.0.1:{port}/_stcore/stream"
        self.headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
        self.walk, self.rng = walk, rng

    async def live(self, turns: int, found: Found) -> None:
        """Come some time, read, and leave. A failure is noted, and ends the visit."""
        await asyncio.sleep(self.rng.random() * ARRIVE)
        try:
            left = turns + 1
            while left:
                left -= await self._connected(left, found)
        except (OSError, RuntimeError, TimeoutError, websockets.WebSocketException) as error:
            found.errors.append(repr(error)[:160])

    async def _connected(self, most: int, found: Found) -> int:
        """Read up to so many pages over one connection; how many it were."""
        async with websockets.connect(
            self.address, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None,
            open_timeout=PATIENCE, ping_timeout=None, additional_headers=self.headers,
        ) as socket:  # fmt: skip
            read = 0
            while read < most:
                page, query = self.rng.choice(self.walk)
                ask = BackMsg()
                ask.rerun_script.page_name = page
                ask.rerun_script.query_string = query
                began = time.perf_counter()
                await socket.send(ask.SerializeToString())
                found.received += await drawn(socket)
                (found.later if read else found.first).append((time.perf_counter() - began) * 1e3)
                read += 1
                await asyncio.sleep(self.rng.uniform(*THINK))
                if self.rng.randrange(BY_ADDRESS) == 0:
                    break
            return read


async def drawn(socket: websockets.ClientConnection) -> int:
    """Wait until the script has run; the bytes received. Raises RuntimeError where it shows an exception."""
    received = 0
    while True:
        raw = await asyncio.wait_for(socket.recv(decode=False), PATIENCE)
        received += len(raw)
        message = ForwardMsg()
        message.ParseFromString(bytes(raw))
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(message.delta.new_element.exception.message)
        if kind == "page_not_found":
            raise RuntimeError(f"no page {message.page_not_found.page_name}")
        if kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return received


async def together(people: list[Person], turns: int) -> Found:
    """All of them at once."""
    found = Found()
    await asyncio.gather(*(person.live(turns, found) for person in people))
    return found


def spent(process: psutil.Process) -> float:
    """Seconds of processor that a process has taken."""
    times = process.cpu_times()
    return float(times.user + times.system)


def store_process() -> psutil.Process | None:
    """The embedded server, which this process has started; None with a server from elsewhere."""
    for child in psutil.Process().children(recursive=True):
        if any("secantus" in word for word in child.cmdline()):
            return child
    return None


def measured(web: psutil.Process, store: psutil.Process | None, people: list[Person], turns: int) -> Load:
    """Let the people live, and see what it takes."""
    before = spent(web), spent(store) if store else 0.0, web.memory_info().rss
    found = asyncio.run(together(people, turns))
    after = spent(web), spent(store) if store else 0.0, web.memory_info().rss
    return Load(found, after[0] - before[0], after[1] - before[1], after[2] - before[2])


def person_of_bench(office: Office) -> User:
    """The account that all of them use: it sees everything, as leadership does."""
    user = office.users.by_login("bench")
    if user is None:
        user = accounts.create(
            office, SYSTEM, datetime.now(UTC), login="bench", name="bench", role="leadership",
            scope=Scope(all=True), must_change=False,
        ).user  # fmt: skip
    return user


@contextmanager
def motcua(stand: Stand, folder: Path) -> Iterator[tuple[int, psutil.Process, Callable[[], str]]]:
    """The product on a stand: its port, its web server, and what makes a cookie."""
    port, log = free_port(), folder / "crowd.log"
    environment = {
        "MOTCUA_DATA": str(folder / "app"),
        "MOTCUA_MONGODB_URI": stand.uri,
        "MOTCUA_DATABASE": f"motcua_bench_{stand.size}",
    }
    user = person_of_bench(stand.office)
    with started(motcua_command(port), environment, log) as process:
        seconds_until(process, [f"http://127.0.0.1:{port}/healthz"], log)
        children = psutil.Process(process.pid).children(recursive=True)
        web = next(child for child in children if "dashboard.web" in child.cmdline())
        yield port, web, lambda: f"{COOKIE}={stand.office.sessions.open(user, datetime.now(UTC))}"


@contextmanager
def empty(folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """An empty Streamlit app: its port and process."""
    script, port, log = folder / "empty.py", free_port(), folder / "empty.log"
    script.write_text(EMPTY)
    with started(plain_command(script, port), {}, log) as process:
        seconds_until(process, [f"http://127.0.0.1:{port}/_stcore/health"], log)
        yield port, psutil.Process(process.pid)


def run(ground: Ground) -> list[Table]:
    """Both apps, with more and more people."""
    table = Table(
        "People at once",
        ("what", "dossiers", "people", "p50 ms", "p95 ms", "slowest ms", "pages", "errors", "CPU ms a page",
         "of it the store's", "MiB a person", "KiB a page", "× empty app"),
    )  # fmt: skip
    folder = ground.folder / "crowd"
    (folder / "app").mkdir(parents=True, exist_ok=True)
    bare: dict[int, float] = {}
    with empty(folder) as (port, process):
        for people in PEOPLE:
            crowd = [Person(port, "", (("", ""),), random.Random(number)) for number in range(people)]
            load = measured(process, None, crowd, TURNS)
            bare[people] = told(table, "empty Streamlit app", 0, people, load, 0)
    for size in ground.sizes:
        with ground.at(size) as stand, motcua(stand, folder) as (port, web, cookie):
            for page in WALK:
                # What a page reads for the first time is kept by the process.
                asyncio.run(together([Person(port, cookie(), (page,), random.Random(0))], 1))
            for people in PEOPLE:
                crowd = [Person(port, cookie(), WALK, random.Random(number)) for number in range(people)]
                load = measured(web, store_process(), crowd, TURNS)
                told(table, "Motcua", size, people, load, bare[people])
    table.notes.append(
        f"each reads {TURNS + 1} pages, {THINK[0]:.0f} to {THINK[1]:.0f} s each; one turn in {BY_ADDRESS} is "
        "a new connection; the people run on the same cores as the servers"
    )
    table.notes.append("goal: 100 people at p95 ≤ 500 ms in one process on 2 cores")
    return [table]


def told(table: Table, what: str, size: int, people: int, load: Load, bare: float) -> float:
    """Add a row; the median."""
    found = load.found
    timing = Timing.of(found.first + found.later)
    cpu, of_store = load.web_seconds + load.store_seconds, load.store_seconds
    table.add(
        what, size, people, timing.median, timing.p95, max(found.first + found.later), load.runs,
        len(found.errors), cpu / load.runs * 1e3, of_store / load.runs * 1e3,
        max(0, load.gained) / people / 2**20, found.received / load.runs / 1024,
        timing.median / bare if bare else 1.0,
    )  # fmt: skip
    table.wrong += sorted(set(found.errors))[:3]
    return timing.median

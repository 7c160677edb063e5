"""Cold start: the second start of `python -m dashboard run` until it serves, against an empty Streamlit app.

The first start loads the demonstration and is not counted.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.ground import Ground
from bench.table import Table
from bench.timing import Timing
from dashboard.config import ROOT
from models.process import free_port

#: how long a start may take, in seconds; the first one loads the demonstration
PATIENCE = 600.0
Process = subprocess.Popen[bytes]
STAGES = (("/healthz answers 200", "its health check"), ("the sign-in page answers", "its page answers"))
#: what the first start loads
FIRST = "demo"
EMPTY = 'import streamlit as st\n\nst.write("hello")\n'


def answer(address: str) -> bool:
    """Whether the address answers 200 (redirections followed)."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address, timeout=5) as found:
            return bool(found.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False


@contextmanager
def started(command: Sequence[str], environment: dict[str, str], log: Path) -> Iterator[Process]:
    """A program that is stopped at the end, as Ctrl-C does."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def seconds_until(process: Process, addresses: Sequence[str], log: Path) -> list[float]:
    """How long until each address answers, one after the other. Raises RuntimeError where it does not."""
    began = time.monotonic()
    taken: list[float] = []
    for address in addresses:
        while not answer(address):
            if process.poll() is not None or time.monotonic() - began > PATIENCE:
                raise RuntimeError(f"it does not start; see {log}")
            time.sleep(0.02)
        taken.append(time.monotonic() - began)
    return taken


def motcua_command(port: int) -> list[str]:
    """What starts the product."""
    command = [sys.executable, "-m", "dashboard", "run", "--port", str(port), "--no-browser"]
    return [*command, "--first", FIRST]


def plain_command(script: Path, port: int) -> list[str]:
    """What starts an app of Streamlit's."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.address", "127.0.0.1"]
    return [*command, "--browser.gatherUsageStats", "false"]


def motcua(folder: Path, log: Path) -> list[float]:
    """Seconds until /healthz and until the sign-in page."""
    port = free_port()
    with started(motcua_command(port), {"MOTCUA_DATA": str(folder)}, log) as process:
        web = f"http://127.0.0.1:{port}"
        return seconds_until(process, [f"{web}/healthz", f"{web}/login"], log)


def plain(script: Path, log: Path) -> list[float]:
    """Seconds until the health check and the page of an empty app."""
    port = free_port()
    with started(plain_command(script, port), {}, log) as process:
        web = f"http://127.0.0.1:{port}"
        return seconds_until(process, [f"{web}/_stcore/health", f"{web}/"], log)


def run(ground: Ground) -> list[Table]:
    """Start both in turn."""
    folder = ground.folder / "start"
    folder.mkdir(parents=True, exist_ok=True)
    script, log = folder / "empty.py", folder / "start.log"
    script.write_text(EMPTY)
    motcua(folder / "data", log)
    plain(script, log)
    ours, theirs = [], []
    for _ in range(ground.few):
        ours.append(motcua(folder / "data", log))
        theirs.append(plain(script, log))
    table = Table("Start", ("what", "median s", "slowest s", "times", "× empty app"))
    for place, (mine, other) in enumerate(STAGES):
        a, b = ([taken[place] for taken in side] for side in (ours, theirs))
        ratio = Timing.of(a).median / Timing.of(b).median
        table.add(f"second start until {mine}", Timing.of(a).median, max(a), len(a), ratio)
        table.add(f"empty Streamlit app until {other}", Timing.of(b).median, max(b), len(b), 1.0)
    table.notes.append("Motcua starts three processes: the supervisor, the database server, the web server.")
    return [table]

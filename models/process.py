"""Child processes that do not outlive this one, and what the system tells of a process."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

#: What ends a process that does not listen; Windows has nothing milder than that.
KILL: signal.Signals = getattr(signal, "SIGKILL", signal.SIGTERM)
#: Taken by another, or (ports below 1024) not for this user.
_TAKEN = {errno.EADDRINUSE, errno.EACCES}


def spawn_tied(
    command: list[str],
    death_signal: signal.Signals,
    *,
    cwd: Path | None = None,
    output: IO[bytes] | None = None,
    env: dict[str, str] | None = None,
    talk: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a child that is out of reach of the terminal's Ctrl-C and, on Linux, dies with this process.

    With `talk` it reads what is written to `stdin`. What it prints goes to `output`; without one, its
    errors go where this process's go. The kernel ties a child to the thread that made it; so only the
    main thread ties.
    """
    if sys.platform == "linux" and threading.current_thread() is threading.main_thread():
        tether = str(Path(__file__).with_name("tether.py"))
        command = [sys.executable, "-I", "-S", tether, str(os.getpid()), str(int(death_signal)), *command]
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.PIPE if talk else subprocess.DEVNULL,
        stdout=output if output is not None else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def command_words(pid: int) -> list[str]:
    """The words of a process's command; none where it has gone, ended, or cannot be looked at."""
    try:
        if sys.platform == "linux":
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        elif sys.platform != "win32":
            ps = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
            return subprocess.run(ps, capture_output=True, text=True, check=False).stdout.split()
        else:
            return []
    except OSError:
        return []


def signal_to(pid: int, number: signal.Signals) -> None:
    """Signal a process that may have ended meanwhile."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def free_port() -> int:
    """A port of loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether this process could listen on the port. Raises OSError for a host that is not this machine's."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as probe:
        if sys.platform != "win32":
            # As servers do: connections of the last run that are still closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen()
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        return True

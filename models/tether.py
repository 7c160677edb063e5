"""Run a program that dies with its parent (Linux): `python tether.py PARENT SIGNAL PROGRAM ARGUMENTS…`.

A script of the standard library alone, that asks the kernel for the signal and becomes the program.
Asking in `subprocess`'s `preexec_fn` is not safe in a process with threads.
"""

from __future__ import annotations

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process to its parent and become the program; ends at once if the parent has gone."""
    parent, signal, *program = sys.argv[1:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(signal), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != int(parent):
        sys.exit(1)
    os.execv(program[0], program)


if __name__ == "__main__":
    main()

"""`python -m bench.cold DATABASE ZONE`, the address on its input: a new process reads the coarse families."""

from __future__ import annotations

import sys

from bench.timing import once
from dashboard.cube.frame import Frame
from models.store import Store


def main() -> None:
    """Print how many milliseconds it took."""
    store = Store.open(sys.stdin.read().strip(), sys.argv[1], sys.argv[2])
    print(once(Frame(store).load))
    store.close()


if __name__ == "__main__":
    main()

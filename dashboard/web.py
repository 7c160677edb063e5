"""The web server's process: it warms up while the store is made ready, and serves when it is told to.

Started by the supervisor as `python -m dashboard.web SCRIPT OPTIONS…`, as `streamlit run` would be.
"""

from __future__ import annotations

import importlib
import runpy
import sys

#: What takes long to import. By name: this file starts Streamlit and uses nothing of it.
_SLOW = ("streamlit.web.bootstrap", "streamlit.starlette", "dashboard.server")


def main() -> None:
    """Import, wait for a line on standard input, and become `streamlit run`.

    No line comes where the supervisor has ended, or found a reason not to start.
    """
    for name in _SLOW:
        importlib.import_module(name)
    if sys.stdin.readline():
        sys.argv = ["streamlit", "run", *sys.argv[1:]]
        runpy.run_module("streamlit", run_name="__main__")


if __name__ == "__main__":
    main()

"""Which version of the program this is, and of what it is built on."""

from __future__ import annotations

import platform
import tomllib
from importlib.metadata import PackageNotFoundError, version

from dashboard.config import ROOT

#: as pyproject.toml has it
VERSION = str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
#: what matters when a fault is looked for
LIBRARIES = ("streamlit", "pymongo", "polars", "pydantic", "starlette", "SecantusDB")


def versions() -> dict[str, str]:
    """The program, Python, and the libraries that are here."""
    found = {"Motcua": VERSION, "Python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found

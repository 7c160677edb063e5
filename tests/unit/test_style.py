"""The house rules that a tool can hold: ruff, mypy, and the length of a module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# DESIGN, house rule: modules stay under about 300 lines. A longer one holds two things: part them at a seam.
LONGEST_MODULE = 300
HOUSES = ("dashboard", "models", "pages", "seed")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A tool of this Python, over the whole repository as pyproject.toml says."""
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_ruff_finds_nothing() -> None:
    done = run("ruff", "check", ".")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_mypy_finds_nothing() -> None:
    done = run("mypy")
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_has_more_than_300_lines() -> None:
    modules = [path for house in HOUSES for path in (ROOT / house).rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules}
    assert set(HOUSES) == {Path(name).parts[0] for name in lengths}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}

"""No known weakness in what is locked: pip-audit, where its service can be reached, and what is argued.

Mirrors of the index often have the page of a project only, which tells of its newest release: what is locked
at that is asked there as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 240
PROJECT = "https://pypi.org/pypi/{}/json"
#: name → version
LOCKED = {
    line.partition("==")[0].strip().lower(): line.partition("==")[2].split()[0]
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    if "==" in line and not line.startswith((" ", "#"))
}


def argued() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((ROOT / "advisories.toml").read_text("utf-8"))["argued"]
    return found


def open_findings(
    dependencies: list[dict[str, Any]], arguments: list[dict[str, Any]], today: date
) -> list[str]:
    """What is neither mended nor argued, as "package version: id"; what could not be looked up, too."""
    known = {(one["package"], one["id"]) for one in arguments if one["until"] >= today}
    told = []
    for one in dependencies:
        if "skip_reason" in one:
            told.append(f"{one['name']}: {one['skip_reason']}")
        for found in one.get("vulns", ()):
            names = {found["id"], *found.get("aliases", ())}
            if not any((one["name"], name) in known for name in names):
                told.append(f"{one['name']} {one['version']}: {found['id']}")
    return told


def test_pip_audit_finds_nothing_that_is_not_argued() -> None:
    command = [
        sys.executable, "-m", "pip_audit", "-r", str(ROOT / "requirements.txt"), "--disable-pip",
        "--require-hashes", "--progress-spinner", "off", "--timeout", "15", "-f", "json",
    ]  # fmt: skip
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
        dependencies = json.loads(run.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        pytest.skip(f"the service of pip-audit did not answer within {PATIENCE_SECONDS} seconds")
    except ValueError:
        told = run.stderr.strip().splitlines()[-1:] or ["no word"]
        assert "onnect" in told[0] or "imed out" in told[0], run.stderr
        pytest.skip(f"the service of pip-audit cannot be reached: {told[0][:200]}")
    names = {one["name"] for one in dependencies}
    assert names <= LOCKED.keys() and len(names) > 50  # some are locked for other systems only
    if all("skip_reason" in one for one in dependencies):
        pytest.skip("the service of pip-audit cannot be reached: it knows none of the dependencies")
    assert open_findings(dependencies, argued(), date.today()) == []


def newest(name: str) -> dict[str, Any]:
    """What the index tells of the newest release of a project, as pip-audit would tell it."""
    with urlopen(PROJECT.format(name), timeout=20) as answer:
        found = json.load(answer)
    return {"name": name, "version": found["info"]["version"], "vulns": found["vulnerabilities"]}


def test_what_is_locked_at_its_newest_release_has_no_weakness_that_the_index_knows() -> None:
    try:
        with ThreadPoolExecutor(6) as pool:
            projects = list(pool.map(newest, LOCKED))
    except (OSError, ValueError, KeyError) as error:
        pytest.skip(f"the index does not tell of projects: {error}")
    as_locked = [one for one in projects if one["version"] == LOCKED[one["name"]]]
    assert as_locked, "everything that is locked has been followed by a newer release"
    assert open_findings(as_locked, argued(), date.today()) == []


def test_what_is_argued_is_of_something_locked_says_why_and_until_when() -> None:
    for one in argued():
        assert set(one) == {"id", "package", "why", "until"}
        assert one["package"] in LOCKED and len(one["why"]) > 20 and isinstance(one["until"], date)


def test_a_finding_is_open_until_it_is_argued_and_again_when_the_argument_runs_out() -> None:
    today = date(2026, 11, 24)
    report = [
        {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"]}]},
        {"name": "b", "version": "2", "vulns": []},
    ]
    assert open_findings(report, [], today) == ["a 1: PYSEC-1"]
    argument = {"id": "CVE-1", "package": "a", "why": "…", "until": date(2026, 11, 24)}
    assert open_findings(report, [argument], today) == []
    assert open_findings(report, [{**argument, "package": "b"}], today) == ["a 1: PYSEC-1"]
    assert open_findings(report, [{**argument, "until": date(2026, 11, 23)}], today) == ["a 1: PYSEC-1"]
    assert open_findings([{"name": "c", "skip_reason": "not found"}], [], today) == ["c: not found"]

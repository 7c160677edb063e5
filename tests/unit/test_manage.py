from __future__ import annotations

import ast
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def manage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """manage.py in a folder of its own, with whatever it would run written down in `manage.ran`."""
    specification = importlib.util.spec_from_file_location("manage", ROOT / "manage.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    ran: list[list[str]] = []

    def run(command: list[str], vi: str, en: str) -> None:
        ran.append(command)
        if "venv" in command:
            python = Path(module.venv_python())
            python.parent.mkdir(parents=True)
            python.touch()

    def become(words: list[str]) -> int:
        ran.append(words)
        return 0

    for name, value in {
        "ROOT": str(tmp_path),
        "VENV": str(tmp_path / ".venv"),
        "STAMP": str(tmp_path / ".venv" / "motcua.json"),
        "run": run,
        "become": become,
        "install_browser": lambda: None,
        "ran": ran,
    }.items():
        monkeypatch.setattr(module, name, value, raising=False)
    (tmp_path / "requirements.txt").write_text("a==1\n")
    (tmp_path / "requirements-dev.txt").write_text("b==1\n")
    monkeypatch.chdir(tmp_path)
    return module


def test_it_imports_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "manage.py").read_text(encoding="utf-8"), feature_version=(3, 7))
    names = {
        alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert names <= set(sys.stdlib_module_names)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_the_first_start_makes_the_environment_and_installs(manage: ModuleType) -> None:
    assert manage.main(["run", "--port", "9000"]) == 0
    made, installed, started = manage.ran
    assert made[1:4] == ["-m", "venv", "--clear"]
    assert installed[1:4] == ["-m", "pip", "install"]
    assert installed[-1].endswith("requirements.txt")
    assert started == ["-m", "dashboard", "run", "--port", "9000"]


def test_the_second_start_installs_nothing(manage: ModuleType) -> None:
    manage.main(["stats"])
    manage.ran.clear()
    manage.main(["stats"])
    assert manage.ran == [["-m", "dashboard", "stats"]]


def test_a_changed_requirement_is_installed_into_the_same_environment(
    manage: ModuleType, tmp_path: Path
) -> None:
    manage.main(["stats"])
    manage.ran.clear()
    (tmp_path / "requirements.txt").write_text("a==2\n")
    manage.main(["stats"])
    assert [command[2] for command in manage.ran] == ["pip", "stats"]


def test_an_installation_that_was_broken_off_is_begun_anew(
    manage: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = manage.run

    def breaks(command: list[str], vi: str, en: str) -> None:
        run(command, vi, en)
        if "pip" in command:
            raise manage.Refused(vi, en)

    monkeypatch.setattr(manage, "run", breaks)
    assert manage.main(["stats"]) == 1
    assert "Không cài được các gói" in capsys.readouterr().err
    assert not Path(manage.STAMP).exists()


def test_tests_install_what_tests_need_and_run_on_both_cores(manage: ModuleType) -> None:
    manage.main(["test"])
    assert [Path(word).name for word in manage.ran[1] if word.endswith(".txt")] == [
        "requirements.txt",
        "requirements-dev.txt",
    ]
    assert manage.ran[-1] == ["-m", "pytest", *manage.WHOLE_SUITE]
    assert set(json.loads(Path(manage.STAMP).read_text())) == {"requirements.txt", "requirements-dev.txt"}


def test_arguments_of_tests_go_to_pytest(manage: ModuleType) -> None:
    manage.main(["test", "-k", "clock"])
    assert manage.ran[-1] == ["-m", "pytest", "-k", "clock"]


def test_benches_install_what_their_rivals_need(manage: ModuleType) -> None:
    manage.main(["bench", "overview", "--size", "1000"])
    assert Path(manage.ran[1][-1]).name == "requirements-dev.txt"
    assert manage.ran[-1] == ["-m", "bench", "overview", "--size", "1000"]


@pytest.mark.parametrize("version", [(3, 8, 1), (3, 10, 13), (3, 14, 0)])
def test_a_python_without_builds_of_the_embedded_server_is_refused(
    manage: ModuleType,
    version: tuple[int, int, int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(manage.sys, "version_info", version)
    assert manage.main(["run"]) == 1
    told = capsys.readouterr().err
    assert f"Python {version[0]}.{version[1]}." in told
    assert len(told.splitlines()) == 2


def test_a_python_without_venv_is_told_how_to_get_it(
    manage: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert manage.main(["run"]) == 1
    assert "apt install python3-venv" in capsys.readouterr().err


def test_the_locked_packages_are_pinned_by_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        packages = text.count("==") - text.count("python_full_version ==") - text.count("sys_platform ==")
        assert packages > 10
        assert text.count("--hash=sha256:") >= packages - text.count("implementation")
        assert "://" not in text

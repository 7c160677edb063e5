"""The command line: collects the commands of dashboard/commands, and tells errors in sentences."""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

import dashboard.commands
from dashboard.commands import EXIT_BROKEN, EXIT_REFUSED, say, tell
from models.errors import MotcuaError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=say("Motcua: bảng điều hành của Trung tâm một cửa.", "Motcua: the dashboard of a one-stop Office."),
)


@app.callback()
def every_command(
    data: Annotated[
        Path | None,
        typer.Option(help=say("Thư mục dữ liệu (MOTCUA_DATA).", "The data folder (MOTCUA_DATA).")),
    ] = None,
) -> None:
    """Options that every command takes."""
    if data is not None:
        os.environ["MOTCUA_DATA"] = str(data.expanduser().resolve())


def collect() -> None:
    """Add the commands of every module of dashboard/commands: its `commands`, a `typer.Typer`.

    One with a name becomes a group (`seed demo`), one without adds its commands on their own.
    """
    for module in pkgutil.iter_modules(dashboard.commands.__path__):
        if not module.name.startswith("_"):
            app.add_typer(importlib.import_module(f"dashboard.commands.{module.name}").commands)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status, and tells every error in a sentence on standard error."""
    signal.signal(signal.SIGTERM, _ended)
    words = _data_first(list(sys.argv[1:] if arguments is None else arguments))
    try:
        collect()
        app(words, prog_name="manage.py")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except MotcuaError as error:
        tell(error)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 (the last place that can say it in a sentence)
        tell(_unexpected(error))
        return EXIT_BROKEN
    return 0


def _ended(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM unwinds the stack, so that what was started is stopped."""
    raise SystemExit(128 + number)


def _data_first(words: list[str]) -> list[str]:
    """`--data DIR` may stand anywhere, as every command takes it."""
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == "--data" and place + 1 < len(words):
            return [word, words[place + 1], *words[:place], *words[place + 2 :]]
        if word.startswith("--data="):
            return [word, *words[:place], *words[place + 1 :]]
    return words


def _unexpected(error: Exception) -> MotcuaError:
    """The sentence for an error that nobody foresaw; its traceback goes to a file of the data folder."""
    from dashboard.config import ROOT

    folder = Path(os.environ.get("MOTCUA_DATA") or ROOT / "data")
    path = folder / "errors.log"
    kind = type(error).__name__
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat()}\n{''.join(traceback.format_exception(error))}\n")
    except OSError:
        return MotcuaError(f"Lỗi ngoài dự kiến ({kind}: {error}).", f"An unexpected error ({kind}: {error}).")
    return MotcuaError(
        f"Lỗi ngoài dự kiến ({kind}); chi tiết trong {path}.",
        f"An unexpected error ({kind}); the details are in {path}.",
    )

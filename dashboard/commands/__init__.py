"""What the commands share. A module here holds `commands`, a `typer.Typer`, that dashboard/cli.py adds.

Modules import what they need inside their functions: `--help` is to answer at once.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import MotcuaError

if TYPE_CHECKING:
    from dashboard.config import Settings
    from dashboard.office import Office

#: Exit statuses: a refusal told in a sentence, and a fault of the program.
EXIT_REFUSED = 2
EXIT_BROKEN = 3


def say(vi: str, en: str) -> str:
    """The one of two texts that MOTCUA_LANGUAGE asks for."""
    # Not from the settings: they take long to import, and may be what is wrong.
    return en if os.environ.get("MOTCUA_LANGUAGE", "").lower() == "en" else vi


def tell(error: MotcuaError) -> None:
    """The sentence of an error on standard error, in the person's language and in the other beneath."""
    first, second = (error.en, error.vi) if say("vi", "en") == "en" else (error.vi, error.en)
    print(first, second, sep="\n", file=sys.stderr, flush=True)


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Office]:
    """The Office, beside a running application or without one; closed at the end.

    Without MOTCUA_MONGODB_URI it joins the server of the data folder, or starts it for as long as
    this lasts. Raises `MotcuaError`.
    """
    from dashboard import log
    from dashboard.config import read_settings
    from dashboard.office import Office

    if settings is None:
        settings = read_settings()
        log.set_up(settings.log_level, settings.log_format)
    with address(settings) as uri:
        office = Office.open(settings, uri)
        try:
            yield office
        finally:
            office.close()


@contextmanager
def address(settings: Settings) -> Iterator[str]:
    """The address of the store that the settings mean. Raises `MotcuaError`."""
    from models.embedded import serve_or_join

    if settings.mongodb_uri is not None:
        yield settings.mongodb_uri.get_secret_value()
        return
    check_writable(settings.data)
    with serve_or_join(settings.data) as uri:
        yield uri


def check_writable(folder: Path) -> None:
    """Make the folder where it is not there yet. Raises `MotcuaError` where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise MotcuaError(
            f"Không ghi được vào thư mục dữ liệu {folder} ({error.strerror}).",
            f"The data folder {folder} cannot be written ({error.strerror}).",
        ) from error


def address_of_web(settings: Settings) -> str:
    """Where a browser on this machine finds the application."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(settings.host, settings.host)
    return f"http://{host}:{settings.port}"

"""Pages as a PDF, by Typst in this process: no network, no system fonts, nothing read but this folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from models.errors import MotcuaError

HERE = Path(__file__).parent
FONTS = HERE / "fonts"


class CannotPrint(MotcuaError):
    """The paper could not be set."""


class _Typesetter:
    """One compiler, which keeps fonts and layout between calls; one caller at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._compiler: typst.Compiler | None = None

    def pdf(self, data: str, at: datetime) -> bytes:
        with self._lock:
            if self._compiler is None:
                fonts = typst.Fonts(
                    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
                )
                self._compiler = typst.Compiler(str(HERE / "layout.typ"), root=str(HERE), font_paths=fonts)
            made = self._compiler.compile(
                format="pdf", sys_inputs={"data": data}, timestamp=at.astimezone(UTC).replace(microsecond=0)
            )
        assert isinstance(made, bytes)
        return made


_typesetter = _Typesetter()


def pdf(pages: Sequence[dict[str, Any]], title: str, at: datetime) -> bytes:
    """One PDF of all pages; `at` (aware) is its date of making, to the second.

    Raises CannotPrint where the layout fails, which no text of a dossier can make it do.
    """
    data = json.dumps({"title": title, "pages": list(pages)}, ensure_ascii=False)
    try:
        return _typesetter.pdf(data, at)
    except typst.TypstError as error:
        raise CannotPrint(
            f"Không in được biểu mẫu: {error.message}", f"The form could not be printed: {error.message}"
        ) from error

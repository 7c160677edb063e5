"""Pages as a PDF, by Typst in this process: no network, no system fonts, nothing read but this folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import typst

from models.errors import MotcuaError

HERE = Path(__file__).parent
FONTS = HERE / "fonts"


class CannotPrint(MotcuaError):
    """The paper could not be set."""


class Typesetter:
    """One compiler, which keeps fonts and layout between calls; one caller at a time."""

    def __init__(self, layout: Path, fonts: Path) -> None:
        """`layout`: sets what `sys.inputs.data` (JSON) says; nothing outside its folder is read."""
        self._layout, self._fonts = layout, fonts
        self._lock = threading.Lock()
        self._compiler: typst.Compiler | None = None

    def made(self, data: str, at: datetime, form: Literal["pdf", "png"] = "pdf", ppi: float = 144) -> bytes:
        """The file; a picture is of one page. `at` (aware) is its date of making. Raises TypstError."""
        with self._lock:
            if self._compiler is None:
                fonts = typst.Fonts(
                    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(self._fonts)]
                )
                root = str(self._layout.parent)
                self._compiler = typst.Compiler(str(self._layout), root=root, font_paths=fonts)
            made = self._compiler.compile(
                format=form, ppi=ppi if form == "png" else None, sys_inputs={"data": data},
                timestamp=at.astimezone(UTC).replace(microsecond=0),
            )  # fmt: skip
        assert isinstance(made, bytes)
        return made


_typesetter = Typesetter(HERE / "layout.typ", FONTS)


def pdf(pages: Sequence[dict[str, Any]], title: str, at: datetime) -> bytes:
    """One PDF of all pages; `at` (aware) is its date of making, to the second.

    Raises CannotPrint where the layout fails, which no text of a dossier can make it do.
    """
    data = json.dumps({"title": title, "pages": list(pages)}, ensure_ascii=False)
    try:
        return _typesetter.made(data, at)
    except typst.TypstError as error:
        raise CannotPrint(
            f"Không in được biểu mẫu: {error.message}", f"The form could not be printed: {error.message}"
        ) from error

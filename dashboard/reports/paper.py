"""Form II.06a on paper: A4 across, with its appendix, set by Typst from what the screen counted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import typst

from dashboard.forms.runs import clean
from dashboard.forms.typeset import FONTS, CannotPrint, Typesetter
from dashboard.reports.content import APPENDIX, APPENDIX_HEADS, HEADS, NOTES, SECOND, Head, Told, figures
from dashboard.reports.form import FIGURES
from dashboard.telling import number_text

_typesetter = Typesetter(Path(__file__).parent / "report.typ", FONTS)


def paper(
    head: Head, by: str, rows: Sequence[Told], appendix: Sequence[Sequence[str]], beneath: Sequence[str],
    at: datetime,
) -> bytes:  # fmt: skip
    """The PDF; `at` (aware) is its date of making. Raises CannotPrint where the layout fails."""
    data = {
        "title": f"{head.form} – {head.period}",
        "head": {name: clean(words) for name, words in asdict(head).items()},
        "second": SECOND[by],
        "heads": [HEADS[number] for number in FIGURES],
        "rows": [
            {
                "kind": told.row.kind,
                "number": told.number,
                "label": clean(told.label),
                "cells": [number_text(figure, "vi") for figure in figures(told.row)],
            }
            for told in rows
        ],
        "notes": [clean(words) for words in (*NOTES, *beneath)],
        "appendix_title": APPENDIX,
        "appendix_heads": APPENDIX_HEADS,
        "appendix": [[clean(words) for words in cells] for cells in appendix],
    }
    try:
        return _typesetter.made(json.dumps(data, ensure_ascii=False), at)
    except typst.TypstError as error:
        raise CannotPrint(
            f"Không in được báo cáo: {error.message}", f"The report could not be printed: {error.message}"
        ) from error

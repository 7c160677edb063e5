"""The code of a dossier as pictures: QR and Code 128, as SVG (a scanner types either into the search)."""

from __future__ import annotations

from itertools import groupby

import segno
from barcode.codex import Code128
from barcode.errors import BarcodeError

from models.errors import MotcuaError

#: modules of white on either side of a bar code (ISO/IEC 15417 asks for ten)
QUIET = 10
#: in modules; about an eighth of the width of a code of 18 letters
HEIGHT = 30
#: longer ones would have bars too thin for a desk scanner
LONGEST = 48


class NoBarcode(MotcuaError):
    """The text has letters that a bar code does not have, or is too long for one."""


def qr_svg(text: str) -> str:
    """The text as a QR code with its quiet zone, error correction M (15 %)."""
    drawn: str = segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True)
    return (
        drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1) if "xmlns" not in drawn else drawn
    )


def barcode_svg(text: str) -> str:
    """The text as a Code 128, which may be stretched in height.

    Raises NoBarcode for letters beyond ASCII and for more than `LONGEST` of them.
    """
    if not text or len(text) > LONGEST:
        raise NoBarcode(f"Mã “{text}” không in được mã vạch.", f"There is no bar code of “{text}”.")
    try:
        modules = str(Code128(text).build()[0])
    except (BarcodeError, KeyError, IndexError, ValueError) as error:
        raise NoBarcode(
            f"Mã “{text}” không in được mã vạch.", f"There is no bar code of “{text}”."
        ) from error
    path, at = [], QUIET
    for bit, group in groupby(modules):
        width = len(list(group))
        if bit == "1":
            path.append(f"M{at} 0h{width}v{HEIGHT}h-{width}z")
        at += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at + QUIET} {HEIGHT}">'
        f'<path d="{"".join(path)}"/></svg>'
    )

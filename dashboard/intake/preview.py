"""A picture of a paper, made anew from its content, so that nothing of the file itself is shown (pure)."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from dashboard.intake.content import MOST_PIXELS, PICTURES
from dashboard.intake.pdf import PdfError, opened
from models.errors import MotcuaError

#: The longer side, in pixels.
SIDE = 1_000


class NoPreview(MotcuaError):
    """There is nothing to show of this file."""

    def __init__(self) -> None:
        super().__init__(
            "Không xem trước được tệp này; hãy tải về.", "There is no preview of this file; download it."
        )


def pages_of(type: str, content: bytes) -> int:
    """How many pages can be looked at: those of a PDF, one of a picture, none of anything else."""
    if type in PICTURES:
        return 1
    if type != "pdf":
        return 0
    try:
        with opened(content) as document:
            return len(document)
    except PdfError:
        return 0


def preview(type: str, content: bytes, page: int = 0, side: int = SIDE) -> bytes:
    """One page as PNG, its longer side at most `side` pixels. Raises `NoPreview`."""
    if type == "pdf":
        picture = _page(content, page, side)
    elif type in PICTURES:
        picture = _picture(content, side)
    else:
        raise NoPreview
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG")
    return out.getvalue()


def _page(content: bytes, page: int, side: int) -> Image.Image:
    try:
        with opened(content) as document:
            if not 0 <= page < len(document):
                raise NoPreview
            sheet = document[page]
            scale = side / max(*sheet.get_size(), 1)
            picture: Image.Image = sheet.render(scale=scale).to_pil()
            return picture.copy()  # the original lives in the document's memory
    except PdfError:
        raise NoPreview from None


def _picture(content: bytes, side: int) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NoPreview
            picture.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((side, side))
            return upright
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise NoPreview from None

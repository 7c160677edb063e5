"""What a file is by its content, whether it may come in, and a safe name for it (pure).

The name and what the browser says of the type are not believed. A file that would grow beyond measure
when it is opened is refused before anybody opens it.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass

from PIL import Image

from dashboard.intake.pdf import PdfError, opened
from models.errors import MotcuaError
from models.form import FILE_TYPES, FileType

MEGABYTE = 1024 * 1024
#: One file, and all files of one dossier, in MB.
LARGEST_MB = 25
LARGEST_ALL_MB = 200
#: What a document made of parts may hold: parts, unpacked size, and how much smaller packing may make it.
MOST_PARTS = 5_000
MOST_UNPACKED = 200 * MEGABYTE
MOST_RATIO = 200
#: Pixels of a picture: an A1 sheet at 300 dpi has 70 million.
MOST_PIXELS = 89_000_000
LONGEST_NAME = 100

SUFFIX: dict[FileType, str] = {
    "pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "webp": ".webp", "docx": ".docx", "xlsx": ".xlsx",
}  # fmt: skip
MIME: dict[FileType, str] = {
    "pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
PICTURES: frozenset[str] = frozenset({"jpeg", "png", "webp"})
#: How a program begins, on any system: refused with a sentence of its own.
_PROGRAMS = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe",
)  # fmt: skip
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_FORBIDDEN = set('<>:"|?*/\\')


class FileRefused(MotcuaError):
    """A file that is not taken; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may come in: its type by its content, and a name that is safe everywhere."""

    type: FileType
    name: str


def refuse_size(name: str, size: int, most_mb: int = LARGEST_MB) -> None:
    """Raises FileRefused for an empty file and for one above `most_mb`; before its content is read."""
    shown = safe_stem(name)
    if size == 0:
        raise FileRefused(f"Tệp “{shown}” rỗng.", f"The file “{shown}” is empty.")
    if size > most_mb * MEGABYTE:
        now = -(-size // MEGABYTE)
        raise FileRefused(
            f"Tệp “{shown}” nặng {now} MB, tối đa {most_mb} MB; hãy quét với độ phân giải thấp hơn "
            "hoặc chia thành nhiều tệp.",
            f"The file “{shown}” has {now} MB, at most {most_mb} MB; scan it at a lower resolution "
            "or split it.",
        )


def inspect(name: str, content: bytes, allowed: Collection[str] = (), most_mb: int = LARGEST_MB) -> Inspected:
    """The type of a file by its content and its safe name. Raises FileRefused with a clear sentence.

    `allowed`: the types that the place takes; none named means all that the Office takes.
    """
    refuse_size(name, len(content), most_mb)
    shown = safe_stem(name)
    if content.startswith(_PROGRAMS):
        raise FileRefused(
            f"Tệp “{shown}” là chương trình, không phải tài liệu.",
            f"The file “{shown}” is a program, not a document.",
        )
    kind = _kind(shown, content)
    wanted = tuple(allowed) or FILE_TYPES
    if kind is None or kind not in wanted:
        types = ", ".join(wanted)
        raise FileRefused(
            f"Nội dung của tệp “{shown}” không phải loại được nhận ({types}).",
            f"The content of the file “{shown}” is of no type that is taken ({types}).",
        )
    _CHECKS[kind](shown, content)
    return Inspected(kind, shown + SUFFIX[kind])


def safe_stem(name: str) -> str:
    """A name without folders, suffix, hidden signs and what systems trip over; "tep" if nothing is left."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = (c for c in last if unicodedata.category(c) not in _HIDDEN)
    kept = "".join("_" if c in _FORBIDDEN else c for c in seen)
    stem = kept.rpartition(".")[0] or kept
    stem = " ".join(stem.split()).strip(". ")[:LONGEST_NAME].strip(". ")
    if not stem or stem.casefold() in _RESERVED:
        return "tep" if not stem else f"tep-{stem}"
    return stem


def _kind(name: str, content: bytes) -> FileType | None:
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"PK\x03\x04"):
        parts = set(_opened(name, content).namelist())
        if "[Content_Types].xml" in parts:
            if "word/document.xml" in parts:
                return "docx"
            if "xl/workbook.xml" in parts:
                return "xlsx"
    return None


def _broken(name: str) -> FileRefused:
    return FileRefused(
        f"Tệp “{name}” bị hỏng, không mở được.", f"The file “{name}” is broken and cannot be opened."
    )


def _opened(name: str, content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise _broken(name) from None


def check_parts(name: str, content: bytes) -> None:
    """Refuse what swells when it is unpacked, what is locked, and macros.

    The sizes that the file tells of itself are compared first; then it is unpacked piece by piece, and
    thrown away, for they may lie.
    """
    swells = FileRefused(
        f"Tệp “{name}” phình quá lớn khi giải nén nên bị từ chối.",
        f"The file “{name}” swells beyond measure when unpacked, and is refused.",
    )
    packed = _opened(name, content)
    parts = packed.infolist()
    most = min(MOST_UNPACKED, max(len(content), 4096) * MOST_RATIO)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most:
        raise swells
    if any(part.flag_bits & 0x1 for part in parts):
        raise _locked(name)
    if any(part.filename.casefold().endswith("vbaproject.bin") for part in parts):
        raise FileRefused(
            f"Tệp “{name}” có macro; hãy lưu lại không kèm macro.",
            f"The file “{name}” has macros; save it without them.",
        )
    unpacked = 0
    try:
        for part in parts:
            with packed.open(part) as stream:
                while piece := stream.read(MEGABYTE):
                    unpacked += len(piece)
                    if unpacked > most:
                        raise swells
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, RuntimeError, ValueError):
        raise _broken(name) from None


def _locked(name: str) -> FileRefused:
    return FileRefused(
        f"Tệp “{name}” có mật khẩu; hãy nộp tệp không khóa.",
        f"The file “{name}” has a password; hand in one without.",
    )


def _check_pdf(name: str, content: bytes) -> None:
    try:
        with opened(content) as document:
            pages = len(document)
    except PdfError as error:
        raise (_locked(name) if "password" in str(error).lower() else _broken(name)) from None
    if pages == 0:
        raise _broken(name)


def _check_picture(name: str, content: bytes) -> None:
    vast = FileRefused(
        f"Ảnh “{name}” quá lớn, tối đa {MOST_PIXELS // 1_000_000} triệu điểm ảnh.",
        f"The picture “{name}” is too large; at most {MOST_PIXELS // 1_000_000} million pixels.",
    )
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise vast
            picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise vast from None
    except (OSError, SyntaxError, ValueError):
        raise _broken(name) from None


_CHECKS = {
    "pdf": _check_pdf, "jpeg": _check_picture, "png": _check_picture, "webp": _check_picture,
    "docx": check_parts, "xlsx": check_parts,
}  # fmt: skip

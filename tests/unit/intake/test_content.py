"""What may come in as a file: judged by content; what is refused is refused with a clear sentence."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image
from pypdf import PdfWriter

from dashboard.intake.content import LARGEST_MB, MEGABYTE, FileRefused, inspect, refuse_size, safe_stem
from dashboard.intake.preview import NoPreview, pages_of, preview


def pdf(pages: int = 1, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind)
    return out.getvalue()


def office_file(main: str = "word/document.xml", **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(main, "<document/>")
        for name, content in more.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def vast_png() -> bytes:
    """A picture of a few bytes that says it is 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


WITH_MACROS = office_file(word__vbaProject__bin=b"x").replace(b"vbaProject/bin", b"vbaProject.bin")


@pytest.mark.parametrize(
    ("name", "content", "type", "kept"),
    [
        ("Đơn xin.PDF", pdf(), "pdf", "Đơn xin.pdf"),
        ("ảnh.png", picture("JPEG"), "jpeg", "ảnh.jpg"),
        ("ảnh", picture(), "png", "ảnh.png"),
        ("a.webp", picture("WEBP"), "webp", "a.webp"),
        ("đơn.docx", office_file(), "docx", "đơn.docx"),
        ("bảng.docx", office_file("xl/workbook.xml"), "xlsx", "bảng.xlsx"),
    ],
)
def test_the_content_says_the_type_and_the_name_follows_it(
    name: str, content: bytes, type: str, kept: str
) -> None:
    found = inspect(name, content)
    assert (found.type, found.name) == (type, kept)


@pytest.mark.parametrize(
    ("content", "vi", "en"),
    [
        (b"", "rỗng", "empty"),
        (b"MZ\x90\x00" + b"\0" * 500, "là chương trình", "is a program"),
        (b"\x7fELF" + b"\0" * 500, "là chương trình", "is a program"),
        (b"#!/bin/sh\necho", "là chương trình", "is a program"),
        (b"<html><script>alert(1)</script>", "không phải loại được nhận", "no type that is taken"),
        (b"<svg onload=alert(1)>", "không phải loại được nhận", "no type that is taken"),
        (b"%PDF-1.7 and nothing else", "bị hỏng", "is broken"),
        (pdf()[:200], "bị hỏng", "is broken"),
        (pdf(password="x"), "có mật khẩu", "has a password"),
        (b"PK\x03\x04 no more", "bị hỏng", "is broken"),
        (picture()[:40], "bị hỏng", "is broken"),
        (vast_png(), "quá lớn", "too large"),
        (WITH_MACROS, "có macro", "has macros"),
    ],
    ids=["empty", "windows", "linux", "script", "html", "svg", "pdf-head", "pdf-cut", "pdf-locked",
         "zip-head", "png-cut", "png-vast", "macros"],
)  # fmt: skip
def test_what_is_not_a_document_is_refused_with_a_sentence(content: bytes, vi: str, en: str) -> None:
    with pytest.raises(FileRefused) as told:
        inspect("giay-to.pdf", content)
    assert vi in told.value.vi and en in told.value.en
    assert "giay-to" in told.value.vi and "giay-to" in told.value.en


def test_a_zip_bomb_is_refused_before_it_is_unpacked_whole() -> None:
    bomb = office_file(word__media=b"\0" * (60 * MEGABYTE))
    assert len(bomb) < MEGABYTE
    with pytest.raises(FileRefused, match="phình quá lớn"):
        inspect("đơn.docx", bomb)


def test_a_zip_bomb_that_lies_about_its_sizes_is_refused_too() -> None:
    bomb = bytearray(office_file(word__media=b"\0" * (60 * MEGABYTE)))
    entry = bomb.rindex(b"PK\x01\x02")
    assert bomb[entry + 46 :].startswith(b"word/media")
    bomb[entry + 24 : entry + 28] = struct.pack("<I", 10)
    with pytest.raises(FileRefused):
        inspect("đơn.docx", bytes(bomb))


def test_a_size_is_refused_before_the_content_is_read() -> None:
    with pytest.raises(FileRefused, match=f"200 MB, tối đa {LARGEST_MB} MB"):
        refuse_size("C:\\quét\\sổ đỏ.pdf", 200 * MEGABYTE)
    refuse_size("sổ đỏ.pdf", LARGEST_MB * MEGABYTE)


def test_a_place_takes_only_its_types() -> None:
    with pytest.raises(FileRefused, match=r"\(pdf, jpeg\)"):
        inspect("a.png", picture(), ("pdf", "jpeg"))
    assert inspect("a.png", picture(), ("png",)).type == "png"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\an\\đơn xin.pdf", "đơn xin"),
        ("..", "tep"), ("", "tep"), (".pdf", "pdf"), ("con.pdf", "tep-con"), ("NUL", "tep-NUL"),
        ("a\u202egnp.exe", "agnp"), ("a\x00b\n.pdf", "ab"), ('a<b>"c|d?*.pdf', "a_b__c_d__"),
        ("e\u0302\u0301.pdf", "ế"), ("x" * 300 + ".pdf", "x" * 100), ("  . a . .pdf", "a"),
    ],
)  # fmt: skip
def test_a_name_is_made_safe(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


def test_a_pdf_and_a_picture_can_be_looked_at_and_nothing_else() -> None:
    three = pdf(3)
    assert pages_of("pdf", three) == 3
    with Image.open(io.BytesIO(preview("pdf", three, 2, side=300))) as page:
        assert page.format == "PNG"
        assert max(page.size) == 300
    with Image.open(io.BytesIO(preview("jpeg", picture("JPEG", (900, 300)), side=300))) as small:
        assert small.size == (300, 100)
    assert pages_of("docx", office_file()) == 0
    for type, content, page_number in (("docx", office_file(), 0), ("pdf", three, 3), ("pdf", b"%PDF-", 0)):
        with pytest.raises(NoPreview):
            preview(type, content, page_number)

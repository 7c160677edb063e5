"""Files as they should not be: what people hand in by mistake, and what somebody makes on purpose."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from xlsxwriter import Workbook

#: texts that a spreadsheet takes for a formula
FORMULAS = (
    "=1+1", "+84912345678", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "＝1+1", "＠x",
    '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "|x", "%0A=1",
)  # fmt: skip
#: texts that a page, a letter or a form may take for something else than a text
MARKUP = (
    '<img src=x onerror="window.hacked=1">', "<script>window.hacked=1</script>", "[x](javascript:alert(1))",
    "![x](https://evil.example/p.png)", "$\\sqrt{2}$", ":material/home:", ":red[đỏ]", "**đậm** _nghiêng_",
    "# Đầu", "`mã`", "<b>đậm", "&lt;b&gt;", "{{applicant}}", "{code}", "${7*7}", "#read(\"/etc/passwd\")",
)  # fmt: skip
#: texts that are hard to show, to fold or to keep
ODD = (
    "", " ", "\u00a0", "\ufeff", "a" * 5_000, "Nguyễn Văn Đặng", "Nguyê\u0303n", "مرحبا \u202e abc",
    "👩‍👩‍👧‍👦🇻🇳", "\u200b\u200d", "\x07\x1b[31m", "ﬀ", "１２３", "İ", "ß",
    "\u0300" * 50, "NULL", "-0", "1e999", "NaN",
)  # fmt: skip
texts = st.one_of(st.sampled_from([*FORMULAS, *MARKUP, *ODD]), st.text(max_size=40))


def sheet(rows: Sequence[Sequence[object]], **options: Any) -> bytes:
    """An Excel file of these cells, taken as XlsxWriter takes them: "=…" is a formula."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy", **options}) as book:
        page = book.add_worksheet()
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    return out.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The packed file with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def bomb() -> bytes:
    """A few hundred kB that unpack to 300 MB."""
    return with_part(sheet([["x"]]), "docProps/app.xml", lambda _: b" " * 300_000_000)


def far_cell() -> bytes:
    """One cell in the last row and column: a reader makes room for 17 thousand million."""
    return with_part(
        sheet([["x", 1]]), SHEET,
        lambda xml: xml.replace(b'<row r="1"', b'<row r="1048576"').replace(b'r="B1"', b'r="XFD1048576"'),
    )  # fmt: skip


def far_row() -> bytes:
    """Cells that do not say where they are, in a row far down and one far right."""
    cells = b"<c><v>1</v></c>" * 900
    return with_part(
        sheet([["x"]]), SHEET,
        lambda xml: xml.replace(b"</sheetData>", b'<row r="1048570">' + cells + b"</row></sheetData>"),
    )  # fmt: skip


def formatted_to_the_end() -> bytes:
    """A usual list whose empty rows carry a look down to the last one."""
    tail = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in (500_000, 1_048_576))
    rows = [["Họ và tên", "Chức danh"], ["Trần Thị Bé", "Chuyên viên"]]
    return with_part(sheet(rows), SHEET, lambda xml: xml.replace(b"</sheetData>", tail + b"</sheetData>"))


def ods(content: str) -> bytes:
    """An OpenDocument sheet with this table."""
    head = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        made.writestr(
            "content.xml",
            f'{head}<table:table table:name="a">{content}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        )
    return out.getvalue()


def ods_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def ods_bomb() -> bytes:
    """One row and one cell, told to be there ten thousand million times."""
    cell = ods_cell("x", ' table:number-columns-repeated="16384"')
    return ods(f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>')


HEAD = ["Họ và tên", "Chức danh", "Ngày cuối", "Giờ mỗi tuần"]
STAFF_ROWS: list[list[object]] = [HEAD, ["Trần Thị Bé", "Chuyên viên", datetime(2026, 12, 31), 40]]
VIETNAMESE = "Họ và tên;Chức danh\nTrần Thị Bé;Chuyên viên\n"
#: how TCVN3 and VNI write "Họ và tên": bytes that are not UTF-8
TCVN3 = b"H\xe4 v\xb5 t\xaan;Ch\xf8c danh\nTr\xc7n Th\xde B\xd0;x\n"
VNI = b"Ho\xef va\xf8 te\xe2n;Ch\xf6\xf9c danh\nTra\xe0n;x\n"

#: name of the file → its bytes; None: it is read, else what its refusal must say
CORPUS: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "trong.csv": (lambda: b"", "cột"),
    "trong.xlsx": (lambda: b"", "Excel"),
    "khong-phai.xlsx": (lambda: b"Trang nay khong phai Excel", "Excel"),
    "cat-ngang.xlsx": (lambda: sheet(STAFF_ROWS)[:2000], "hỏng"),
    "sai-byte.xlsx": (lambda: sheet(STAFF_ROWS).replace(b"\x50\x4b\x01\x02", b"\x50\x4b\x09\x02"), "hỏng"),
    "doi-duoi.csv": (lambda: sheet(STAFF_ROWS), None),
    "csv.xlsx": (lambda: VIETNAMESE.encode(), "Excel"),
    "bom-nen.xlsx": (bomb, "phình"),
    "o-rat-xa.xlsx": (far_cell, "quá lớn"),
    "dong-rat-xa.xlsx": (far_row, "quá lớn"),
    "dinh-dang-den-cuoi.xlsx": (formatted_to_the_end, None),
    "lap-lai.ods": (ods_bomb, "quá lớn"),
    "xml-hong.xlsx": (lambda: with_part(sheet(STAFF_ROWS), SHEET, lambda xml: xml[:-40]), "Excel"),
    "khong-co-bang.xlsx": (
        lambda: with_part(sheet([]), "xl/workbook.xml", lambda _: b"<workbook/>"), "Excel",
    ),
    "cong-thuc.xlsx": (lambda: sheet([*STAFF_ROWS, ["=A2", "=1/0", "=B1"]]), None),
    "ngay-1904.xlsx": (lambda: sheet(STAFF_ROWS, date_1904=True), None),
    "bom.csv": (lambda: b"\xef\xbb\xbf" + VIETNAMESE.encode(), None),
    "utf-16.csv": (lambda: VIETNAMESE.replace(";", "\t").encode("utf-16"), None),
    "utf-16-le.csv": (lambda: VIETNAMESE.encode("utf-16-le"), "UTF-8"),
    "tcvn3.csv": (lambda: TCVN3, "TCVN3"),
    "vni.csv": (lambda: VNI, "VNI"),
    "windows-1258.csv": (lambda: "Họ tên".encode("cp1258", "replace") + b"\xf2\xec;x\n", "UTF-8"),
    "nul.csv": (lambda: b"Ho va ten;Quay\nA\0B;1\n", "NUL"),
    "o-khong-lo.csv": (lambda: b"Ho va ten;x\n" + b"a" * 200_000 + b";1\n", "dòng 2"),
    "nghin-cot.csv": (lambda: b"Ho va ten" + b";" * 5_000 + b"\n", "cột"),
    "nghin-cot.xlsx": (lambda: sheet([["Họ và tên", *["x"] * 5_000]]), "cột"),
    "ngoac-kep.csv": (lambda: b'"Ho va ten;x\nA;1\n', "cột"),
    "hai-muoi-mb.csv": (lambda: b"x" * (20 * 1024 * 1024 + 1), "20 MB"),
}  # fmt: skip

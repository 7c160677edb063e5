"""The catalogue as an Excel sheet, in the columns and words that an import reads back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from dashboard.catalogue.changes import limit_words
from dashboard.exchange.spreadsheet import Book
from models.procedure import Revision, Term

if TYPE_CHECKING:
    from dashboard.office import Office

HEADINGS = (
    "Mã thủ tục",
    "Tên thủ tục",
    "Lĩnh vực",
    "Cơ quan giải quyết",
    "Cấp thực hiện",
    "Thời hạn giải quyết",
    "Phí, lệ phí",
    "Mức độ DVC",
    "Đối tượng thực hiện",
    "Kết quả",
    "Căn cứ pháp lý",
)
LEVEL_NAMES = {"province": "Tỉnh", "district": "Huyện", "commune": "Xã"}
ONLINE_NAMES = {"full": "Toàn trình", "partial": "Một phần", "information": "Cung cấp thông tin"}
APPLICANT_NAMES = {
    "citizen": "Công dân",
    "business": "Doanh nghiệp, tổ chức",
    "state_agency": "Cơ quan nhà nước",
}


def export(office: Office) -> bytes:
    """The catalogue as Excel, in the columns that an import reads: imported again, it changes nothing."""
    out = io.BytesIO()
    newest: dict[str, Revision] = {}
    for revision in sorted(office.revisions.all(), key=lambda one: one.number):
        if revision.state != "discarded":
            newest[revision.procedure] = revision
    fields = {one.id: one.name for one in office.fields.all()}
    departments = {one.id: one.name for one in office.departments.all()}
    with Book(out) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF1", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Thủ tục")
        sheet.freeze_panes(1, 2)
        for column, (title, width) in enumerate(
            zip(HEADINGS, (14, 60, 28, 32, 14, 22, 22, 18, 24, 30, 40), strict=True)
        ):
            sheet.write_string(0, column, title, head)
            sheet.set_column(column, column, width, wrap)
        for place, one in enumerate(office.procedures.all(), 1):
            found = newest.get(one.id)
            texts = (
                one.national_code,
                one.name,
                fields.get(one.field, ""),
                departments.get(one.department, "") if one.department else "UBND",
                ", ".join(LEVEL_NAMES.get(level, level) for level in one.levels),
                term_text(found.term) if found is not None else "",
                "" if found is None else fee_text(found),
                ONLINE_NAMES[one.online_level],
                "; ".join(APPLICANT_NAMES[kind] for kind in one.applicants),
                one.result,
                found.legal_basis if found is not None else "",
            )
            for column, text in enumerate(texts):
                sheet.write_string(place, column, text)
    return out.getvalue()


def fee_text(revision: Revision) -> str:
    """A fee as lists write it."""
    if not revision.fee_vnd:
        return f"0 đồng {revision.fee_note}" if revision.fee_note else "Không"
    return (
        f"{revision.fee_vnd:,}".replace(",", ".")
        + " đồng"
        + (f" {revision.fee_note}" if revision.fee_note else "")
    )


def term_text(term: Term) -> str:
    """A limit as lists write it; `words.term_of` reads it back."""
    text = limit_words(term, "vi")
    return text[:1].upper() + text[1:]

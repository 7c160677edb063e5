"""No text of a dossier can break a form, or be read by the layout as anything but a text."""

from __future__ import annotations

import io
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from dashboard.forms.codes import barcode_svg, qr_svg
from dashboard.forms.runs import clean, numbered, runs
from dashboard.forms.typeset import pdf

NOW = datetime(2026, 11, 24, tzinfo=UTC)
MARKUP = "#$*_\\<>@=-+/`\"'[](){}~^&%|:;,.!? "
LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    "ABCĐÊÔƠƯ0123456789"
)
ATTACKS = (
    '#read("/etc/passwd")',
    "#panic()",
    '#import "x.typ": *',
    "$ integral_0^1 x dif x $",
    "*đậm* _nghiêng_ `mã`",
    "= Tiêu đề",
    "<nhãn> @tham-chieu",
    "// chú thích",
    "/* chưa đóng",
    "dấu \\ chéo \\u{41}",
    "]} #[",
    '"; #sys.inputs',
    "{{applicant}} {code}",
    "- một\n- hai\n+ ba",
    "~~~ --- ...",
    "https://example.vn/#a_b*c",
)


def slip(text: str) -> dict[str, Any]:
    """A page on which the text stands wherever a text of people can stand."""
    words = {"applicant": text, "address": text}
    shown = runs("{applicant}", words)
    leg = dict.fromkeys(("giver", "taker", "at", "given_by", "taken_by", "result", "note"), shown)
    return {
        "kind": "control",
        "paper": "a5",
        "title": clean(text),
        "code": clean(text),
        "footer": clean(text),
        "authority": clean(text),
        "unit": clean(text),
        "number": shown,
        "place_date": shown,
        "qr": qr_svg("H33.902-261124-0001"),
        "barcode": barcode_svg("H33.902-261124-0001"),
        "blocks": [
            {
                "kind": "text",
                "indent": True,
                "runs": runs("Hồ sơ của: {applicant} Địa chỉ: {address}", words),
            },
            {"kind": "list", "indent": False, "runs": shown, "items": numbered([text])},
            {"kind": "note", "indent": False, "runs": shown},
            {"kind": "legs", "legs": [leg]},
        ],
        "signatures": [{"title": clean(text), "hint": clean(text), "name": clean(text)}],
    }


def printed(text: str) -> str:
    """What is read back from the page, without any spaces and breaks."""
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf([slip(text)], "t", NOW))).pages)
    return bare(read)


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())


@pytest.mark.parametrize("text", ATTACKS)
def test_markup_is_printed_letter_by_letter(text: str) -> None:
    assert bare(f"Hồ sơ của: {clean(text)} Địa chỉ: {clean(text)}") in printed(text)


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet=LETTERS + MARKUP, min_size=1, max_size=60).filter(lambda text: bare(clean(text)) != "")
)
def test_any_text_of_letters_and_markup_is_read_back_as_it_was(text: str) -> None:
    assert bare(f"Hồ sơ của: {clean(text)} Địa chỉ: {clean(text)}") in printed(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_text_at_all_breaks_the_page(text: str) -> None:
    assert pdf([slip(text)], text, NOW).startswith(b"%PDF")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_cleaning_keeps_the_letters_and_is_done_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in once)

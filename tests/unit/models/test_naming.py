from __future__ import annotations

import re
import unicodedata

from models.naming import ident


def test_an_id_is_readable_and_ends_in_six_digits_of_the_hash() -> None:
    assert re.fullmatch(r"cap-giay-phep-xay-dung-nha-o-[0-9a-f]{6}", ident("Cấp giấy phép xây dựng nhà ở"))
    assert re.fullmatch(r"dat-dai-[0-9a-f]{6}", ident("ĐẤT ĐAI"))


def test_the_empty_name_is_the_unknown_group() -> None:
    assert ident("") == "none"


def test_both_unicode_forms_of_a_name_have_one_id() -> None:
    name = "Nguyễn Đình Chiểu"
    assert ident(unicodedata.normalize("NFD", name)) == ident(unicodedata.normalize("NFC", name))


def test_names_that_fold_alike_stay_apart() -> None:
    assert len({ident(name) for name in ("Đất", "dat", "Dat", "dạt", "da t", " dat")}) == 6


def test_any_name_becomes_an_id_without_dots() -> None:
    for name in ("環境", "a.b$c", "...", "-", "x" * 300, "Stap 02: Toetsen (ontvankelijk)"):
        assert re.fullmatch(r"[A-Za-z0-9_-]{8,47}", ident(name)), name


def test_long_names_with_one_beginning_stay_apart() -> None:
    beginning = "Cấp giấy phép hoạt động cho cơ sở kinh doanh dịch vụ "
    assert ident(f"{beginning}lưu trú") != ident(f"{beginning}ăn uống")

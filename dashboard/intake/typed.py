"""What people type into a field, read as what they mean: one function a kind (pure).

Each takes anything and returns the plain value that is kept, or raises `Wrong` with a sentence in both
languages. Empty input never comes here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from models.form import FormField

_MARKS = re.compile(r"[\s.\-()/]")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL = re.compile(rf"[^\s@<>\"',;:\\()\[\]]{{1,64}}@(?:{_LABEL}\.)+[A-Za-z]{{2,24}}")
_PHONE = re.compile(r"0[1-9][0-9]{8,9}")
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,8}")
#: 1.234.567,89 as it is written here; 1234567.89 as programs write it
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_PLAIN = re.compile(r"-?[0-9]{1,20}(?:[.,][0-9]{1,20})?")
_MONEY_WORDS = re.compile(r"(?:đồng|vnđ|vnd|đ)$", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_LARGEST = 10**15
#: letters that are not seen, or that turn what follows around
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn"}


class Wrong(Exception):
    """An answer that is not valid, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi)
        self.vi = vi
        self.en = en


MISSING = Wrong("Mục này phải điền.", "This has to be filled in.")


def text(value: Any, field: FormField) -> str:
    """One line: composed letters, no hidden signs, spaces squeezed."""
    return " ".join(_plain_text(value, "").split())


def long_text(value: Any, field: FormField) -> str:
    """Several lines, trailing spaces dropped."""
    lines = _plain_text(value, "\n").splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _plain_text(value: Any, kept: str) -> str:
    if not isinstance(value, str):
        raise Wrong("Hãy nhập chữ.", "Type a text.")
    composed = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    composed = composed.replace("\t", " ")
    if not kept:
        composed = composed.replace("\n", " ")
    return "".join(c for c in composed if c in kept or unicodedata.category(c) not in _HIDDEN)


def number(value: Any, field: FormField) -> int | float:
    """A number; whole where the field has no decimals. "1.234,5" is one thousand and a bit."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _not_a_number()
    if isinstance(value, int) and abs(value) >= _LARGEST:
        raise _not_a_number()
    read = float(value) if not isinstance(value, str) else _read_number(value)
    if read != read or abs(read) >= _LARGEST:
        raise _not_a_number()
    rounded = round(read, field.decimals)
    if abs(rounded - read) > 1e-9 * max(1.0, abs(read)):
        many = field.decimals
        if many:
            raise Wrong(f"Nhiều nhất {many} chữ số sau dấu phẩy.", f"At most {many} digits after the point.")
        raise Wrong("Hãy nhập số nguyên.", "Type a whole number.")
    return int(rounded) if field.decimals == 0 else rounded


def _read_number(typed: str) -> float:
    squeezed = "".join(typed.split())
    if _GROUPED.fullmatch(squeezed):
        return float(squeezed.replace(".", "").replace(",", "."))
    if _PLAIN.fullmatch(squeezed):
        return float(squeezed.replace(",", "."))
    raise _not_a_number()


def _not_a_number() -> Wrong:
    return Wrong("Hãy nhập số, ví dụ 1.250.", "Type a number, for example 1250.")


def money(value: Any, field: FormField) -> int:
    """Whole đồng, not negative: 50000, "50.000", "50.000 đồng"."""
    if isinstance(value, str):
        value = _MONEY_WORDS.sub("", value.strip()).strip()
    read = number(value, field.model_copy(update={"decimals": 0}))
    if read < 0:
        raise Wrong("Số tiền không được âm.", "An amount of money is not negative.")
    return int(read)


def day(value: Any, field: FormField) -> str:
    """A day as ISO text: a date, "24/11/2026", "2026-11-24"."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    bad = Wrong("Hãy nhập ngày dạng 24/11/2026.", "Type a day as 24/11/2026.")
    if not isinstance(value, str):
        raise bad
    typed = value.strip()
    found = _DAY.fullmatch(typed)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed):
            return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise bad from None
    raise bad


def limit_day(limit: str, today: date) -> date:
    """The day that a limit of a form means: "today-30" counted from `today`."""
    if limit.startswith("today"):
        return today + timedelta(days=int(limit.removeprefix("today") or 0))
    return date.fromisoformat(limit)


def yes_no(value: Any, field: FormField) -> bool:
    """Yes or no, also as files write it."""
    if isinstance(value, bool):
        return value
    known = {"true": True, "yes": True, "có": True, "1": True, "false": False, "no": False, "không": False,
             "0": False}  # fmt: skip
    if isinstance(value, str):
        found = known.get(unicodedata.normalize("NFC", value).strip().casefold())
        if found is not None:
            return found
    raise Wrong("Hãy chọn có hoặc không.", "Choose yes or no.")


def choice(value: Any, field: FormField) -> str:
    """The value of one of the options."""
    if isinstance(value, str) and any(option.value == value for option in field.options):
        return value
    raise Wrong("Hãy chọn một trong các lựa chọn.", "Choose one of the options.")


def several(value: Any, field: FormField) -> list[str]:
    """Values of options, each once, in the order of the form."""
    if not isinstance(value, (list, tuple)):
        raise Wrong("Hãy chọn trong các lựa chọn.", "Choose among the options.")
    chosen = {choice(one, field) for one in value}
    return [option.value for option in field.options if option.value in chosen]


def identity(value: Any, field: FormField) -> str:
    """CCCD (12 digits), CMND (9), a tax or enterprise code (10, or 10 and 3), or a passport."""
    typed = _MARKS.sub("", _plain_text(value, "")).upper()
    if typed.isascii() and typed.isdigit() and len(typed) in (9, 10, 12, 13):
        return typed
    if _PASSPORT.fullmatch(typed):
        return typed
    raise Wrong(
        "Số giấy tờ có 12 số (CCCD), 9 số (CMND), 10 hoặc 13 số (mã số thuế), hoặc là số hộ chiếu.",
        "An identity number has 12 digits (CCCD), 9 (CMND), 10 or 13 (tax code), or is a passport's.",
    )


def phone(value: Any, field: FormField) -> str:
    """A Vietnamese number from 0 on: "+84 912 345 678" is 0912345678."""
    typed = _MARKS.sub("", _plain_text(value, ""))
    if typed.startswith("+84"):
        typed = "0" + typed[3:]
    elif typed.startswith("84") and len(typed) in (11, 12):
        typed = "0" + typed[2:]
    if _PHONE.fullmatch(typed):
        return typed
    raise Wrong("Số điện thoại có 10 hoặc 11 số, bắt đầu bằng 0.", "A phone number has 10 or 11 digits.")


def email(value: Any, field: FormField) -> str:
    """An address; the part after @ in small letters."""
    typed = _plain_text(value, "").strip()
    if len(typed) <= 254 and _MAIL.fullmatch(typed):
        name, _, host = typed.rpartition("@")
        return f"{name}@{host.lower()}"
    raise Wrong("Chưa đúng địa chỉ thư, ví dụ an@example.vn.", "Not an address, such as an@example.vn.")


def is_blank(value: Any) -> bool:
    """Whether nothing was given: None, "", spaces, nothing chosen, a map of blanks."""
    if value is None:
        return True
    if isinstance(value, str):
        return not _plain_text(value, "").strip()
    if isinstance(value, Mapping):
        return all(is_blank(one) for one in value.values())
    return isinstance(value, (list, tuple, set, frozenset)) and len(value) == 0

"""What the words in a cell of a list mean: code, time limit, fee, levels, applicants."""

from __future__ import annotations

import re

from dashboard.search.fold import fold
from models.procedure import ApplicantKind, OnlineLevel, Term

_CODE = re.compile(r"(?<!\d)(\d\.\d{6})(?!\d)")
_LIMIT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:\([^)]*\)\s*)?(ngay lam viec|ngay|gio lam viec|gio)")
#: an amount: with its thousands apart, or with its unit behind it ("2016" alone is a year)
_UNIT = r"(?:đồng|đ|vnđ|vnd)\b"
_MONEY = re.compile(rf"(\d{{1,3}}(?:[.,]\d{{3}})+)(?:\s*{_UNIT})?|(\d+)\s*{_UNIT}|^(\d+)$", re.IGNORECASE)


def code_of(text: str) -> str:
    """The national code in whatever style: "1.000894", "1.001612.000.00.00.H33", "TTHC 2.001199"."""
    match = _CODE.search(text.replace(" ", ""))
    return match.group(1) if match else ""


def term_of(text: str) -> Term | None:
    """The limit in words such as "03 ngày làm việc", "20 ngày (kể từ …)", "trong ngày", "08 giờ làm việc",
    "không quá 15 (mười lăm) ngày".

    Where several are named, the first counts. None where nothing is understood.
    """
    plain = fold(text)
    match = _LIMIT.search(plain)
    if match is None:
        return (
            Term(value=0, unit="same_day")
            if re.search(r"trong ngay|ngay sau khi|giai quyet ngay|lay ngay", plain)
            else None
        )
    value = float(match.group(1).replace(",", "."))
    if match.group(2) == "ngay lam viec":
        return (
            Term(value=int(value), unit="working_day")
            if value.is_integer()
            else Term(value=round(value * 8), unit="working_hour")
        )
    if match.group(2) == "ngay":
        return (
            Term(value=int(value), unit="calendar_day")
            if value.is_integer()
            else Term(value=round(value * 8), unit="working_hour")
        )
    return Term(value=max(1, round(value)), unit="working_hour")


def fee_of(text: str) -> tuple[int | None, str]:
    """The amount in đồng and what is said beside it: "50.000 đồng/lần" is (50000, "/lần").

    Words without an amount are kept as they are, and leave the amount as it was (None).
    """
    shown = " ".join(text.split())
    if re.fullmatch(
        r"(khong|khong co|khong thu|mien phi|mien|0|-)( phi| le phi)?( dong)?", fold(shown).strip(" .")
    ):
        return 0, ""
    match = _MONEY.search(shown)
    if match is None:
        return None, shown
    amount = next(group for group in match.groups() if group is not None)
    return int(re.sub(r"\D", "", amount)), (shown[: match.start()] + shown[match.end() :]).strip().lstrip(
        ",;. "
    )


def levels_of(text: str) -> tuple[str, ...] | None:
    """The levels that a text names, or None where it names none."""
    plain = fold(text)
    found = [
        id
        for word, id in (("tinh", "province"), ("huyen", "district"), ("xa", "commune"))
        if re.search(rf"\b{word}\b", plain)
    ]
    return tuple(found) or None


def online_of(text: str) -> OnlineLevel | None:
    """Fully, partly or only informed; the levels 4, 3, 2 of before 2022 as well."""
    plain = fold(text)
    if "toan trinh" in plain or re.search(r"\b4\b", plain):
        return "full"
    if "mot phan" in plain or re.search(r"\b3\b", plain):
        return "partial"
    return "information" if plain.strip() else None


def applicants_of(text: str) -> tuple[ApplicantKind, ...] | None:
    """Whom a procedure is for, or None."""
    plain = fold(text)
    kinds: list[ApplicantKind] = []
    if "cong dan" in plain or "ca nhan" in plain or "nguoi dan" in plain:
        kinds.append("citizen")
    if "doanh nghiep" in plain or "to chuc" in plain or "hop tac xa" in plain:
        kinds.append("business")
    if "co quan nha nuoc" in plain or "can bo" in plain:
        kinds.append("state_agency")
    return tuple(kinds) or None

"""Made-up applicants with the real frequencies of Vietnamese names; nobody of them exists."""

from __future__ import annotations

import random

from models.dossier import Applicant

#: family names and their share in a hundred, with the Khmer and Hoa names of Kiên Giang
FAMILY = {
    "Nguyễn": 31, "Trần": 10, "Lê": 8, "Phạm": 6, "Huỳnh": 6, "Danh": 6, "Võ": 4, "Phan": 4, "Trương": 3,
    "Đặng": 3, "Bùi": 3, "Lâm": 3, "Thị": 3, "Lý": 2, "Hồ": 2, "Ngô": 2, "Dương": 2, "Quách": 1, "Kiên": 1,
}  # fmt: skip
MIDDLE_MEN = ("Văn", "Văn", "Hữu", "Minh", "Quốc", "Thanh", "Đức", "Hoàng", "Ngọc")
MIDDLE_WOMEN = ("Thị", "Thị", "Thị", "Ngọc", "Thanh", "Kim", "Mỹ", "Thúy", "Bích")
GIVEN_MEN = ("An", "Bình", "Cường", "Dũng", "Hải", "Hùng", "Khang", "Long", "Nam", "Phúc", "Quân", "Sơn",
             "Tâm", "Thắng", "Tuấn", "Việt")  # fmt: skip
GIVEN_WOMEN = ("Anh", "Hạnh", "Hoa", "Hương", "Lan", "Linh", "Mai", "Nga", "Ngân", "Nhung", "Oanh", "Phương",
               "Thảo", "Trang", "Tuyết", "Yến")  # fmt: skip
BUSINESS = ("Công ty TNHH", "Công ty Cổ phần", "Doanh nghiệp tư nhân", "Hợp tác xã")


def applicant(chance: random.Random, business: bool, communes: list[tuple[str, str]]) -> Applicant:
    """One applicant; `communes` are (id, name)."""
    man = chance.random() < 0.5
    family = chance.choices(list(FAMILY), list(FAMILY.values()))[0]
    middle = chance.choice(MIDDLE_MEN if man else MIDDLE_WOMEN)
    given = chance.choice(GIVEN_MEN if man else GIVEN_WOMEN)
    name = f"{family} {middle} {given}"
    if business:
        name = f"{chance.choice(BUSINESS)} {given} {chance.choice(GIVEN_WOMEN)} Phát"
    commune, place = chance.choice(communes) if communes else ("", "")
    return Applicant(
        name=name,
        phone=f"09{chance.randrange(10**8):08d}",
        identity=f"091{chance.randrange(10**9):09d}",
        address=f"Tổ {chance.randrange(1, 20)}, {place}" if place else "",
        commune=commune,
    )

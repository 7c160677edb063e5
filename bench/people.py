"""Names in their frequencies among the people of Kiên Giang, for benches: nobody of them exists.

Shares in a hundred are estimates: family names after the published counts for the country (Nguyễn about a
third), with the Khmer and Hoa names of the province; given names by their order in lists of candidates.
"""

from __future__ import annotations

import random

from models.dossier import Applicant

# "_" joins words, "-" is nothing
FAMILY = """
    Nguyễn:34 Trần:11 Lê:9.5 Phạm:6.5 Huỳnh:3.5 Hoàng:2 Phan:4 Vũ:1.5 Võ:2.8 Đặng:2.2 Bùi:2 Đỗ:1.6
    Hồ:1.4 Ngô:1.4 Dương:1.2 Lý:0.8 Danh:2.5 Thị:0.6 Lâm:1.2 Trương:1.5 Đinh:0.8 Mai:0.6 Trịnh:0.7
    Đoàn:0.7 Cao:0.6 Châu:0.6 Tô:0.4 Quách:0.2 Kiên:0.1 Thạch:0.2 Tạ:0.3 Hà:0.5 Lương:0.6 Thái:0.4
    Lưu:0.4 Từ:0.15 Ông:0.05 Giang:0.1 Khưu:0.1 Tiêu:0.1 Mạc:0.08 La:0.08
"""
MIDDLE_MEN = """
    Văn:42 Hữu:5 Minh:7 Thanh:6 Quốc:5 Hoàng:5 Đức:3 Ngọc:3 Công:2.5 Tấn:3 Trung:2 Duy:2 Anh:2 Xuân:1.5
    Phước:1 Chí:1.5 Nhật:1 Gia:1 Bá:0.5 Đình:1.5 Thành:2 -:3
"""
MIDDLE_WOMEN = """
    Thị:52 Ngọc:9 Thị_Ngọc:4 Thị_Kim:3 Thị_Mỹ:3 Thị_Thanh:3 Kim:4 Mỹ:3 Thanh:3 Bích:2 Thúy:2 Tường:1
    Như:2 Phương:2 Thị_Hồng:2.5 Thị_Bích:1.5 Hồng:1.5 -:1
"""
GIVEN_MEN = """
    Anh:4 Hùng:3.2 Dũng:2.6 Tuấn:3 Minh:2.6 Hải:2 Long:1.8 Thành:2 Nam:1.8 Sơn:1.8 An:1.4 Ân:0.5 Ẩn:0.1
    Bình:1.5 Cường:1.8 Đức:1.6 Đạt:1.6 Dương:1 Giang:0.7 Hiếu:1.6 Hòa:1.2 Hoàng:2 Huy:2 Khánh:1.2
    Khoa:1.2 Kiệt:1 Lâm:1 Lộc:1 Lợi:1 Mạnh:0.8 Nghĩa:1.2 Nhân:1.2 Phát:1.2 Phong:1.4 Phú:1.2 Phúc:1.6
    Phương:1 Quân:1.4 Quang:1.4 Quốc:0.8 Quý:0.8 Sang:1.2 Tài:1.4 Tâm:1.2 Tân:1 Thắng:1.6 Thanh:1
    Thiện:1.2 Thịnh:1.2 Thuận:1 Tiến:1.4 Tín:0.8 Toàn:1.2 Trí:1 Trung:1.6 Trường:1.2 Tú:1 Tùng:1.2
    Vinh:1.2 Việt:1 Vũ:1 Tám:0.3 Út:0.3 Bé:0.3 Ba:0.2 Xuyên:0.05 Khuê:0.03 Sêng:0.1 Thương:0.2 Nhựt:0.3
    Đệ:0.1 Kỳ:0.2
"""
GIVEN_WOMEN = """
    Anh:3 Hương:2.6 Lan:2.6 Hoa:2.4 Mai:2.4 Hằng:2 Linh:2.6 Thảo:2.4 Trang:2.4 Thu:1.6 Thúy:1.6 Thủy:1.8
    Nga:1.4 Ngân:1.8 Ngọc:1.8 Nhung:1.2 Như:1.4 Oanh:1.2 Phượng:1.4 Phương:2 Quyên:1 Quỳnh:1.4 Tâm:1
    Thanh:1.4 Thơ:0.8 Tiên:1.2 Trâm:1.4 Trinh:1.2 Trúc:1 Tuyết:1.4 Tuyền:1 Uyên:1 Vân:1.8 Vy:1.6
    Xuân:1.2 Yến:1.4 Yên:0.3 An:1 Ánh:0.8 Bích:0.8 Châu:0.8 Chi:1 Dung:1.2 Diễm:0.8 Diệu:0.6 Đào:0.6
    Hà:1.6 Hạnh:1.6 Hiền:1.6 Hòa:0.6 Hoàng:0.2 Hồng:1.4 Huệ:1 Kiều:0.8 Liên:1 Loan:1.4 Ly:0.6 Lý:0.4
    My:0.8 Mỹ:0.4 Nhi:1.6 Thắm:0.6 Thi:0.6 Thy:0.3 Xuyến:0.4 Xuyên:0.05 Khoa:0.02 Khuê:0.05 Sáu:0.2
    Út:0.2 Bé:0.4 Sà:0.05 Rây:0.05
"""
KINDS = ("Công ty TNHH", "Công ty TNHH Một thành viên", "Công ty Cổ phần", "Doanh nghiệp tư nhân",
         "Hợp tác xã")  # fmt: skip
TRADES = ("", "Thương mại", "Thương mại Dịch vụ", "Xây dựng", "Thủy sản", "Du lịch")
COMPANIES = (
    "Minh Phát", "Hưng Thịnh", "Phú Quốc Xanh", "Kiên Giang", "Tân Tiến",
    "Rạch Giá", "An Phú",
    "Đại Dương", "Sao Mai", "Thành Công", "Hòn Đất", "Thuận Phát", "Ngọc Hiển", "Biển Đông",
)  # fmt: skip
BUSINESS_SHARE, MEN_SHARE = 0.07, 0.52

Shares = tuple[list[str], list[float]]


def shares(table: str) -> Shares:
    """The names of a table, and their shares."""
    pairs = [entry.rpartition(":") for entry in table.split()]
    names = ["" if name == "-" else name.replace("_", " ") for name, _, _ in pairs]
    return names, [float(share) for _, _, share in pairs]


TABLES: dict[str, Shares] = {
    "family": shares(FAMILY), "man": shares(MIDDLE_MEN), "woman": shares(MIDDLE_WOMEN),
    "his": shares(GIVEN_MEN), "her": shares(GIVEN_WOMEN),
}  # fmt: skip


def drawn(chance: random.Random, table: str) -> str:
    """One name of a table."""
    names, weights = TABLES[table]
    return chance.choices(names, weights)[0]


def applicant(chance: random.Random) -> Applicant:
    """Somebody, or a company."""
    if chance.random() < BUSINESS_SHARE:
        parts = [chance.choice(KINDS), chance.choice(TRADES), chance.choice(COMPANIES)]
    elif chance.random() < MEN_SHARE:
        parts = [drawn(chance, "family"), drawn(chance, "man"), drawn(chance, "his")]
    else:
        parts = [drawn(chance, "family"), drawn(chance, "woman"), drawn(chance, "her")]
    return Applicant(
        name=" ".join(filter(None, parts)),
        phone=f"0{chance.choice('35789')}{chance.randrange(10**8):08d}",
        identity=f"091{chance.randrange(10**9):09d}",
    )

"""Rules of retention in words: what they hold, what is lost, and what goes or stays whatever they say."""

from __future__ import annotations

from typing import NamedTuple

from models.appointment import KEPT as BOOKINGS_KEPT
from models.draft import KEPT as DRAFTS_KEPT
from models.notice import KEPT as NOTICES_KEPT
from models.retention import RetentionKind, RetentionRule
from models.session import ABSOLUTE


class KindWords(NamedTuple):
    """What a kind is called, since when it is kept, how its records are counted, and what is lost."""

    name: tuple[str, str]
    since: tuple[str, str]
    unit: tuple[str, str]
    lost: tuple[str, str]


KINDS: dict[RetentionKind, KindWords] = {
    "papers": KindWords(
        ("Tệp đính kèm của hồ sơ đã đóng", "Files of closed dossiers"),
        ("sau ngày đóng hồ sơ", "after the dossier was closed"),
        ("tệp", "files"),
        (
            "Mất nội dung các tệp; không ai mở hay tải lại được nữa. Hồ sơ vẫn ghi tên, kích thước, mã "
            "SHA-256 của tệp và ngày xóa. Lịch sử và số liệu không đổi.",
            "The content of the files is lost; nobody can open or download them again. The dossier still "
            "tells their name, size, SHA-256 and the day of removal. History and figures stay as they are.",
        ),
    ),
    "postal": KindWords(
        ("Người yêu cầu qua bưu chính", "Persons of pick-up requests"),
        ("sau khi yêu cầu kết thúc", "after the request has ended"),
        ("yêu cầu", "requests"),
        (
            "Mất họ tên, số điện thoại, địa chỉ, ghi chú và người ký trên yêu cầu. Mã, các mốc thời gian, số "
            "hiệu bưu gửi còn nguyên. Lịch sử đã niêm phong của yêu cầu vẫn ghi ai đã ký; hồ sơ vẫn ghi "
            "người nộp.",
            "Name, phone, address, note and who signed are lost from the request. Its code, instants and "
            "tracking number stay. The sealed history of the request still tells who signed, and the dossier "
            "who applied.",
        ),
    ),
    "bookings": KindWords(
        ("Người đặt lịch hẹn", "Persons of bookings"),
        ("sau ngày hẹn", "after the day of the booking"),
        ("lịch hẹn", "bookings"),
        (
            "Mất họ tên và số điện thoại của lịch hẹn. Giờ hẹn và trạng thái còn cho đến khi cả lịch hẹn tự "
            f"hết hạn sau {BOOKINGS_KEPT.days} ngày.",
            "Name and phone of the booking are lost. Its time and state stay until the whole booking goes by "
            f"itself after {BOOKINGS_KEPT.days} days.",
        ),
    ),
}


class Fixed(NamedTuple):
    """What goes by itself. `collections`: those that the store empties."""

    collections: tuple[str, ...]
    what: tuple[str, str]
    when: tuple[str, str]


FIXED: tuple[Fixed, ...] = (
    Fixed(
        ("drafts",),
        ("Bản nháp và tệp của bản nháp", "Drafts and their files"),
        (
            f"{DRAFTS_KEPT.days} ngày sau lần sửa cuối; tệp: ở lần khởi động sau đó",
            f"{DRAFTS_KEPT.days} days after they were last touched; files: at the next start after that",
        ),
    ),
    Fixed(
        ("notices", "notice_pictures"),
        ("Thông báo đã gửi, cả nội dung", "Notices sent, with their text"),
        (f"{NOTICES_KEPT.days} ngày sau khi lập", f"{NOTICES_KEPT.days} days after they were made"),
    ),
    Fixed(
        ("appointments",),
        ("Lịch hẹn", "Bookings"),
        (f"{BOOKINGS_KEPT.days} ngày sau giờ hẹn", f"{BOOKINGS_KEPT.days} days after their time"),
    ),
    Fixed(
        ("sessions",),
        ("Phiên đăng nhập", "Sessions"),
        (f"{ABSOLUTE.days} ngày sau khi đăng nhập", f"{ABSOLUTE.days} days after signing in"),
    ),
    Fixed(
        ("attempts",),
        ("Lần đăng nhập, tra cứu sai", "Failed attempts to sign in or follow"),
        ("khi hết thời gian khóa và ghi nhớ", "when they are no longer held against anybody"),
    ),
)
#: what no rule removes, and why
NEVER: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = (
    (
        ("Hồ sơ và lịch sử của hồ sơ", "Dossiers and their history"),
        (
            "Chuỗi niêm phong và số liệu dựa vào chúng.",
            "The chain of seals and the figures rest on them.",
        ),
    ),
    (
        ("Nhật ký sử dụng", "The audit"),
        ("Phải trả lời được ai đã làm gì.", "It has to answer who did what."),
    ),
    (
        ("Số thứ tự tại sảnh", "Numbers of the hall"),
        ("Không có dữ liệu cá nhân.", "There is nothing personal in them."),
    ),
)


def kept_text(rule: RetentionRule, language: str) -> str:
    """10 năm sau ngày đóng hồ sơ"""
    column = 1 if language == "en" else 0
    unit = {"days": ("ngày", "days"), "years": ("năm", "years")}[rule.unit][column]
    return f"{rule.keep} {unit} {KINDS[rule.kind].since[column]}"

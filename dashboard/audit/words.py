"""What the audit writes, in words: each action, what is told beside it, and what an export was of."""

from __future__ import annotations

from typing import Literal, NamedTuple

from models.audit import AuditAction

Kind = Literal["looked", "refused", "exported", "changed", "signed"]
#: what one asks for at once
KINDS: dict[Kind, tuple[str, str]] = {
    "looked": ("Đã xem", "Looked at"),
    "refused": ("Bị từ chối", "Refused"),
    "exported": ("Xuất và in", "Exported, printed"),
    "changed": ("Thay đổi", "Changed"),
    "signed": ("Đăng nhập", "Signing in"),
}
#: what a subject is: what its name is looked for among; "" for what is told as it stands, "hidden" for an id
#: that says nothing to people
Names = Literal["", "person", "dossier", "department", "roster", "token", "rule", "word", "hidden"]


class Words(NamedTuple):
    """An action: which kind it is, what it is called, and what its subject is."""

    kind: Kind
    vi: str
    en: str
    subject: Names = ""


ACTIONS: dict[AuditAction, Words] = {
    "signed_in": Words("signed", "Đăng nhập", "Signed in", "person"),
    "signed_out": Words("signed", "Đăng xuất", "Signed out", "person"),
    "sign_in_refused": Words("refused", "Đăng nhập sai", "Sign-in refused", "person"),
    "second_factor_refused": Words("refused", "Mã xác thực sai", "Second factor refused", "person"),
    "recovery_code_used": Words("signed", "Dùng mã khôi phục", "Recovery code used", "person"),
    "second_factor_added": Words("changed", "Bật lớp bảo vệ thứ hai", "Second factor added", "person"),
    "second_factor_removed": Words("changed", "Tắt lớp bảo vệ thứ hai", "Second factor removed", "person"),
    "account_added": Words("changed", "Tạo tài khoản", "Account added", "person"),
    "account_changed": Words("changed", "Sửa tài khoản", "Account changed", "person"),
    "account_disabled": Words("changed", "Khóa tài khoản", "Account closed", "person"),
    "account_enabled": Words("changed", "Mở lại tài khoản", "Account opened again", "person"),
    "password_set": Words("changed", "Cấp mật khẩu mới", "New password set", "person"),
    "password_changed": Words("changed", "Đổi mật khẩu", "Own password changed", "person"),
    "sessions_revoked": Words("changed", "Kết thúc phiên đăng nhập", "Sessions ended", "person"),
    "dossier_opened": Words("looked", "Mở hồ sơ", "Dossier opened", "dossier"),
    "mask_lifted": Words("looked", "Xem dữ liệu cá nhân đã che", "Looked behind the mask", "dossier"),
    "paper_opened": Words("looked", "Mở tệp", "File opened", "dossier"),
    "applicant_looked_up": Words("looked", "Tra người nộp theo số", "Applicant looked up by number"),
    "postal_opened": Words("looked", "Xem yêu cầu bưu chính", "Pick-up request opened"),
    "booking_opened": Words("looked", "Xem người đặt lịch hẹn", "Booking opened", "hidden"),
    "followed": Words("looked", "Người dân theo dõi hồ sơ", "Followed from outside", "dossier"),
    "follow_refused": Words("refused", "Tra cứu sai mã hoặc mã kiểm tra", "Wrong code or secret"),
    "follow_slowed": Words("refused", "Phải chờ vì thử quá nhiều lần", "Made to wait after many tries"),
    "api_refused": Words("refused", "API từ chối", "Refused by the API", "token"),
    "exported": Words("exported", "Xuất dữ liệu", "Exported", "word"),
    "printed": Words("exported", "In", "Printed", "word"),
    "submitted_online": Words("changed", "Nộp hồ sơ trực tuyến", "Submitted online", "dossier"),
    "supplied_online": Words("changed", "Bổ sung trực tuyến", "Supplied online", "dossier"),
    "rated_online": Words("changed", "Đánh giá trực tuyến", "Rated online", "dossier"),
    "notice_requeued": Words("changed", "Gửi lại thông báo", "Notice sent again", "dossier"),
    "imported": Words("changed", "Nhập dữ liệu", "Imported", "word"),
    "catalogue_changed": Words("changed", "Sửa danh mục, thiết lập", "Catalogue or setting changed", "word"),
    "staff_changed": Words("changed", "Sửa nhân sự", "Staff changed", "hidden"),
    "counters_changed": Words("changed", "Sửa quầy", "Counters changed", "hidden"),
    "roster_published": Words("changed", "Công bố lịch phân công", "Roster published", "roster"),
    "absence_entered": Words("changed", "Ghi vắng mặt", "Absence entered", "person"),
    "absence_decided": Words("changed", "Duyệt vắng mặt", "Absence decided", "person"),
    "hall_changed": Words("changed", "Sửa thiết lập sảnh", "Hall changed", "department"),
    "publication_changed": Words("changed", "Sửa nội dung công bố", "Publication changed", "hidden"),
    "alert_acknowledged": Words("changed", "Nhận biết cảnh báo", "Alert acknowledged", "hidden"),
    "token_added": Words("changed", "Tạo mã kết nối", "Token made", "token"),
    "token_revoked": Words("changed", "Thu hồi mã kết nối", "Token revoked", "token"),
    "webhook_added": Words("changed", "Thêm webhook", "Webhook added", "token"),
    "webhook_removed": Words("changed", "Bỏ webhook", "Webhook removed", "token"),
    "webhook_resumed": Words("changed", "Chạy lại webhook", "Webhook begun again", "token"),
    "webhook_stopped": Words("changed", "Webhook tự dừng", "Webhook stopped by itself", "token"),
    "report_closed": Words("changed", "Chốt kỳ báo cáo", "Report period closed"),
    "retention_changed": Words("changed", "Sửa quy tắc lưu giữ", "Rule of retention changed", "rule"),
    "retention_removed": Words("changed", "Xóa dữ liệu hết hạn", "Data past their time removed", "rule"),
}

#: subjects that are words of the program
SUBJECTS: dict[str, tuple[str, str]] = {
    "search": ("Kết quả tra cứu", "Results of a search"),
    "list": ("Danh sách sau một con số", "List behind a number"),
    "board": ("Bảng theo dõi", "Board"),
    "report": ("Báo cáo", "Report"),
    "audit": ("Nhật ký sử dụng", "The audit"),
    "register": ("Sổ theo dõi", "Register"),
    "procedures": ("Thủ tục", "Procedures"),
    "publication": ("Nội dung công bố", "Publication"),
    "alert_rules": ("Quy tắc cảnh báo", "Rules of alerts"),
    "notice_templates": ("Mẫu thông báo", "Templates of notices"),
    "office": ("Văn phòng", "The Office"),
}

#: what is told beside an action; None: an id that says nothing to people, which is left out
DETAILS: dict[str, tuple[str, str] | None] = {
    "reason": ("lý do", "reason"), "role": ("vai trò", "role"), "scope": ("phạm vi", "scope"),
    "scopes": ("quyền", "scopes"), "name": ("tên", "name"), "by": ("bằng", "by"), "form": ("dạng", "form"),
    "lines": ("số dòng", "lines"), "personal": ("dữ liệu cá nhân", "personal data"), "paper": ("tệp", "file"),
    "papers": ("số tờ", "papers"), "text": ("tìm", "searched for"), "measure": ("chỉ số", "measure"),
    "from": ("từ", "from"), "to": ("đến", "to"), "at": ("ngày", "on"), "received": ("nhận", "received"),
    "closed": ("kết thúc", "closed"), "late": ("thời hạn", "lateness"), "state": ("trạng thái", "state"),
    "department": ("cơ quan", "department"), "holder": ("nơi giữ", "holder"), "field": ("lĩnh vực", "field"),
    "procedure": ("thủ tục", "procedure"), "channel": ("hình thức", "channel"), "level": ("cấp", "level"),
    "step": ("bước", "step"), "found": ("tìm thấy", "found"), "rows": ("số dòng", "rows"),
    "kind": ("loại", "kind"), "people": ("số người được báo", "people told"), "what": ("việc", "what"),
    "change": ("thay đổi", "change"), "changed": ("mục", "entries"),
    "moved": ("hồ sơ đổi hạn", "dossiers moved"),
    "revision": ("phiên bản", "revision"), "decision": ("quyết định", "decision"), "number": ("số", "number"),
    "hash": ("mã băm", "hash"), "report": ("mẫu", "form"), "before": ("trước", "before"),
    "after": ("sau", "after"), "kept": ("giữ", "kept for"), "removed": ("đã xóa", "removed"),
    "first": ("cũ nhất", "oldest"), "last": ("mới nhất", "newest"), "ended": ("số phiên", "sessions"),
    "host": ("máy nhận", "receiver"), "expires_at": ("hết hạn", "ends"), "medium": ("bằng", "by"),
    "error": ("lỗi", "error"), "template": ("mẫu", "template"), "actor": ("người", "who"),
    "action": ("việc", "action"), "subject": ("về", "about"),
    "board": None, "webhook": None, "rule": None,
}  # fmt: skip
#: ids whose names stand in the store: what is told → which names
DIMENSIONS: dict[str, str] = {
    "department": "department", "holder": "department", "field": "field", "procedure": "procedure",
    "channel": "channel", "level": "level", "step": "step", "actor": "person",
}  # fmt: skip

#: values that are words of the program: (what is told, value) → words
VALUES: dict[tuple[str, str], tuple[str, str]] = {
    ("personal", "yes"): ("có", "yes"), ("personal", "no"): ("không", "no"),
    ("form", "xlsx"): ("Excel", "Excel"), ("form", "csv"): ("CSV", "CSV"), ("form", "pdf"): ("PDF", "PDF"),
    ("form", "png"): ("hình", "picture"), ("kind", "xlsx"): ("Excel", "Excel"),
    ("kind", "pdf"): ("PDF", "PDF"),
    ("by", "oidc"): ("đăng nhập một lần", "single sign-on"), ("by", "qr"): ("mã QR", "QR code"),
    ("by", "receipt"): ("chữ kiểm tra", "check letters"),
    ("by", "phone"): ("bốn số cuối điện thoại", "last four digits"),
    ("medium", "email"): ("e-mail", "e-mail"), ("medium", "webhook"): ("webhook", "webhook"),
    ("kind", "leave"): ("nghỉ phép", "leave"), ("kind", "training"): ("tập huấn", "training"),
    ("kind", "sickness"): ("ốm", "sickness"), ("kind", "business_trip"): ("công tác", "business trip"),
    ("kind", "papers"): ("tệp của hồ sơ", "files"),
    ("kind", "postal"): ("yêu cầu bưu chính", "pick-up requests"),
    ("kind", "bookings"): ("lịch hẹn", "bookings"),
    ("state", "asked"): ("đã xin", "asked"), ("state", "approved"): ("đã duyệt", "approved"),
    ("state", "cancelled"): ("đã hủy", "cancelled"),
    ("what", "drafted"): ("lập bản nháp", "draft made"),
    ("what", "discarded"): ("bỏ bản nháp", "draft dropped"),
    ("what", "published"): ("công bố", "published"), ("what", "entry"): ("sửa mục thủ tục", "entry changed"),
    ("what", "review"): ("gửi duyệt", "sent to review"), ("what", "draft"): ("trả về nháp", "back to draft"),
    ("what", "departments"): ("cơ quan", "departments"), ("what", "fields"): ("lĩnh vực", "fields"),
    ("what", "levels"): ("cấp", "levels"), ("what", "channels"): ("hình thức tiếp nhận", "channels"),
    ("what", "hours"): ("giờ làm việc", "hours"), ("what", "calendar"): ("lịch làm việc", "calendar"),
    ("what", "key"): ("khóa của sảnh", "the hall’s key"), ("what", "groups"): ("nhóm lĩnh vực", "groups"),
    ("what", "rules"): ("quy tắc", "rules"),
    ("change", "changed"): ("sửa", "changed"), ("change", "added"): ("thêm", "added"),
    ("change", "saved"): ("lưu", "saved"), ("change", "removed"): ("bỏ", "removed"),
    ("reason", "unknown"): ("mã không đúng", "unknown token"),
    ("reason", "revoked"): ("mã đã thu hồi", "revoked"),
    ("reason", "expired"): ("mã hết hạn", "expired"),
    ("reason", "rate"): ("hỏi quá nhiều", "too many requests"),
    ("state", "refused"): ("không duyệt", "refused"),
}  # fmt: skip
#: entries of the centre's publication and of a template, as `changed` names them
CHANGED: dict[str, tuple[str, str]] = {
    "hotline": ("đường dây nóng", "hotline"), "email": ("thư điện tử", "e-mail"),
    "address": ("địa chỉ", "address"), "about_vi": ("giới thiệu", "about"),
    "about_en": ("giới thiệu (tiếng Anh)", "about (English)"), "notice_vi": ("thông báo", "notice"),
    "notice_en": ("thông báo (tiếng Anh)", "notice (English)"), "documents": ("văn bản", "documents"),
    "takes_online": ("nhận trực tuyến", "taking online"), "enabled": ("bật, tắt", "on or off"),
    "media": ("gửi bằng", "sent by"), "subject_vi": ("tiêu đề", "subject"),
    "subject_en": ("tiêu đề (tiếng Anh)", "subject (English)"), "body_vi": ("nội dung", "text"),
    "body_en": ("nội dung (tiếng Anh)", "text (English)"), "name_vi": ("tên", "name"),
    "name_en": ("tên (tiếng Anh)", "name (English)"), "audience": ("người nhận", "audience"),
}  # fmt: skip


def actions_of(kind: Kind) -> tuple[AuditAction, ...]:
    """The actions of a kind, in the order of the table."""
    return tuple(action for action, words in ACTIONS.items() if words.kind == kind)

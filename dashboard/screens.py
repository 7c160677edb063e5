"""The screens: what the navigation names, in its order, and what one must be allowed to open each."""

from __future__ import annotations

from typing import Literal, NamedTuple

Section = Literal["first", "daily", "watch", "report", "admin"]
#: the parts of the navigation in their order: what a person opens all day stands first, without a heading
SECTIONS: dict[Section, tuple[str, str]] = {
    "first": ("", ""),
    "daily": ("Hằng ngày", "Daily"),
    "watch": ("Theo dõi", "Watch"),
    "report": ("Báo cáo và dự báo", "Reports and forecasts"),
    "admin": ("Quản trị", "Administration"),
}


class Screen(NamedTuple):
    """A page: its file (which is its address), the part of the navigation that names it (None: none), its
    titles, and the permission that opens it.
    """

    file: str
    section: Section | None
    vi: str
    en: str
    permission: str


SCREENS: tuple[Screen, ...] = (
    Screen("work", "first", "Việc của tôi", "My work", "page.work"),
    Screen("overview", "first", "Tổng quan", "Overview", "page.overview"),
    Screen("waiting", "first", "Thời gian chờ", "Waiting time", "page.waiting"),
    Screen("backlog", "first", "Tồn đọng", "Backlog", "page.backlog"),
    Screen("search", "first", "Tra cứu", "Search", "page.search"),
    Screen("intake", "first", "Tiếp nhận", "Intake", "page.intake"),
    Screen("hall", "daily", "Gọi số", "Hall", "page.hall"),
    Screen("postal", "daily", "Bưu chính", "Post", "page.postal"),
    Screen("roster", "daily", "Phân công", "Roster", "page.roster"),
    Screen("forms", "daily", "In biểu mẫu", "Printed forms", "page.forms"),
    Screen("alerts", "watch", "Cảnh báo", "Alerts", "page.alerts"),
    Screen("risk", "watch", "Nguy cơ trễ hạn", "Risk of being late", "page.risk"),
    Screen("boards", "watch", "Bảng theo dõi", "Boards", "page.boards"),
    Screen("why", "watch", "Vì sao thay đổi", "Why it changed", "page.why"),
    Screen("process_map", "watch", "Bản đồ quy trình", "Process map", "page.process_map"),
    Screen("forecast", "report", "Dự báo", "Forecast", "page.forecast"),
    Screen("reports", "report", "Báo cáo", "Reports", "page.reports"),
    Screen("what_if", "report", "Nếu … thì sao", "What if", "page.what_if"),
    Screen("procedures", "admin", "Thủ tục", "Procedures", "page.procedures"),
    Screen("accounts", "admin", "Tài khoản", "Accounts", "page.accounts"),
    Screen("notices", "admin", "Thông báo", "Notices", "page.notices"),
    Screen("publication", "admin", "Công bố", "Publication", "page.publication"),
    Screen("api_access", "admin", "Kết nối", "Connections", "page.api_access"),
    Screen("data_health", "admin", "Sức khỏe dữ liệu", "Data health", "page.data_health"),
    Screen("audit", "admin", "Nhật ký sử dụng", "Audit", "page.audit"),
    Screen("retention", "admin", "Lưu giữ dữ liệu", "Retention of data", "page.retention"),
    Screen("state", "admin", "Tình trạng hệ thống", "State of the system", "page.state"),
    Screen("import_log", "admin", "Nhập nhật ký", "Import a log", "page.import"),
    Screen("dossier", None, "Hồ sơ", "Dossier", "page.dossier"),
    Screen("listing", None, "Danh sách", "List", "page.search"),
    Screen("ways", None, "Danh sách lượt xử lý", "Visits", "page.process_map"),
    Screen("definitions", None, "Định nghĩa", "Definitions", "page.overview"),
)

"""What jobs, media and kinds of lines are called on the screen."""

from __future__ import annotations

MEDIA = {"email": ("qua thư điện tử", "by e-mail"), "webhook": ("qua webhook", "by webhook")}
#: the background jobs: what each does
JOBS = {
    "scan": ("Quét hạn hằng ngày", "Scan for what falls due"),
    "alerts": ("Xem cảnh báo, gửi bản tin", "Alerts and digests"),
    "backups": ("Báo khi sao lưu hỏng", "Tell of failed backups"),
    "notices": ("Gửi thông báo", "Send notices"),
    "webhooks": ("Gửi webhook", "Send to webhooks"),
    "frame": ("Nạp và chép số liệu", "Load and copy the figures"),
    "risk": ("Học nguy cơ trễ hạn", "Learn the risk of being late"),
    "verify": ("Kiểm chứng dữ liệu", "Prove the data"),
}
LEVELS = {
    "warning": ("cảnh báo", "warning"), "error": ("lỗi", "error"), "critical": ("lỗi nặng", "critical"),
}  # fmt: skip

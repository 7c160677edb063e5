"""Each part of the system as a card: one figure, and what stands beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

from dashboard.notices.media import media_of
from dashboard.state.reading import Reading
from dashboard.ui.session import number, office, tr
from dashboard.ui.state.words import MEDIA

_KINDS = {
    "embedded": ("máy chủ đi kèm", "embedded server"),
    "replica_set": ("replica set", "replica set"),
    "sharded": ("cụm phân mảnh", "sharded cluster"),
}


def all(found: Reading) -> list[str]:
    """The cards in their order."""
    return [
        store(found), frame(), proof(found), backup(found), notices(found), hooks(found), sessions(found),
        disk(found),
    ]  # fmt: skip


def card(title: str, big: str, beside: str, kind: str = "") -> str:
    """One card of HTML."""
    sign = {"mc-late": "▲ ", "mc-risk": "◆ "}.get(kind, "")
    return (
        f'<article class="mc-card mc-tile"><header><span>{escape(title)}</span></header>'
        f'<div class="mc-big mc-mid {kind}">{sign}{escape(big)}</div>'
        f'<div class="mc-change"><span class="mc-soft">{escape(beside)}</span></div></article>'
    )


def store(found: Reading) -> str:
    """Which server, and how much is on it."""
    title = tr("Kho dữ liệu", "Store")
    if found.server is None:
        return card(title, tr("không trả lời", "silent"), tr("xem lý do ở trên", "see above"), "mc-late")
    held = found.server.bytes
    if held is None and found.disk is not None:
        held = found.disk.used
    size = "–" if held is None else size_text(held)
    return card(title, size, f"{tr(*_KINDS[found.server.kind])}, {found.server.version}")


def frame() -> str:
    """The figures in memory."""
    held = office().cube.frame
    rows, size = held.size
    title = tr("Số liệu trong bộ nhớ", "Figures in memory")
    if held.age is None:
        return card(title, tr("chưa nạp", "not loaded"), "", "mc-risk")
    age = ago(timedelta(seconds=held.age))
    return card(title, size_text(size), tr(f"{number(rows)} dòng; đối chiếu với kho {age}",
                                           f"{number(rows)} rows; held against the store {age}"))  # fmt: skip


def proof(found: Reading) -> str:
    """The last proof."""
    title, last = tr("Kiểm chứng gần nhất", "Last proof"), found.proof
    if last is None:
        return card(title, tr("chưa có", "none yet"), tr("hãy kiểm chứng", "prove the data"), "mc-risk")
    counted = tr(
        f"{at(last.at)}: {number(last.dossiers)} hồ sơ, {number(last.events)} sự kiện, "
        f"{number(last.cells)} ô số liệu",
        f"{at(last.at)}: {number(last.dossiers)} dossiers, {number(last.events)} events, "
        f"{number(last.cells)} cells",
    )
    if last.events_left_out:
        counted += tr("; không có lịch sử để kiểm chứng", "; the history was left out, so unproved")
    if last.ok:
        return card(title, tr("khớp", "agrees"), counted)
    words = tr(f"{number(last.differences)} sai khác", f"{number(last.differences)} differences")
    return card(title, words, counted + "; " + ", ".join(last.examples[:2]), "mc-late")


def backup(found: Reading) -> str:
    """The last backup, and the last good one."""
    title, last, good = tr("Sao lưu gần nhất", "Last backup"), found.backup, found.good
    if last is None:
        return card(title, tr("chưa có", "none yet"), tr("chưa có bản nào", "there is none"), "mc-risk")
    held = tr("chưa có bản tốt nào", "none was good yet")
    if good is not None:
        held = tr(f"bản tốt {at(good.started_at)}, {size_text(good.size)}",
                  f"good one of {at(good.started_at)}, {size_text(good.size)}")  # fmt: skip
    if last.ok:
        return card(title, tr("tốt", "good"), held)
    return card(title, tr("không thành", "failed"), f"{at(last.started_at)}; {held}", "mc-late")


def notices(found: Reading) -> str:
    """The outbox."""
    title = tr("Thông báo chờ gửi", "Notices waiting")
    if found.error is not None:
        return card(title, "–", "")
    count = sum(one.count for one in found.waiting.values())
    failed = found.notices.get("failed", 0) + found.notices.get("stale", 0)
    set_up = media_of(office().settings)
    parts = [
        f"{number(one.count)} {tr(*MEDIA[medium])}"
        + (tr(f", lâu nhất {ago(found.at - one.since)}", f", the oldest {ago(found.at - one.since)}")
           if medium in set_up else tr(" (chưa cấu hình)", " (not set up)"))
        for medium, one in found.waiting.items()
    ]  # fmt: skip
    parts.append(tr(f"{number(failed)} không gửi được", f"{number(failed)} not sent"))
    return card(title, number(count), "; ".join(parts), "mc-risk" if failed else "")


def hooks(found: Reading) -> str:
    """Webhooks, and how far behind they are."""
    held = found.hooks
    if held is None:
        return card("Webhook", "–", "")
    count = number(held.behind)
    behind = tr(f"chậm nhất còn {count} sự kiện", f"the last is {count} events behind")
    beside = tr(f"đang chạy; {number(held.stopped)} đã dừng", f"active; {number(held.stopped)} stopped")
    return card("Webhook", number(held.active), f"{beside}; {behind}" if held.active else beside,
                "mc-risk" if held.stopped else "")  # fmt: skip


def sessions(found: Reading) -> str:
    """Who is signed in."""
    title = tr("Phiên đăng nhập", "Sessions")
    if found.sessions is None:
        return card(title, "–", "")
    used = number(found.in_use or 0)
    beside = tr(f"{used} dùng trong 5 phút qua", f"{used} used within 5 minutes")
    return card(title, number(found.sessions), beside)


def disk(found: Reading) -> str:
    """The disk of the data folder."""
    title = tr("Đĩa còn trống", "Disk left")
    if found.disk is None:
        return card(title, "–", tr("không xem được", "cannot be looked at"), "mc-risk")
    low = found.disk.free < found.disk.total * 0.1
    return card(
        title, size_text(found.disk.free),
        tr(f"trên {size_text(found.disk.total)}; thư mục dữ liệu dùng {size_text(found.disk.used)}",
           f"of {size_text(found.disk.total)}; the data folder holds {size_text(found.disk.used)}"),
        "mc-late" if low else "",
    )  # fmt: skip


def size_text(bytes_: int) -> str:
    """340 MB; 12,4 GB."""
    if bytes_ >= 1 << 30:
        return f"{number(bytes_ / 2**30, 1)} GB"
    return f"{number(bytes_ / 2**20, 1)} MB"


def ago(time: timedelta) -> str:
    """vừa xong; 12 giây trước; 3 ngày trước."""
    seconds = int(time.total_seconds())
    if seconds < 2:
        return tr("vừa xong", "just now")
    for size, vi, en in ((86_400, "ngày", "d"), (3_600, "giờ", "h"), (60, "phút", "min"), (1, "giây", "s")):
        if seconds >= size:
            return tr(f"{number(seconds // size)} {vi} trước", f"{number(seconds // size)} {en} ago")
    return ""


def at(instant: datetime) -> str:
    """24/11/2026 09:00, in the Office's zone."""
    return f"{instant.astimezone(office().store.zone):%d/%m/%Y %H:%M}"

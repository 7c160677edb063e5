"""The time of a dossier: its visits with who, when and how long, its due dates and its pauses."""

from __future__ import annotations

from datetime import datetime
from html import escape

from dashboard.clock import duration_words
from dashboard.ui.session import date_text, language, name, office, tr
from dashboard.ui.steps import step_title
from dashboard.work.order import step_words
from models.dossier import Dossier, Pause, Visit

OUTCOMES: dict[str, tuple[str, str]] = {
    "finished": ("xong", "finished"),
    "sent_back": ("trả lại bước trước", "sent back"),
    "handed_over": ("chuyển cơ quan khác", "handed over"),
    "closed": ("kết thúc", "closed"),
    "logged": ("", ""),
}
CAUSES: dict[str, tuple[str, str]] = {
    "received": ("theo quy định", "by the law"),
    "pause": ("dời do tạm dừng", "moved by a pause"),
    "extension": ("xin lỗi, hẹn lại", "extended with apology"),
    "calendar": ("lịch làm việc thay đổi", "the calendar changed"),
    "correction": ("đính chính", "corrected"),
    "revision": ("chuyển phiên bản thủ tục", "moved to another revision"),
}
PAUSES = {"supplement": ("chờ bổ sung", "for a supplement"), "payment": ("chờ nộp tiền", "for a payment")}


def clock_time(instant: datetime | None) -> str:
    """dd/MM/yyyy HH:mm in the Office's zone."""
    return "–" if instant is None else instant.astimezone(office().store.zone).strftime("%d/%m/%Y %H:%M")


def timeline(dossier: Dossier) -> str:
    """The visits in order, the open one last, with who, when, how long, and the pauses between."""
    items = [item(dossier, visit) for visit in dossier.visits]
    begun = dossier.submitted_at
    first = "" if begun is None else (
        f"<li class='mc-past'><strong>{tr('Nộp hồ sơ', 'Submitted')}</strong><br>"
        f"<span class='mc-soft'>{clock_time(begun)}</span></li>"
    )  # fmt: skip
    last = ""
    if dossier.closed_at is not None and dossier.waiting_ms is not None:
        took = duration_words(dossier.waiting_ms, language())
        words = escape(tr(f"hết {took}", f"after {took}"))
        last = (
            f"<li class='mc-past'><strong>{tr('Kết thúc giải quyết', 'Closed')}</strong><br>"
            f"<span class='mc-soft'>{clock_time(dossier.closed_at)} · {words}</span></li>"
        )
    title = tr("Diễn biến", "Timeline")
    return f'<h2 class="mc-h2">{title}</h2><ol class="mc-line">{first}{"".join(items)}{last}</ol>'


def item(dossier: Dossier, visit: Visit) -> str:
    """One visit."""
    column = 1 if language() == "en" else 0
    here = visit.left_at is None and dossier.visit is not None
    late = f'<span class="mc-late">✗ {tr("quá thời gian của bước", "over the step’s time")}</span>'
    over = step_words(dossier, office().now(), office().calendar()) if here else None
    marks = late if visit.late else f'<span class="mc-late">✗ {escape(over[column])}</span>' if over else ""
    outcome = "" if visit.outcome is None else OUTCOMES[visit.outcome][column]
    if here:
        outcome = tr("đang ở đây", "here now")
    entered = visit.entered_at
    lines = [
        f"<strong>{escape(step_title(dossier.procedure, visit.step))}</strong> {marks}",
        f"{escape(name('department', visit.holder))} · "
        + (escape(name("person", visit.assignee)) if visit.assignee else tr("chưa ai nhận", "nobody yet")),
        f'<span class="mc-soft">{clock_time(entered)} → {clock_time(visit.left_at)}'
        + (f" · {escape(outcome)}" if outcome else "") + "</span>",
    ]  # fmt: skip
    spent = how_long(visit)
    if spent:
        lines.append(f'<span class="mc-soft">{escape(spent)}</span>')
    for pause in pauses_of(dossier, visit):
        lines.append(f'<span class="mc-pause">‖ {escape(pause_text(pause))}</span>')
    return f"<li{'' if here else ' class=mc-past'}>{'<br>'.join(lines)}</li>"


def how_long(visit: Visit) -> str:
    """Queue and handling time of a visit that was left; how long an open one has waited or is worked on."""
    tongue, now = language(), office().now()
    if visit.queue_ms is not None and visit.handling_ms is not None:
        queue, work = (duration_words(ms, tongue) for ms in (visit.queue_ms, visit.handling_ms))
        return tr(f"chờ {queue}; xử lý {work}", f"queue {queue}; handling {work}")
    if visit.left_at is not None or visit.entered_at is None:
        return ""
    clock = office().calendar()
    if visit.started_at is None:
        queue = duration_words(clock.elapsed_ms(visit.entered_at, max(now, visit.entered_at)), tongue)
        return tr(f"đã chờ {queue}", f"waiting for {queue}")
    queue = duration_words(clock.elapsed_ms(visit.entered_at, visit.started_at), tongue)
    work = duration_words(clock.elapsed_ms(visit.started_at, max(now, visit.started_at)), tongue)
    return tr(f"chờ {queue}; đang xử lý {work}", f"queue {queue}; in hand for {work}")


def pauses_of(dossier: Dossier, visit: Visit) -> list[Pause]:
    """The pauses that began during a visit."""
    if visit.entered_at is None:
        return []
    return [
        pause for pause in dossier.pauses
        if pause.began_at >= visit.entered_at and (visit.left_at is None or pause.began_at < visit.left_at)
    ]  # fmt: skip


def pause_text(pause: Pause) -> str:
    """From when to when, what for, and how long in working time."""
    what = PAUSES[pause.kind][1 if language() == "en" else 0]
    until = tr("nay", "now") if pause.ended_day is None else date_text(pause.ended_day)
    long = "" if pause.working_ms is None else f" ({duration_words(pause.working_ms, language())})"
    reason = f": {pause.reason}" if pause.reason else ""
    return f"{date_text(pause.began_day)} → {until} {what}{long}{reason}"


def clock(dossier: Dossier) -> str:
    """The due dates and the pauses as they came; nothing is ever taken from these lists."""
    column = 1 if language() == "en" else 0
    dues = "".join(
        "<li>"
        + escape(" · ".join(text for text in (
            date_text(change.due_day), CAUSES[change.cause][column], change.reason,
            tr(f"phê duyệt: {change.approver}", f"approved by {change.approver}") if change.approver else "",
        ) if text))
        + "</li>"
        for change in dossier.dues
    )  # fmt: skip
    pauses = "".join(f"<li>{escape(pause_text(pause))}</li>" for pause in dossier.pauses)
    none = f"<p class='mc-soft'>{tr('không có', 'none')}</p>"
    return (
        f'<h2 class="mc-h2">{tr("Đồng hồ", "Clock")}</h2>'
        f'<h3 class="mc-h3">{tr("Ngày hẹn trả", "Due dates")}</h3>'
        f'{f"<ul>{dues}</ul>" if dues else none}<h3 class="mc-h3">{tr("Tạm dừng", "Pauses")}</h3>'
        f'{f"<ul>{pauses}</ul>" if pauses else none}'
    )

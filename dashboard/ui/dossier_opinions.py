"""Opinions of other departments on a dossier: who is asked, since when, until when, and what they said."""

from __future__ import annotations

from html import escape

from dashboard.clock import duration_words
from dashboard.ui.dossier_time import clock_time
from dashboard.ui.session import date_text, language, name, office, tr
from dashboard.ui.steps import step_title
from dashboard.ui.tiles import ranked
from models.dossier import Dossier
from models.opinion import Opinion

ENDINGS: dict[str, tuple[str, str, str]] = {
    "agreed": ("✓ đồng ý", "✓ agrees", "mc-good"),
    "remarks": ("◆ có góp ý", "◆ has remarks", "mc-risk"),
    "disagreed": ("✗ không đồng ý", "✗ does not agree", "mc-late"),
    "silent": ("✓ im lặng, coi như đồng ý", "✓ silence, taken for consent", "mc-soft"),
    "waived": ("– không chờ nữa", "– not waited for any longer", "mc-soft"),
    "dropped": ("– không còn cần", "– no longer needed", "mc-soft"),
}


def waited(dossier: Dossier) -> str:
    """Whose opinion is waited for, since when and until when, in one line; "" where nobody's is."""
    return "; ".join(
        f"{name('department', one.department)} ({since_until(one)})"
        for one in dossier.opinions
        if one.awaited
    )


def since_until(one: Opinion) -> str:
    """From which day on it is waited for, and until when."""
    if one.due_day is None:
        return tr(f"từ {date_text(one.asked_day)}", f"since {date_text(one.asked_day)}")
    return tr(
        f"từ {date_text(one.asked_day)}, hạn {date_text(one.due_day)}",
        f"since {date_text(one.asked_day)}, due {date_text(one.due_day)}",
    )


def standing(one: Opinion) -> str:
    """How an opinion stands, with a sign and a word, as HTML."""
    column = 1 if language() == "en" else 0
    if one.ending is not None:
        *words, kind = ENDINGS[one.ending]
        late = f' <span class="mc-late">{tr("trễ", "late")}</span>' if one.late else ""
        return f'<span class="{kind}">{words[column]}</span>{late}'
    if one.consented(office().today()):
        return f'<span class="mc-soft">{tr("○ hết hạn, coi như đồng ý", "○ past its limit: consent")}</span>'
    if one.due_at is not None and one.due_at < office().now():
        return f'<span class="mc-late">▲ {tr("đang chờ, quá hạn", "waited for, overdue")}</span>'
    return f'<span class="mc-risk">○ {tr("đang chờ", "waited for")}</span>'


def opinions(dossier: Dossier) -> str:
    """All opinions of the dossier as a table; "" where none was ever asked for."""
    if not dossier.opinions:
        return ""
    rows = []
    for one in reversed(dossier.opinions):
        took = "" if one.working_ms is None else duration_words(one.working_ms, language())
        asked = tr(f"Hỏi: {one.question}", f"Asked: {one.question}") if one.question else ""
        words = "<br>".join(escape(text) for text in (asked, one.text) if text)
        rows.append([
            escape(name("department", one.department)),
            f"{clock_time(one.asked_at)}<br><span class='mc-soft'>"
            f"{escape(step_title(dossier.procedure, one.step))}</span>",
            clock_time(one.due_at), f"{standing(one)}<br><span class='mc-soft'>{escape(took)}</span>", words,
        ])  # fmt: skip
    heads = [
        tr("Cơ quan", "Department"), tr("Hỏi lúc", "Asked"), tr("Hạn", "Until"), tr("Ý kiến", "Opinion"),
        tr("Nội dung", "Words"),
    ]  # fmt: skip
    return f'<h2 class="mc-h2">{tr("Ý kiến phối hợp", "Opinions")}</h2>{ranked(heads, rows)}'

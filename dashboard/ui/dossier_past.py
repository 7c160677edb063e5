"""The past of a dossier: what people did and wrote, who has looked at it, and its applicant's others."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.access.roles import ROLE_FACTS
from dashboard.ui.dossier_time import clock_time
from dashboard.ui.dossiers import table
from dashboard.ui.outcome import action_title
from dashboard.ui.session import language, name, office, tr
from dashboard.ui.tiles import ranked
from dashboard.work.inputs import VERDICTS
from dashboard.work.related import chain_of, others_of
from models.dossier import Dossier
from models.event import Event
from models.viewer import Viewer

LOOKS = {
    "dossier_opened": ("mở hồ sơ", "opened it"),
    "mask_lifted": ("xem dữ liệu cá nhân", "looked behind the mask"),
    "paper_opened": ("mở tệp", "opened a file"),
    "printed": ("in biểu mẫu", "printed a form"),
    "exported": ("xuất dữ liệu", "exported it"),
}


def event_list(dossier: Dossier, events: Sequence[Event]) -> None:
    """Who did what, when and why, newest first; and whether the chain of the history is whole."""
    chain = chain_of(dossier, events)
    if not events:
        st.caption(tr("Lịch sử của hồ sơ này không được giữ.", "Its history was not kept."))
        return
    if chain.whole:
        st.html(
            f'<p class="mc-good">✓ {tr("Chuỗi lịch sử nguyên vẹn", "The chain of its history is whole")}'
            f' <span class="mc-soft">({chain.events} {tr("sự kiện", "events")}, {dossier.head[:12]}…)'
            "</span></p>"
        )
    else:
        st.error(tr(
            f"Chuỗi lịch sử bị đứt ở sự kiện {chain.broken}. Hãy báo quản trị chạy “verify”.",
            f"The chain of its history breaks at event {chain.broken}. Have “verify” run.",
        ))  # fmt: skip
    rows = [
        [clock_time(event.at), escape(name("person", event.actor)), escape(action_title(event.action)),
         escape(why_text(event))]
        for event in reversed(events)
    ]  # fmt: skip
    st.html(ranked([tr("Lúc", "When"), tr("Ai", "Who"), tr("Việc", "What"), tr("Nội dung", "Words")], rows))


def why_text(event: Event) -> str:
    """The reason, the note, who approved; and when it was written down later than it happened."""
    approver = str(event.params.get("approver", ""))
    verdict = VERDICTS.get(str(event.params.get("verdict", "")), ("", ""))[1 if language() == "en" else 0]
    about = str(event.params.get("department", ""))
    parts = [
        name("department", about) if about else "", verdict,
        str(event.params.get("reason", "")), event.note, str(event.params.get("assigned", "")),
        tr(f"phê duyệt: {approver}", f"approved by {approver}") if approver else "",
    ]  # fmt: skip
    if (event.recorded_at - event.at).total_seconds() >= 60:
        later = clock_time(event.recorded_at)
        parts.append(tr(f"ghi lúc {later}", f"recorded {later}"))
    return " · ".join(part for part in parts if part)


def notes(events: Sequence[Event]) -> None:
    """The notes, newest first."""
    written = [event for event in reversed(events) if event.note]
    if not written:
        st.caption(tr("Chưa có ghi chú nào.", "There are no notes yet."))
    for event in written:
        st.html(
            f'<p class="mc-note">{escape(event.note)}<br><span class="mc-soft">'
            f"{escape(name('person', event.actor))} · {clock_time(event.at)}</span></p>"
        )


def others(dossier: Dossier, who: Viewer) -> None:
    """Other dossiers of the same applicant, within the viewer's scope."""
    found = others_of(office(), who, dossier)
    if not found:
        st.caption(tr("Không thấy hồ sơ nào khác của người nộp này trong phạm vi của bạn.",
                      "No other dossier of this applicant is in your scope."))  # fmt: skip
        return
    st.html(table(found, who))


def about(detail: dict[str, str]) -> str:
    """Why somebody looked, or at what."""
    return next((detail[key] for key in ("reason", "paper", "form") if detail.get(key)), "")


def viewers(dossier: Dossier) -> None:
    """Who has looked at it, newest first."""
    column = 1 if language() == "en" else 0
    entries = [entry for entry in office().audit.about(dossier.id) if entry.action in LOOKS]
    if not entries:
        st.caption(tr("Chưa ai mở hồ sơ này.", "Nobody has opened this dossier yet."))
        return
    roles = {role: (facts.vi, facts.en)[column] for role, facts in ROLE_FACTS.items()}
    rows = [
        [clock_time(entry.at), escape(name("person", entry.actor)),
         escape(roles.get(entry.detail.get("role", ""), "")),  # type: ignore[call-overload]
         escape(LOOKS[entry.action][column]), escape(about(entry.detail))]
        for entry in entries
    ]  # fmt: skip
    st.html(ranked(
        [tr("Lúc", "When"), tr("Ai", "Who"), tr("Vai trò", "Role"), tr("Việc", "What"),
         tr("Lý do, tài liệu", "Reason, paper")],
        rows,
    ))  # fmt: skip

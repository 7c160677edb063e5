"""What was sent, what waits, what failed and why; and sending again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard.access.roles import may
from dashboard.notices.editing import send_again, shown
from dashboard.notices.media import media_of
from dashboard.ui.session import link, office, told, tr
from models.errors import MotcuaError
from models.notice import Notice, NoticeState
from models.notice_template import Medium
from models.viewer import Viewer

#: state → words, and the class that gives it a colour beside its sign
STATES: dict[NoticeState, tuple[str, str, str]] = {
    "queued": ("◷ chờ gửi", "◷ waiting", "mc-soft"),
    "sending": ("→ đang gửi", "→ being sent", "mc-soft"),
    "sent": ("✓ đã gửi", "✓ sent", "mc-good"),
    "failed": ("✗ không gửi được", "✗ failed", "mc-late"),
    "stale": ("– quá cũ, không gửi", "– too old, not sent", "mc-risk"),
}
MEDIA: dict[Medium, tuple[str, str]] = {
    "email": ("E-mail", "E-mail"),
    "webhook": ("Webhook (tin nhắn)", "Webhook"),
}
GIVEN_UP: tuple[NoticeState, ...] = ("failed", "stale")
#: templates of what rings, and of the morning's digest
OF_ALERTS = frozenset({"alert", "digest"})
DAYS = (1, 7, 30, 90)
SHOWN = 200


def show(who: Viewer) -> None:
    """The state of the media, the filters, and the notices, newest first."""
    set_up()
    found = chosen(who)
    if not found:
        st.info(tr("Không có thông báo nào trong khoảng này.", "There are no notices in this time."))
        return
    again(found, who)
    st.html(table(found[:SHOWN], who))
    if len(found) > SHOWN:
        st.caption(tr(f"Hiện {SHOWN} thông báo mới nhất.", f"The newest {SHOWN} notices."))
    whole(found[:SHOWN], who)


def set_up() -> None:
    """Which media can send, in words; what to do where one cannot."""
    ready = media_of(office().settings)
    needs = {"email": "MOTCUA_SMTP_HOST, MOTCUA_SMTP_FROM", "webhook": "MOTCUA_WEBHOOK_URL"}
    cells = []
    for medium, (vi, en) in MEDIA.items():
        if medium in ready:
            state = f'<span class="mc-good">✓ {tr("đã cấu hình, đang gửi", "set up, sending")}</span>'
        else:
            hint = f"– {tr('thông báo nằm chờ; đặt', 'notices wait; set')} <code>{needs[medium]}</code>"
            state = (
                f'<span class="mc-risk">◆ {tr("chưa cấu hình", "not set up")}</span> '
                f'<span class="mc-soft" style="overflow-wrap:anywhere">{hint}</span>'
            )
        name = f"<strong>{tr(vi, en)}</strong>"
        cells.append(f"<div class='mc-card' style='min-width:0'>{name}<br>{state}</div>")
    st.html(f"<div class='mc-grid'>{''.join(cells)}</div>")


def chosen(who: Viewer) -> list[Notice]:
    """The notices that the filters ask for."""
    column = 1 if tr("vi", "en") == "en" else 0
    left, middle, right = st.columns([3, 1.2, 2])
    states = left.pills(
        tr("Tình trạng", "State"), list(STATES), selection_mode="multi", key="states",
        format_func=lambda state: STATES[state][column], help=tr("Không chọn: tất cả", "None: all of them"),
    )  # fmt: skip
    days = middle.selectbox(
        tr("Trong", "Within"), DAYS, index=1, key="days",
        format_func=lambda days: tr("hôm nay", "today") if days == 1 else tr(f"{days} ngày", f"{days} days"),
    )  # fmt: skip
    code = right.text_input(
        tr("Mã hồ sơ", "Code"), value=st.query_params.get("code", ""), key="notice_code",
        placeholder=tr("tất cả hồ sơ", "all dossiers"),
    ).strip()  # fmt: skip
    today = office().today()
    if code:
        found = office().notices.of(code, who)
        return [one for one in found if not states or one.state in states]
    return office().notices.between(states or list(STATES), today - days + 1, today, who)


def again(found: Sequence[Notice], who: Viewer) -> None:
    """How many were given up, and a button that queues them once more."""
    given_up = [one.id for one in found if one.state in GIVEN_UP]
    if not given_up or not may(who, "resend"):
        return
    words = tr(f"Gửi lại {len(given_up)} thông báo chưa gửi được", f"Send {len(given_up)} notices again")
    if st.button(words, icon=":material/refresh:", key="again"):
        try:
            count = send_again(office(), who, given_up)
        except MotcuaError as error:
            st.error(told(error))
        else:
            st.toast(tr(f"{count} thông báo đã vào hàng chờ.", f"{count} notices are queued."))
            st.rerun()


def table(found: Sequence[Notice], who: Viewer) -> str:
    """One line each: when, of which dossier, what, to whom, and what became of it."""
    heads = (tr("Lúc", "When"), tr("Hồ sơ", "Dossier"), tr("Thông báo", "Notice"), tr("Gửi tới", "To"),
             tr("Tình trạng", "State"), tr("Số lần", "Tries"))  # fmt: skip
    called = titles()
    lines = "".join(line(shown(each, who), called, heads) for each in found)
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in heads)
    return (
        f'<div class="mc-scroll" tabindex="0"><table class="mc-table mc-fold"><thead><tr>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def line(notice: Notice, called: Mapping[str, str], heads: Sequence[str]) -> str:
    """A row of the table; on a phone each cell says its head itself."""
    column = 1 if tr("vi", "en") == "en" else 0
    *words, css = STATES[notice.state]
    error = f'<br><span class="mc-soft">{escape(notice.error)}</span>' if notice.error else ""
    when = notice.sent_at or notice.created_at
    medium = MEDIA[notice.medium][column]
    dossier = f'<a href="{escape(address_of(notice))}" target="_self">{escape(subject_of(notice))}</a>'
    cells = (
        f"{when.astimezone(office().store.zone):%d/%m/%Y %H:%M}",
        dossier,
        escape(called.get(notice.template, notice.template)),
        f"{escape(notice.address)}<br><span class='mc-soft'>{escape(medium)}</span>",
        f'<span class="{css}">{escape(words[column])}</span>{error}',
        str(notice.attempts),
    )
    told = "".join(
        f'<td data-head="{escape(head)}">{cell}</td>' for head, cell in zip(heads, cells, strict=True)
    )
    return f"<tr>{told}</tr>"


def subject_of(notice: Notice) -> str:
    """The dossier's code, or what it is of that has none: alerts, or the roster."""
    if notice.template in OF_ALERTS:
        return tr("Cảnh báo", "Alerts")
    return notice.dossier or tr("Phân công", "Roster")


def address_of(notice: Notice) -> str:
    """Where that is."""
    if notice.template in OF_ALERTS:
        return link("alerts")
    if notice.dossier:
        return link("dossier", code=notice.dossier)
    return link("roster", department=notice.department)


def titles() -> dict[str, str]:
    """What each template is called."""
    return {each.id: tr(each.name_vi, each.name_en) for each in office().notice_templates.all()}


def whole(found: Sequence[Notice], who: Viewer) -> None:
    """One notice as it was written."""
    with st.expander(tr("Xem nội dung một thông báo", "Read one notice")):
        by_id, names = {one.id: one for one in found}, titles()

        def called(id: str) -> str:
            one = by_id[id]
            return f"{subject_of(one)} · {names.get(one.template, one.template)} · {one.medium}"

        id = st.selectbox(tr("Thông báo", "Notice"), list(by_id), format_func=called, key="whole")
        one = shown(by_id[id], who)
        st.markdown(f"**{tr('Tiêu đề', 'Subject')}**")
        st.text(one.subject)
        st.text(one.body)
        if (
            one.state in GIVEN_UP
            and may(who, "resend")
            and st.button(tr("Gửi lại", "Send again"), key="again_one")
        ):
            try:
                send_again(office(), who, [one.id])
            except MotcuaError as error:
                st.error(told(error))
            else:
                st.rerun()

"""One pick-up request on a screen: whose, where, when, what can be done, what happened."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.access.masking import masked, masked_name
from dashboard.postal.desk import do
from dashboard.postal.lifecycle import RULES, STATES, PostalAction
from dashboard.postal.people import carriers
from dashboard.ui.postal.words import HALVES, INPUTS
from dashboard.ui.said import say
from dashboard.ui.session import date_text, language, name, office, told, tr
from models.errors import MotcuaError
from models.postal import PostalRequest
from models.viewer import OUTSIDE, Viewer


def facts(request: PostalRequest, who: Viewer) -> str:
    """The request as HTML: the time wanted, the person, the way there, the procedure."""
    outside = who.role in OUTSIDE
    person = request.name if outside else masked_name(request.name, who)
    phone = request.phone if outside else masked(request.phone, who)
    called = (
        f'<a class="mc-link" href="tel:{escape(phone)}">{escape(phone)}</a>'
        if phone == request.phone
        else escape(phone)
    )
    address = request.address if phone == request.phone else "•••"
    commune = next(
        (one.name for one in office().communes.all() if one.id == request.commune), request.commune
    )
    lines = [
        f"<strong>{escape(person)}</strong> · {called}",
        f"{escape(address)}, {escape(commune)}",
        f'<span class="mc-soft">{escape(name("procedure", request.procedure))}</span>',
    ]
    if request.note:
        lines.append(f'<span class="mc-soft">“{escape(request.note)}”</span>')
    for text, sign in ((request.signed, "✍"), (request.tracking, "✉"), (request.received_by, "✓")):
        if text:
            lines.append(f'<span class="mc-soft">{sign} {escape(text)}</span>')
    return "".join(f'<p style="margin:0">{line}</p>' for line in lines)


def head(request: PostalRequest) -> str:
    """The code, the state in words and when it is wanted; what is late says so."""
    vi, en = STATES[request.state]
    part = HALVES[request.wanted_part]
    when = f"{tr(*part)} {date_text(request.wanted_day)[:5]}"
    late = request.state in ("requested", "assigned") and request.wanted_day < office().today()
    wanted = f'<span class="mc-late">▲ {tr("trễ", "late")}: {escape(when)}</span>' if late else escape(when)
    missed = f" · {tr('lần hỏng', 'failed')}: {request.missed}" if request.missed else ""
    carrier = f" · {escape(request.carrier_name)}" if request.carrier else ""
    told = f"<strong>{escape(request.id)}</strong> · {tr(vi, en)}{carrier}{missed} · {wanted}"
    return f'<p style="margin:0">{told}</p>'


def act_button(
    request: PostalRequest, who: Viewer, action: PostalAction, *, primary: bool = False, start: str = ""
) -> None:
    """The inputs of one action, and its button."""
    rule = RULES[action]
    given: dict[str, str] = {}
    people = {one.id: one.name for one in carriers(office())} if "carrier" in rule.needs else {}
    if "carrier" in rule.needs and not people:
        st.warning(
            tr("Chưa có tài khoản nhân viên bưu chính nào.", "There is no account of a postal worker yet.")
        )
        return
    for need in rule.needs:
        key, label = f"postal:{request.id}:{action}:{need}", tr(*INPUTS[need])
        if need == "carrier":
            given[need] = (
                st.selectbox(
                    label,
                    list(people),
                    key=key,
                    format_func=people.__getitem__,
                    index=list(people).index(request.carrier) if request.carrier in people else 0,
                )
                or ""
            )
        else:
            given[need] = st.text_input(label, key=key, value=start if need == "received_by" else "")
    pressed = st.button(
        rule.title(language()),
        key=f"postal:{request.id}:{action}",
        width="stretch",
        type="primary" if primary else "secondary",
    )
    if not pressed:
        return
    try:
        done = do(office(), who, request.id, action, given, request.version)
    except MotcuaError as error:
        st.error(told(error))
        return
    vi, en = STATES[done.state]
    say(f"{request.id}: {rule.title(language())} → {tr(vi, en).lower()}.")
    st.rerun()


def history(request: PostalRequest) -> None:
    """What happened to the request, oldest first; nothing of it is ever changed."""
    with st.expander(tr("Lịch sử", "History")):
        rows = []
        for event in office().postal_events.of(request.id):
            at = event.at.astimezone(office().store.zone)
            title = (
                tr("Nhận cuộc gọi", "Call taken")
                if event.action == "request"
                else RULES[event.action].title(language())  # type: ignore[index]
            )
            note = f": {event.note}" if event.note else ""
            rows.append(
                f"<tr><td>{at:%H:%M %d/%m/%Y}</td><td>{escape(title + note)}</td>"
                f"<td>{escape(name('person', event.actor))}</td></tr>"
            )
        heads = "".join(
            f'<th scope="col">{escape(text)}</th>'
            for text in (tr("Lúc", "At"), tr("Việc", "What"), tr("Người làm", "Who"))
        )
        st.html(
            f'<table class="mc-table"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
        )

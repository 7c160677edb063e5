"""Papers of dossiers: by their codes (typed or scanned), or of all that came in on a day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

import streamlit as st

from dashboard.access.masking import masked_name
from dashboard.clock import date_of, day_number
from dashboard.forms import MOST, forms_for
from dashboard.ui.dossiers import state_text
from dashboard.ui.literal import literal
from dashboard.ui.session import date_text, link, name, number, office, tr
from models.dossier import Dossier
from models.printed_form import PrintedForm
from models.viewer import Viewer

_BETWEEN = re.compile(r"[\s,;]+")
#: lines that are shown; more are printed all the same
SHOWN = 50


def show(who: Viewer) -> None:
    """Choose dossiers, then a form that fits them; the PDF opens beside."""
    ways = {"codes": tr("Theo mã hồ sơ", "By code"), "day": tr("Theo ngày tiếp nhận", "By day of receipt")}
    way = st.segmented_control(
        tr("Chọn hồ sơ", "Choose dossiers"), list(ways), default="codes",
        format_func=ways.__getitem__, key="way",
    )  # fmt: skip
    found = by_day(who) if way == "day" else by_codes(who)
    if not found:
        return
    offered = offers(found)
    if not offered:
        st.info(tr("Không có mẫu nào phù hợp với các hồ sơ này.", "No form fits these dossiers."))
        return
    lines(found, who)
    choose(offered)


def by_codes(who: Viewer) -> list[Dossier]:
    """The dossiers whose codes were typed or scanned, one after the other."""
    given = " ".join(st.query_params.get_all("code"))
    text = st.text_area(
        tr("Mã hồ sơ, mỗi dòng một mã; có thể quét mã vạch hoặc QR liên tiếp",
           "Codes, one a line; scan bar codes or QR codes one after the other"),
        value=given.replace(" ", "\n"), height=110, key="codes",
    )  # fmt: skip
    codes = list(dict.fromkeys(code for code in _BETWEEN.split(text) if code))
    if not codes:
        st.info(tr("Nhập hoặc quét mã của hồ sơ cần in.", "Type or scan the code of the dossier to print."))
        return []
    if len(codes) > MOST:
        st.warning(tr(f"Mỗi lần in nhiều nhất {MOST} hồ sơ.", f"At most {MOST} dossiers in one print."))
        codes = codes[:MOST]
    found = office().dossiers.many(codes, who)
    missing = [code for code in codes if code not in {each.id for each in found}]
    if missing:
        told = literal(", ".join(missing[:10]))
        st.warning(tr("Không có trong phạm vi của bạn: ", "Not in your scope: ") + told)
    return found


def by_day(who: Viewer) -> list[Dossier]:
    """The dossiers received on one day, in the order of receipt."""
    today = date_of(office().today())
    slot, _ = st.columns([1, 2])
    day = slot.date_input(
        tr("Ngày tiếp nhận", "Day of receipt"), last_working_day(), max_value=today, format="DD/MM/YYYY",
        key="received_day",
    )  # fmt: skip
    rows = office().dossiers.find({"received_day": day_number(day)}, who)
    found = sorted((Dossier.read(row) for row in rows), key=lambda each: (each.received_at, each.id))
    if not found:
        st.info(tr("Ngày này không tiếp nhận hồ sơ nào trong phạm vi của bạn.",
                   "Nothing was received on this day in your scope."))  # fmt: skip
    if len(found) > MOST:
        st.warning(
            tr(
                f"Có {len(found)} hồ sơ; in {MOST} hồ sơ đầu.",
                f"{len(found)} dossiers; the first {MOST} print.",
            )
        )
    return found[:MOST]


def last_working_day() -> datetime.date:
    """Today, or the working day before it."""
    today, calendar = office().today(), office().calendar()
    before = (day for day in range(today, today - 31, -1) if calendar.next_working_day(day - 1) == day)
    return date_of(next(before, today))


def offers(dossiers: Sequence[Dossier]) -> dict[str, tuple[PrintedForm, list[str]]]:
    """kind of form → the form, and the codes of the dossiers that it fits."""
    found: dict[str, tuple[PrintedForm, list[str]]] = {}
    for dossier in dossiers:
        for form in forms_for(office(), dossier):
            found.setdefault(form.kind, (form, []))[1].append(dossier.id)
    return found


def choose(offered: dict[str, tuple[PrintedForm, list[str]]]) -> None:
    """A link a form: it opens the PDF in a tab of its own, ready to be printed."""
    st.html(f"<h2 class='mc-h2'>{tr('In mẫu nào?', 'Which form?')}</h2>")
    slots = st.columns(min(3, len(offered)))
    for place, (form, codes) in enumerate(offered.values()):
        count = "" if len(codes) == 1 else f" ({number(len(codes))})"
        slots[place % len(slots)].link_button(
            f"{form.no} · {form.title}{count}", link("print", form=form.kind, code=codes),
            icon=":material/print:", width="stretch", type="primary" if place == 0 else "secondary",
        )  # fmt: skip


def lines(dossiers: Sequence[Dossier], who: Viewer) -> None:
    """What will be printed, a line each."""
    heads = [tr("Mã hồ sơ", "Code"), tr("Người nộp", "Applicant"), tr("Thủ tục", "Procedure"),
             tr("Trạng thái", "State"), tr("Tiếp nhận", "Received"), tr("Hẹn trả", "Due")]  # fmt: skip
    rows = [
        [each.id, masked_name(each.applicant.name, who), name("procedure", each.procedure), state_text(each),
         date_text(each.received_day), date_text(each.due_day)]
        for each in dossiers[:SHOWN]
    ]  # fmt: skip
    st.dataframe(
        [dict(zip(heads, row, strict=True)) for row in rows], hide_index=True, width="stretch",
        height=min(38 + 35 * len(rows), 320),
    )  # fmt: skip
    if len(dossiers) > SHOWN:
        st.caption(tr(f"và {len(dossiers) - SHOWN} hồ sơ nữa", f"and {len(dossiers) - SHOWN} more"))

"""The removal of what is due by one rule: what is lost in words, the list, a typed confirmation, progress."""

from __future__ import annotations

import streamlit as st

from dashboard.retention.acting import carry_out
from dashboard.retention.finding import MOST
from dashboard.retention.judging import Preview, phrase
from dashboard.retention.words import KINDS
from dashboard.ui.said import say
from dashboard.ui.session import date_text, language, number, office, told, tr
from models.errors import MotcuaError
from models.retention import RetentionRule
from models.viewer import Viewer

#: so many are listed
SHOWN = 200
#: where the session keeps what was counted
COUNTED = "mc_retention"


def show(who: Viewer, rules: list[RetentionRule], found: dict[str, Preview]) -> None:
    """One rule that is on and has something due."""
    st.html(f'<h2 class="mc-h2">{tr("Xóa dữ liệu hết hạn", "Remove what is due")}</h2>')
    ready = {rule.id: rule for rule in rules if rule.enabled and found[rule.id].records}
    if not ready:
        st.caption(
            tr(
                "Không có gì để xóa: quy tắc đang tắt, hoặc chưa có gì hết hạn.",
                "There is nothing to remove: the rules are off, or nothing is due.",
            )
        )
        return
    chosen = st.selectbox(
        tr("Theo quy tắc", "By the rule"), list(ready), key="removal", format_func=lambda id: ready[id].name
    )
    rule, seen = ready[chosen], found[chosen]
    count, column = len(seen.records), 1 if language() == "en" else 0
    words = KINDS[rule.kind]
    st.warning(f"**{number(count)} {words.unit[column]}.** {words.lost[column]}")
    if seen.more:
        st.caption(
            tr(
                f"Còn nhiều hơn; mỗi lần xóa tối đa {number(MOST)}.",
                f"There are more; at most {number(MOST)} are removed at a time.",
            )
        )
    with st.expander(tr("Xem danh sách", "See the list")):
        _list(rule, seen)
    wanted = phrase(count, language())
    typed = st.text_input(
        tr(f"Gõ {wanted} để xác nhận", f"Type {wanted} to confirm"), key=f"removal:{rule.id}:typed"
    )
    if st.button(
        tr(f"Xóa {number(count)} {words.unit[0]}", f"Remove {number(count)} {words.unit[1]}"),
        type="primary", key=f"removal:{rule.id}:go",
    ):  # fmt: skip
        _go(who, rule, typed)


def _go(who: Viewer, rule: RetentionRule, typed: str) -> None:
    bar = st.progress(0.0)

    def come(done: int, all: int) -> None:
        bar.progress(done / all, f"{number(done)} / {number(all)}")

    try:
        removed = carry_out(office(), who, rule.id, typed, come)
    except MotcuaError as error:
        bar.empty()
        st.error(told(error))
        return
    st.session_state.pop(COUNTED, None)
    unit = KINDS[rule.kind].unit
    say(
        tr(
            f"Đã xóa {number(removed)} {unit[0]} theo quy tắc “{rule.name}”; đã ghi vào nhật ký sử dụng.",
            f"{number(removed)} {unit[1]} were removed by the rule “{rule.name}”; the audit has it.",
        )
    )
    st.rerun()


def _list(rule: RetentionRule, seen: Preview) -> None:
    """What is due, oldest first: codes and days, nobody's name."""
    rows = sorted(seen.records, key=lambda one: (one.day, one.id))
    code = tr("Hồ sơ", "Dossier") if rule.kind == "papers" else tr("Mã", "Code")
    st.dataframe(
        [
            {
                code: one.dossier if rule.kind == "papers" else one.id,
                tr("Ngày", "Day"): date_text(one.day),
            }
            for one in rows[:SHOWN]
        ],
        hide_index=True, width="stretch",
    )  # fmt: skip
    if len(rows) > SHOWN:
        st.caption(
            tr(f"{number(SHOWN)} dòng đầu trên {number(len(rows))}.",
               f"The first {number(SHOWN)} of {number(len(rows))} rows.")
        )  # fmt: skip

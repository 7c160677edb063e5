"""How well the risk was foretold in the past, beside what is foretold now; and the line of one dossier."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.charts import Point, Series, calibration
from dashboard.risk.backtest import Verdict
from dashboard.risk.keeper import LEAST, Learnt
from dashboard.risk.reasons import reasons
from dashboard.risk.watching import watch_one
from dashboard.ui.about import empty, heading
from dashboard.ui.chart import as_table, draw, palette
from dashboard.ui.risk import chance_text, finish_text, pick
from dashboard.ui.session import number, office, percent, tr
from models.dossier import Dossier

#: a group of fewer looks is drawn hollow; with fewer looks in all nothing is drawn
FEW, ENOUGH = 20, 100


def nothing_yet() -> None:
    """Too few dossiers to learn from."""
    st.info(
        tr(
            f"Chưa đủ dữ liệu để ước nguy cơ: cần ít nhất {LEAST} hồ sơ đã qua hoặc đang xử lý.",
            f"There is too little to tell a risk from: at least {LEAST} dossiers are needed.",
        )
    )


def worth(learnt: Learnt) -> None:
    """Calibration, Brier score against the base, and the time left against the mean per step."""
    note = tr(
        "Chấm trên quá khứ: học tới một ngày, ước các hồ sơ mở sau ngày ấy, so với điều đã xảy ra.",
        "Judged on the past: learnt until a day, told of what was open after it, set against what came.",
    )
    st.html(heading(tr("Ước có đúng không?", "How well is it told?"), note=note))
    found = learnt.verdict
    if found is None or found.n < ENOUGH or found.brier is None:
        told = tr(
            "Chưa đủ hồ sơ đã kết thúc sau ngày ước để chấm; hãy coi các con số trên là tạm.",
            "Too few dossiers have ended since to judge; take the numbers above as provisional.",
        )
        st.html(empty(told))
        return
    st.html("".join(f'<p class="mc-small">{words}</p>' for words in verdict_words(found)))
    points = [
        Point(
            100 * group.told, 100 * group.came, group.n,
            f"{tr('ước', 'told')} {percent(group.told, 0)}, {tr('thực tế', 'came')} {percent(group.came, 0)}"
            f" (n = {number(group.n)})",
        )
        for group in found.groups
    ]  # fmt: skip
    words = (tr("ước trễ", "told to be late"), tr("thực tế trễ", "were late"), tr("ước đúng", "told right"))
    draw(
        calibration(points, words, palette(), FEW), "chart_calibration",
        tr("Điều đã ước so với điều đã xảy ra", "What was told against what came"),
    )  # fmt: skip
    sizes = tr(
        f"Chấm to: nhiều lần ước; chấm rỗng: dưới {FEW} lần.",
        f"Large: many forecasts; hollow: fewer than {FEW}.",
    )
    st.html(f'<p class="mc-sub">{sizes}</p>')
    came = [percent(group.came, 0) for group in found.groups]
    as_table(
        [percent(group.told, 0) for group in found.groups],
        [
            Series(words[1], [100 * group.came for group in found.groups], texts=came),
            Series("n", [float(group.n) for group in found.groups]),
        ],
        words[0],
    )


def verdict_words(found: Verdict) -> list[str]:
    """What the score says, in sentences of HTML."""
    own, base = number(found.brier, 3), number(found.brier_base, 3)
    n, late = number(found.n), percent(found.late / found.n, 0)
    each = number(found.n / found.dossiers, 1) if found.dossiers else "–"
    said = [
        tr(
            f"Điểm Brier <strong>{own}</strong> (0 là tốt nhất); chỉ lấy tỷ lệ trễ của từng thủ tục thì được "
            f"<strong>{base}</strong>. n = {n} lần ước, chừng {each} lần một hồ sơ; {late} trễ.",
            f"Brier score <strong>{own}</strong> (0 is best); each procedure’s share late alone scores "
            f"<strong>{base}</strong>. n = {n} forecasts, about {each} a dossier; {late} came late.",
        )
    ]
    if found.gain_low is not None and found.gain_high is not None:
        said.append(better_words(found.gain_low, found.gain_high, found.skill))
    if found.hours is not None and found.hours_mean is not None and found.within_p90 is not None:
        off, mean, within = number(found.hours, 1), number(found.hours_mean, 1), percent(found.within_p90, 0)
        worse = found.hours > found.hours_mean
        said.append(
            ("▲ " if worse else "")
            + tr(
                f"Ngày xong lệch trung bình {off} giờ làm việc; lấy trung bình của bước thì lệch {mean} giờ. "
                f"{within} xong trước mốc “9 trong 10”. n = {number(found.timed)} lần ước.",
                f"The finish is off by {off} working hours on average; the mean of the step by {mean}. "
                f"{within} were done by the “9 in 10” mark. n = {number(found.timed)} forecasts.",
            )
            + (tr(" Ngày xong chưa đáng tin.", " Do not lean on the finish.") if worse else "")
        )
    return said


def better_words(low: float, high: float, skill: float | None) -> str:
    """Whether it is better than the base, or not more than by chance."""
    if low > 0:
        share = percent(skill, 0)
        return tr(f"✓ Tốt hơn tỷ lệ chung {share}.", f"✓ Better than the share by {share}.")
    if high < 0:
        return tr(
            "▲ Kém hơn tỷ lệ chung: đừng dựa vào các con số này.",
            "▲ Worse than the share: do not lean on these numbers.",
        )
    return tr(
        "○ Chưa thấy tốt hơn tỷ lệ chung: khác biệt còn trong sai số.",
        "○ Not shown to be better than the share: the difference is within chance.",
    )


def dossier_line(dossier: Dossier) -> str:
    """The risk of one open dossier, in one line with its reasons; nothing where nothing was learnt yet."""
    if not dossier.open:
        return ""
    learnt = office().risk.current()
    found = None if learnt is None else watch_one(office(), dossier, learnt)
    if found is None or found.band == "over":
        return ""
    sign = {"high": "▲", "middle": "◆"}.get(found.band, "○")
    kind = {"high": "mc-late", "middle": "mc-risk"}.get(found.band, "mc-soft")
    why = escape("; ".join(pick(words) for words in reasons(found.facts)[:3]))
    chance = f"{tr('Khả năng trễ hẹn', 'Chance of being late')}: {escape(chance_text(found.chance))}"
    finish = f"{tr('dự kiến xong', 'expected finish')} {finish_text(found).replace('<br>', ' · ')}"
    return (
        f'<section class="mc-card mc-small" data-risk="{found.band}" style="margin-top:.6rem">'
        f'<span class="{kind}">{sign} {chance}</span> · {finish}<br>'
        f'<span class="mc-soft">{why}</span></section>'
    )

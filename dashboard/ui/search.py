"""Tra cứu: one box, what was understood of it, and the dossiers it finds, one line each."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard.access.masking import masked_name
from dashboard.exchange.dossiers import found as found_as_file
from dashboard.search.box import Chip
from dashboard.search.finder import Found
from dashboard.search.wanted import Wanted
from dashboard.ui.dossiers import due_html, state_text
from dashboard.ui.export import exports
from dashboard.ui.focus import focus
from dashboard.ui.search_filters import FILTERS, chosen_chips, filters, value_text
from dashboard.ui.search_kept import kept, params_of, recent, remember
from dashboard.ui.session import date_text, link, name, number, office, told, tr
from models.dossier import Dossier
from models.errors import MotcuaError
from models.viewer import Viewer

DOSSIER_PAGE = "../pages/dossier.py"
#: how a text was read where that was not word by word
READ_AS = {
    "untyped": ("Đã hiểu chữ gõ dở dấu (Telex, VNI).", "Read without what Telex or VNI left over."),
    "begun": ("Không ai có đúng chữ cuối; đây là những tên bắt đầu bằng chữ đó.",
              "Nobody has just the last word; these names begin with it."),
    "noted": ("Không có tên nào như vậy; tìm thấy trong ghi chú.", "No such name; found in notes."),
    "procedure": ("Không có tên nào như vậy; đây là hồ sơ của các thủ tục có những chữ này.",
                  "No such name; these dossiers are of procedures with these words."),
    "field": ("Không có tên nào như vậy; đây là hồ sơ của lĩnh vực có những chữ này.",
              "No such name; these dossiers are of a field with these words."),
    "department": ("Không có tên nào như vậy; đây là hồ sơ của cơ quan có những chữ này.",
                   "No such name; these dossiers are of a department with these words."),
}  # fmt: skip
STYLE = """<style>
.st-key-search_form [data-testid="stForm"] { border:0; padding:0; }
.st-key-search_form [data-testid="InputInstructions"] { display:none; }
.st-key-search_bar button p { white-space:nowrap; }
.mc-hits td:not(:nth-child(3)):not(:nth-child(4)) { white-space:nowrap; }
.mc-hits td:nth-child(2) { max-width:17rem; white-space:normal; min-width:10rem; }
.mc-hits .mc-first { background:var(--tint); }
@media (max-width: 700px) {
  .mc-hits thead { display:none; }
  .mc-hits tr { display:grid; grid-template-columns:1fr auto; gap:.1rem .8rem; padding:.55rem .2rem;
    border-bottom:1px solid var(--line); }
  .mc-hits tr td { border:0; padding:0; min-width:0; overflow-wrap:anywhere; white-space:normal;
    max-width:none; }
  .mc-hits td:nth-child(2) { grid-column:1 / -1; grid-row:1; font-weight:600; }
  .mc-hits td:nth-child(3), .mc-hits td:nth-child(4) { grid-column:1 / -1; }
  .mc-hits td:nth-child(6) { display:none; }
}
</style>"""


def show(who: Viewer) -> None:
    """The page."""
    st.html(STYLE)
    asked = st.query_params
    text, wanted = asked.get("q", ""), Wanted.read(asked)
    submitted = box(text)
    if submitted is not None and submitted != text:
        go(submitted, wanted)
        text = st.session_state["search_shown"] = submitted
    try:
        found = office().finder.find(who, text, wanted, asked.get("after") or None)
    except MotcuaError as error:
        st.error(told(error))
        return
    if submitted is not None and found.rows:
        enter(who, text, wanted, found)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="search_bar"):
        filters(text, wanted, go)
        understood(text, wanted, found)
        kept(who, text, wanted)
        if found.rows:
            exports(who, partial(found_as_file, office(), who, text, wanted))
    if not (text or wanted):
        recent(who)
    if found.rows:
        count(found)
        st.html(table(found.rows, who))
        pager(found)
    else:
        nothing(text, wanted)
    focus("search_q")


def box(text: str) -> str | None:
    """The one box. What was submitted by Enter or the button in this run, or None."""
    if st.session_state.get("search_shown") != text:
        st.session_state["search_shown"] = st.session_state["search_q"] = text
    with st.container(key="search_form"), st.form("search", border=False):
        left, right = st.columns([6, 1], vertical_alignment="bottom", gap="small")
        left.text_input(
            tr("Tên, số điện thoại, số giấy tờ, mã hồ sơ, thủ tục, trạng thái, ngày",
               "Name, phone, identity number, code, procedure, state, date"),
            key="search_q", max_chars=300,
            placeholder=tr("ví dụ: van an · 0912345678 · 261124-0012 · quá hạn tháng 11",
                           "e.g. van an · 0912345678 · 261124-0012 · overdue this month"),
        )  # fmt: skip
        sent = right.form_submit_button(
            tr("Tìm", "Search"), type="primary", icon=":material/search:", width="stretch"
        )
    return str(st.session_state["search_q"]).strip() if sent else None


def go(text: str, wanted: Wanted) -> None:
    """Put a search into the address, from its first page on."""
    st.query_params.from_dict(params_of(text, wanted))
    st.session_state.pop("search_pages", None)


def enter(who: Viewer, text: str, wanted: Wanted, found: Found) -> None:
    """Enter opens the only hit at once (a scanner ends with Enter), and the first at the second time."""
    again = st.session_state.get("search_entered") == (text, wanted)
    st.session_state["search_entered"] = (text, wanted)
    if not again:
        remember(who, text, wanted)
    if text and (found.total == 1 or again) and found.kind not in ("procedure", "field", "department"):
        st.session_state.pop("search_entered")
        st.switch_page(DOSSIER_PAGE, query_params={"code": found.rows[0].id})


def understood(text: str, wanted: Wanted, found: Found) -> None:
    """What was read from the text and what was chosen, each to be taken away."""
    for place, chip in enumerate(found.chips):
        st.button(
            f"{chip_text(chip)} ✕", key=f"search_chip_{place}", on_click=go, args=(chip.without, wanted),
            help=tr("Đọc từ ô tìm; bấm để bỏ. Đặt trong ngoặc kép để tìm nguyên chữ.",
                    "Read from the box; press to take away. In quotation marks it stays a word."),
        )  # fmt: skip
    chosen_chips(text, wanted, go)


def chip_text(chip: Chip) -> str:
    """A filter read from the text, in words."""
    return f"{tr(*FILTERS[chip.kind])}: {value_text(chip.kind, getattr(chip.wanted, chip.kind))}"


def count(found: Found) -> None:
    """How the text was read, and how many there are, exactly where that is cheap."""
    if found.kind in READ_AS:
        st.html(f'<p class="mc-sub">{escape(tr(*READ_AS[found.kind]))}</p>')
    pages = len(st.session_state.get("search_pages", []))
    if found.total is not None:
        words = f"{number(found.total)} {tr('hồ sơ', 'dossiers' if found.total != 1 else 'dossier')}"
    elif found.after is not None:
        words = tr(f"hơn {len(found.rows)} hồ sơ", f"more than {len(found.rows)} dossiers")
    else:
        words = f"{len(found.rows)} {tr('hồ sơ cuối', 'last dossiers')}"
    where = tr(f" · trang {pages + 1}", f" · page {pages + 1}") if pages else ""
    hint = tr("mới nhất trước · Enter mở hồ sơ đầu tiên", "newest first · Enter opens the first")
    st.html(f'<p class="mc-sub"><strong>{escape(words)}</strong>{where} · {hint}</p>')


def table(rows: list[Dossier], who: Viewer) -> str:
    """One line a dossier: code, name, procedure, where it is, state, received, due."""
    heads = (
        tr("Mã hồ sơ", "Code"), tr("Người nộp", "Applicant"), tr("Thủ tục", "Procedure"),
        tr("Đang ở", "Where"), tr("Trạng thái", "State"), tr("Tiếp nhận", "Received"), tr("Hẹn trả", "Due"),
    )  # fmt: skip
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    lines = "".join(hit(dossier, who, place == 0) for place, dossier in enumerate(rows))
    return (
        f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{tr("Kết quả", "Results")}">'
        f'<table class="mc-table mc-hits"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def hit(dossier: Dossier, who: Viewer, first: bool) -> str:
    """One line of the result."""
    procedure = escape(name("procedure", dossier.procedure))
    address = escape(link("dossier", code=dossier.id))
    return (
        f'<tr{" class=mc-first" if first else ""}>'
        f'<td><a href="{address}" target="_self">{escape(dossier.id)}</a></td>'
        f"<td>{escape(masked_name(dossier.applicant.name, who) or '–')}</td>"
        f'<td><span class="mc-two" title="{procedure}">{procedure}</span></td>'
        f"<td>{escape(name('department', dossier.holder or dossier.department))}</td>"
        f"<td>{escape(state_text(dossier))}</td>"
        f"<td>{date_text(dossier.received_day or dossier.submitted_day)}</td>"
        f"<td>{due_html(dossier)}</td></tr>"
    )


def pager(found: Found) -> None:
    """Forth and back."""
    pages: list[str] = st.session_state.setdefault("search_pages", [])
    if found.after is None and not pages and not st.query_params.get("after"):
        return

    def turn(after: str, stack: list[str]) -> None:
        if after:
            st.query_params["after"] = after
        elif "after" in st.query_params:
            del st.query_params["after"]
        st.session_state["search_pages"] = stack

    here = st.query_params.get("after", "")
    with st.container(horizontal=True, gap="small"):
        st.button(
            tr("Trang trước", "Previous page"), key="search_back", icon=":material/chevron_left:",
            disabled=not here, on_click=turn, args=(pages[-1] if pages else "", pages[:-1]),
        )  # fmt: skip
        st.button(
            tr("Trang sau", "Next page"), key="search_next", icon=":material/chevron_right:",
            disabled=found.after is None, on_click=turn, args=(found.after or "", [*pages, here]),
        )  # fmt: skip


def nothing(text: str, wanted: Wanted) -> None:
    """Nothing was found: what to do."""
    tips = [
        tr("gõ ít chữ hơn, có dấu hay không đều được: “van an”",
           "type fewer words, with or without marks: “van an”"),
        tr("gõ 4 số cuối của mã hồ sơ, điện thoại hoặc giấy tờ",
           "type the last 4 digits of the code, the phone or the identity paper"),
        tr("bỏ bớt bộ lọc; hồ sơ ngoài phạm vi của bạn không hiện ở đây",
           "take filters away; dossiers outside your scope are not shown here"),
    ]  # fmt: skip
    if not text and not wanted:
        st.info(
            tr("Chưa có hồ sơ nào trong phạm vi của bạn. Hồ sơ hiện ở đây sau khi được tiếp nhận.",
               "There is no dossier in your scope yet. They appear here once they are received.")
        )  # fmt: skip
        return
    st.info(tr("Không thấy hồ sơ nào. Hãy thử:", "No dossier found. Try this:")
            + "".join(f"\n- {tip}" for tip in tips))  # fmt: skip
    if wanted:
        st.button(tr("Bỏ mọi bộ lọc", "Take all filters away"), key="search_clear", on_click=go,
                  args=(text, Wanted()))  # fmt: skip


"""Files on the screen: handed in for a draft, looked at and downloaded of a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard.intake import papers
from dashboard.intake.content import LARGEST_MB, MIME, refuse_size
from dashboard.intake.preview import NoPreview, pages_of, preview
from dashboard.ui.dossier_facts import is_lifted
from dashboard.ui.literal import literal
from dashboard.ui.session import language, number, office, sentence, tr
from models.attachment import Attachment
from models.dossier import Dossier, Paper
from models.errors import MotcuaError
from models.form import FileType
from models.viewer import Viewer

MEGABYTE = 1024 * 1024


def upload(
    who: Viewer, draft: str, of: str, label: str, there: list[Attachment], allowed: tuple[FileType, ...] = ()
) -> list[str]:
    """A place to hand files in, and those that are there under it; the ids of these.

    What is refused is told and not kept; the browser refuses what is too large before it sends it.
    """
    turn, refused = f"{draft}:{of}:turn", f"{draft}:{of}:refused"
    given = st.file_uploader(
        label, accept_multiple_files=True, max_upload_size=LARGEST_MB, label_visibility="collapsed",
        key=f"{draft}:{of}:up:{st.session_state.get(turn, 0)}",
    )  # fmt: skip
    if given:
        faults: list[str] = []
        for file in given:
            try:
                refuse_size(file.name, file.size)  # before its content is read
                papers.keep(office(), who, draft, of, file.name, file.getvalue(), allowed)
            except MotcuaError as error:
                faults.append(sentence(error))
        st.session_state[refused] = faults
        st.session_state[turn] = st.session_state.get(turn, 0) + 1
        st.rerun()
    for fault in st.session_state.get(refused, []):
        st.html(f'<p class="mc-late mc-fault" role="alert">✗ {escape(fault)}</p>')
    mine = [one for one in there if one.of == of]
    for one in mine:
        line, button = st.columns([5, 1], vertical_alignment="center")
        line.html(f'<p>▤ {escape(one.name)} <span class="mc-soft">{size(one.size)}</span></p>')
        if button.button(tr("Bỏ", "Remove"), key=f"{draft}:{one.id}:drop"):
            papers.drop(office(), who, one.id)
            st.rerun()
    return [one.id for one in mine]


def size(bytes: int) -> str:
    """1,2 MB; 340 kB."""
    if bytes >= MEGABYTE:
        return f"{number(bytes / MEGABYTE, 1)} MB"
    return f"{number(max(1, round(bytes / 1024)))} kB"


def of_dossier(dossier: Dossier, who: Viewer, places: Mapping[str, str] | None = None) -> None:
    """The papers of a dossier: opened one at a time, because each look is written into the audit."""
    if not dossier.papers:
        st.html(f'<p class="mc-soft">{tr("Chưa có tệp nào.", "No files.")}</p>')
        return
    gone = office().removals.of_dossier(dossier.id)
    for paper in dossier.papers:
        place = (places or {}).get(paper.of, "")
        name = f"{paper.name} · {size(paper.size)}" + (f" · {place}" if place else "")
        if paper.id in gone:
            told_gone = tr(*papers.removed_words(gone[paper.id]))
            st.html(f'<p>▤ {escape(name)} <span class="mc-soft">{escape(told_gone)}</span></p>')
            continue
        opened = f"paper:{dossier.id}:{paper.id}"
        if st.toggle(literal(name), key=opened):
            _opened(dossier, paper, who)


def content_of(dossier: Dossier, paper: Paper, who: Viewer) -> bytes:
    """The content, as this session may see it."""
    return papers.read(office(), who, dossier.id, paper.id, lifted=is_lifted(dossier))[1]


def _opened(dossier: Dossier, paper: Paper, who: Viewer) -> None:
    kept = f"paper:{dossier.id}:{paper.id}:content"
    try:
        # One content at a time is kept, so that going through its pages is one look.
        if st.session_state.get("paper_open", ("",))[0] != paper.id:
            st.session_state["paper_open"] = paper.id, content_of(dossier, paper, who)
        content: bytes = st.session_state["paper_open"][1]
    except MotcuaError as error:
        st.error(error.told(language()))
        return
    pages = pages_of(paper.type, content)
    page = 1
    if pages > 1:
        page = int(st.number_input(tr("Trang", "Page"), 1, pages, key=f"{kept}:page"))
    try:
        picture = preview(paper.type, content, page - 1)
        st.image(picture, output_format="PNG", alt=f"{paper.name} ({page}/{pages})", width="stretch")
    except NoPreview as none:
        st.html(f'<p class="mc-soft">{escape(none.told(language()))}</p>')
    mime = next((mime for kind, mime in MIME.items() if kind == paper.type), "application/octet-stream")
    st.download_button(
        tr("Tải về", "Download"), content, paper.name, mime, key=f"{kept}:get", on_click="ignore"
    )
    st.html(f'<p class="mc-soft">SHA-256 {paper.sha256[:16]}…</p>')

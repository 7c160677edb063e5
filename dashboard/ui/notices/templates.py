"""The editor of templates: texts in both languages, what may stand in them, and a preview."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.notices.compose import texts
from dashboard.notices.editing import SAMPLE, checked, save
from dashboard.ui.notices.sent import MEDIA
from dashboard.ui.session import office, told, tr
from models.errors import MotcuaError
from models.notice_template import LONGEST_BODY, LONGEST_SUBJECT, PLACEHOLDERS, NoticeTemplate
from models.user import Language
from models.viewer import Viewer


def show(who: Viewer) -> None:
    """Choose a template, change it, look at it as it would arrive, save it."""
    templates = {each.id: each for each in office().notice_templates.all()}
    id = st.selectbox(
        tr("Mẫu", "Template"), list(templates), key="template",
        format_func=lambda id: tr(templates[id].name_vi, templates[id].name_en)
        + ("" if templates[id].enabled else tr(" (đang tắt)", " (off)")),
    )  # fmt: skip
    template = templates[id]
    words = ", ".join(f"`{{{name}}}`" for name in sorted(PLACEHOLDERS))
    st.caption(tr("Từ thay thế: ", "Placeholders: ") + words)
    left, right = st.columns([3, 2])
    with left:
        changed = fields(template)
    with right:
        preview(template, changed)
    if st.button(tr("Lưu mẫu", "Save"), type="primary", key="save_template"):
        try:
            save(office(), who, template.id, changed)
        except MotcuaError as error:
            st.error(told(error))
        else:
            st.toast(tr("Đã lưu; thông báo từ nay theo mẫu này.", "Saved; notices follow it from now on."))
            st.rerun()


def fields(template: NoticeTemplate) -> dict[str, Any]:
    """The fields of a template, as they are typed."""
    id = template.id
    column = 1 if tr("vi", "en") == "en" else 0
    one, two = st.columns(2)
    changed: dict[str, Any] = {
        "enabled": one.toggle(
            tr("Gửi thông báo này", "Send this notice"), template.enabled, key=f"{id}_enabled"
        ),
        "media": tuple(
            two.pills(
                tr("Gửi bằng", "By"), list(MEDIA), default=list(template.media), selection_mode="multi",
                format_func=lambda medium: MEDIA[medium][column], key=f"{id}_media",
            )
        ),
    }  # fmt: skip
    for code, vi, en in (("vi", "Tiếng Việt", "Vietnamese"), ("en", "Tiếng Anh", "English")):
        changed[f"subject_{code}"] = st.text_input(
            f"{tr('Tiêu đề', 'Subject')} ({tr(vi, en)})", getattr(template, f"subject_{code}"),
            max_chars=LONGEST_SUBJECT, key=f"{id}_subject_{code}",
        )  # fmt: skip
        changed[f"body_{code}"] = st.text_area(
            f"{tr('Nội dung', 'Text')} ({tr(vi, en)})", getattr(template, f"body_{code}"),
            max_chars=LONGEST_BODY, height=170, key=f"{id}_body_{code}",
        )  # fmt: skip
    return changed


def preview(template: NoticeTemplate, changed: dict[str, Any]) -> None:
    """The template as it would arrive, for an invented dossier; or what is wrong with it."""
    st.markdown(f"**{tr('Xem trước (hồ sơ giả định)', 'Preview (an invented dossier)')}**")
    try:
        after = checked(template, changed)
    except MotcuaError as error:
        st.warning(told(error))
        return
    languages: tuple[Language, ...] = ("vi", "en")
    for language in languages:
        subject, body = texts(after, language, SAMPLE)
        with st.container(border=True):
            st.text(subject)
            st.text(body)

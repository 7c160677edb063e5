"""What was handed in: answers to the form, components, files, the fee."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from dashboard.access.masking import hidden, works_on
from dashboard.intake.papers import removed_words
from dashboard.ui.dossier_facts import cells, is_lifted
from dashboard.ui.literal import literal
from dashboard.ui.papers import of_dossier, size
from dashboard.ui.session import language, number, office, tr
from dashboard.ui.tiles import ranked
from models.dossier import Dossier
from models.form import FormField
from models.viewer import Viewer

#: answers that are personal data: masked like the applicant's
PERSONAL = frozenset({"identity", "phone", "email", "address"})
FEES: dict[str, tuple[str, str]] = {
    "unpaid": ("chưa thanh toán", "not paid"),
    "pending": ("chờ thanh toán", "pending"),
    "paid": ("đã thanh toán", "paid"),
    "refunded": ("đã hoàn phí", "refunded"),
    "cancelled": ("đã hủy", "cancelled"),
}


def papers(dossier: Dossier, who: Viewer) -> None:
    """Everything that belongs to the application itself."""
    nothing = not (dossier.components or dossier.answers or dossier.papers or dossier.fee or dossier.note)
    if nothing:
        st.caption(tr("Chưa ghi thành phần hồ sơ, tệp hay nội dung biểu mẫu nào.",
                      "No components, files or answers are recorded."))  # fmt: skip
    components(dossier)
    answers(dossier, who)
    files(dossier, who)
    if dossier.fee is not None:
        state = FEES[dossier.fee.state][1 if language() == "en" else 0]
        receipt = tr(", biên lai ", ", receipt ") + literal(dossier.fee.receipt)
        st.markdown(
            f"**{tr('Phí, lệ phí', 'Fee')}**: {number(dossier.fee.amount)} đ, {state}"
            + (receipt if dossier.fee.receipt else "")
        )
    if dossier.note:
        title = tr("Ghi chú khi tiếp nhận", "Note at intake")
        st.html(f"<p><strong>{title}</strong>: {escape(dossier.note)}</p>")


def components(dossier: Dossier) -> None:
    """The components as they were handed in."""
    if not dossier.components:
        return
    yes = tr("có", "yes")
    rows = [
        [escape(one.name or one.component), number(one.originals), number(one.copies),
         yes if one.scanned else "–"]
        for one in dossier.components
    ]  # fmt: skip
    heads = [tr("Thành phần", "Component"), tr("Bản chính", "Originals"), tr("Bản sao", "Copies"),
             tr("Đã số hóa", "Scanned")]  # fmt: skip
    st.html(ranked(heads, rows))


def answers(dossier: Dossier, who: Viewer) -> None:
    """The answers to the form of the revision under which the dossier was received."""
    if not dossier.answers:
        return
    revision = office().revisions.get(dossier.revision)
    form = None if revision is None else revision.form
    whole = is_lifted(dossier) or works_on(dossier, who)
    pairs = []
    for answer in dossier.answers:
        field = None if form is None else form.field(answer.field)
        label = answer.field if field is None else field.label.told(language())
        pairs.append((label, escape(answer_text(answer.value, field, whole))))
    st.html(f'<h3 class="mc-h3">{tr("Biểu mẫu", "Form")}</h3>{cells(pairs)}')


def answer_text(value: Any, field: FormField | None, whole: bool) -> str:
    """An answer in words; personal data masked where they are not to be seen."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return tr("có", "yes") if value else tr("không", "no")
    if isinstance(value, dict):
        columns = {} if field is None else {one.id: one for one in field.columns}
        return "; ".join(answer_text(part, columns.get(key), whole) for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return " · ".join(answer_text(part, field, whole) for part in value)
    if field is not None and field.kind in PERSONAL and not whole:
        return hidden(str(value))
    if field is not None and field.options:
        labels = {option.value: option.label.told(language()) for option in field.options}
        return labels.get(str(value), str(value))
    if isinstance(value, (int, float)):
        return number(value, 0 if float(value).is_integer() else 2)
    return str(value)


def files(dossier: Dossier, who: Viewer) -> None:
    """The files: to be opened by those who may see the personal data in them, else named alone."""
    if not dossier.papers:
        return
    st.html(f'<h3 class="mc-h3">{tr("Tệp đính kèm", "Files")}</h3>')
    if is_lifted(dossier) or works_on(dossier, who):
        of_dossier(dossier, who, {one.component: one.name for one in dossier.components})
        return
    gone = office().removals.of_dossier(dossier.id)
    rows = [
        [
            escape(paper.name)
            + (
                f'<div class="mc-soft">{escape(tr(*removed_words(gone[paper.id])))}</div>'
                if paper.id in gone
                else ""
            ),
            size(paper.size),
            f"{paper.sha256[:12]}…",
        ]
        for paper in dossier.papers
    ]
    st.html(ranked([tr("Tệp", "File"), tr("Kích thước", "Size"), "SHA-256"], rows))

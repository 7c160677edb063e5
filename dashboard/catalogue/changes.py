"""What differs between two revisions, in words (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import clock
from dashboard.clock import term_words
from models.form import Form
from models.procedure import Component, Revision, Step, Term

UNITS = {
    "working_day": ("ngày làm việc", "working days"),
    "calendar_day": ("ngày", "calendar days"),
    "working_hour": ("giờ làm việc", "working hours"),
    "same_day": ("trong ngày", "same day"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: what it is (vi, en), before and after ("" where it is new or gone)."""

    vi: str
    en: str
    before: str
    after: str


def limit_words(term: Term, language: str) -> str:
    """The time limit of a revision in words, as the clock says it."""
    return term_words(clock.Term(value=term.value, unit=term.unit), language)


def hours_text(minutes: int) -> str:
    """Minutes as working hours: "12 h"."""
    return f"{minutes / 60:g} h".replace(".", ",")


def differences(before: Revision, after: Revision) -> list[Difference]:
    """Everything that a dossier would notice, in the order of the revision's parts."""
    found = []
    for vi, en, old, new in (
        ("Thời hạn", "Time limit", limit_words(before.term, "vi"), limit_words(after.term, "vi")),
        ("Phí, lệ phí", "Fee", money(before), money(after)),
        ("Hình thức tiếp nhận", "Channels", ", ".join(before.channels), ", ".join(after.channels)),
        ("Căn cứ pháp lý", "Legal basis", before.legal_basis, after.legal_basis),
    ):
        if old != new:
            found.append(Difference(vi, en, old, new))
    found += _listed("Bước", "Step", before.steps, after.steps, _step)
    found += _listed("Thành phần hồ sơ", "Component", before.components, after.components, _component)
    found += _listed(
        "Mục biểu mẫu", "Form field", (before.form or Form()).fields, (after.form or Form()).fields, _field
    )
    return found


def money(revision: Revision) -> str:
    """The fee as text."""
    amount = f"{revision.fee_vnd:,}".replace(",", ".") + " đ"
    return f"{amount} ({revision.fee_note})" if revision.fee_note else amount


def _listed(vi: str, en: str, before: Sequence[Any], after: Sequence[Any], told: Any) -> Iterable[Difference]:
    """Parts that are new, gone, changed or moved, by their id."""
    old = {one.id: one for one in before}
    new = {one.id: one for one in after}
    for one in before:
        if one.id not in new:
            yield Difference(f"{vi} bị bỏ", f"{en} gone", told(one), "")
    for one in after:
        if one.id not in old:
            yield Difference(f"{vi} mới", f"New {en.lower()}", "", told(one))
        elif (old[one.id] != one and told(old[one.id]) != told(one)) or (
            old[one.id] != one and not isinstance(one, Step)
        ):
            yield Difference(f"{vi} thay đổi", f"{en} changed", told(old[one.id]), told(one))
    kept_before = [one.id for one in before if one.id in new]
    kept_after = [one.id for one in after if one.id in old]
    if kept_before != kept_after:
        yield Difference(
            f"Thứ tự {vi.lower()}", f"Order of {en.lower()}s", " → ".join(kept_before), " → ".join(kept_after)
        )


def _step(step: Step) -> str:
    place = step.agency or step.where
    condition = " (có điều kiện)" if step.only_if is not None else ""
    if step.only_if is not None:
        clauses = (
            f"{c.field} {c.op} {c.value if c.value is not None else ''}".strip() for c in step.only_if.clauses
        )
        condition = f" (khi {'; '.join(clauses)})"
    asked = ""
    if step.opinions:
        silence = ", im lặng là đồng ý" if step.silence else ""
        limit = f" ({hours_text(step.opinion_minutes)}{silence})" if step.opinion_minutes else ""
        asked = f"; xin ý kiến {', '.join(step.opinions)}{limit}"
    return f"{step.name} – {step.role} @ {place}, {hours_text(step.limit_minutes)}{condition}{asked}"


def _component(one: Component) -> str:
    need = "bắt buộc" if one.required else "không bắt buộc"
    return f"{one.name} ({one.originals} bản chính, {one.copies} bản sao, {need})"


def _field(field: Any) -> str:
    extra = " *" if field.required else ""
    shown = " (hiện có điều kiện)" if field.show_if is not None else ""
    return f"{field.label.vi} [{field.kind}]{extra}{shown}"

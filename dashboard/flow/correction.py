"""The actions that move nothing: the fee, a correction of what was entered wrongly, and a note."""

from __future__ import annotations

from dashboard.flow.action import Action, ActionRefused, Moment
from dashboard.flow.facts import Updates
from dashboard.flow.rules import IN_HAND, need, rule
from models.dossier import Applicant, Dossier


@rule(
    "correct", (*IN_HAND, "submitted", "resolved", "returned", "withdrawn", "rejected", "stopped"),
    "Đính chính", "Correct", needs=("reason", "correction"),
)  # fmt: skip
def correct(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Put right what was entered wrongly: `applicant` fields or `channel` of `correction`; needs `reason`."""
    need(action.reason, "Đính chính phải ghi lý do.", "A correction needs its reason.")
    wanted = dict(action.correction or {})
    updates: Updates = {}
    applicant = wanted.pop("applicant", None)
    if applicant is not None:
        unknown = set(applicant) - set(Applicant.model_fields)
        if unknown:
            raise ActionRefused("Có mục không đính chính được.", f"Cannot correct: {', '.join(unknown)}.")
        updates["applicant"] = dossier.applicant.model_copy(
            update={key: str(value) for key, value in applicant.items()}
        )
    channel = wanted.pop("channel", None)
    if channel is not None:
        updates["channel"] = str(channel)
    if wanted or not updates:
        raise ActionRefused("Có mục không đính chính được.", "There is nothing here that can be corrected.")
    return updates


def is_owed(dossier: Dossier, day: int) -> None:
    """Refuse where no fee is waited for."""
    if dossier.fee is None or dossier.fee.amount == 0:
        raise ActionRefused("Hồ sơ này không phải nộp phí, lệ phí.", "There is no fee for this dossier.")
    if dossier.fee.state not in ("unpaid", "pending"):
        raise ActionRefused("Phí, lệ phí đã được xử lý xong.", "The fee is settled already.")


@rule("take_fee", ("submitted", *IN_HAND, "resolved", "returned"), "Thu phí, lệ phí", "Take the fee",
      guard=is_owed, needs=("paid_by",), takes=("receipt",))  # fmt: skip
def take_fee(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """The fee is paid: `paid_by` which way, and the number of its `receipt`. The clock takes no notice."""
    if action.paid_by is None:
        raise ActionRefused("Hãy chọn cách nộp tiền.", "Say how it was paid.")
    assert dossier.fee is not None
    paid = {"state": "paid", "method": action.paid_by, "receipt": action.receipt.strip()}
    return {"fee": dossier.fee.model_copy(update=paid)}


EVERYWHERE = (
    "submitted", "refused", *IN_HAND, "resolved", "returned", "withdrawn", "rejected", "stopped",
)  # fmt: skip


@rule("note", EVERYWHERE, "Ghi chú", "Note", needs=("note",))
def note(dossier: Dossier, action: Action, moment: Moment) -> Updates:
    """Write something beside the dossier: the event keeps the `note`, and the dossier stays as it is."""
    need(action.note, "Hãy viết nội dung ghi chú.", "Write the note.")
    return {}

"""What was handed in with a dossier, as the forms list it."""

from __future__ import annotations

from models.dossier import Dossier, Fee, FeeState, HandedIn

_STATES: dict[FeeState, str] = {
    "unpaid": "chưa nộp",
    "pending": "chờ nộp",
    "paid": "đã nộp",
    "refunded": "đã hoàn",
    "cancelled": "đã hủy",
}


def papers_of(dossier: Dossier) -> list[str]:
    """The components that were handed in: "Đơn đề nghị (bản chính: 1, bản sao: 2)"."""
    return [f"{each.name or each.component}{how(each)}" for each in dossier.components if handed_in(each)]


def handed_in(component: HandedIn) -> bool:
    """Whether anything of it is there."""
    return component.originals > 0 or component.copies > 0 or component.scanned


def how(component: HandedIn) -> str:
    """ " (bản chính: 1, bản sao: 2, đã số hóa)"."""
    parts = [
        f"bản chính: {component.originals}" if component.originals else "",
        f"bản sao: {component.copies}" if component.copies else "",
        "đã số hóa" if component.scanned else "",
    ]
    return f" ({', '.join(part for part in parts if part)})"


def copies_of(dossier: Dossier) -> str:
    """How many sets of papers: "01" where any were handed in, "" where no list was kept."""
    return "01" if any(handed_in(each) for each in dossier.components) else ""


def fee_of(dossier: Dossier, usual: int) -> str:
    """ "50.000 đồng (đã nộp)"; `usual`, what the revision asks for, where nothing was written down."""
    if dossier.fee is None:
        return amount(usual) if usual else ""
    return told(dossier.fee)


def told(fee: Fee) -> str:
    """A fee with its state."""
    if fee.amount == 0:
        return "không thu"
    return f"{amount(fee.amount)} ({_STATES[fee.state]})"


def amount(vnd: int) -> str:
    """ "50.000 đồng"."""
    return f"{vnd:,} đồng".replace(",", ".")

"""What an applicant brings, pieces of a dossier: answers, components, files, the fee, a supplement.

Pieces of `models.dossier`, which names them too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from models.part import Part

FeeState = Literal["unpaid", "pending", "paid", "refunded", "cancelled"]
#: how a fee is paid
PaidBy = Literal["cash", "transfer", "online"]


class Answer(Part):
    """What was answered to one field of the form: plain text, numbers, lists and maps of them."""

    field: str
    value: Any


class HandedIn(Part):
    """How often one component (thành phần hồ sơ) was handed in, as an original, a copy, a scan."""

    component: str
    name: str = ""
    originals: int = 0
    copies: int = 0
    scanned: bool = False


class Paper(Part):
    """A file of the dossier; its content is kept in `models.attachment` under the same id.

    `of` is the component or the field of the form that it belongs to. `sha256` in hexadecimal digits.
    """

    id: str
    name: str
    type: str
    size: int
    sha256: str
    of: str = ""


class Fee(Part):
    """What is to be paid in VND, whether it is, and how. The receipt itself is a finance record."""

    amount: int
    state: FeeState = "unpaid"
    method: PaidBy | Literal[""] = ""
    receipt: str = ""


class Ask(Part):
    """What was asked for before the dossier was taken in (hướng dẫn bổ sung, form 02)."""

    reason: str
    at: datetime
    day: int


class Supply(Part):
    """What the applicant has sent after having been asked; `papers` are ids of files of the dossier."""

    at: datetime
    day: int
    note: str = ""
    papers: tuple[str, ...] = ()

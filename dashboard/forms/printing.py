"""Forms as PDF: which form a dossier prints on, and one or many of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.access.roles import require
from dashboard.forms.codes import NoBarcode, barcode_svg, qr_svg
from dashboard.forms.legs import legs_of
from dashboard.forms.papers import papers_of
from dashboard.forms.runs import clean, numbered, plain, runs
from dashboard.forms.typeset import pdf
from dashboard.forms.words import Around, wanted_of, words_of
from dashboard.public.keys import link_of
from models.audit import Entry
from models.dossier import Dossier
from models.errors import MotcuaError, NotAllowed
from models.event import Event
from models.printed_form import Block, FormSet, PrintedForm, set_on
from models.viewer import Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

#: so many papers in one PDF
MOST = 500
#: what the applicant takes home: it says how the dossier is followed (dashboard/public)
FOR_APPLICANTS = frozenset({"receipt", "supplement", "refusal", "apology", "stop"})


class NoForm(MotcuaError):
    """There is no such form for this dossier."""


def render(office: Office, viewer: Viewer, form: str, codes: Sequence[str]) -> bytes:
    """The papers of `form` for the dossiers `codes`, in that order, as one PDF; written to the audit.

    `form` is a kind ("receipt", "supplement", "refusal", "apology", "stop", "control") or a number of
    the circular under which each dossier was received ("01"…). Raises NotAllowed for a role that may
    not print and for dossiers that the viewer may not see, NoForm, CannotPrint.
    """
    require(viewer, "print")
    if not codes:
        raise NoForm("Chưa chọn hồ sơ nào để in.", "No dossier was chosen to print.")
    if len(codes) > MOST:
        raise NoForm(
            f"Mỗi lần in nhiều nhất {MOST} hồ sơ; hãy chia nhỏ.",
            f"At most {MOST} dossiers in one print; split them.",
        )
    found = {dossier.id: dossier for dossier in office.dossiers.many(codes, viewer)}
    missing = [code for code in codes if code not in found]
    if missing:
        raise NotAllowed(
            f"Không có hồ sơ này trong phạm vi của bạn: {', '.join(missing[:5])}.",
            f"There is no such dossier in your scope: {', '.join(missing[:5])}.",
        )
    chosen = [found[code] for code in codes]
    sets, around = office.form_sets.all(), Around.of(office)
    pages = []
    for dossier in chosen:
        of, paper = form_for(office, dossier, form, sets)
        events = office.events.of(dossier.id) if paper.kind in ("refusal", "stop") else []
        pages.append(page_of(office, viewer, of, paper, dossier, events, around))
    made = pdf(pages, f"{pages[0]['title']} – {', '.join(codes[:3])}", around.now)
    office.audit.add_many(
        [
            Entry(
                at=office.now(),
                actor=viewer.user_id,
                action="printed",
                subject=dossier.id,
                detail={"form": page["footer"], "papers": str(len(pages))},
            )
            for dossier, page in zip(chosen, pages, strict=True)
        ]
    )
    return made


def received_on(office: Office, dossier: Dossier) -> date:
    """The day that chooses the set: of the receipt, before it of the application."""
    at = dossier.received_at or dossier.submitted_at or office.now()
    return at.astimezone(office.store.zone).date()


def form_for(
    office: Office, dossier: Dossier, form: str, sets: list[FormSet] | None = None
) -> tuple[FormSet, PrintedForm]:
    """The set and the form on which a dossier prints. Raises NoForm."""
    chosen = set_on(office.form_sets.all() if sets is None else sets, received_on(office, dossier))
    if chosen is None:
        raise NoForm("Chưa có bộ biểu mẫu nào.", "There are no printed forms yet.")
    found = chosen.form(form)
    if found is None or found.kind == "register":
        raise NoForm(
            f"{chosen.name} không có mẫu này cho hồ sơ {dossier.id}.",
            f"{chosen.short} has no such form for the dossier {dossier.id}.",
        )
    return chosen, found


def forms_for(office: Office, dossier: Dossier) -> list[PrintedForm]:
    """The forms that make sense for the dossier as it is, the likeliest first."""
    chosen = set_on(office.form_sets.all(), received_on(office, dossier))
    if chosen is None:
        return []
    fitting = [form for form in chosen.forms if _fits(form.kind, dossier)]
    first = {"refused": "refusal", "supplement": "supplement", "stopped": "stop"}.get(
        dossier.state, "receipt"
    )
    return sorted(fitting, key=lambda form: form.kind != first)


def _fits(kind: str, dossier: Dossier) -> bool:
    if kind == "receipt":
        return dossier.received_at is not None
    if kind == "supplement":
        return dossier.state == "submitted" or any(pause.kind == "supplement" for pause in dossier.pauses)
    if kind == "refusal":
        return dossier.state in ("refused", "rejected")
    if kind == "apology":
        return any(change.cause == "extension" for change in dossier.dues)
    if kind == "stop":
        return dossier.state == "stopped"
    return kind == "control" and bool(dossier.visits)


def page_of(
    office: Office, viewer: Viewer, of: FormSet, form: PrintedForm, dossier: Dossier, events: list[Event],
    around: Around,
) -> dict[str, Any]:  # fmt: skip
    """One paper, as the layout sets it."""
    words = words_of(office, dossier, events, viewer, around)
    lists = {"papers": papers_of(dossier), "wanted": wanted_of(dossier)}
    try:
        barcode = barcode_svg(dossier.id)
    except NoBarcode:
        barcode = ""  # a code of an import; the QR code takes any text
    return {
        "kind": form.kind,
        "paper": form.paper,
        "title": form.title,
        "code": clean(dossier.id),
        "footer": f"Mẫu số {form.no}, {of.short}",
        "authority": clean(words["authority"]),
        "unit": clean(words["unit"]),
        "number": runs(f"Số: {{serial}}{form.suffix}", words),
        "place_date": runs("{place}, {today}", words),
        "qr": qr_svg(qr_text(office, form.kind, dossier)),
        "letters": office.secrets.check_letters(dossier.id) if form.kind in FOR_APPLICANTS else "",
        "barcode": barcode,
        "blocks": [_block(office, block, words, lists, dossier, around) for block in form.blocks],
        "signatures": [
            {"title": each.title, "hint": each.hint, "name": "".join(_texts(each.name, words))}
            for each in form.signatures
        ],
    }


def qr_text(office: Office, kind: str, dossier: Dossier) -> str:
    """What the QR code says: on what the applicant gets, where the dossier is followed, if that is known."""
    base = office.settings.public_url
    if kind not in FOR_APPLICANTS or not base:
        return dossier.id
    return link_of(base, dossier.id, office.secrets)


def _texts(template: str, words: dict[str, str]) -> list[str]:
    return [run["text"] for run in runs(template, words) if run["kind"] == "text"]


def _block(
    office: Office, block: Block, words: dict[str, str], lists: dict[str, list[str]], dossier: Dossier,
    around: Around,
) -> dict[str, Any]:  # fmt: skip
    if block.kind == "legs":
        return {"kind": "legs", "legs": legs_of(office, dossier, around)}
    made: dict[str, Any] = {"kind": block.kind, "indent": block.indent}
    if block.kind == "list":
        return made | {"runs": plain(block.text), "items": numbered(lists[block.items])}
    return made | {"runs": runs(block.text, words)}

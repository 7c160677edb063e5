"""Applying online at /cong/nop/LINK: the form, saved as one goes, its papers, a last look, the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dashboard.access import headers
from dashboard.forms.codes import qr_svg
from dashboard.intake.content import LARGEST_MB, refuse_size
from dashboard.intake.desk import LONGEST_NOTE, FormFaults
from dashboard.office_holder import the_office
from dashboard.public import drafts
from dashboard.public.drafts import Begun
from dashboard.public.fields import read_back, shown
from dashboard.public.keys import link_of
from dashboard.public.web import LARGEST_REQUEST, ROOT, acted, answered, base_of, drawn, go, page, text
from models.dossier import Dossier
from models.errors import MotcuaError
from models.form import Words

#: names of file inputs: `p-` and the component or field
FILE = "p-"
Fault = list[str]


async def start(request: Request) -> Response:
    """POST /cong/thu-tuc/ID/nop: begin a form, and go to its link."""
    return await acted(request, _start)


def _start(request: Request, form: FormData) -> Response:
    token = drafts.begin(the_office(), request.path_params["id"], headers.address(request.scope))
    return go(f"{ROOT}/nop/{token}")


def fill(request: Request) -> Response:
    """GET /cong/nop/LINK: the form as it was left; the receipt where it was sent."""
    token = request.path_params["token"]

    def read() -> Response:
        if drafts.sent(the_office(), token) is not None:
            return go(f"{ROOT}/nop/{token}/da-nop")
        saved = "luu" in request.query_params
        return _form(request, token, {}, checked="kiem" in request.query_params, saved=saved)

    return answered(request, read)


async def work(request: Request) -> Response:
    """POST /cong/nop/LINK: keep what was typed and the files; then what the button says."""
    return await acted(request, _work, LARGEST_REQUEST)


def _work(request: Request, form: FormData) -> Response:
    office, token = the_office(), request.path_params["token"]
    if drafts.sent(office, token) is not None:
        return go(f"{ROOT}/nop/{token}/da-nop")
    opened = drafts.opened(office, token)
    _keep(opened, token, form)
    button = text(form, "button", 100)
    if button.startswith("drop:"):
        drafts.take_back(office, token, button.removeprefix("drop:"))
    faults = _take_files(token, form, headers.language(request.scope))
    if any(faults.values()):
        return _form(request, token, faults, status=422)
    if button == "review":
        opened = drafts.opened(office, token)
        if drafts.faults_of(office, opened):
            return go(f"{ROOT}/nop/{token}?kiem=1#loi")
        return go(f"{ROOT}/nop/{token}/xem-lai")
    if button.startswith(("row:", "show:")):
        return go(f"{ROOT}/nop/{token}#f-{button.partition(':')[2]}")
    if button.startswith(("files:", "drop:")):
        return go(f"{ROOT}/nop/{token}#giay-to")
    return go(f"{ROOT}/nop/{token}?luu=1#luu")


def _keep(opened: Begun, token: str, form: FormData) -> None:
    """Keep what was typed, with one more row where a button asks for it."""
    answers = read_back(opened.form, form, opened.answers)
    button = text(form, "button", 100)
    if button.startswith("row:"):
        rows = answers.get(button.removeprefix("row:"))
        if isinstance(rows, list):
            rows.append({})
    place = text(form, "place", 100) if form.get("place") is not None else opened.place
    note = text(form, "note", LONGEST_NOTE) if form.get("note") is not None else opened.note
    drafts.save(the_office(), token, {"answers": answers, "place": place, "note": note})


def _take_files(token: str, form: FormData, language: str) -> dict[str, Fault]:
    """Keep the files that came along; what is refused, by its place, in words."""
    office = the_office()
    faults: dict[str, Fault] = {}
    for name, value in form.multi_items():
        if not name.startswith(FILE) or not isinstance(value, UploadFile) or not value.filename:
            continue
        of = name.removeprefix(FILE)
        opened = drafts.opened(office, token)  # with the files that were kept before this one
        if of not in places(opened):
            continue
        try:
            refuse_size(value.filename, value.size or 0)
            drafts.hand_in(office, token, opened, of, value.filename, value.file.read())
        except MotcuaError as error:
            faults.setdefault(of, []).append(error.told(language))
    return faults


def places(opened: Begun) -> set[str]:
    """Where files may be handed in: the components, and the fields that are shown."""
    fields = {one.id for one in opened.form.fields if one.kind == "attachment"}
    return {one.id for one in opened.offered.revision.components} | (fields & set(opened.checked.shown))


async def autosave(request: Request) -> Response:
    """POST /cong/nop/LINK/luu: keep what was typed, while it is typed; answers nothing (204)."""

    def keep(request: Request, form: FormData) -> Response:
        token = request.path_params["token"]
        _keep(drafts.opened(the_office(), token), token, form)
        return Response(status_code=204, headers={"cache-control": "no-store"})

    return await acted(request, keep)


def review(request: Request) -> Response:
    """GET /cong/nop/LINK/xem-lai: everything once more before it is sent."""
    token = request.path_params["token"]

    def read() -> Response:
        office = the_office()
        if drafts.sent(office, token) is not None:
            return go(f"{ROOT}/nop/{token}/da-nop")
        opened = drafts.opened(office, token)
        if drafts.faults_of(office, opened):
            return go(f"{ROOT}/nop/{token}?kiem=1#loi")
        return page(request, "review.html", **_words(request, token, opened, {}))

    return answered(request, read)


async def send(request: Request) -> Response:
    """POST /cong/nop/LINK/xem-lai: send it; sent twice it is one dossier."""
    return await acted(request, _send)


def _send(request: Request, form: FormData) -> Response:
    token = request.path_params["token"]
    try:
        drafts.send(the_office(), token, headers.address(request.scope))
    except FormFaults:
        return go(f"{ROOT}/nop/{token}?kiem=1#loi")
    return go(f"{ROOT}/nop/{token}/da-nop")


def receipt(request: Request) -> Response:
    """GET /cong/nop/LINK/da-nop: the receipt of the submission, with its code, QR code and letters."""
    token = request.path_params["token"]

    def read() -> Response:
        dossier = drafts.sent(the_office(), token)
        if dossier is None:
            raise drafts.NoForm
        return page(request, "receipt.html", **receipt_words(request, dossier))

    return answered(request, read)


def receipt_words(request: Request, dossier: Dossier) -> dict[str, Any]:
    """What a receipt of a submission says."""
    office = the_office()
    link = link_of(base_of(request, office), dossier.id, office.secrets)
    at = dossier.submitted_at
    return {
        "dossier": dossier, "link": link, "qr": drawn(qr_svg(link)),
        "letters": office.secrets.check_letters(dossier.id), "name": office.names.name,
        "at": "" if at is None else f"{at.astimezone(office.store.zone):%H:%M %d/%m/%Y}",
    }  # fmt: skip


def _form(
    request: Request, token: str, file_faults: Mapping[str, Fault], status: int = 200,
    checked: bool = False, saved: bool = False,
) -> Response:  # fmt: skip
    office = the_office()
    opened = drafts.opened(office, token)
    faults = drafts.faults_of(office, opened) if checked else {}
    words = _words(request, token, opened, faults)
    words |= {"file_faults": file_faults, "checked": checked, "saved": saved}
    return page(request, "apply.html", status, **words)


def _words(
    request: Request, token: str, opened: Begun, faults: Mapping[str, Words]
) -> dict[str, Any]:
    office, language = the_office(), headers.language(request.scope)
    desks = office.published.desks(opened.offered)
    shown_fields = shown(
        opened.form, opened.answers, opened.checked.shown, faults, office.published.communes(), language
    )
    return {
        "token": token, "one": opened.offered, "fields": shown_fields, "files": opened.of,
        "note": opened.note,
        "components": opened.offered.revision.components, "place": opened.place,
        "desks": {key: office.names.name("department", desk.responsible) for key, desk in desks.items()},
        "faults": {id: words.told(language) for id, words in faults.items()}, "renewed": opened.renewed,
        "link": f"{base_of(request, office)}{ROOT}/nop/{token}", "term": opened.offered.term(language),
        "answers": opened.checked.answers, "communes": dict(office.published.communes()),
        "largest": LARGEST_MB, "most": drafts.LARGEST_MB,
    }  # fmt: skip


ROUTES: list[BaseRoute] = [
    Route(f"{ROOT}/thu-tuc/{{id}}/nop", start, methods=["POST"]),
    Route(f"{ROOT}/nop/{{token}}", fill, methods=["GET"]),
    Route(f"{ROOT}/nop/{{token}}", work, methods=["POST"]),
    Route(f"{ROOT}/nop/{{token}}/luu", autosave, methods=["POST"]),
    Route(f"{ROOT}/nop/{{token}}/xem-lai", review, methods=["GET"]),
    Route(f"{ROOT}/nop/{{token}}/xem-lai", send, methods=["POST"]),
    Route(f"{ROOT}/nop/{{token}}/da-nop", receipt, methods=["GET"]),
]

"""Following a dossier at /cong/tra-cuu, or by the QR code of its receipt; sending a supplement; rating."""

from __future__ import annotations

import hashlib

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dashboard.access import headers
from dashboard.access.lockout import Locked
from dashboard.flow import Action, ActionRefused
from dashboard.forms.codes import qr_svg
from dashboard.forms.words import reason_of
from dashboard.intake import papers
from dashboard.intake.content import LARGEST_MB, refuse_size
from dashboard.names import APPLICANT
from dashboard.office_holder import the_office
from dashboard.public import following
from dashboard.public.drafts import LARGEST_MB as MOST_MB
from dashboard.public.drafts import room_online
from dashboard.public.keys import in_an_hour, link_of, looks_like_code, typed_code
from dashboard.public.standing import moment, standing
from dashboard.public.web import (
    FOLLOW_COOKIE,
    LARGEST_REQUEST,
    ROOT,
    acted,
    answered,
    base_of,
    drawn,
    go,
    page,
    text,
)
from models.audit import AuditAction
from models.dossier import Dossier
from models.errors import MotcuaError

PURPOSE = "follow"
LONGEST_NOTE = 1_000


class Ended(MotcuaError):
    """Whoever looks has shown no secret, or it was more than an hour ago."""

    def __init__(self) -> None:
        super().__init__("Xin nhập mã hồ sơ và mã tra cứu.", "Please type the code and the second secret.")


def ask(request: Request) -> Response:
    """GET /cong/tra-cuu?ma=CODE: the code, typed already where a notice led here, and the second secret."""
    code = typed_code(request.query_params.get("ma", "")[:80])
    code = code if looks_like_code(code) else ""
    return answered(request, lambda: page(request, "follow.html", told="", code=code, ended=False))


async def look(request: Request) -> Response:
    """POST /cong/tra-cuu: on to the dossier where both are right; one answer where they are not."""
    return await acted(request, _look)


def _look(request: Request, form: FormData) -> Response:
    office, address = the_office(), headers.address(request.scope)
    try:
        code, by = following.follow(office, text(form, "code", 200), text(form, "secret", 200), address)
    except (following.NotFound, Locked) as error:
        return _refused(request, error)
    return _opened(request, f"{code}|{by}")


def scanned(request: Request) -> Response:
    """GET /cong/h/CODE/SECRET: where the QR code of a receipt leads; the address forgets it at once."""

    def read() -> Response:
        asked = request.path_params
        try:
            address = headers.address(request.scope)
            code = following.follow_qr(the_office(), asked["code"], asked["secret"], address)
        except (following.NotFound, Locked) as error:
            return _refused(request, error)
        return _opened(request, f"{code}|receipt")

    return answered(request, read)


def _refused(request: Request, error: MotcuaError) -> Response:
    """The same page whatever was wrong; with how long to wait where it is too much."""
    told = error.told(headers.language(request.scope))
    locked = isinstance(error, Locked)
    answer = page(request, "follow.html", 429 if locked else 404, told=told, code="", ended=False)
    if isinstance(error, Locked):
        answer.headers["retry-after"] = str(error.seconds)
    return answer


def _opened(request: Request, who: str) -> Response:
    office = the_office()
    answer = go(f"{ROOT}/ho-so")
    answer.set_cookie(
        FOLLOW_COOKIE, office.secrets.signed(PURPOSE, who, in_an_hour(office.now())), max_age=3600,
        secure=headers.is_https(request.scope), httponly=True, samesite="lax", path=ROOT,
    )  # fmt: skip
    return answer


def _followed(request: Request) -> tuple[Dossier, bool]:
    """The dossier that this browser has shown a secret of, and whether it was that of the receipt."""
    office = the_office()
    held = office.secrets.opened(PURPOSE, request.cookies.get(FOLLOW_COOKIE, ""), office.now())
    code, _, by = (held or "").rpartition("|")
    dossier = office.dossiers.for_change(code) if code else None
    if dossier is None:
        raise Ended
    return dossier, by == "receipt"


def show(request: Request) -> Response:
    """GET /cong/ho-so: how the dossier stands, what is asked, and what may be done."""
    return answered(request, lambda: _dossier(request))


def _dossier(request: Request, status: int = 200, faults: tuple[str, ...] = (), note: str = "") -> Response:
    office = the_office()
    try:
        dossier, whole = _followed(request)
    except Ended:
        return page(request, "follow.html", told="", code="", ended=True)
    events = office.events.of(dossier.id) if dossier.state in ("refused", "rejected", "stopped") else []
    link = link_of(base_of(request, office), dossier.id, office.secrets)
    return page(
        request, "dossier.html", status, dossier=dossier, whole=whole, faults=faults, note=note,
        standing=standing(office, dossier, reason_of(events, "refuse", "reject", "stop")),
        name=office.names.name, received=moment(office, dossier.received_at), link=link,
        submitted=moment(office, dossier.submitted_at), returned=moment(office, dossier.returned_at),
        done=request.query_params.get("xong", ""), qr=drawn(qr_svg(link)) if whole else "",
        letters=office.secrets.check_letters(dossier.id) if whole else "", largest=LARGEST_MB, most=MOST_MB,
        once=f"{dossier.id}:{dossier.version}",
    )  # fmt: skip


async def supply(request: Request) -> Response:
    """POST /cong/ho-so/bo-sung: files and a word; they wait for the desk to take them in."""
    return await acted(request, _supply, LARGEST_REQUEST)


def _supply(request: Request, form: FormData) -> Response:
    office, language = the_office(), headers.language(request.scope)
    dossier, whole = _followed(request)
    if not whole:
        raise following.NotFound
    note = text(form, "note", LONGEST_NOTE).strip()
    # The same page sent twice is one supplement: what follows changes the version that the page was made of.
    change = hashlib.sha256(f"supply|{text(form, 'once', 200)}|{dossier.id}".encode()).hexdigest()[:32]
    if office.events.known(change) is not None:
        return go(f"{ROOT}/ho-so?xong=bo-sung")
    draft, faults = f"supply:{change}", []
    for value in form.getlist("files"):
        if not isinstance(value, UploadFile) or not value.filename:
            continue
        try:
            refuse_size(value.filename, value.size or 0)
            room_online(tuple(office.attachments.of_draft(draft)), value.size or 0, value.filename)
            papers.keep_for(office, APPLICANT, draft, "supplement", value.filename, value.file.read())
        except MotcuaError as error:
            faults.append(error.told(language))
    sent = office.attachments.of_draft(draft)
    if not faults and not sent and not note:
        faults.append(
            {"vi": "Hãy chọn tệp hoặc viết vài dòng.", "en": "Choose a file or write a few lines."}[language]
        )
    if faults:
        office.attachments.discard_draft(draft)
        return _dossier(request, 422, tuple(faults), note)
    told = note or ", ".join(one.name for one in sent)
    action = Action(
        name="supply", note=told[:LONGEST_NOTE], papers=tuple(papers.paper_of(one) for one in sent)
    )
    try:
        office.commit.act(dossier.id, action, APPLICANT, change=change)
    except ActionRefused as error:
        office.attachments.discard_draft(draft)
        return _dossier(request, 409, (error.told(language),), note)
    _note(request, "supplied_online", dossier.id, change)
    return go(f"{ROOT}/ho-so?xong=bo-sung")


async def rate(request: Request) -> Response:
    """POST /cong/ho-so/danh-gia: once, after the result."""
    return await acted(request, _rate)


def _rate(request: Request, form: FormData) -> Response:
    office, language = the_office(), headers.language(request.scope)
    dossier, whole = _followed(request)
    if not whole:
        raise following.NotFound
    given = text(form, "rating", 3)
    rating = int(given) if given in ("1", "2", "3") else None
    try:
        office.commit.act(dossier.id, Action(name="rate", rating=rating), APPLICANT)
    except ActionRefused as error:
        return _dossier(request, 409, (error.told(language),))
    _note(request, "rated_online", dossier.id, dossier.id)
    return go(f"{ROOT}/ho-so?xong=danh-gia")


async def leave(request: Request) -> Response:
    """POST /cong/ho-so/dong: forget the dossier on this machine."""

    def forget(request: Request, form: FormData) -> Response:
        answer = go(f"{ROOT}/tra-cuu")
        answer.delete_cookie(FOLLOW_COOKIE, path=ROOT)
        return answer

    return await acted(request, forget)


def _note(request: Request, action: AuditAction, code: str, seed: str) -> None:
    following.once(the_office(), action, seed, code, headers.address(request.scope), {})


ROUTES: list[BaseRoute] = [
    Route(f"{ROOT}/tra-cuu", ask, methods=["GET"]),
    Route(f"{ROOT}/tra-cuu", look, methods=["POST"]),
    Route(f"{ROOT}/h/{{code}}/{{secret}}", scanned, methods=["GET"]),
    Route(f"{ROOT}/ho-so", show, methods=["GET"]),
    Route(f"{ROOT}/ho-so/bo-sung", supply, methods=["POST"]),
    Route(f"{ROOT}/ho-so/danh-gia", rate, methods=["POST"]),
    Route(f"{ROOT}/ho-so/dong", leave, methods=["POST"]),
]

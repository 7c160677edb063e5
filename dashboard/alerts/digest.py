"""The morning's digest: the figures that matter, what rings, and a board as a picture, by e-mail.

One a working day for each account that wants it, whichever process makes it: its notice has an id that is
made of account and day. After noon it is no longer a morning's, and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from dashboard.alerts.watching import group_name
from dashboard.alerts.words import figure_text
from dashboard.boards.answering import Setting, answers
from dashboard.boards.paper import drawn
from dashboard.boards.starting import ready_made
from dashboard.boards.told import Language
from dashboard.cube.measures import MEASURES
from dashboard.cube.question import Figure, Question
from dashboard.forms.words import Around, head_of
from dashboard.notices.accounts import to_account
from dashboard.period import preset
from dashboard.telling import day_text, value_text
from models.board import Board
from models.errors import AlreadyThere
from models.notice import Notice, notice_id
from models.store import Session
from models.subscription import LATEST, Subscription
from models.user import User
from models.viewer import SYSTEM, Viewer

if TYPE_CHECKING:
    from dashboard.office import Office

TEMPLATE = "digest"
#: what is told in words: of today, and of the last so many days
STANDING = ("backlog", "overdue", "at_risk")
FLOWS = ("received", "resolved", "on_time_rate")
DAYS = 7
#: so many alerts are named; of the others their number
NAMED = 10


@dataclass(frozen=True)
class Digest:
    """One account's digest: its notices, and the picture that goes with them by e-mail."""

    notices: list[Notice]
    png: bytes


def send_digests(office: Office) -> int:
    """Write the digests whose hour has come and that are not written yet; returns how many were.

    Raises StoreError.
    """
    local = office.now().astimezone(office.store.zone)
    today = office.today()
    if local.hour > LATEST or not office.calendar().is_working_day(today):
        return 0
    written = 0
    for user in office.users.all():
        wanted = office.subscriptions.of(user.id, user.role)
        if not wanted.digest or user.disabled or local.hour < wanted.hour or _is_there(office, user, today):
            continue
        digest = digest_of(office, user, wanted, today)
        if digest is not None and digest.notices:
            written += _write(office, digest)
    return written


def digest_of(office: Office, user: User, wanted: Subscription, today: int) -> Digest | None:
    """The digest of an account; None where the Office sends none. Raises StoreError, CannotPrint."""
    template = office.notice_templates.get(TEMPLATE)
    if template is None or not template.enabled:
        return None
    viewer = user.viewer()
    around = Around.of(office)
    department = next(iter(sorted(viewer.scope.departments)), "")
    head = head_of(around.department(department), around)
    words = {
        "day": day_text(today),
        "figures": "\n".join(figure_lines(office, viewer, user.language, today)),
        "alerts": "\n".join(alert_lines(office, viewer, user.language)),
        "centre": head["centre"],
        "place": head["place"],
    }
    notices = to_account(office, user, template, _cause(user, today), department, words)
    return Digest(notices, picture(office, viewer, wanted, user.language, today))


def figure_lines(office: Office, viewer: Viewer, language: str, today: int) -> list[str]:
    """ "- Tồn đọng: 97", one line a figure, each with its n where it is no count."""
    now, week = office.cube.answers(
        viewer, [Question(STANDING, at=today), Question(FLOWS, start=today - DAYS + 1, end=today)]
    )
    since = f"in {DAYS} days" if language == "en" else f"trong {DAYS} ngày"
    lines = [_line(figure, "", language) for figure in now]
    return lines + [_line(figure, f" ({since})", language) for figure in week]


def alert_lines(office: Office, viewer: Viewer, language: str) -> list[str]:
    """The open alerts that concern the viewer, the newest first."""
    found = [alert for alert in office.alerts.open(viewer) if alert.measure in MEASURES]
    if not found:
        return ["No alert is open." if language == "en" else "Không có cảnh báo nào đang mở."]
    lines = [
        f"- {alert.name}, {group_name(office, alert, language)}: "
        f"{figure_text(alert.measure, alert.last_value, alert.last_n, language)}"
        for alert in found[:NAMED]
    ]
    more = len(found) - NAMED
    if more > 0:
        lines.append(f"- {more} more" if language == "en" else f"- và {more} cảnh báo khác")
    return lines


def picture(office: Office, viewer: Viewer, wanted: Subscription, language: str, today: int) -> bytes:
    """The board that the account has chosen, within its scope, as PNG."""
    board: Board | None = office.boards.get(viewer, wanted.board) if wanted.board else None
    if board is None:
        board = ready_made(language)[0]
    setting = Setting(preset(board.period, today), {}, today)
    found = answers(office.cube, viewer, board.charts, setting)
    spoken = Language(language, partial(_named, office))
    now = office.now().astimezone(office.store.zone)
    return drawn(board, found, setting, viewer, spoken, now, "png")


def _named(office: Office, dimension: str, id: str) -> str:
    return office.names.name(dimension, id) or "–"


def _line(figure: Figure, beside: str, language: str) -> str:
    measure = MEASURES[figure.measure]
    told = value_text(figure.value, measure, language)
    counted = measure.unit in ("dossier", "visit")
    return f"- {measure.title(language)}{beside}: {told}{'' if counted else f' (n = {figure.n})'}"


def _cause(user: User, today: int) -> str:
    return f"digest:{user.id}:{today}"


def _is_there(office: Office, user: User, today: int) -> bool:
    ids = [notice_id(_cause(user, today), TEMPLATE, user.id, medium) for medium in ("email", "webhook")]
    return any(office.notices.get(id, SYSTEM) is not None for id in ids)


def _write(office: Office, digest: Digest) -> int:
    def write(session: Session) -> None:
        office.notices.add(digest.notices, session)
        for notice in digest.notices:
            if notice.medium == "email":
                office.pictures.put(notice.id, digest.png, notice.expires_at, session)

    try:
        office.store.transact(write)
    except AlreadyThere:
        return 0  # another process has made the same
    return 1

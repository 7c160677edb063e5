"""Dossiers that somebody is told about."""

from __future__ import annotations

from dashboard.flow import Action
from dashboard.office import Office
from models.dossier import Dossier
from models.notice import Notice
from models.user import Language, User
from models.viewer import SYSTEM
from tests.helpers import BASE, submitted

MAIL = "an@example.vn"
PHONE = "0901234567"


def arrived(office: Office, code: str = "H33-0001", mail: str = MAIL, phone: str = PHONE) -> Dossier:
    """A dossier that was just received."""
    asked = submitted(code)
    assert asked.intake is not None
    applicant = asked.intake.applicant.model_copy(update={"email": mail, "phone": phone})
    intake = asked.intake.model_copy(update={"applicant": applicant})
    office.commit.act(code, asked.model_copy(update={"intake": intake}), "clerk")
    return office.commit.act(code, Action(name="accept"), "clerk")


def outbox(office: Office, code: str = "H33-0001") -> list[Notice]:
    """The notices of a dossier, by template and medium."""
    return sorted(office.notices.of(code, SYSTEM), key=lambda notice: (notice.template, notice.medium))


def kinds(office: Office, code: str = "H33-0001") -> list[tuple[str, str]]:
    return [(notice.template, notice.medium) for notice in outbox(office, code)]


def account(
    office: Office, id: str, mail: str = "", language: Language = "vi", disabled: bool = False
) -> User:
    """An account that a dossier may be given to."""
    user = User(
        id=id,
        login=id,
        name=f"Cán bộ {id}",
        role="staff",
        password_hash="x",
        created_at=BASE,
        email=mail,
        language=language,
        disabled=disabled,
    )
    office.users.add(user)
    return user

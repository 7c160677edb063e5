"""The one Office of this process: opened by the server's lifespan, used by the pages in their threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import MotcuaError

if TYPE_CHECKING:
    from dashboard.office import Office

_office: Office | None = None


class NotReady(MotcuaError):
    """The Office is not open in this process."""

    def __init__(self) -> None:
        super().__init__(
            "Hệ thống đang khởi động. Xin thử lại sau ít giây.",
            "The system is starting. Please try again in a few seconds.",
        )


def install(office: Office | None) -> None:
    """Make `office` the one that `the_office` gives; None takes it away."""
    global _office
    _office = office


def installed() -> Office | None:
    """The Office of this process, if one is open."""
    return _office


def the_office() -> Office:
    """The Office of this process. Raises `NotReady`."""
    if _office is None:
        raise NotReady
    return _office

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.access import accounts, sessions
from dashboard.access.current import NoSession, viewer_of
from models.viewer import SYSTEM
from tests.unit.access.conftest import NOW, PASSWORD, add

if TYPE_CHECKING:
    from dashboard.office import Office


def test_the_cookie_of_a_session_gives_its_viewer(office: Office) -> None:
    user = add(office)
    token = sessions.sign_in(office, "lan", PASSWORD, NOW).token
    assert viewer_of(token, office, NOW) == user.viewer()


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_without_a_session_there_is_no_viewer(office: Office, token: str | None) -> None:
    with pytest.raises(NoSession, match="Xin đăng nhập lại"):
        viewer_of(token, office, NOW)


def test_a_revoked_session_is_refused_at_the_next_call(office: Office) -> None:
    add(office)
    token = sessions.sign_in(office, "lan", PASSWORD, NOW).token
    viewer_of(token, office, NOW)
    accounts.revoke_sessions(office, SYSTEM, NOW, "lan")
    with pytest.raises(NoSession):
        viewer_of(token, office, NOW + timedelta(milliseconds=1))


def test_who_has_to_change_the_password_sees_nothing_yet(office: Office) -> None:
    add(office, must_change=True)
    token = sessions.sign_in(office, "lan", PASSWORD, NOW).token
    with pytest.raises(NoSession):
        viewer_of(token, office, NOW)


def test_access_works_without_streamlit() -> None:
    loads = (
        "import sys, dashboard.access.current, dashboard.access.routes; sys.exit('streamlit' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", loads], check=False).returncode == 0

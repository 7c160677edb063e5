"""What stands around the pages (see streamlit_app.py): the gate, the own routes, the Office."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

from starlette.middleware import Middleware

from dashboard import health, log
from dashboard.access import routes, second_routes, sso_routes
from dashboard.access.gate import Gate
from dashboard.api import app as api
from dashboard.commands import opened
from dashboard.config import read_settings
from dashboard.cube.saving import saving
from dashboard.forms import routes as printing
from dashboard.notices.loop import sending
from dashboard.office_holder import install, installed, the_office
from dashboard.public import routes as public
from dashboard.ui import runs
from dashboard.watch import Watch


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Open the Office once for all pages of this process, and close it at the end.

    An Office that is installed already (by a test) is used and left open. Raises `MotcuaError`.
    """
    with ExitStack() as house:
        if installed() is None:
            settings = read_settings()
            log.set_up(settings.log_level, settings.log_format)
            # Not in a worker thread: an embedded server started here dies with the thread that started it.
            office = house.enter_context(opened(settings))
            install(office)
            house.callback(install, None)
            house.enter_context(sending(office))
            house.enter_context(saving(office))
            log.adopt()
        runs.watch()
        # Streamlit collects all generations after every run of a script; what is there now stays anyway.
        gc.collect()
        gc.freeze()
        yield


OPTIONS: dict[str, Any] = {
    "routes": [
        *routes.ROUTES,
        *second_routes.ROUTES,
        *sso_routes.ROUTES,
        *printing.ROUTES,
        *public.ROUTES,
        *health.ROUTES,
        *api.ROUTES,
    ],
    "middleware": [Middleware(Watch), Middleware(Gate)],
    "lifespan": lifespan,
    "on_script_error": runs.on_error,
}

__all__ = ["OPTIONS", "lifespan", "the_office"]

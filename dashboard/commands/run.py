"""`run`: start the application."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.commands import say

commands = typer.Typer()


@commands.command(
    help=say("Khởi động ứng dụng, dừng bằng Ctrl-C.", "Start the application; Ctrl-C stops it.")
)
def run(
    port: Annotated[int | None, typer.Option(help="MOTCUA_PORT", min=1, max=65535)] = None,
    host: Annotated[str | None, typer.Option(help="MOTCUA_HOST")] = None,
    first: Annotated[
        str | None,
        typer.Option(
            help=say(
                "MOTCUA_FIRST: lần đầu nạp gì: demo, reference (danh mục mẫu) hoặc empty (danh mục trống).",
                "MOTCUA_FIRST: what the first start loads: demo, reference (a catalogue) or empty.",
            )
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help=say("Không mở trình duyệt.", "Do not open a browser."))
    ] = False,
) -> None:
    """Start the embedded server, the first data where there are none, and the web server."""
    from dashboard import log
    from dashboard.config import read_settings
    from dashboard.supervisor import Supervisor

    given = {"port": port, "host": host, "first": first}
    settings = read_settings(**{name: value for name, value in given.items() if value is not None})
    log.set_up(settings.log_level, settings.log_format)
    Supervisor(settings, browser=not no_browser).run()

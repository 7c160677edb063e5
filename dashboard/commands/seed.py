"""`seed demo`: a simulated history in an empty store."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.commands import say

commands = typer.Typer(name="seed", no_args_is_help=True, help=say("Nạp dữ liệu mẫu.", "Load sample data."))


@commands.callback()
def group() -> None:
    """Commands that load data which nobody typed in."""


@commands.command()
def demo(
    dossiers: Annotated[int, typer.Option(min=1, help=say("số hồ sơ", "how many dossiers"))] = 3_000,
    until: Annotated[
        str, typer.Option(help=say("ngày cuối (mặc định hôm nay)", "last day (default today)"))
    ] = "",
    seed: Annotated[int, typer.Option(help=say("số gieo", "seed number"))] = 612_018,
    profile: Annotated[str, typer.Option(help="kien-giang-2018, an-giang-2025")] = "kien-giang-2018",
    events: Annotated[bool, typer.Option(help=say("giữ lịch sử", "keep the history"))] = True,
    as_json: Annotated[bool, typer.Option("--json", help=say("chỉ in JSON", "print JSON only"))] = False,
) -> None:
    """Lịch sử mô phỏng / a simulated history, the same for the same seed number and last day."""
    import datetime
    import json

    from dashboard.clock import date_of
    from dashboard.commands import opened
    from dashboard.commands.stats import day_typed
    from dashboard.progress import bar
    from seed.demo import load_history

    with opened() as office, bar(say("Nạp hồ sơ mô phỏng", "Loading simulated dossiers")) as progress:
        day = day_typed(until)
        end = office.now()
        if day is not None:
            end = min(end, datetime.datetime.combine(date_of(day), datetime.time(17), office.store.zone))
        done = load_history(office, dossiers, end, seed, progress, profile=profile, events=events)
    print(json.dumps({"dossiers": done}) if as_json else say(f"{done} hồ sơ.", f"{done} dossiers."))

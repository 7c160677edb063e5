"""`seed reference` and `seed demo`: data that nobody typed in."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands import say
from models.errors import MotcuaError

if TYPE_CHECKING:
    from dashboard.office import Office

commands = typer.Typer(name="seed", no_args_is_help=True, help=say("Nạp dữ liệu mẫu.", "Load sample data."))

Profile = Annotated[
    str, typer.Option(help=say("hồ sơ địa phương: ", "profile: ") + "kien-giang-2018, an-giang-2025")
]
AsJson = Annotated[bool, typer.Option("--json", help=say("chỉ in JSON", "print JSON only"))]


@commands.callback()
def group() -> None:
    """Commands that load data which nobody typed in."""


@commands.command()
def reference(profile: Profile = "kien-giang-2018", as_json: AsJson = False) -> None:
    """Danh mục của một địa phương / agencies, fields, procedures and their steps; what is there stays."""
    import json

    from dashboard.commands import opened
    from dashboard.progress import bar
    from seed.load import load_reference

    check_profile(profile)
    with opened() as office, bar(say("Nạp danh mục", "Loading reference data")) as progress:
        changed = load_reference(office.store, profile, progress)
    if as_json:
        print(json.dumps(changed))
    else:
        told = ", ".join(f"{name} {count}" for name, count in changed.items())
        print(say(f"Đã thêm hoặc thay: {told}.", f"New or replaced: {told}."))


@commands.command()
def demo(
    dossiers: Annotated[int, typer.Option(min=1, help=say("số hồ sơ", "how many dossiers"))] = 3_000,
    until: Annotated[
        str, typer.Option(help=say("ngày cuối (mặc định hôm nay)", "last day (default today)"))
    ] = "",
    seed: Annotated[
        int, typer.Option("--seed-number", "--seed", help=say("số gieo", "seed number"))
    ] = 612_018,
    profile: Profile = "kien-giang-2018",
    events: Annotated[bool, typer.Option(help=say("giữ lịch sử", "keep the history"))] = True,
    processes: Annotated[
        int, typer.Option(min=0, max=64, help=say("số tiến trình (0: tự chọn)", "processes (0: by cores)"))
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Lịch sử mô phỏng / a simulated history, the same for the same seed number and last day."""
    import json

    from dashboard.commands import opened
    from dashboard.progress import bar
    from seed.bulk import Kept
    from seed.demo import load_history

    check_profile(profile)
    with opened() as office, bar(say("Nạp hồ sơ mô phỏng", "Loading simulated dossiers")) as progress:
        done = load_history(
            office, dossiers, end_of(office, until), seed, progress,
            profile=profile, kept=Kept.EVENTS if events else Kept.DOSSIERS, processes=processes or None,
        )  # fmt: skip
    print(json.dumps({"dossiers": done}) if as_json else say(f"{done} hồ sơ.", f"{done} dossiers."))


def check_profile(id: str) -> None:
    """Raise MotcuaError, naming what there is, for a profile that does not ship."""
    from seed.files import profile_ids

    if id not in profile_ids():
        known = ", ".join(profile_ids())
        raise MotcuaError(
            f"Không có hồ sơ địa phương “{id}”; có: {known}.",
            f"There is no profile “{id}”; there are: {known}.",
        )


def end_of(office: Office, until: str) -> datetime.datetime:
    """The end of the history: closing time of the day typed, or now. Raises MotcuaError."""
    from dashboard.clock import date_of
    from dashboard.commands.stats import day_typed

    day = day_typed(until)
    if day is None:
        return office.now()
    if day > office.today():
        raise MotcuaError(
            "Ngày cuối nằm trong tương lai; lịch sử chỉ có thể kể đến hôm nay.",
            "The last day lies in the future; a history can be told until today only.",
        )
    closing = datetime.datetime.combine(date_of(day), datetime.time(17), office.store.zone)
    return min(office.now(), closing)

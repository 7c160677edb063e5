"""`verify` and `rebuild`: prove the statistics, or make them anew."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.commands import say

commands = typer.Typer()


@commands.command()
def verify(
    as_json: Annotated[bool, typer.Option("--json", help=say("chỉ in JSON", "print JSON only"))] = False,
) -> None:
    """Kiểm chứng số liệu, hồ sơ và lịch sử / prove cube, dossiers and histories; exit 1 where they differ."""
    import json

    from dashboard.commands import opened
    from dashboard.progress import bar
    from dashboard.state.proof import prove

    with opened() as office, bar(say("Kiểm chứng", "Verifying")) as progress:
        verdict = prove(office, progress)
    if as_json:
        print(json.dumps(verdict.as_json(), ensure_ascii=False))
    else:
        print(say(
            f"{verdict.dossiers} hồ sơ, {verdict.events} sự kiện, {verdict.cells} ô: "
            f"{verdict.differences} sai khác.",
            f"{verdict.dossiers} dossiers, {verdict.events} events, {verdict.cells} cells: "
            f"{verdict.differences} differences.",
        ))  # fmt: skip
        if verdict.events_left_out:
            print(
                say(
                    "Lịch sử không được giữ khi nạp hàng loạt nên không kiểm chứng được.",
                    "The history was left out when the store was filled in bulk, so it was not checked.",
                )
            )
        for example in verdict.examples:
            print(f"  {example}")
    if not verdict.ok:
        raise typer.Exit(1)


@commands.command()
def rebuild(
    as_json: Annotated[bool, typer.Option("--json", help=say("chỉ in JSON", "print JSON only"))] = False,
) -> None:
    """Dựng lại số liệu từ hồ sơ / make the cube anew from the dossiers."""
    import json

    from dashboard.commands import opened
    from dashboard.cube.check import rebuild as renew
    from dashboard.progress import bar

    with opened() as office, bar(say("Dựng lại số liệu", "Rebuilding")) as progress:
        cells = renew(office.store, office.today(), progress)
    print(json.dumps({"cells": cells}) if as_json else say(f"{cells} ô.", f"{cells} cells."))

"""`stats`, `measures`: the figures of the cube on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands import say

if TYPE_CHECKING:
    from dashboard.cube.question import Figure, Question
    from dashboard.office import Office

commands = typer.Typer()


@commands.command()
def stats(
    measures: Annotated[
        str, typer.Argument(help=say("chỉ số, cách nhau bởi dấu phẩy", "measures, comma separated"))
    ],
    by: Annotated[
        str, typer.Option(help="department,field,procedure,channel,level,holder,step,day…year")
    ] = "",
    start: Annotated[str, typer.Option("--from", help=say("từ ngày", "first day"))] = "",
    end: Annotated[str, typer.Option("--to", help=say("đến hết ngày", "last day"))] = "",
    at: Annotated[str, typer.Option("--at", help=say("cuối ngày", "at the end of the day"))] = "",
    where: Annotated[list[str] | None, typer.Option(help="department=…")] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("chỉ in JSON", "print JSON only"))] = False,
) -> None:
    """Số liệu / figures: a row a measure and group."""
    import json

    from dashboard.commands import opened
    from models.viewer import SYSTEM

    with opened() as office:
        question = asked(office, measures, by, start, end, at, where or [])
        rows = [named(office, figure) for figure in office.cube.figures(SYSTEM, question)]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    show(rows)


@commands.command()
def measures() -> None:
    """Danh sách chỉ số / the measures and their definitions."""
    from dashboard.commands import say
    from dashboard.cube.measures import MEASURES

    for measure in MEASURES.values():
        print(f"{measure.name} [{measure.unit}] {say(measure.vi, measure.en)}")
        print(f"    {say(measure.definition_vi, measure.definition_en)}")


def asked(
    office: Office, measures: str, by: str, start: str, end: str, at: str, where: list[str]
) -> Question:
    """The question as typed. Raises BadQuestion naming what is not understood."""
    from dashboard.cube.question import DIMENSIONS, TIMES, BadQuestion, Question

    groups = tuple(name.strip() for name in by.split(",") if name.strip())
    for name in groups:
        if name not in (*DIMENSIONS, *TIMES):
            raise BadQuestion(f"Không có nhóm “{name}”.", f"There is no group “{name}”.")
    wanted: dict[str, tuple[str, ...]] = {}
    for condition in where:
        name, sign, value = condition.partition("=")
        if not sign or name not in DIMENSIONS:
            raise BadQuestion(f"Không hiểu điều kiện “{condition}”.", f"“{condition}” is not a condition.")
        wanted[name] = (*wanted.get(name, ()), *office.names.ids(name, value))
    return Question(
        tuple(name.strip() for name in measures.split(",") if name.strip()),
        groups, day_typed(start), day_typed(end), day_typed(at), wanted,
    )  # fmt: skip


def day_typed(text: str) -> int | None:
    """A day as typed: 2026-11-24 or 24/11/2026; None for nothing. Raises BadQuestion."""
    from datetime import datetime

    from dashboard.clock import day_number
    from dashboard.cube.question import BadQuestion

    if not text.strip():
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return day_number(datetime.strptime(text.strip(), form).date())
        except ValueError:
            continue
    raise BadQuestion(f"“{text}” không phải ngày (yyyy-mm-dd).", f"“{text}” is not a day (yyyy-mm-dd).")


def named(office: Office, figure: Figure) -> dict[str, object]:
    """A figure as a row, its groups by name."""
    from dashboard.cube.question import TIMES

    group = {
        name: id if name in TIMES else office.names.name(name, id) for name, id in figure.group.items()
    }
    return {"measure": figure.measure, **group, "value": figure.value, "n": figure.n, "unit": figure.unit}


def show(rows: list[dict[str, object]]) -> None:
    """The rows as a table."""
    from rich.console import Console
    from rich.table import Table

    if not rows:
        print(say("Chưa có số liệu.", "There is no data."))
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    table = Table(*columns)
    for row in rows:
        cells = [row.get(name) for name in columns]
        table.add_row(*(f"{cell:,.3f}" if isinstance(cell, float) else "–" if cell is None else str(cell)
                        for cell in cells))  # fmt: skip
    Console().print(table)

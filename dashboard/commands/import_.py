"""`import log FILE.csv`: dossiers from another system's event log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands import say

commands = typer.Typer(name="import", no_args_is_help=True, help=say("Nhập dữ liệu.", "Bring data in."))


@commands.callback()
def group() -> None:
    """Commands that bring data in (a group even while there is one)."""


@commands.command()
def log(
    file: Annotated[Path, typer.Argument(help="CSV, CSV.GZ")],
    case: Annotated[str, typer.Option(help=say("cột mã hồ sơ", "column of the case"))],
    activity: Annotated[str, typer.Option(help=say("cột bước xử lý", "column of the activity"))],
    time: Annotated[str, typer.Option(help=say("cột thời điểm", "column of the instant"))],
    resource: Annotated[str | None, typer.Option(help=say("cột người xử lý", "column of the person"))] = None,
    holder: Annotated[str | None, typer.Option(help=say("cột nơi giữ hồ sơ", "column of the holder"))] = None,
    department: Annotated[
        str | None, typer.Option(help=say("cột cơ quan", "column of the department"))
    ] = None,
    field: Annotated[str | None, typer.Option(help=say("cột lĩnh vực", "column of the field"))] = None,
    procedure: Annotated[str | None, typer.Option(help=say("cột thủ tục", "column of the procedure"))] = None,
    channel: Annotated[str | None, typer.Option(help=say("cột hình thức", "column of the channel"))] = None,
    received: Annotated[
        str | None, typer.Option(help=say("cột ngày tiếp nhận", "column of the receipt"))
    ] = None,
    resolved: Annotated[
        str | None, typer.Option(help=say("cột ngày có kết quả", "column of the result"))
    ] = None,
    due: Annotated[str | None, typer.Option(help=say("cột ngày hẹn trả", "column of the due date"))] = None,
    source: Annotated[str, typer.Option(help=say("tên nguồn", "name of the source"))] = "log",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("chỉ xem thử", "write nothing"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=say("chỉ in JSON", "print JSON only"))] = False,
) -> None:
    """Đọc nhật ký sự kiện thành hồ sơ / read an event log as dossiers (docs/howto/import.md)."""
    import json

    from dashboard.commands import opened
    from dashboard.exchange.log import import_log
    from dashboard.progress import bar

    given = {
        "case": case,
        "activity": activity,
        "time": time,
        "resource": resource,
        "holder": holder,
        "department": department,
        "field": field,
        "procedure": procedure,
        "channel": channel,
        "received": received,
        "resolved": resolved,
        "due": due,
    }
    columns = {role: name for role, name in given.items() if name is not None}
    with opened() as office, bar(say("Nhập hồ sơ", "Importing dossiers")) as progress:
        result = import_log(office, file, columns, source=source, dry_run=dry_run, progress=progress)
    if as_json:
        print(json.dumps(result.as_json(), ensure_ascii=False))
        return
    print(
        say(
            f"{result.rows} dòng, {result.cases} hồ sơ: {result.new} mới, {result.grown} bổ sung, "
            f"{result.unchanged} không đổi; {result.refused_rows} dòng bị từ chối.",
            f"{result.rows} rows, {result.cases} cases: {result.new} new, {result.grown} grown, "
            f"{result.unchanged} unchanged; {result.refused_rows} rows refused.",
        )
    )
    for refused in result.refused[:50]:
        print(f"  {refused.line} {refused.column}: {say(refused.vi, refused.en)}")
    for kind, names in result.created.items():
        print(f"  + {kind}: {', '.join(names[:30])}{' …' if len(names) > 30 else ''}")
    if dry_run:
        print(say("Chạy thử: chưa ghi gì.", "Dry run: nothing was written."))

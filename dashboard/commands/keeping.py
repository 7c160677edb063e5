"""`backup` and `restore`: the whole store in one file, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands import say

if TYPE_CHECKING:
    from dashboard.config import Settings

commands = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help=say("chỉ in JSON", "print JSON only"))]


@commands.command(
    help=say("Sao lưu toàn bộ kho dữ liệu khi đang chạy.", "Back up the whole store as it runs.")
)
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(
            help=say("tệp mới, .zip; nếu không: thư mục sao lưu", "a new file, .zip; else the backup folder")
        ),
    ] = None,
    if_due: Annotated[
        bool, typer.Option(help=say("chỉ khi đến giờ (MOTCUA_BACKUP_AT)", "only when due (MOTCUA_BACKUP_AT)"))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write everything in the store, of one instant, to a new file (docs/howto/backup.md)."""
    import json

    from dashboard.commands import address
    from dashboard.keeping.backing_up import back_up
    from dashboard.keeping.scheduled import back_up_if_due, keep
    from dashboard.office import utc_now
    from dashboard.progress import bar
    from models.store import Store

    settings = _settings()
    with address(settings) as uri, bar(say("Sao lưu", "Backing up")) as progress:
        store = Store.open(uri, settings.database, settings.zone)
        try:
            if file is not None:
                made = back_up(store, file.expanduser().resolve(), progress)
            elif not if_due:
                made = keep(settings, store, utc_now, progress)
            else:
                found = back_up_if_due(settings, store, utc_now, progress)
                if found is None:
                    return
                made = found
        finally:
            store.close()
    documents, size = made.manifest.documents, made.size
    if as_json:
        told = {"file": str(made.path), "bytes": size, "documents": documents}
        print(json.dumps({**told, "taken_at": made.manifest.taken_at.isoformat()}, ensure_ascii=False))
    else:
        print(say(
            f"{made.path}: {documents} bản ghi, {size / 2**20:.1f} MiB. "
            "Tệp có dữ liệu cá nhân; hãy cất giữ cẩn thận.",
            f"{made.path}: {documents} documents, {size / 2**20:.1f} MiB. "
            "It holds personal data; keep it safe.",
        ))  # fmt: skip


@commands.command(
    help=say("Phục hồi bản sao lưu vào kho dữ liệu trống.", "Restore a backup into an empty store.")
)
def restore(
    file: Annotated[Path, typer.Argument(help=say("tệp sao lưu", "the backup"))],
    verify: Annotated[
        bool, typer.Option(help=say("kiểm chứng số liệu sau khi phục hồi", "prove the statistics afterwards"))
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Check a backup, put it into an empty store, compare and verify (docs/howto/backup.md)."""
    import json

    from dashboard.keeping.restoring import check, finish
    from dashboard.keeping.restoring import restore as put_back
    from dashboard.office import Office
    from dashboard.progress import bar
    from models.store import Store

    settings = _settings()
    with bar(say("Kiểm tra tệp", "Checking the file")) as progress:
        check(file, settings.zone, progress)
    with _alone(settings) as uri:
        store = Store.open(uri, settings.database, settings.zone, restoring=True)
        try:
            with bar(say("Phục hồi", "Restoring")) as progress:
                manifest = put_back(store, file, Office.REPOSITORIES, progress)
            with bar(say("Đối chiếu", "Comparing")) as progress:
                finish(store, file, progress)
        finally:
            store.close()
    if as_json:
        print(json.dumps({"documents": manifest.documents, "taken_at": manifest.taken_at.isoformat()}))
    else:
        print(say(
            f"Đã phục hồi {manifest.documents} bản ghi, đúng như bản sao lưu.",
            f"{manifest.documents} documents restored, as they are in the backup.",
        ))  # fmt: skip
    if verify:
        from dashboard.commands.cube import verify as prove

        prove(as_json=as_json)


def _settings() -> Settings:
    from dashboard import log
    from dashboard.config import read_settings

    settings = read_settings()
    log.set_up(settings.log_level, settings.log_format)
    return settings


@contextmanager
def _alone(settings: Settings) -> Iterator[str]:
    """The address of the store, whose embedded server nobody else uses meanwhile."""
    from dashboard.commands import check_writable
    from models.embedded import owned

    if settings.mongodb_uri is not None:
        yield settings.mongodb_uri.get_secret_value()
        return
    check_writable(settings.data)
    # What is lost where the machine fails now is put in again; then it is written to the end and closed.
    with owned(settings.data, durable=False) as uri:
        yield uri

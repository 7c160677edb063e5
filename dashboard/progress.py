"""How far long work has come, on standard error: a bar on a terminal, a line each tenth elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Takes what is done and what there is to do, in any one unit.
Progress = Callable[[int, int], None]


@contextmanager
def bar(words: str) -> Iterator[Progress]:
    """A bar named `words` for as long as this lasts; call what it gives as often as you like."""
    if not sys.stderr.isatty():
        yield _lines(words)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task(words, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def _lines(words: str) -> Progress:
    told = -1

    def tell(done: int, total: int) -> None:
        nonlocal told
        tenth = 10 * done // total if total else 10
        if tenth > told:
            told = tenth
            print(f"{words}: {done}/{total}", file=sys.stderr, flush=True)

    return tell

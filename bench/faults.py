"""Writers and the server are killed at random instants: what was acknowledged, what is lost, what done twice.

Ctrl-C ends it and tells of the rounds so far. The server is an embedded one of its own in its own folder,
whatever MOTCUA_MONGODB_URI says: a server of somebody else is not ours to kill.
"""

from __future__ import annotations

import shutil
import sys
from statistics import median

from bench.ground import Ground
from bench.killing import WITHIN_SECONDS, Tally, killed
from bench.table import Table

#: verify is asked after so many rounds, and at the end: what is wrong once stays wrong
VERIFIED = 10


def run(ground: Ground) -> list[Table]:
    """Kill so many rounds, and tell."""
    folder = ground.folder / "faults"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    last = [Tally()]

    def told(tally: Tally) -> None:
        last[:] = [tally]
        if tally.rounds % 10 == 0:
            done = f"{tally.rounds} of {ground.rounds} rounds, {tally.acknowledged:,} acknowledged"
            print(f"{done}, {tally.faults} faults", file=sys.stderr, flush=True)

    try:
        tally = killed(folder, ground.rounds, ground.writers, verified=VERIFIED, told=told)
    except KeyboardInterrupt:
        tally = last[-1]  # what there was so far is told
    if not tally.faults:
        shutil.rmtree(folder)
    return [counted(tally, ground.writers), went_on(tally)]


def counted(tally: Tally, writers: int) -> Table:
    """What became of what was acknowledged."""
    table = Table(
        "Killed at random instants",
        ("rounds", "writers", "acknowledged", "lost", "done twice", "verify differences", "notices",
         "notices amiss"),
    )  # fmt: skip
    table.add(
        tally.rounds, writers, tally.acknowledged, len(tally.lost), len(tally.twice), tally.differences,
        tally.notices, len(tally.untold),
    )  # fmt: skip
    table.notes.append(f"verify: beside the writers every {VERIFIED} rounds, and at the end")
    if tally.faults:
        table.wrong += [f"lost: {sorted(tally.lost)[:3]}, done twice: {sorted(tally.twice)[:3]}"]
        table.wrong += tally.examples[:5]
    return table


def went_on(tally: Tally) -> Table:
    """How long the others stood."""
    table = Table("Until all writers had gone on", ("killed", "rounds", "median s", "slowest s"))
    for what, taken in sorted(tally.took.items()):
        table.add(what, len(taken), median(taken), max(taken))
    table.notes += [
        f"the kill comes up to {WITHIN_SECONDS} s after everybody went on; all who had begun are waited for",
        "server: from the kill, its start included; writer: the others, from the kill",
    ]
    return table

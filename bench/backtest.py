"""How well the risk of open dossiers is told: the seeded year, and a real log.

Learnt from the first 60 % of the time and frozen; then every five working days until the end, what is open
and not past its due day is foretold, and judged by what came of it. Beside it what the naive say: each
procedure’s share late at looks in the first 60 %, and by step the mean and the median of the time that was
left.
"""

from __future__ import annotations

import sys

from bench.forecast import LOG, imported
from bench.ground import UNTIL, Ground
from bench.table import Table
from dashboard.office import Office
from dashboard.risk.backtest import Verdict, backtest, origins_of
from dashboard.risk.history import NEVER, History, history_of
from dashboard.risk.keeper import places

SHARE = 0.6
RISK = (
    "data", "origins", "looks", "dossiers", "late %", "Brier", "Brier base", "Brier all alike", "skill %",
    "gain × 1000", "from", "to", "off by, points",
)  # fmt: skip
CALIBRATION = ("data", "origins", "told %", "came %", "looks")
REMAINING = ("data", "origins", "looks", "MAE h", "mean per step h", "median per step h", "done by p90 %")


def run(ground: Ground) -> list[Table]:
    """Three tables: the risk, its calibration, and the time that is left."""
    tables = [
        Table("Risk of missing the due day, against each procedure's share", RISK),
        Table("Calibration: what was told against what came", CALIBRATION),
        Table("Time left, against the mean per step", REMAINING),
    ]
    for size in ground.sizes:
        with ground.at(size) as stand:
            (end,) = places(stand.office, [UNTIL])
            judged(tables, f"seeded, {size:,}", history(stand.office), end)
    if LOG.exists():
        with imported(ground, LOG) as office:
            found = history(office)
            judged(tables, "receipt log", found, last_known(found))
    else:
        print(f"no receipt log at {LOG.name}: left out", file=sys.stderr)
    tables[0].notes += [
        "a look: one dossier, open and not past its due day, on one day of looking; Brier: less is better",
        "gain: Brier of the base − Brier; its 95 % interval takes the looks at one dossier together",
        "origins 1: learnt once, from the first 60 % of the time; 4: learnt anew at four instants after it",
    ]
    tables[2].notes.append("h: hours of working time, pauses taken out; of what was done by the end")
    return tables


def history(office: Office) -> History:
    """All dossiers of a store."""
    return history_of(office.dossiers.all(), office.calendar())


def last_known(found: History) -> int:
    """The last instant of a log of the past."""
    instants = [*found.closed[found.closed < NEVER], *found.passages.left[found.passages.left < NEVER]]
    return int(max(instants))


def judged(tables: list[Table], data: str, found: History, end: int) -> None:
    """The rows of one store."""
    for many in (1, 4):
        verdict = backtest(found, origins_of(found, end, SHARE, many), end)
        if verdict.n == 0:
            tables[0].wrong.append(f"{data}: nothing could be judged")
            continue
        told(tables, data, many, verdict)


def told(tables: list[Table], data: str, many: int, found: Verdict) -> None:
    """The rows of one verdict."""
    risk, calibration, remaining = tables
    assert found.brier is not None and found.gain is not None
    assert found.gain_low is not None and found.gain_high is not None and found.off is not None
    risk.add(
        data, many, found.n, found.dossiers, 100 * found.late / found.n, found.brier, found.brier_base,
        found.brier_all, None if found.skill is None else 100 * found.skill, 1000 * found.gain,
        1000 * found.gain_low, 1000 * found.gain_high, 100 * found.off,
    )  # fmt: skip
    for group in found.groups:
        calibration.add(data, many, 100 * group.told, 100 * group.came, group.n)
    within = None if found.within_p90 is None else 100 * found.within_p90
    remaining.add(data, many, found.timed, found.hours, found.hours_mean, found.hours_median, within)

"""How well the weeks ahead are told, against the seasonal naive: the seeded year, and a real log.

Rolling origin: at the begin of each week after the first 60 % of the time, eight weeks are told from what was
known then, and scored when they are over. The mean absolute scaled error (Hyndman and Koehler, 2006) of the
method and of the naive rival on the same pairs, by week ahead and over all; the share within the 80 % band.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bench.ground import LEADERSHIP, Ground
from bench.table import Table
from dashboard.clock import day_number
from dashboard.commands import address
from dashboard.config import read_settings
from dashboard.cube.question import Question
from dashboard.exchange.log import import_log
from dashboard.forecast.method import LEAST, SERIES
from dashboard.forecast.reading import read_weeks
from dashboard.forecast.rolling import LEARNING, Rolling, rolled
from dashboard.forecast.weeks import Weeks
from dashboard.office import Office

#: the log of the receipt phase of environmental permits (Buijs, 2014), where it lies beside the checkout
LOG = Path(__file__).resolve().parents[2] / "shared" / "data" / "receipt.csv"
COLUMNS = {
    "case": "case_id", "activity": "activity", "time": "timestamp", "resource": "resource",
    "holder": "org_group", "department": "case_department", "channel": "case_channel",
    "received": "case_startdate", "resolved": "case_enddate", "due": "case_deadline",
}  # fmt: skip
HEADS = ("data", "what", "weeks ahead", "pairs", "MASE", "MASE naive", "MASE ÷ naive", "in the 80 % band %")


def run(ground: Ground) -> list[Table]:
    """One table; a row for each data, series and reach."""
    table = Table("Forecast against the seasonal naive, rolling origin", HEADS)
    for size in ground.sizes:
        with ground.at(size, cells_alone=True) as stand:
            tell(table, f"seeded year, {size:,}", stand.office)
    if LOG.exists():
        with imported(ground, LOG) as office:
            tell(table, "receipt log", office, last_received(office))
    else:
        print(f"no receipt log at {LOG.name}: left out", file=sys.stderr)
    table.notes += [
        f"scored from the first origin after {LEARNING:.0%} of the weeks; departments each by themselves",
        "MASE: mean absolute error ÷ that of the naive a week ahead while learning; less is better",
    ]
    return [table]


def last_received(office: Office) -> int:
    """The last day on which anything came in: there a log of the past ends."""
    figures = office.cube.figures(LEADERSHIP, Question(("received",), ("day",)))
    return max(day_number(date.fromisoformat(figure.group["day"])) for figure in figures if figure.n)


def tell(table: Table, data: str, office: Office, today: int | None = None) -> None:
    """The rows of one store: each series for the first week, the eighth, and all; all together at last."""
    found = read_weeks(office, LEADERSHIP, {}, today)
    if found is None or found[1].many <= LEAST:
        table.wrong.append(f"{data}: too few weeks")
        return
    for words, weeks in (("departments", found[1]), ("together", found[1].together())):
        scored(table, data, words, weeks)


def scored(table: Table, data: str, words: str, weeks: Weeks) -> None:
    """The rows of some groups."""
    rolling = rolled(weeks)
    if rolling is None:
        table.wrong.append(f"{data}: too few weeks")
        return
    for series in SERIES:
        for reach, ahead in (("1", 0), ("8", 7), ("1–8", None)):
            row(table, data, f"{series}, {words}", reach, rolling, series, ahead)


def row(
    table: Table, data: str, what: str, reach: str, rolling: Rolling, series: str, ahead: int | None
) -> None:
    """One row; nothing that was scored is wrong."""
    score = rolling.score(series, ahead=ahead)
    if score.n == 0:
        table.wrong.append(f"{data}, {what}, {reach}: nothing was scored")
    ratio = score.mae / score.naive_mae if score.naive_mae else None
    covered = None if score.coverage is None else 100 * score.coverage
    table.add(data, what, reach, score.n, score.mase, score.naive_mase, ratio, covered)


@contextmanager
def imported(ground: Ground, log: Path) -> Iterator[Office]:
    """The log in a store of its own, imported once and kept."""
    given: dict[str, object] = {
        "database": "motcua_bench_receipt", "data": ground.folder / "receipt", "zone": "Europe/Amsterdam",
    }  # fmt: skip
    if ground.uri is not None:
        given["mongodb_uri"] = ground.uri
    settings = read_settings(**given)
    with address(settings) as uri:
        office = Office.open(settings, uri)
        try:
            if not office.dossiers.count():
                import_log(office, log, COLUMNS)
            yield office
        finally:
            office.close()

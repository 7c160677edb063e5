"""An Office with a small simulated history and some cases of a foreign log, shared by these tests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dashboard.config import Settings
from dashboard.exchange.log import import_log
from dashboard.office import Office
from seed.demo import load_history
from tests.stores import leave

DATABASE = "test_cube_parity"
SIMULATED, LOGGED = 70, 12


def write_log(path: Path, until: datetime) -> None:
    """Cases of another system: some open, some without a holder, one that ends before it starts."""
    chance = random.Random(11)
    lines = ["ca,viec,luc,noi,nhan,xong,han"]
    for number in range(LOGGED):
        received = until - timedelta(days=chance.randint(5, 300), hours=chance.randint(0, 9))
        at = [received + timedelta(hours=30 * k) for k in range(chance.randint(1, 4))]
        done = {0: received - timedelta(days=2)}.get(number, at[-1] if number % 3 else None)
        due = received + timedelta(days=chance.randint(1, 60))
        told = [f"{t:%Y-%m-%d %H:%M}" if t else "" for t in (received, done, due)]
        lines += [f"N{number},viec {k % 2},{t:%Y-%m-%d %H:%M},{('', 'kho')[k % 2]},{','.join(told)}"
                  for k, t in enumerate(at)]  # fmt: skip
    path.write_text("\n".join(lines))


@pytest.fixture(scope="session")
def told(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """70 simulated dossiers over more than a year, ending now, and 12 cases of a log."""
    folder = tmp_path_factory.mktemp("cube")
    office = Office.open(Settings(database=DATABASE, data=folder), mongodb_uri)
    office.store.client.drop_database(DATABASE)
    office.close()
    office = Office.open(Settings(database=DATABASE, data=folder), mongodb_uri)
    load_history(office, SIMULATED, office.now(), 7)
    write_log(folder / "log.csv", office.now().astimezone(office.store.zone))
    columns = {"case": "ca", "activity": "viec", "time": "luc", "holder": "noi", "received": "nhan",
               "resolved": "xong", "due": "han"}  # fmt: skip
    assert import_log(office, folder / "log.csv", columns).new == LOGGED
    yield office
    leave(office)

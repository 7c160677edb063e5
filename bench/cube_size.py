"""How large the cube is: documents and bytes of each family, rows and memory in a process, time to load.

Ends with 1 where a document is over 16 KiB: the cost of a `$inc` grows with the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument

from bench.ground import Ground, Stand
from bench.table import Table
from bench.timing import Timing, once
from dashboard.cube.counters import COARSE, FAMILIES
from dashboard.cube.frame import Frame, Slice
from dashboard.cube.table import Table as Columns
from models.cell import Cells

LARGEST = 16 * 1024
HEADS = (
    "family", "dossiers", "documents", "MiB", "bytes each", "largest", "rows", "MiB in memory", "load ms"
)  # fmt: skip
RAW = CodecOptions(document_class=RawBSONDocument)
STORED = tuple(name for name in FAMILIES if not name.startswith("border"))


@dataclass
class Size:
    """What the documents of one family weigh, in bytes."""

    documents: int = 0
    bytes: int = 0
    largest: int = 0
    which: str = ""

    def weigh(self, id: str, weight: int) -> None:
        """Add a document."""
        self.documents += 1
        self.bytes += weight
        if weight > self.largest:
            self.largest, self.which = weight, id


def sizes(stand: Stand) -> dict[str, Size]:
    """The documents of every family, as they lie in the store."""
    found = {name: Size() for name in STORED}
    cells = stand.office.store.collection(Cells.COLLECTION).with_options(codec_options=RAW)
    for cell in cells.find({}, batch_size=10_000):
        found[cell["family"]].weigh(cell["_id"], len(cell.raw))
    return found


def loads(stand: Stand, few: int) -> Iterator[tuple[str, Timing, int, int]]:
    """For each family: time to read it whole, rows and bytes in memory."""
    for name in STORED:
        cells = Cells(stand.office.store)
        # What the fine families cost whole; a page reads a procedure, a field or a department of them.
        times = few if name in COARSE else 1
        tables: list[Columns] = []

        def load(name: str = name, cells: Cells = cells, tables: list[Columns] = tables) -> None:
            tables[:] = [Columns.of(name, cells.load(name, {}))]

        timing = Timing.of([once(load) for _ in range(times)])
        yield name, timing, tables[0].rows, tables[0].bytes


def a_slice(stand: Stand, family: str, few: int) -> tuple[str, Timing]:
    """Reading the busiest procedure of a fine family, as a page with a filter does."""
    office = stand.office
    counted: dict[str, int] = {}
    for cell in office.store.collection(Cells.COLLECTION).find({"family": family}, {"procedure": 1}):
        counted[cell["procedure"]] = counted.get(cell["procedure"], 0) + 1
    busiest = max(sorted(counted), key=lambda id: counted[id])
    taken: list[float] = []
    for _ in range(few):
        frame = Frame(office.store)
        frame.load()
        taken.append(once(lambda frame=frame: frame.tables([Slice(family, "procedure", (busiest,))])))  # type: ignore[misc]
    return busiest, Timing.of(taken)


def run(ground: Ground) -> list[Table]:
    """Weigh and load at each size."""
    table = Table("The size of the cube", HEADS)
    for size in ground.sizes:
        with ground.at(size, cells_alone=True) as stand:
            weighed = sizes(stand)
            for name, timing, rows, memory in loads(stand, ground.few):
                one = weighed[name]
                each = one.bytes / one.documents if one.documents else 0.0
                stored = (one.documents, one.bytes / 2**20, each, one.largest)
                table.add(name, size, *stored, rows, memory / 2**20, timing.median)
                if one.largest > LARGEST:
                    table.wrong.append(f"{one.which} has {one.largest:,} bytes, more than {LARGEST:,}")
            whole = sum(one.bytes for one in weighed.values()) / 2**20
            documents = sum(one.documents for one in weighed.values())
            table.notes.append(f"{size:,} dossiers: {documents:,} documents, {whole:.1f} MiB in all")
            for family in ("procedures", "steps"):
                _, timing = a_slice(stand, family, ground.few)
                table.notes.append(
                    f"{size:,} dossiers: {family} of the busiest procedure, read in {timing.median:.0f} ms"
                )
    table.notes.append(f"Loaded by every process: {', '.join(COARSE)}; the others on demand, in part.")
    return [table]

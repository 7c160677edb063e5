"""What is made of the dossiers, made anew where an older version of the program made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.commands import say
from dashboard.cube.check import HISTORY_LOADING, rebuild
from dashboard.cube.contribution import VERSION
from dashboard.keeping.migrations import TURN, wait_for_another
from dashboard.progress import bar
from dashboard.search.rebuild import is_old, rebuild_keys
from models.cell import Cells
from models.steps import Steps
from models.turn import turn

if TYPE_CHECKING:
    from dashboard.office import Office


def renew(office: Office) -> None:
    """Make search keys and cube anew unless they are of this version, by one process while others wait."""
    if not is_old(office) and not _cube_is_old(office):
        return
    with turn(office.store, TURN, wait_for_another) as mine:
        if is_old(office):
            with bar(say("Lập lại khóa tìm kiếm", "Making the search keys anew")) as progress:
                rebuild_keys(office, Steps(office.store, "search_keys", mine, progress))
        if _cube_is_old(office):
            with bar(say("Dựng lại số liệu", "Rebuilding the figures")) as progress:

                def going(done: int, total: int) -> None:
                    mine.renew()
                    progress(done, total)

                rebuild(office.store, office.today(), going)


def _cube_is_old(office: Office) -> bool:
    state = Cells(office.store).state()
    made = state.version not in (None, VERSION)
    return made and not state.building and not office.meta.get(HISTORY_LOADING)

"""Databases of tests: what becomes of them when their tests are done."""

from __future__ import annotations

import os

from dashboard.office import Office


def leave(office: Office) -> None:
    """Be done with an Office whose database no other test uses.

    On a server that outlives the tests it is dropped. The tests' own server goes with its folder: to drop
    a database there, entry by entry, takes several times as long as to fill it.
    """
    if os.environ.get("MOTCUA_TEST_MONGODB_URI"):
        office.store.client.drop_database(office.store.db.name)
    office.close()

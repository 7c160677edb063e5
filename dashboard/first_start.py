"""What the first start puts into an empty store: data as `first` says, and accounts. Only `run` does so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.commands import say
from dashboard.config import Settings
from dashboard.progress import bar
from models.damage import readable
from models.department import Departments
from models.dossiers import Dossiers
from models.meta import Meta
from models.store import Store
from models.user import Users

if TYPE_CHECKING:
    from dashboard.office import Office

#: The mark in `meta`: "loading" while it lasts, then "done"; "own" where the Office brought its own data.
MARK = "first_data"
#: The mark in `meta`: "making" from the first account to the moment when all passwords were printed.
ACCOUNTS_MARK = "first_accounts"


@readable()
def prepare(settings: Settings, uri: str) -> None:
    """See that there are data and accounts, and print the accounts that were made.

    A load that was broken off is begun anew, on an empty store: nobody could have signed in yet.
    Raises `MotcuaError`.
    """
    store = Store.open(uri, settings.database, settings.zone)
    mark = Meta(store).get(MARK)
    if mark == "loading":
        store.drop()
        store = Store.open(uri, settings.database, settings.zone)
    elif mark is None and (store.holds(Departments.COLLECTION) or store.holds(Dossiers.COLLECTION)):
        mark = "own"
        Meta(store).set(MARK, mark)
    if Meta(store).get(ACCOUNTS_MARK) == "making":
        # Broken off before anybody was told the passwords.
        store.clear(Users.COLLECTION)
    has_users = store.holds(Users.COLLECTION)
    store.close()
    if mark not in ("done", "own") or not has_users:
        _fill(settings, uri, with_data=mark not in ("done", "own"))


def _fill(settings: Settings, uri: str, *, with_data: bool) -> None:
    from dashboard.access.first import first_accounts, first_administrator
    from dashboard.office import Office

    office = Office.open(settings, uri)
    try:
        if with_data:
            office.meta.set(MARK, "loading")
            load(office, settings.first)
            office.meta.set(MARK, "done")
        if office.users.all():
            return
        office.meta.set(ACCOUNTS_MARK, "making")
        own = with_data and settings.first != "demo"
        accounts = [first_administrator(office)] if own else first_accounts(office, office.now())
        print(say("Tài khoản (mật khẩu chỉ hiện lần này):", "Accounts (passwords are shown this once):"))
        for account in accounts:
            print(f"  {account.login:<12} {account.password:<24} {account.role}", flush=True)
        office.meta.set(ACCOUNTS_MARK, "told")
    finally:
        office.close()


def load(office: Office, what: str) -> None:
    """Fill an empty store: with the demonstration, a catalogue, or only what the law names."""
    if what == "demo":
        from seed.demo import load_first_data

        with bar(say("Nạp dữ liệu trình diễn", "Loading the demonstration data")) as progress:
            load_first_data(office, progress)
        return
    from seed.load import load_lists, load_reference

    if what == "reference":
        with bar(say("Nạp danh mục mẫu", "Loading the catalogue")) as progress:
            load_reference(office.store, progress=progress)
    else:
        load_lists(office.store)

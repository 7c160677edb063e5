"""Searching the audit on the real server: pages, filters, bounds, words, the file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.access import accounts
from dashboard.api import tokens
from dashboard.audit.export import export
from dashboard.audit.finding import MOST_DAYS, Asked, BadSearch, counted, find
from dashboard.audit.telling import Teller
from dashboard.clock import day_of
from dashboard.config import Settings
from dashboard.office import Office
from models.audit import Audit, AuditAction, Entry
from models.errors import MotcuaError, NotAllowed
from models.user import User
from models.viewer import ROLES, SYSTEM, Scope, Viewer
from tests.stores import leave

NOW = datetime(2026, 8, 28, 2, 0, tzinfo=UTC)
REASON = "thanh tra quý III"
MANY = 130


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An Office with an account, a token, and an audit of forty days."""
    settings = Settings(database=f"test_audit_{os.getpid()}", data=tmp_path_factory.mktemp("audit"))
    office = Office.open(settings, mongodb_uri, lambda: NOW)
    accounts.create(office, SYSTEM, NOW, login="lan", name="Nguyễn Thị Lan", role="staff", scope=Scope())
    # One instant for a whole batch: what pages by instants alone would lose some, or tell some twice.
    office.audit.add_many([entry("dossier_opened", n // 50, "lan", f"H-{n}") for n in range(MANY)])
    office.audit.add(entry("sign_in_refused", 24 * 39, "", "lan"))
    office.audit.add(entry("paper_opened", 24 * 45, "long-gone", "H-2"))
    office.audit.add(entry("follow_refused", 3, "applicant", "H-1", address="198.51.100.7"))
    yield office
    leave(office)


def entry(action: AuditAction, hours: float, actor: str, subject: str, **more: object) -> Entry:
    return Entry.model_validate(
        {"at": NOW - timedelta(hours=hours), "action": action, "actor": actor, "subject": subject, **more}
    )


def lan(office: Office) -> User:
    found = office.users.by_login("lan")
    assert found is not None
    return found


def asked(office: Office, days: int = 7, **more: str) -> Asked:
    today = day_of(NOW, office.store.zone)
    return Asked(today - days + 1, today, **more)


def test_pages_hold_every_entry_once_and_newest_first(office: Office) -> None:
    wanted = asked(office, 60)
    whole = office.audit.between(NOW - timedelta(days=60), NOW + timedelta(days=1))
    seen: list[Entry] = []
    after, pages = None, 0
    while True:
        found = find(office, SYSTEM, wanted, after)
        seen += found.entries
        pages += 1
        if found.after is None:
            break
        after = found.after
    assert pages == 3 and len(seen) == len(whole) > MANY
    assert {one.id for one in seen} == {one.id for one in whole}
    assert [one.at for one in seen] == sorted((one.at for one in seen), reverse=True)


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"what": "follow_refused"}, 1),
        ({"what": "refused"}, 2),
        ({"what": "dossier_opened", "about": "h-7"}, 1),
        ({"about": "H-1"}, 2),
        ({"who": "?"}, 1),
        ({"who": "nobody of this name"}, 0),
        ({"who": "long-gone"}, 1),
        ({"who": "trực tuyến", "what": "looked"}, 0),
        ({"who": "trực tuyến", "what": "refused", "about": "H-1"}, 1),
    ],
)
def test_it_is_searched_by_action_who_and_about_what(
    office: Office, given: dict[str, str], count: int
) -> None:
    assert len(find(office, SYSTEM, asked(office, 60, **given)).entries) == count


def test_an_account_is_found_by_its_sign_in_name_and_by_a_part_of_its_name(office: Office) -> None:
    office.audit.add(entry("signed_in", 1, lan(office).id, lan(office).id))
    for text in ("lan", "thi lan", "Nguyễn Thị Lan"):
        done = find(office, SYSTEM, asked(office, who=text, what="signed")).entries
        assert [one.action for one in done] == ["signed_in"]
        told = {one.action for one in find(office, SYSTEM, asked(office, about=text)).entries}
        assert told == {"signed_in", "account_added"}


def test_days_bound_it_and_too_many_are_refused(office: Office) -> None:
    old = asked(office, 60, what="sign_in_refused")
    assert len(find(office, SYSTEM, old).entries) == 1
    assert not find(office, SYSTEM, asked(office, 7, what="sign_in_refused")).entries
    for first, last in ((old.last - MOST_DAYS, old.last), (old.last, old.last - 1)):
        with pytest.raises(BadSearch):
            find(office, SYSTEM, Asked(first, last))
    with pytest.raises(BadSearch):
        find(office, SYSTEM, old, "no place")


def test_a_page_reads_little_more_than_it_shows(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    matching = Audit.matching

    def counting(self: Audit, since: datetime, until: datetime, **where: object) -> list[Entry]:
        found = matching(self, since, until, **where)  # type: ignore[arg-type]
        read.append(len(found))
        return found

    monkeypatch.setattr(Audit, "matching", counting)
    find(office, SYSTEM, asked(office, MOST_DAYS))
    assert sum(read) <= MANY
    read.clear()
    find(office, SYSTEM, asked(office, MOST_DAYS, what="sign_in_refused"))
    assert sum(read) == 1 and len(read) <= 15  # spans double: a year is read in some fourteen looks


def test_every_search_has_an_index_with_its_first_field_and_the_instant() -> None:
    fields = {index.keys for index in Audit.INDEXES}
    assert fields >= {("at",), ("actor", "at"), ("action", "at"), ("subject", "at")}


def test_a_count_of_some_days_is_as_many_as_its_list_has(office: Office) -> None:
    two = asked(office, 2)
    actions: tuple[AuditAction, ...] = ("follow_refused", "sign_in_refused", "dossier_opened")
    found = counted(office, SYSTEM, actions, two.first, two.last)
    assert found == {
        action: len(find(office, SYSTEM, replace(two, what=action), most=1_000).entries) for action in found
    }
    assert found["follow_refused"] == 1 and found["sign_in_refused"] == 0


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_nobody_but_an_administrator_reads_it(office: Office, role: str) -> None:
    who = Viewer.model_validate({"user_id": "x", "name": "x", "role": role})
    for read in (
        lambda: find(office, who, asked(office)), lambda: counted(office, who, ("exported",), 1, 2),
        lambda: export(office, who, asked(office), "csv", REASON, "vi"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            read()


def test_it_leaves_with_a_reason_in_words_and_the_export_is_in_the_audit(office: Office) -> None:
    wanted = asked(office, what="follow_refused")
    with pytest.raises(MotcuaError, match="lý do"):
        export(office, SYSTEM, wanted, "csv", "ngắn", "vi")
    text = export(office, SYSTEM, wanted, "csv", REASON, "vi").decode("utf-8-sig")
    assert "Tra cứu sai mã" in text and "198.51.100.7" in text and "follow_refused" not in text
    (told,) = office.audit.about("audit")
    assert told.action == "exported" and told.actor == "system"
    assert (told.detail["reason"], told.detail["lines"], told.detail["action"]) == (
        REASON, "1", "follow_refused",
    )  # fmt: skip
    assert export(office, SYSTEM, wanted, "xlsx", REASON, "en").startswith(b"PK")


def test_an_entry_is_told_without_ids_and_without_the_name_that_was_searched_for(office: Office) -> None:
    made = tokens.create(
        office, SYSTEM, NOW, name="Cổng tỉnh", scopes=["dossiers:read"], role="clerk"
    ).token
    office.names.forget()
    teller, person = Teller(office, SYSTEM, "vi"), lan(office).id
    cases = [
        (entry("api_refused", 0, "", made.id, detail={"reason": "scope events:read"}),
         ("Cổng tỉnh", "lý do: thiếu quyền Xem sự kiện")),
        (entry("exported", 0, person, "search", detail={
            "text": "Trần Văn An 0912345678", "personal": "yes", "state": "processing", "form": "xlsx",
            "from": "2026-08-01"}),
         ("Kết quả tra cứu",
          "tìm: T. V. A. •. · dữ liệu cá nhân: có · trạng thái: đang xử lý · dạng: Excel · từ: 01/08/2026")),
        (entry("retention_changed", 0, person, "gone", detail={
            "before": "", "after": "Giữ mười năm: papers * 10 years, off"}),
         ("", "sau: Giữ mười năm: Tệp đính kèm của hồ sơ đã đóng, 10 năm, tắt")),
        (entry("account_changed", 0, "system", person, detail={
            "role": "manager", "scope": '{"kind":"all","departments":[],"fields":[]}'}),
         ("Nguyễn Thị Lan", "vai trò: Quản lý · phạm vi: mọi hồ sơ")),
        (entry("catalogue_changed", 0, person, "no-such-id", detail={"what": "published", "revision": "2"}),
         ("không còn tên", "việc: công bố · phiên bản: 2")),
        (entry("webhook_stopped", 0, "", made.id, detail={"webhook": "abc123", "reason": "HTTP 500"}),
         ("Cổng tỉnh", "lý do: HTTP 500")),
        (entry("roster_published", 0, person, "SNV:20500", detail={"people": "3"}),
         ("không còn tên 16/02/2026", "số người được báo: 3")),
    ]  # fmt: skip
    for one, (about, detail) in cases:
        line = teller.line(one)
        assert (line.about, line.detail) == (about, detail)
    assert teller.line(cases[1][0]).who == "Nguyễn Thị Lan"
    assert Teller(office, SYSTEM, "en").line(cases[0][0]).who == "nobody known"

"""What is due by a rule, what its removal takes, and what it leaves as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from dashboard.clock import day_number, years_before
from dashboard.cube.check import verify
from dashboard.intake import papers
from dashboard.office import Office
from dashboard.public.editing import attach
from dashboard.retention import acting
from dashboard.retention.acting import carry_out, remove_rule, save_rule
from dashboard.retention.finding import preview
from dashboard.retention.judging import RetentionRefused, confirms, kept_since, papers_end, spans
from dashboard.retention.words import FIXED
from models.attachment import Gone
from models.errors import NotAllowed
from models.procedure import Revision
from models.retention import RetentionRule
from models.viewer import Scope
from seed.retention_rules import retention_rules
from tests.unit.intake.test_content import pdf
from tests.unit.postal.helpers import CLERK as OPERATOR
from tests.unit.postal.helpers import entered, went
from tests.unit.retention.helpers import (
    ADMIN,
    BOOKINGS,
    ELEVEN_YEARS,
    PAPERS,
    POSTAL,
    booked,
    filed,
    later,
)  # fmt: skip


def test_the_rules_that_ship_are_off_and_are_given_once(office: Office) -> None:
    assert not any(rule.enabled for rule in retention_rules())
    assert {rule.kind for rule in office.retention_rules.all()} == {"papers", "postal", "bookings"}


def test_everything_that_the_store_lets_expire_is_told_on_the_screen() -> None:
    expiring = {
        repository.COLLECTION
        for repository in Office.REPOSITORIES
        if any(index.expire_seconds is not None for index in repository.INDEXES)
    }
    assert expiring == {name for fixed in FIXED for name in fixed.collections}


def test_years_go_to_the_same_date_and_from_29_february_to_the_28th() -> None:
    assert years_before(day_number(date(2026, 11, 24)), 10) == day_number(date(2016, 11, 24))
    assert years_before(day_number(date(2028, 2, 29)), 1) == day_number(date(2027, 2, 28))
    assert kept_since(PAPERS, day_number(date(2026, 11, 24))) == day_number(date(2016, 11, 24))


def test_a_long_time_is_parted_so_that_no_part_is_large() -> None:
    days = [3, 3, 3, 3, 10, 40, 41]

    def count(first: int, last: int) -> int:
        return sum(first <= day <= last for day in days)

    parts = list(spans(count, 0, 100, 2))
    assert sum(count(*part) for part in parts) == len(days)
    assert all(count(*part) <= 2 or part[0] == part[1] for part in parts)
    assert parts == sorted(parts) and all(count(*part) for part in parts)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "papers", "keep": 364},
        {"kind": "bookings", "keep": 30},
        {"kind": "postal", "keep": 29},
        {"kind": "postal", "keep": 90, "fields": ("dat-dai",)},
        {"kind": "papers", "keep": 1, "unit": "years", "name": ""},
    ],
)
def test_a_rule_outside_its_limits_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RetentionRule.model_validate({"id": "x", "name": "X", **wrong})


def test_papers_of_dossiers_closed_long_ago_go_and_the_dossier_says_so(
    office: Office, revision: Revision
) -> None:
    closed = filed(office, revision, "form-1", files=2)
    open_still = filed(office, revision, "form-2", closed=False)
    office.retention_rules.put(PAPERS)
    assert preview(office, ADMIN, PAPERS).records == ()
    later(office, ELEVEN_YEARS)
    seen = preview(office, ADMIN, PAPERS)
    assert {one.id for one in seen.records} == {paper.id for paper in closed.papers}
    assert (seen.oldest, seen.dossiers) == (closed.closed_day, 1)
    assert seen.size == sum(paper.size for paper in closed.papers)
    steps: list[tuple[int, int]] = []
    removed = carry_out(office, ADMIN, "papers", "xóa 2", lambda done, all: steps.append((done, all)))
    assert (removed, steps) == (2, [(2, 2)])
    pieces = office.store.collection("papers.chunks")
    assert {row["files_id"] for row in pieces.find({})} == {open_still.papers[0].id}
    with pytest.raises(papers.Removed, match="quy tắc lưu giữ “Giữ mười năm”"):
        papers.read(office, ADMIN, closed.id, closed.papers[0].id, lifted=True)
    with pytest.raises(Gone):
        office.attachments.content(closed.papers[0].id)
    assert papers.read(office, ADMIN, open_still.id, open_still.papers[0].id, lifted=True)[1] == pdf(1)
    # The dossier, its history and the figures are what they were.
    assert office.dossiers.get(closed.id, ADMIN) == closed
    assert verify(office.store, office.today()).ok
    (line,) = [one for one in office.audit.about("papers") if one.action == "retention_removed"]
    assert (line.actor, line.detail["removed"], line.detail["kind"]) == ("qt", "2", "papers")
    assert closed.papers[0].name not in str(line.detail) and closed.id not in str(line.detail)
    assert preview(office, ADMIN, PAPERS).records == ()


def test_what_a_kill_left_between_the_word_and_the_deed_is_removed_by_the_next_click(
    office: Office, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = filed(office, revision, "form-1")
    office.retention_rules.put(PAPERS)
    later(office, ELEVEN_YEARS)

    def killed(ids: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(office.attachments, "erase", killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out(office, ADMIN, "papers", "XÓA 1")
    with pytest.raises(papers.Removed):
        papers.read(office, ADMIN, closed.id, closed.papers[0].id, lifted=True)
    assert carry_out(office, ADMIN, "papers", "XÓA 1") == 1
    assert not office.store.holds("papers.chunks")
    told = [one for one in office.audit.about("papers") if one.action == "retention_removed"]
    assert [one.detail["removed"] for one in told] == ["1"]  # counted once


def test_a_rule_of_one_field_keeps_the_papers_of_others_and_a_scope_keeps_what_it_does_not_see(
    office: Office, revision: Revision
) -> None:
    closed = filed(office, revision, "form-1")
    later(office, ELEVEN_YEARS)
    other = PAPERS.model_copy(update={"fields": ("không-có",)})
    assert preview(office, ADMIN, other).records == ()
    own = PAPERS.model_copy(update={"fields": (closed.field,)})
    assert len(preview(office, ADMIN, own).records) == 1
    elsewhere = Scope(kind="department", departments=frozenset({"H-899"}))
    narrow = ADMIN.model_copy(update={"scope": elsewhere})
    assert preview(office, narrow, PAPERS).records == ()


def test_a_result_that_nobody_has_fetched_keeps_its_papers(office: Office, revision: Revision) -> None:
    closed = filed(office, revision, "form-1")
    assert closed.closed_day is not None
    since = closed.closed_day + 1
    assert papers_end(closed, PAPERS, since, touched=False) == closed.closed_day
    assert papers_end(closed, PAPERS, closed.closed_day, touched=False) is None
    waiting = closed.model_copy(update={"state": "resolved"})
    assert papers_end(waiting, PAPERS, since, touched=False) is None
    returned = closed.model_copy(update={"state": "returned", "returned_day": since})
    assert papers_end(returned, PAPERS, since, touched=False) is None
    refused = closed.model_copy(update={"state": "refused", "submitted_day": closed.closed_day})
    assert papers_end(refused, PAPERS, since, touched=True) is None
    assert papers_end(refused, PAPERS, since, touched=False) == closed.closed_day


def test_the_centres_published_files_and_drafts_are_no_papers_of_dossiers(office: Office) -> None:
    papers.keep(office, OPERATOR, "form-9", "tep", "nháp.pdf", pdf())
    attach(office, ADMIN, "quy-che", "quy chế.pdf", pdf(2))
    later(office, ELEVEN_YEARS)
    assert preview(office, ADMIN, PAPERS).records == ()
    assert office.store.collection("papers.files").count_documents({}) == 2


def test_the_person_of_an_ended_request_goes_and_its_sealed_history_stays(office: Office) -> None:
    under_way = entered(office)
    ended = went(office, entered(office), "withdraw", reason="đổi ý, không nộp nữa")
    before = office.postal_events.of(ended.id)
    office.retention_rules.put(POSTAL)
    later(office, timedelta(days=364))
    assert preview(office, ADMIN, POSTAL).records == ()
    later(office, timedelta(days=3))
    assert [one.id for one in preview(office, ADMIN, POSTAL).records] == [ended.id]
    assert carry_out(office, ADMIN, "postal", "REMOVE 1") == 1
    empty = office.postal_requests.get(ended.id, ADMIN)
    assert empty is not None and empty.emptied_day == office.today()
    assert (empty.name, empty.phone, empty.address, empty.note) == ("", "", "", "")
    assert (empty.state, empty.version) == (ended.state, ended.version)
    assert empty.requested_at == ended.requested_at
    assert office.postal_events.of(ended.id) == before
    assert all(event.hash == event.seal() for event in before)
    still = office.postal_requests.get(under_way.id, ADMIN)
    assert still is not None and still.name == under_way.name
    assert preview(office, ADMIN, POSTAL).records == ()


def test_a_request_that_ended_lately_is_kept_however_long_ago_it_was_called(office: Office) -> None:
    request = entered(office)
    later(office, timedelta(days=400))
    went(office, request, "withdraw", reason="đổi ý")
    assert preview(office, ADMIN, POSTAL).records == ()
    later(office, timedelta(days=366))
    assert len(preview(office, ADMIN, POSTAL).records) == 1


def test_name_and_phone_of_a_past_booking_go_and_the_booking_stays(office: Office) -> None:
    now = datetime.now(UTC).replace(microsecond=0)  # by the real clock: the store forgets whole bookings
    office.now = lambda: now
    past, lately = booked(office, "PAST", now - timedelta(days=9)), booked(office, "LATE", now)
    office.retention_rules.put(BOOKINGS)
    assert [one.id for one in preview(office, ADMIN, BOOKINGS).records] == [past.id]
    assert carry_out(office, ADMIN, "bookings", "XOÁ  1") == 1
    empty = office.appointments.get(past.id)
    assert empty == past.model_copy(update={"name": "", "phone": "", "owner": "emptied:PAST"})
    assert past.phone not in str(empty)
    assert office.appointments.get(lately.id) == lately
    assert preview(office, ADMIN, BOOKINGS).records == ()


def test_nothing_is_removed_without_the_right_the_rule_and_the_word(
    office: Office, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = filed(office, revision, "form-1", files=3)
    later(office, ELEVEN_YEARS)
    office.retention_rules.put(PAPERS.model_copy(update={"enabled": False}))
    assert len(preview(office, ADMIN, PAPERS).records) == 3  # told, though the rule is off
    with pytest.raises(RetentionRefused, match="đang tắt"):
        carry_out(office, ADMIN, "papers", "XÓA 3")
    office.retention_rules.put(PAPERS)
    for typed in ("", "XÓA", "XÓA 2", "3"):
        with pytest.raises(RetentionRefused, match="XÓA 3"):
            carry_out(office, ADMIN, "papers", typed)
    with pytest.raises(NotAllowed):
        carry_out(office, ADMIN.model_copy(update={"role": "leadership"}), "papers", "XÓA 3")
    for paper in closed.papers:
        assert papers.read(office, ADMIN, closed.id, paper.id, lifted=True)[0] == paper
    monkeypatch.setattr(acting, "BATCH", 2)
    assert carry_out(office, ADMIN, "papers", "XÓA 3") == 3
    told = [one for one in office.audit.about("papers") if one.action == "retention_removed"]
    assert sorted(one.detail["removed"] for one in told) == ["1", "2"]
    with pytest.raises(RetentionRefused, match="Không có gì"):
        carry_out(office, ADMIN, "papers", "XÓA 3")


def test_a_preview_stops_and_says_that_there_is_more(office: Office, revision: Revision) -> None:
    filed(office, revision, "form-1", files=3)
    later(office, ELEVEN_YEARS)
    seen = preview(office, ADMIN, PAPERS, most=2)
    assert (len(seen.records), seen.more) == (2, True)
    assert not preview(office, ADMIN, PAPERS, most=3).more


def test_a_change_of_a_rule_is_in_the_audit_and_takes_the_right(office: Office) -> None:
    with pytest.raises(NotAllowed):
        save_rule(office, OPERATOR, PAPERS)
    rule = PAPERS.model_copy(update={"id": "keep-a", "keep": 20})
    save_rule(office, ADMIN, rule)
    remove_rule(office, ADMIN, "keep-a")
    assert office.retention_rules.get("keep-a") is None
    told = {one.detail["after"]: one.detail["before"] for one in office.audit.about("keep-a")}
    assert told == {"Giữ mười năm: papers * 20 years, on": "", "": "Giữ mười năm: papers * 20 years, on"}


def test_the_number_is_typed_in_either_language() -> None:
    assert confirms("xóa 12", 12) and confirms("Remove 12", 12) and confirms(" XOÁ 12 ", 12)
    assert not confirms("xóa 1", 12) and not confirms("12", 12)

"""Applying without an account and without script: begun, saved, resumed, sent once; what keeps others out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pymongo import MongoClient
from starlette.applications import Starlette

from dashboard.access.gate import PUBLIC
from dashboard.config import Settings
from dashboard.flow import Action
from dashboard.intake.pdf import opened as opened_pdf
from dashboard.names import APPLICANT
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.public import drafts, editing
from dashboard.public.web import CONTENT_SECURITY, LARGEST_PLAIN, ROOT
from models.errors import NotAllowed
from models.publication import Publication
from models.viewer import SYSTEM, Scope, Viewer
from seed.load import load_reference
from tests.unit.intake.test_content import pdf
from tests.unit.public.conftest import NOW, Answer, Clock, Visitor

PROCEDURE = "P180"
CLERK = Viewer(user_id="an", name="An", role="clerk", scope=Scope())
WHO = {"f-nguoi_nop-name": "Danh Thị Út", "f-nguoi_nop-phone": "0912 345 678",
       "f-nguoi_nop-identity": "091190000123", "f-nguoi_nop-email": "ut@example.vn"}  # fmt: skip
HAS = ["nguoi_nop", "loai_giay", "so_ban", "nop_thay"]
FORM = {**WHO, "has": HAS, "f-loai_giay": "khai_sinh", "f-so_ban": "2", "f-nop_thay": "false"}


@pytest.fixture(scope="module")
def furnished(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Clock]]:
    """An Office with the reference data; making it takes seconds."""
    clock = Clock()
    name = f"test_public_{os.getpid()}"
    office = Office.open(Settings(database=name, data=tmp_path_factory.mktemp("public")), mongodb_uri, clock)
    load_reference(office.store)
    office.names.forget()
    yield office, clock
    office.close()
    with MongoClient[dict[str, object]](mongodb_uri) as client:
        client.drop_database(name)


@pytest.fixture
def clock(furnished: tuple[Office, Clock]) -> Clock:
    furnished[1].at = NOW
    return furnished[1]


@pytest.fixture
def office(furnished: tuple[Office, Clock], clock: Clock) -> Iterator[Office]:
    office = furnished[0]
    install(office)
    yield office
    install(None)
    for name in ("attempts", "dossiers", "drafts", "events", "notices", "publications", "papers.files"):
        office.store.clear(name)
    office.published.forget()


def begun(visitor: Visitor) -> str:
    """A new form; its address."""
    answer = visitor.post(f"/cong/thu-tuc/{PROCEDURE}/nop")
    assert answer.status == 303 and answer.path.startswith("/cong/nop/")
    return answer.path


def filled(office: Office, visitor: Visitor, link: str, **more: str) -> Answer:
    """Everything typed in, with the one scan that is needed."""
    place = next(iter(office.published.desks(office.published.offered()[PROCEDURE])))
    fields = {**FORM, "place": place, "button": "review", **more}
    return visitor.post(link, {"p-to_khai": ("tờ khai.pdf", pdf())}, **fields)


def sent(office: Office, visitor: Visitor) -> tuple[str, str]:
    """An application; its code and the link."""
    link = begun(visitor)
    assert filled(office, visitor, link).path == f"{link}/xem-lai"
    assert visitor.post(f"{link}/xem-lai").path == f"{link}/da-nop"
    found = re.search(r'class="code">([^<]+)<', visitor.get(f"{link}/da-nop").text)
    assert found
    return found[1], link


def test_a_form_is_begun_saved_resumed_from_its_link_and_sent_without_script(
    office: Office, app: Starlette, visitor: Visitor
) -> None:
    link = begun(visitor)
    assert visitor.post(link, **FORM, button="save").path == f"{link}?luu=1#luu"
    other = Visitor(app, "203.0.113.8")
    page = other.get(link).text
    assert 'value="Danh Thị Út"' in page and "f-nguoi_duoc_cap" not in page
    # What an answer asks for is shown by a round trip, and what was typed before stays.
    shown = other.post(link, **{**FORM, "f-nop_thay": "true"}, button="show:nop_thay")
    assert shown.path == f"{link}#f-nop_thay"
    assert 'name="f-nguoi_duoc_cap"' in other.get(link).text
    assert other.post(link, **FORM, button="review").path == f"{link}?kiem=1#loi"
    told = other.get(f"{link}?kiem=1").text
    assert "Còn thiếu giấy tờ" in told and "Hãy chọn nơi nộp hồ sơ" in told
    assert filled(office, other, link).path == f"{link}/xem-lai"
    assert "tờ khai.pdf" in other.get(f"{link}/xem-lai").text
    assert other.post(f"{link}/xem-lai").path == f"{link}/da-nop"
    (row,) = office.dossiers.all()
    assert (row["state"], row["channel"], row["applicant"]["name"]) == ("submitted", "online", "Danh Thị Út")
    assert [(paper["name"], paper["of"]) for paper in row["papers"]] == [("tờ khai.pdf", "to_khai")]
    assert {row["template"] for row in office.store.collection("notices").find()} == {"submitted"}


def test_a_form_sent_many_times_at_once_is_one_dossier(office: Office, visitor: Visitor) -> None:
    link = begun(visitor)
    filled(office, visitor, link)
    token, address = link.rpartition("/")[2], "203.0.113.7"
    with ThreadPoolExecutor(4) as pool:
        codes = set(pool.map(lambda _: drafts.send(office, token, address).id, range(6)))
    assert len(codes) == 1 and office.dossiers.count() == 1
    assert visitor.follow(link).text.count(codes.pop()) > 0
    office_events = [e.actor for e in office.events.of(next(iter(office.dossiers.all()))["_id"])]
    assert office_events == [APPLICANT]


def test_the_link_is_kept_hashed_leads_nowhere_when_guessed_and_ends(
    office: Office, visitor: Visitor, clock: Clock
) -> None:
    code, link = sent(office, visitor)
    begun_link = begun(visitor)
    token = begun_link.rpartition("/")[2]
    for name in office.store.db.list_collection_names():
        assert all(token not in str(row) for row in office.store.collection(name).find())
    assert visitor.get(f"{begun_link[:-1]}x").status == 404
    assert visitor.get(f"/cong/nop/{'A' * 43}").status == 404
    assert code in visitor.follow(link).text
    clock.forward(days=31)
    assert visitor.follow(link).status == 404


def test_another_site_sends_nothing_and_a_form_without_the_mark_does_nothing(
    office: Office, app: Starlette, visitor: Visitor
) -> None:
    link = begun(visitor)
    visitor.site = "cross-site"
    assert visitor.post(link, **FORM, button="save").status == 403
    visitor.site = "same-origin"
    assert visitor.post(link, **{**FORM, "mark": "0" * 64}, button="save").status == 403
    stranger = Visitor(app)
    assert stranger.post(link, **{**FORM, "mark": visitor.mark}, button="save").status == 403
    assert 'value="Danh Thị Út"' not in visitor.get(link).text
    for path in ("/cong/ho-so/bo-sung", "/cong/ho-so/danh-gia", "/cong/ho-so/dong", f"{link}/xem-lai",
                 f"{link}/luu", "/cong/tra-cuu", f"/cong/thu-tuc/{PROCEDURE}/nop"):  # fmt: skip
        assert visitor.post(path, mark="x").status == 403, path


def test_files_that_are_no_documents_and_requests_that_are_too_large_are_refused_and_the_rest_is_kept(
    office: Office, visitor: Visitor
) -> None:
    link = begun(visitor)
    bad = visitor.post(link, {"p-to_khai": ("đơn.pdf", b"MZ" + b"\0" * 99)}, **FORM, button="files:to_khai")
    assert bad.status == 422 and "là chương trình" in bad.text
    assert 'value="Danh Thị Út"' in visitor.get(link).text
    huge = visitor.post("/cong/tra-cuu", code="x" * (LARGEST_PLAIN + 9), secret="y")
    assert huge.status == 413
    # Under a place that the form does not have nothing is kept.
    visitor.post(link, {"p-khac": ("a.pdf", pdf())}, **FORM, button="save")
    assert office.attachments.of_draft(drafts.change_of(link.rpartition("/")[2])) == []


def test_every_page_carries_a_strict_policy_and_nothing_inline(office: Office, visitor: Visitor) -> None:
    _, link = sent(office, visitor)
    visitor.post("/cong/tra-cuu", code=_, secret="5678")
    paths = ("", "/trung-tam", "/thu-tuc", f"/thu-tuc/{PROCEDURE}", "/tra-cuu", "/ho-so", "/khong-co",
             f"{link.removeprefix(ROOT)}/da-nop", begun(visitor).removeprefix(ROOT))  # fmt: skip
    for path in paths:
        answer = visitor.get(f"/cong{path}")
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY, path
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]+src=)|javascript:", answer.text), path
    assert "unsafe" not in CONTENT_SECURITY
    assert PUBLIC == ROOT


def test_what_is_asked_is_read_and_answered_once_and_the_desk_takes_it_in(
    office: Office, app: Starlette, visitor: Visitor
) -> None:
    code, _ = sent(office, visitor)
    office.commit.act(code, Action(name="ask_more", reason="thiếu căn cước"), "clerk")
    by_phone = Visitor(app, "203.0.113.20")
    assert by_phone.post("/cong/tra-cuu", code=f" {code.lower()} ", secret="5678").path == "/cong/ho-so"
    page = by_phone.get("/cong/ho-so").text
    assert "thiếu căn cước" in page and "Danh Thị Út" not in page and "091190000123" not in page
    assert 'name="files"' not in page
    assert by_phone.post("/cong/ho-so/bo-sung", note="x").status == 404
    owner = Visitor(app, "203.0.113.21")
    letters = office.secrets.check_letters(code).replace("-", " ").lower()
    assert owner.post("/cong/tra-cuu", code=code, secret=letters).status == 303
    once = re.search(r'name="once" value="([^"]+)"', owner.get("/cong/ho-so").text)
    assert once
    for _ in range(2):
        files = {"files": ("căn cước.pdf", pdf(2))}
        answer = owner.post("/cong/ho-so/bo-sung", files, note="gửi thêm", once=once[1])
        assert answer.path == "/cong/ho-so?xong=bo-sung"
    dossier = office.dossiers.get(code, CLERK)
    assert dossier is not None and len(dossier.supplies) == 1 and dossier.turn == "TTPVHCC|accept"
    assert [paper.name for paper in dossier.papers] == ["tờ khai.pdf", "căn cước.pdf"]
    assert office.attachments.get(dossier.papers[1].id).dossier == code  # type: ignore[union-attr]
    kinds = {entry.action for entry in office.audit.about(code)}
    assert kinds >= {"submitted_online", "followed", "supplied_online"}
    assert owner.post("/cong/ho-so/danh-gia", rating="3").status == 409
    assert owner.post("/cong/ho-so/dong").path == "/cong/tra-cuu"


def test_what_a_browser_was_told_to_bring_back_cannot_be_changed_and_ends_after_an_hour(
    office: Office, visitor: Visitor, clock: Clock
) -> None:
    code, _ = sent(office, visitor)
    assert visitor.get(f"/cong/h/{code}/{office.secrets.qr_secret(code)}").status == 303
    cookie = visitor.cookies["motcua_ho_so"]
    assert code in visitor.get("/cong/ho-so").text
    visitor.cookies["motcua_ho_so"] = cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB")
    assert code not in visitor.get("/cong/ho-so").text
    visitor.cookies["motcua_ho_so"] = cookie
    clock.forward(minutes=61)
    assert code not in visitor.get("/cong/ho-so").text


def test_what_the_administrator_publishes_is_shown_and_its_file_is_a_download(
    office: Office, visitor: Visitor
) -> None:
    rows = [{"kind": "regulation", "number": "1961/QĐ-UBND", "title": "Quy chế hoạt động <b>",
             "issued": NOW.date(), "link": "https://example.vn/qc"}]  # fmt: skip
    with pytest.raises(NotAllowed):
        editing.save(office, CLERK, {}, rows)
    kept = editing.save(office, SYSTEM, {"hotline": "0297 3 888 888"}, rows)
    kept = editing.attach(office, SYSTEM, kept.documents[0].id, "quy chế.pdf", pdf())
    page = visitor.get("/cong/trung-tam").text
    assert all(words in page for words in ("1961/QĐ-UBND", "28/08/2026", "&lt;b&gt;", "0297 3 888 888"))
    file = visitor.get(f"/cong/van-ban/{kept.documents[0].file}")
    assert file.headers["content-disposition"].startswith("attachment;")
    with opened_pdf(file.body) as document:
        assert len(document) == 1
    for bad in ({"hotline": "<script>"}, {"takes_online": "maybe"}):
        with pytest.raises(editing.BadPublication) as told:
            editing.save(office, SYSTEM, bad, rows)
        assert told.value.vi != told.value.en
    editing.save(office, SYSTEM, {"takes_online": False}, editing.rows_of(kept))
    assert office.publications.current().documents[0].file == kept.documents[0].file
    assert visitor.post(f"/cong/thu-tuc/{PROCEDURE}/nop").status == 404
    # A paper of a dossier is no published document, whatever its id.
    assert isinstance(office.publications.current(), Publication)


def test_a_procedure_tells_how_long_people_waited_only_where_there_are_enough(
    office: Office, visitor: Visitor
) -> None:
    page = visitor.get(f"/cong/thu-tuc/{PROCEDURE}").text
    assert "chưa đủ dữ liệu" in page and "n = 0" in page
    assert visitor.get("/cong/thu-tuc/KHONGCO").status == 404
    assert visitor.get("/cong/thu-tuc?q=trich+luc&trang=9").status == 200
    english = Visitor(visitor.app)
    answer = english.get("/cong/ngon-ngu?chon=en&ve=/cong/thu-tuc/P180")
    assert answer.path == "/cong/thu-tuc/P180"
    assert "too few to say" in english.get(answer.path).text
    assert english.get("/cong/ngon-ngu?chon=en&ve=//evil.example").path == ROOT

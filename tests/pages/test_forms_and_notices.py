"""The screens of printed forms and of notices, for those who may use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.config import Settings
from dashboard.flow import Action
from dashboard.office import Office
from dashboard.office_holder import install
from models.notice import Notice
from models.viewer import SYSTEM, Scope, Viewer
from seed.demo import load_history
from tests.stores import leave
from tests.unit.notices.helpers import arrived

PAGES = Path(__file__).resolve().parents[2] / "pages"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CODE = "H33.902-261120-7777"
HEAD = Viewer(user_id="h", name="h", role="manager")
ELSEWHERE = HEAD.model_copy(update={"scope": Scope(kind="department", departments=frozenset({"STTTT"}))})
LEADER = Viewer(user_id="l", name="l", role="leadership")


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    told = Settings(database="test_forms_notices", data=tmp_path_factory.mktemp("pages"))
    office = Office.open(told, mongodb_uri, lambda: NOW)
    load_history(office, 60, NOW, 3)
    arrived(office, CODE)
    install(office)
    yield office
    install(None)
    leave(office)


@pytest.fixture
def failed(office: Office) -> Iterator[Notice]:
    """A notice that a server has refused for good."""
    notice = office.notices.of(CODE, SYSTEM)[0]
    taken = office.notices.take(notice.id, "l", NOW, NOW)
    assert taken is not None
    office.notices.finish(taken, "l", state="failed", error="550 no such mailbox")
    yield notice
    office.notices.requeue(notice.id, NOW)


def run(page: str, monkeypatch: pytest.MonkeyPatch, viewer: Viewer, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: viewer)
    test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=60)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def shown(test: AppTest) -> str:
    assert not test.exception
    kinds = (test.text, test.caption, test.info, test.warning, test.markdown)
    return " ".join(str(each.value) for kind in kinds for each in kind) + " ".join(
        each.proto.body for each in test.get("html")
    )


def links(test: AppTest) -> list[tuple[str, str]]:
    return [(each.proto.label, each.proto.url) for each in test.get("link_button")]


def test_a_code_in_the_address_offers_its_forms_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run("forms", monkeypatch, HEAD, code=CODE)
    assert not test.exception
    offered = [(label, url) for label, url in links(test) if "register" not in url]
    assert [label for label, _ in offered] == [
        "01 · Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "06 · Phiếu kiểm soát quá trình giải quyết hồ sơ",
    ]  # fmt: skip
    assert offered[0][1] == f"/print?form=receipt&code={CODE}"


def test_codes_that_are_scanned_one_after_the_other_print_together(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = next(
        row["_id"] for row in office.dossiers.all() if row.get("received_day") and row["_id"] != CODE
    )
    test = run("forms", monkeypatch, HEAD)
    assert "Nhập hoặc quét mã" in shown(test)
    test.text_area(key="codes").set_value(f"{CODE}\n{other}\nH33-0000\n{CODE}").run()
    assert "H33-0000" in shown(test)
    label, url = next((label, url) for label, url in links(test) if "receipt" in url)
    assert label.endswith("(2)")
    assert url.count("code=") == 2


def test_what_is_outside_the_scope_is_not_offered(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run("forms", monkeypatch, ELSEWHERE, code=CODE)
    assert CODE in shown(test)
    assert [url for _, url in links(test) if CODE in url] == []


def test_the_dossiers_of_a_day_are_offered_together(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run("forms", monkeypatch, HEAD)
    test.get("button_group")[0].set_value("day").run()
    assert not test.exception
    assert any("form=receipt" in url and CODE in url for _, url in links(test))


def test_the_register_of_today_counts_and_links_both_faces(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run("forms", monkeypatch, HEAD)
    urls = [url for _, url in links(test)]
    assert "/print/register?from=2026-11-20&to=2026-11-20" in urls
    assert "/print/register?from=2026-11-20&to=2026-11-20&as=xlsx" in urls
    assert "Sổ theo dõi hồ sơ" in shown(test)


def test_the_administrator_prints_nothing_and_a_leader_sends_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(run("forms", monkeypatch, SYSTEM).error) == 1
    assert len(run("notices", monkeypatch, LEADER).error) == 1


def test_what_waits_and_why_is_said_where_nothing_is_set_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = shown(run("notices", monkeypatch, HEAD))
    assert text.count("chưa cấu hình") == 2
    assert "MOTCUA_SMTP_HOST" in text
    assert CODE in text
    assert "◷ chờ gửi" in text


def test_a_failure_is_shown_with_its_reason_and_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, failed: Notice
) -> None:
    test = run("notices", monkeypatch, HEAD)
    assert "550 no such mailbox" in shown(test)
    test.button(key="again").click().run()
    assert not test.exception
    now = office.notices.get(failed.id, SYSTEM)
    assert now is not None
    assert (now.state, now.attempts) == ("queued", 0)
    assert office.audit.about(CODE)[0].action == "notice_requeued"
    assert "550 no such mailbox" not in shown(test)


def test_an_administrator_sees_initials_and_no_whole_address(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = shown(run("notices", monkeypatch, SYSTEM))
    assert "Nguyễn Thị An" not in text
    assert "0901234567" not in text
    assert "N. T. A." in text
    assert "Nguyễn Thị An" in shown(run("notices", monkeypatch, HEAD))


def test_another_departments_notices_are_not_there(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CODE not in shown(run("notices", monkeypatch, ELSEWHERE))


def test_a_template_is_changed_with_a_preview_and_followed_from_then_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run("notices", monkeypatch, SYSTEM)
    test.text_input(key="received_subject_vi").set_value("Hồ sơ {code} của {applicant}").run()
    assert "Hồ sơ H33.902-261124-0001 của Lê Văn Mẫu" in [each.value for each in test.text]
    test.button(key="save_template").click().run()
    assert not test.error
    saved = office.notice_templates.get("received")
    assert saved is not None
    assert saved.subject_vi == "Hồ sơ {code} của {applicant}"
    told = office.audit.about("notice_templates")[0]
    assert told.detail == {"template": "received", "changed": "subject_vi"}
    arrived(office, "H33.902-261120-7778")
    made = office.notices.of("H33.902-261120-7778", SYSTEM)[0]
    assert made.subject == "Hồ sơ H33.902-261120-7778 của Nguyễn Thị An"


@pytest.mark.parametrize("text", ["Hồ sơ {nobody}", "Hồ sơ {code", ""])
def test_a_template_that_cannot_be_filled_is_told_and_not_saved(
    office: Office, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    before = office.notice_templates.get("ready")
    test = run("notices", monkeypatch, SYSTEM)
    test.selectbox(key="template").set_value("ready").run()
    test.text_input(key="ready_subject_vi").set_value(text).run()
    assert "{code}" in " ".join(each.value for each in test.warning)
    test.button(key="save_template").click().run()
    assert len(test.error) == 1
    assert office.notice_templates.get("ready") == before


@pytest.mark.parametrize(("page", "words"), [("forms", "Printed forms"), ("notices", "not set up")])
def test_the_screens_speak_english_too(
    office: Office, monkeypatch: pytest.MonkeyPatch, page: str, words: str
) -> None:
    monkeypatch.setattr(session, "viewer", lambda: HEAD)
    test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=60)
    test.session_state["language"] = "en"
    text = shown(test.run())
    assert words in text
    assert not test.error


def test_a_manager_changes_no_template(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run("notices", monkeypatch, HEAD)
    assert [each for each in test.selectbox if each.key == "template"] == []


def test_an_action_from_here_on_is_seen(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.commit.act(CODE, Action(name="ask_supplement", reason="thiếu bản sao"), "x")
    text = shown(run("notices", monkeypatch, HEAD, code=CODE))
    assert "Cần bổ sung hồ sơ" in text

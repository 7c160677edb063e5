"""The page on risk: its numbers open their lists, by the scope of who looks, and say what they are worth."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard.ui.session as session
from dashboard.config import Settings
from dashboard.cube.question import Question
from dashboard.office import Office
from dashboard.office_holder import install
from dashboard.risk.backtest import Verdict
from dashboard.risk.keeper import LEAST
from dashboard.risk.watching import chances, watch, watch_one
from dashboard.ui.risk_worth import verdict_words
from models.dossier import Dossier
from models.viewer import SYSTEM, Scope, Viewer
from seed.bulk import Kept
from seed.demo import load_history
from tests.conftest import UNTIL
from tests.stores import leave

PAGES = Path(__file__).resolve().parents[2] / "pages"
BOSS = Viewer(user_id="b", name="b", role="leadership", scope=Scope(kind="all"))
CLERK = Viewer(user_id="c", name="c", role="clerk", scope=Scope(kind="all"))


@pytest.fixture(scope="module")
def office(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(database=f"test_risk_{os.getpid()}", data=tmp_path_factory.mktemp("risk"))
    found = Office.open(settings, mongodb_uri, lambda: UNTIL)
    load_history(found, 300, UNTIL, 11, kept=Kept.DOSSIERS)
    install(found)
    yield found
    install(None)
    leave(found)


def run(monkeypatch: pytest.MonkeyPatch, page: str, who: Viewer = SYSTEM, **params: str) -> AppTest:
    monkeypatch.setattr(session, "viewer", lambda: who)
    test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=120)
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def html(test: AppTest) -> str:
    return "".join(part.proto.body for part in test.get("html"))


def tiles_of(text: str) -> dict[str, int]:
    """list → the number of its tile."""
    found = re.findall(r'data-list="(\w+)".*?aria-label="[^"]*: (\d+)"', text, re.DOTALL)
    return {list_: int(count) for list_, count in found}


def test_every_number_opens_a_list_with_that_many_rows(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = run(monkeypatch, "risk")
    assert not test.exception and not test.error
    numbers = tiles_of(html(test))
    assert numbers.keys() == {"high", "middle", "running"}
    assert numbers["running"] > 2
    for list_, count in numbers.items():
        opened = html(run(monkeypatch, "risk", list=list_))
        assert f'data-count="{count}"' in opened
        codes = set(re.findall(r"/dossier\?code=([^\"&]+)", opened))
        assert len(codes) == min(count, 20)
    learnt = office.risk.get()
    assert learnt is not None
    found = watch(office, SYSTEM, {}, learnt)
    department = found.of("low")[0].department
    narrowed = tiles_of(html(run(monkeypatch, "risk", department=department)))
    assert narrowed["running"] == len(found.of("high", "middle", "low", department=department))


def test_overdue_is_the_number_of_the_measure(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (figure,) = office.cube.figures(SYSTEM, Question(("overdue",)))
    text = html(run(monkeypatch, "risk"))
    assert re.search(rf'listing\?measure=overdue"[^>]*>(▲ )?{figure.value}</a>', text)


def test_a_department_sees_its_own_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = office.risk.get()
    assert learnt is not None
    every = watch(office, SYSTEM, {}, learnt).rows
    department = every[0].department
    scope = Scope(kind="department", departments=frozenset({department}))
    mine = watch(office, Viewer(user_id="m", name="m", role="manager", scope=scope), {}, learnt).rows
    assert mine
    assert len(mine) < len(every)
    assert all(department in (row.department, row.holder) for row in mine)
    assert {row.code: row.chance for row in mine}.items() <= {row.code: row.chance for row in every}.items()


def test_a_role_without_the_page_is_told_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(run(monkeypatch, "risk", CLERK).error) == 1


def test_it_says_what_the_forecasts_of_the_past_were_worth(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt = office.risk.get()
    assert learnt is not None
    text = html(run(monkeypatch, "risk"))
    if learnt.verdict is not None and learnt.verdict.n >= 100:
        assert "Brier" in text
        assert f"n = {learnt.verdict.n:,}".replace(",", ".") in text
    else:
        assert "Chưa đủ hồ sơ đã kết thúc" in text


def test_an_address_that_cannot_be_meant_shows_the_first_list(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for params in ({"list": "nonsense"}, {"part": "99999"}, {"part": "x"}, {"department": "nobody"}):
        test = run(monkeypatch, "risk", **params)
        assert not test.exception
        assert "Sẽ trễ nếu không làm gì thêm" in html(test)


def test_a_dossier_says_its_own_risk_with_reasons(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = office.risk.get()
    assert learnt is not None
    row = watch(office, SYSTEM, {}, learnt).of("low")[0]
    text = html(run(monkeypatch, "dossier", code=row.code))
    assert 'data-risk="low"' in text
    assert "bước này thường mất" in text
    dossier = office.dossiers.get(row.code, SYSTEM)
    assert dossier is not None
    alone = watch_one(office, dossier, learnt)
    assert alone is not None
    assert alone.chance == pytest.approx(row.chance)


def test_ones_own_work_can_be_put_in_order_by_risk(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = office.risk.get()
    assert learnt is not None
    codes = [row.code for row in watch(office, SYSTEM, {}, learnt).rows if not row.paused][:6]
    hand = office.dossiers.many(sorted(codes), SYSTEM)
    monkeypatch.setattr(office.dossiers, "held_by", lambda user, viewer: hand)
    test = run(monkeypatch, "work", BOSS, list="mine")
    assert not test.exception
    found = chances(office, hand, learnt)
    test.session_state["work_by_risk"] = True
    test.run()
    keys = [button.key or "" for button in test.button]
    shown = [key.removeprefix("open|") for key in keys if key.startswith("open|")]
    told = [found[code] for code in shown if code in found]
    assert len(told) == len(hand) > 1 and told == sorted(told, reverse=True)


def test_a_closed_dossier_has_no_risk(office: Office) -> None:
    learnt = office.risk.get()
    assert learnt is not None
    closed = next(row for row in office.dossiers.all() if row.get("outcome"))
    assert watch_one(office, Dossier.read(closed), learnt) is None


def test_what_was_learnt_serves_every_process_and_is_learnt_anew_after_a_day(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.risk.keeper import Keeper

    first = office.risk.get()
    other = Keeper(office)
    assert first is not None
    found = other.current()
    assert found is not None and found.at == first.at
    monkeypatch.setattr(office, "now", lambda: UNTIL + timedelta(days=2))
    stale = other.get()
    assert stale is not None and stale.at == first.at, "nobody waits for the new one"
    with other._learning:  # held by the thread until the new one is kept
        pass
    renewed = other.current()
    assert renewed is not None and renewed.at > first.at


def test_too_few_dossiers_are_told_as_such(
    mongodb_uri: str, database: str, tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = Office.open(Settings(database=database, data=tmp_path), mongodb_uri, lambda: UNTIL)
    install(empty)
    try:
        test = run(monkeypatch, "risk")
        assert not test.exception
        assert str(LEAST) in test.info[0].value
    finally:
        install(office)
        empty.close()


def test_what_is_worse_than_the_naive_is_told_as_such() -> None:
    session._spoken.set("vi")
    try:
        good = Verdict(
            200, 90, 40, 0, brier=0.1, brier_base=0.2, gain=0.1, gain_low=0.05, gain_high=0.15, timed=9,
            hours=5.0, hours_mean=6.0, within_p90=0.9,
        )  # fmt: skip
        bad = dataclasses.replace(good, brier=0.3, gain=-0.1, gain_low=-0.15, gain_high=-0.05, hours=7.0)
        unsure = dataclasses.replace(good, gain_low=-0.01)
        assert "Tốt hơn tỷ lệ chung 50 %" in verdict_words(good)[1]
        assert "▲" not in "".join(verdict_words(good))
        assert "đừng dựa vào" in verdict_words(bad)[1]
        assert "chưa đáng tin" in verdict_words(bad)[2]
        assert "trong sai số" in verdict_words(unsure)[1]
    finally:
        session._spoken.set(None)

from __future__ import annotations

import pytest

from dashboard import jobs
from dashboard.jobs import job
from dashboard.meters import REGISTRY
from dashboard.trace import current_id
from models.errors import MotcuaError
from tests.logs import heard


def _runs(outcome: str) -> float:
    return REGISTRY.get_sample_value("motcua_job_runs_total", {"job": "trial", "outcome": outcome}) or 0.0


def test_a_round_has_an_id_is_counted_and_its_end_is_remembered() -> None:
    before = _runs("ok")
    with job("trial"):
        assert current_id()
        (known,) = [one for one in jobs.known() if one.name == "trial"]
        assert known.running
    (known,) = [one for one in jobs.known() if one.name == "trial"]
    assert known.done_at is not None and not known.running and not known.failing
    assert _runs("ok") == before + 1


def test_a_failure_is_written_down_without_its_message_remembered_and_raised() -> None:
    before = _runs("failed")
    with heard() as lines, pytest.raises(ValueError), job("trial"):
        raise ValueError("Nguyễn Thị An")
    with heard() as told, pytest.raises(MotcuaError), job("trial"):
        raise MotcuaError("Kho đang bận.", "The store is busy.")
    (known,) = [one for one in jobs.known() if one.name == "trial"]
    assert known.failing and known.failure is not None
    assert (known.failure.vi, known.trace) == ("Kho đang bận.", told[0]["trace"])
    assert [(line["log_level"], line["event"]) for line in lines] == [("error", "job failed")]
    assert "Nguyễn" not in str([{**line, "exc_info": ""} for line in lines])
    assert _runs("failed") == before + 2
    with job("trial"):
        pass
    (known,) = [one for one in jobs.known() if one.name == "trial"]
    assert not known.failing, "it went well since"

from __future__ import annotations

import re
import threading

from dashboard.trace import carried, current, current_id, new_id, tracing


def test_an_id_can_be_told_on_the_telephone_and_is_not_met_twice() -> None:
    ids = {new_id() for _ in range(2_000)}
    assert len(ids) == 2_000
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", id) for id in ids)


def test_what_is_within_another_has_its_own_id_and_the_other_goes_on_after_it() -> None:
    assert current() is None
    with tracing("request") as outer:
        with tracing("job", "notices") as inner:
            assert current_id() == inner.id != outer.id
        assert current_id() == outer.id
    assert current_id() == ""


def test_a_thread_that_is_begun_goes_on_under_the_same_id() -> None:
    seen: list[str] = []
    with tracing("run") as trace:
        for do in (carried(lambda: seen.append(current_id())), lambda: seen.append(current_id())):
            thread = threading.Thread(target=do)
            thread.start()
            thread.join()
    assert seen == [trace.id, ""]

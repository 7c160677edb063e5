"""The pictures of a code are read back by a scanner's library."""

from __future__ import annotations

import pytest

from dashboard.forms.codes import LONGEST, NoBarcode, barcode_svg, qr_svg


def test_a_bar_code_has_its_quiet_zone_on_both_sides() -> None:
    drawn = barcode_svg("H33.902-261124-0001")
    width = int(drawn.split('viewBox="0 0 ')[1].split(" ")[0])
    starts = [int(piece.split(" ")[0]) for piece in drawn.split("M")[1:]]
    assert min(starts) == 10
    last = drawn.rsplit("M", 1)[1]
    end = int(last.split(" ")[0]) + int(last.split("h")[1].split("v")[0])
    assert width - end == 10


@pytest.mark.parametrize("text", ["", "hồ sơ", "x" * (LONGEST + 1), "a\nb\u00ff"])
def test_what_no_bar_code_can_say_is_refused_in_words(text: str) -> None:
    with pytest.raises(NoBarcode) as told:
        barcode_svg(text)
    assert told.value.vi
    assert told.value.en


def test_a_qr_code_takes_any_text() -> None:
    assert qr_svg("Hồ sơ số 7").startswith("<svg")

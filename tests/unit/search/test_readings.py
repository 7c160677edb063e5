"""What people type is read as they mean it: words, numbers, codes, and filters in words."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.clock import day_number
from dashboard.search.box import Lexicon, Phrase, own_phrases, read_box
from dashboard.search.fold import exact_words, fold, untyped, words
from dashboard.search.keys import found_by, key_of
from dashboard.search.query import readings, scanned, whole_code
from dashboard.search.wanted import Wanted
from models.dossier import Applicant, Dossier

NAME = "Nguyễn Văn An"
DOSSIER = Dossier(
    _id="H33.06-261124-0012",
    state="processing",
    department="STP",
    field="ho-tich",
    procedure="P001",
    holders=("TTPVHCC", "STP"),
    channel="online",
    level="province",
    note="Gửi kèm bản đồ thửa đất",
    applicant=Applicant(name=NAME, phone="+84 912 345 678", identity="091088001234"),
    received_at=datetime(2026, 11, 24, 3, 0, tzinfo=UTC),
    running_due=20_790,
)
KEY = key_of(DOSSIER)
WORDS = sorted({"nguyen", "van", "an", "binh", "ti", "mi", "qui"})
TODAY = day_number(date(2026, 11, 24))
LEXICON = Lexicon(
    [
        *own_phrases(),
        Phrase(tuple(exact_words("Sở Tư pháp")), "department", ("STP",)),
        Phrase(("stp",), "department", ("STP",)),
        Phrase(tuple(exact_words("Hộ tịch")), "field", ("ho-tich",)),
        Phrase(("2", "001583"), "procedure", ("P001",)),
    ]
)


def hits(text: str) -> str:
    """How the first reading that fits the key reads the text; "" where none does."""
    if KEY.code in whole_code(scanned(text)):
        return "code"
    for reading in readings(
        scanned(text), WORDS.__contains__, lambda begin: [w for w in WORDS if w.startswith(begin)]
    ):
        led = all(set(atom.leads()) & set(KEY.tokens) for atom in reading.atoms)
        if led and all(atom.fits(KEY) for atom in reading.atoms):
            return reading.kind
    return ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("van an", "typed"),
        ("an van", "typed"),
        ("nguyen an", "typed"),
        ("NGUYỄN VĂN AN", "typed"),
        (unicodedata.normalize("NFD", NAME), "typed"),
        ("nguyeenx vawn an", "untyped"),
        ("nguye6n4 va8n an", "untyped"),
        ("Nguyeexn Vawn An", "untyped"),
        ("nguyen v", "begun"),
        ("ngu", "begun"),
        ("0012", "typed"),
        ("261124-0012", "typed"),
        ("261124-00", ""),
        ("H33.06-261124-0012", "code"),
        ("h33.06-261124-0012", "code"),
        ("H33.06-261124", "typed"),
        ("h33.06-2611", "typed"),
        ("H33.06", "typed"),
        ("H33.06-261124-00", "typed"),
        ("0912345678", "typed"),
        ("+84912345678", "typed"),
        ("+84 912 345 678", "typed"),
        ("0912.345.678", "typed"),
        ("345678", "typed"),
        ("5678", "typed"),
        ("091088001234", "typed"),
        ("1234", "typed"),
        ("8001234", "typed"),
        ("an 5678", "typed"),
        ("https://motcua.example/track?code=H33.06-261124-0012", "code"),
        ("091088001234|361234567|Nguyễn Văn An|01011988|Nam|Rạch Giá|01012022", "typed"),
        ("bản đồ thửa đất", "noted"),
        ("trần an", ""),
        ("9999", ""),
        ("H33.06-261125", ""),
        ("261125-0012", ""),
        ("0912345679", ""),
        ("  ", ""),
        ("?!", ""),
    ],
)
def test_a_scrap_finds_the_dossier_and_says_how_it_was_read(text: str, kind: str) -> None:
    assert hits(text) == kind


@pytest.mark.parametrize(
    ("text", "rest", "params"),
    [
        ("quá hạn", "", {"late": "overdue"}),
        ("QUA HAN", "", {"late": "overdue"}),
        ("nguyễn an quá hạn", "nguyễn an", {"late": "overdue"}),
        ("sắp đến hạn", "", {"late": "at_risk"}),
        ("chờ bổ sung", "", {"state": "supplement"}),
        ("đã trả kết quả", "", {"state": "returned"}),
        ("24/11/2026", "", {"received": "2026-11-24..2026-11-24"}),
        ("hôm nay an", "an", {"received": "2026-11-24..2026-11-24"}),
        ("24/12", "", {"received": "2025-12-24..2025-12-24"}),
        ("hôm qua", "", {"received": "2026-11-23..2026-11-23"}),
        ("tháng 11/2026", "", {"received": "2026-11-01..2026-11-30"}),
        ("tháng trước", "", {"received": "2026-10-01..2026-10-31"}),
        ("tháng 2 năm 2024", "", {"received": "2024-02-01..2024-02-29"}),
        ("quý 4/2026", "", {"received": "2026-10-01..2026-12-31"}),
        ("tuần này", "", {"received": "2026-11-23..2026-11-29"}),
        ("năm 2025", "", {"received": "2025-01-01..2025-12-31"}),
        ("từ 1/11/2026 đến 15/11/2026", "", {"received": "2026-11-01..2026-11-15"}),
        ("xong hôm nay", "", {"closed": "2026-11-24..2026-11-24"}),
        ("today overdue", "", {"late": "overdue", "received": "2026-11-24..2026-11-24"}),
        ("sở tư pháp an", "an", {"department": "STP"}),
        ("so tu phap", "", {"department": "STP"}),
        ("STP quá hạn", "", {"department": "STP", "late": "overdue"}),
        ("2.001583", "", {"procedure": "P001"}),
        ("Hộ tịch", "", {"field": "ho-tich"}),
        ("ho tich", "ho tich", {}),
        ("sở từ pháp", "sở từ pháp", {}),
        ('"quá hạn"', "quá hạn", {}),
        ("Quà Hân", "Quà Hân", {}),
        ("31/02/2026", "31/02/2026", {}),
        ("0012", "0012", {}),
        ("tháng 13", "tháng 13", {}),
    ],
)
def test_words_that_are_filters_are_taken_out_of_the_text(
    text: str, rest: str, params: dict[str, str]
) -> None:
    for typed in (text, unicodedata.normalize("NFD", text)):
        box = read_box(typed, LEXICON, TODAY)
        assert unicodedata.normalize("NFC", box.rest) == rest
        assert box.wanted.params() == params
        assert len(box.chips) == len(params)


def test_each_filter_of_a_text_can_be_taken_away() -> None:
    box = read_box('an quá hạn tháng 11/2026 "hộ tịch"', LEXICON, TODAY)
    assert [chip.kind for chip in box.chips] == ["lateness", "received"]
    for chip in box.chips:
        again = read_box(chip.without, LEXICON, TODAY)
        assert again.rest == box.rest
        assert [each.kind for each in again.chips] == [
            each.kind for each in box.chips if each.kind != chip.kind
        ]


@pytest.mark.parametrize(
    ("one", "other"), [("Lý", "Lí"), ("Quý", "quí"), ("MỸ", "mi"), ("Đặng", "dang"), ("Thúy", "thuý")]
)
def test_what_sounds_alike_is_the_same_word(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(("one", "other"), [("Thúy", "thui"), ("Tây", "tai"), ("Yên", "iên")])
def test_y_and_i_differ_where_they_sound_different(one: str, other: str) -> None:
    assert words(one) != words(other)


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_folding_is_idempotent_and_the_same_for_both_unicode_forms(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_typed(text: str) -> None:
    box = read_box(text, LEXICON, TODAY)
    for reading in readings(scanned(box.rest), WORDS.__contains__, lambda begin: [begin]):
        assert all(isinstance(atom.fits(KEY), bool) for atom in reading.atoms)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nguyeenx", "nguyen"),
        ("nguyeexn", "nguyen"),
        ("ddaswng", "dang"),
        ("hoafng", "hoang"),
        ("tuw", "tu"),
        ("phuwowng", "phuong"),
        ("nguye6n4", "nguyen"),
        ("d9a8ng5", "dang"),
        ("lys", "li"),
        ("huyeenf", "huyen"),
        ("trang", "trang"),
        ("xuan", "xuan"),
    ],
)
def test_what_telex_and_vni_leave_over_is_taken_out(typed: str, meant: str) -> None:
    assert untyped(typed) == meant


def test_a_key_changes_only_with_what_it_is_made_of() -> None:
    moved = DOSSIER.model_copy(update={"state": "supplement", "running_due": None})
    assert found_by(moved) != found_by(DOSSIER)
    assert key_of(moved) != KEY
    noted = DOSSIER.model_copy(update={"version": 7, "head": "x"})
    assert found_by(noted) == found_by(DOSSIER)
    assert key_of(noted) == KEY


@settings(deadline=None)
@given(
    st.builds(
        Wanted,
        *[st.lists(st.sampled_from(["a", "b-1"]), max_size=2, unique=True).map(tuple)] * 5,
        st.lists(st.sampled_from(["received", "returned"]), max_size=2, unique=True).map(tuple),
        st.sampled_from(["", "overdue", "late"]),
        *[st.one_of(st.none(), st.tuples(st.integers(15_000, 20_000), st.integers(20_000, 21_000)))] * 2,
    )
)
def test_filters_come_back_from_the_address_as_they_were(wanted: Wanted) -> None:
    assert Wanted.read(wanted.params()) == wanted


@pytest.mark.parametrize("text", ["", "x", "2026-13-01", "2026-11-02..2026-11-01", "..", "2026-11-01..x"])
def test_a_broken_period_of_the_address_is_none(text: str) -> None:
    assert Wanted.read({"received": text, "late": "nonsense", "state": "nobody"}) == Wanted()

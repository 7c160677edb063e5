from __future__ import annotations

import re
import unicodedata

import pytest

from dashboard.access import passwords
from dashboard.access.passwords import PasswordRefused


def test_a_password_opens_its_own_hash_and_no_other() -> None:
    stored = passwords.hashed("nhemlo-tramvu-4821")
    assert passwords.verify("nhemlo-tramvu-4821", stored)
    assert not passwords.verify("nhemlo-tramvu-4822", stored)


def test_the_product_hashes_with_argon2id_and_64_mebibytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert passwords.hashed("nhemlo-tramvu-4821").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_two_hashes_of_one_password_differ_by_their_salt() -> None:
    assert passwords.hashed("nhemlo-tramvu-4821") != passwords.hashed("nhemlo-tramvu-4821")


def test_composed_and_decomposed_letters_are_the_same_password() -> None:
    typed = "một cửa rộng mở"
    stored = passwords.hashed(unicodedata.normalize("NFC", typed))
    assert passwords.verify(unicodedata.normalize("NFD", typed), stored)


def test_an_account_that_is_not_there_has_no_password() -> None:
    assert not passwords.verify("nobody has this", None)
    assert not passwords.verify("", None)


def test_a_password_that_goes_on_after_the_longest_is_wrong() -> None:
    longest = "ab cd ef gh " * 30
    stored = passwords.hashed(longest[: passwords.LONGEST])
    assert not passwords.verify(longest, stored)


@pytest.mark.parametrize(
    "weak", ["short", "aaaaaaaaaaaaaaaa", "012345678901", "Password2026!", "xin chào LAN ơi", "x y" * 100]
)
def test_a_weak_password_is_refused_in_words(weak: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        passwords.check(weak, "lan")
    assert refused.value.vi.startswith("Mật khẩu")
    assert refused.value.en.startswith(("The password", "This password"))


@pytest.mark.parametrize(
    "weak",
    ["qwertyuiop12", "abcdefghijkl", "letmein123456", "football2024", "Nguyễn Thị Lan 1", "nguyenthilan1990"],
)
def test_a_long_password_that_is_easy_to_guess_is_refused(weak: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        passwords.check(weak, "ntl", "Nguyễn Thị Lan")
    assert "quá dễ đoán" in refused.value.vi
    assert "too easy to guess" in refused.value.en


def test_a_name_is_easy_to_guess_only_for_the_person_who_bears_it() -> None:
    passwords.check("nguyenthilan1990", "hoa", "Trần Văn Hòa")
    with pytest.raises(PasswordRefused):
        passwords.check("nguyenthilan1990", "hoa", "Nguyễn Thị Lan")


def test_a_password_longer_than_the_meter_reads_is_weighed_by_its_beginning() -> None:
    passwords.check("mot ngay dep troi " * 10, "lan", "Nguyễn Thị Lan")


def test_a_generated_password_that_may_not_guard_the_account_is_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draws = iter(["footballfootball", "nhemlo-tramlan-4821", "nhemlo-tramvu-4821"])
    monkeypatch.setattr(passwords, "generate", lambda: next(draws))
    assert passwords.generate_for("lan") == "nhemlo-tramvu-4821"


def test_a_generated_password_can_be_read_out_and_passes_the_check() -> None:
    made = {passwords.generate_for("quantri") for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert re.fullmatch(r"[a-z]{4,}-[a-z]{4,}-\d{4}", password)
        assert len(password) >= passwords.SHORTEST
        passwords.check(password, "quantri")

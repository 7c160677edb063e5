"""The shipped forms are those of the circulars, and say what each must hold."""

from __future__ import annotations

import json
from datetime import date

import pytest
from pydantic import ValidationError

from models.printed_form import PLACEHOLDER, Block, FormSet, FormSets, set_on
from models.store import Store
from seed.files import HERE
from seed.printed_forms import form_sets

#: a field of the circular's forms (as forms.json calls it) → what the form has for it
FIELDS = {
    "ma_ho_so (+ mã vạch/QR)": "",
    "quoc_hieu_tieu_ngu": "",
    "so_phieu": "",
    "dia_danh_ngay_thang_nam": "",
    "ten_co_quan_cap_tren": "",
    "ten_trung_tam_hoac_bpmc": "",
    "ma_ho_so": "code",
    "ten_trung_tam_tiep_nhan": "centre",
    "tiep_nhan_ho_so_cua (chủ hồ sơ/người nộp)": "applicant",
    "ho_so_cua": "applicant",
    "kinh_gui": "applicant",
    "dia_chi": "address",
    "so_dien_thoai": "phone",
    "email": "email",
    "so_giay_to_tuy_than": "identity",
    "noi_dung_yeu_cau_giai_quyet (tên TTHC)": "procedure",
    "noi_dung_yeu_cau_giai_quyet": "procedure",
    "noi_dung_ho_so": "procedure",
    "noi_dung_ho_so (tên TTHC)": "procedure",
    "thanh_phan_ho_so_nop[]: ten_giay_to, ban_chinh/ban_sao/photo, so_luong": "papers",
    "noi_dung_can_hoan_thien[] (danh mục giấy tờ cần bổ sung)": "wanted",
    "so_luong_ho_so (bộ)": "copies",
    "thoi_gian_giai_quyet_theo_quy_dinh (ngày)": "term",
    "thoi_gian_nhan_ho_so (giờ, phút, ngày)": "received",
    "thoi_gian_tra_ket_qua (giờ, phút, ngày)": "due",
    "dang_ky_nhan_ket_qua_tai (Trung tâm/bưu chính/địa chỉ/trực tuyến)": "delivery",
    "vao_so_theo_doi: quyen_so, so_thu_tu": "entry",
    "ly_do": "reason",
    "ly_do_khong_tiep_nhan": "refused_because",
    "nguoi_lien_he, so_dien_thoai_lien_he": "contact_phone",
    "ngay_tiep_nhan": "received_date",
    "ma_ho_so/so_bien_nhan": "code",
    "thoi_han_tra_theo_giay_hen": "original_due",
    "ly_do_cham": "late_because",
    "ngay_hen_lai": "new_due",
    "co_quan_giai_quyet": "department",
    "co_quan_phoi_hop[]": "partners",
    "bang_giao_nhan[]: ten_co_quan (1.Giao/2.Nhận), thoi_gian_giao_nhan (giờ phút ngày), nguoi_giao_ky,"
    " nguoi_nhan_ky, ket_qua_giai_quyet (Trước hạn/Đúng hạn/Quá hạn), ghi_chu": "legs",
    "chu_ky_nguoi_nop": "NGƯỜI NỘP HỒ SƠ",
    "chu_ky_nguoi_tiep_nhan": "NGƯỜI TIẾP NHẬN HỒ SƠ",
    "chu_ky_nguoi_huong_dan": "NGƯỜI HƯỚNG DẪN",
    "chu_ky_thu_truong_co_quan_giai_quyet": "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
    "stt": "number",
    "so_luong_bo": "copies",
    "ten_ca_nhan_to_chuc": "applicant",
    "ngay_nhan": "received",
    "ngay_hen_tra": "due",
    "ngay_nhan_ket_qua_tu_co_quan": "resolved",
    "ngay_tra_ket_qua": "returned",
    "phuong_thuc_nhan_ket_qua": "delivery",
    "ky_nhan": "signature",
    "co_quan/nguoi_tiep_nhan": "clerk",
    "ghi_chu": "note",
}


def told() -> dict[str, object]:
    read: dict[str, object] = json.loads((HERE / "forms.json").read_text(encoding="utf-8"))
    return read


def test_numbers_and_titles_are_those_of_the_circulars() -> None:
    old, new = form_sets()
    circulars = told()
    assert [(form.no, form.title) for form in old.forms] == [
        (form["no"], form["title"])
        for form in circulars["TT_01_2018_TT_VPCP"]  # type: ignore[attr-defined]
    ]
    assert [[form.no, form.title] for form in new.forms] == circulars["TT_03_2025_TT_VPCP"]


def test_each_form_of_2018_holds_every_field_that_the_circular_asks_for() -> None:
    for form, asked in zip(form_sets()[0].forms, told()["TT_01_2018_TT_VPCP"], strict=True):  # type: ignore[call-overload]
        has = {name for block in form.blocks for name in PLACEHOLDER.findall(block.text)}
        has |= {block.items for block in form.blocks} | {block.kind for block in form.blocks}
        has |= {each.title for each in form.signatures} | {column.value for column in form.columns} | {""}
        for field in asked["fields"]:
            assert FIELDS[field] in has, (form.no, field)


def test_slips_are_a5_and_the_register_is_a4() -> None:
    for each in form_sets():
        assert {form.paper for form in each.forms if form.kind != "register"} == {"a5"}
        assert each.form("register").paper == "a4"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("day", "found"),
    [(date(2017, 1, 1), "tt01-2018"), (date(2019, 1, 6), "tt01-2018"), (date(2025, 6, 30), "tt01-2018"),
     (date(2025, 7, 1), "tt03-2025"), (date(2030, 1, 1), "tt03-2025")],
)  # fmt: skip
def test_the_day_of_receipt_chooses_the_set(day: date, found: str) -> None:
    assert set_on(form_sets(), day).id == found  # type: ignore[union-attr]
    assert set_on(list(reversed(form_sets())), day).id == found  # type: ignore[union-attr]


def test_there_is_no_set_where_there_are_none() -> None:
    assert set_on([], date(2026, 1, 1)) is None


@pytest.mark.parametrize("text", ["{nobody}", "{code", "code}", "{Code}", "{}"])
def test_a_placeholder_that_nothing_fills_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Block(text=text)


def test_what_the_office_changed_in_a_set_stays(store: Store) -> None:
    sets = FormSets(store)
    sets.add_missing(form_sets())
    changed = form_sets()[1].model_copy(update={"valid_from": date(2025, 9, 1)})
    sets.put_many([changed])
    sets.add_missing(form_sets())
    assert [each.valid_from for each in sets.all()] == [date(2019, 1, 6), date(2025, 9, 1)]
    assert FormSet.model_validate(changed.model_dump()) == sets.get("tt03-2025")

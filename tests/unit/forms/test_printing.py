"""Every form of both circulars: what it says is read back from the PDF, its codes from its picture."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from dashboard.forms import NoForm, forms_for, render
from dashboard.office import Office
from models.dossier import Dossier
from models.errors import NotAllowed
from models.staff import StaffMember
from models.viewer import SYSTEM, Scope, Viewer
from tests.unit.forms.conftest import CLERK
from tests.unit.forms.dossiers import ADDRESS, NAME, PHONE, at, dossier, of_each_kind, put

Kinds = dict[str, dict[str, Dossier]]
OLD, NEW = "H33.902-241105", "H33.902-251105"
SETS = {
    OLD: (2024, "TT 01/2018/TT-VPCP", "01 02 03 04 05 -"),
    NEW: (2025, "TT 03/2025/TT-VPCP", "01 02 03 04 06 05"),
}
KINDS = ("receipt", "supplement", "refusal", "apology", "control", "stop")
REASONS = {"refusal": ("refuse", "Không thuộc thẩm quyền"), "stop": ("stop", "Theo quyết định của tòa án")}
#: what each form has to say beside name, code and dates
SAYS = {
    "receipt": ("Giấy đề nghị đăng ký (bản chính: 1, bản sao: 2)", "50.000 đồng (đã nộp)", "5 ngày làm việc"),
    "supplement": ("1. Bản sao CCCD", "2. Bản vẽ hoàn công"),
    "refusal": ("Không thuộc thẩm quyền",),
    "apology": ("Chờ xác minh",),
    "control": ("Sở Kế hoạch và Đầu tư", "Lâm Thị Tiếp Nhận", "Trước hạn"),
    "stop": ("Theo quyết định của tòa án",),
}
DATES = {
    "receipt": ("08 giờ 15 phút, ngày 05/11/{}", "17 giờ 00 phút, ngày 10/11/{}"),
    "apology": ("17 giờ 00 phút, ngày 10/11/{}", "17 giờ 00 phút, ngày 20/11/{}", "Ngày 05 tháng 11 năm {}"),
    "control": ("09 giờ 15 phút, ngày 05/11/{}",),
    "stop": ("Ngày 05 tháng 11 năm {}",),
}


@pytest.fixture(scope="module")
def kinds(office: Office) -> Iterator[Kinds]:
    found = {prefix: of_each_kind(year, prefix) for prefix, (year, _, _) in SETS.items()}
    for each in found.values():
        put(office, list(each.values()), {each[kind].id: told for kind, told in REASONS.items()})
    yield found
    office.store.clear("dossiers")
    office.store.clear("events")


def text_of(pdf: bytes) -> str:
    read = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(read.replace("\u200b", "").split())


def codes_on(pdf: bytes, page: int = 0) -> dict[str, str]:
    """What a scanner reads from the printed page (300 dots an inch): kind of code → text."""
    picture = pypdfium2.PdfDocument(pdf)[page].render(scale=300 / 72).to_pil().convert("L")
    return {found.format.name: found.text for found in zxingcpp.read_barcodes(picture)}


@pytest.mark.parametrize("prefix", [OLD, NEW])
@pytest.mark.parametrize("kind", KINDS)
def test_each_form_says_who_what_and_when(office: Office, kinds: Kinds, kind: str, prefix: str) -> None:
    year, circular, numbers = SETS[prefix]
    number = numbers.split()[KINDS.index(kind)]
    each = kinds[prefix][kind]
    if number == "-":
        with pytest.raises(NoForm):
            render(office, CLERK, kind, [each.id])
        return
    pdf = render(office, CLERK, kind, [each.id])
    text = text_of(pdf)
    assert f"Mẫu số {number}, {circular}" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "Kiên Giang, ngày 20 tháng 11 năm 2026" in text
    assert each.id in text
    assert office.names.name("procedure", each.procedure) in text
    if kind != "control":
        assert NAME in text
    for said in SAYS[kind]:
        assert said in text
    for said in DATES.get(kind, ()):
        assert said.format(year) in text
    assert codes_on(pdf) == {"QRCode": each.id, "Code128": each.id}
    assert PdfReader(io.BytesIO(pdf)).pages[0].mediabox.width == pytest.approx(148 / 25.4 * 72, abs=0.1)
    assert render(office, CLERK, number, [each.id]) == pdf


def test_the_same_number_is_another_form_in_the_other_circular(office: Office, kinds: Kinds) -> None:
    assert "PHIẾU KIỂM SOÁT" in text_of(render(office, CLERK, "05", [kinds[OLD]["stop"].id]))
    assert "THÔNG BÁO DỪNG" in text_of(render(office, CLERK, "05", [kinds[NEW]["stop"].id]))


def test_many_print_in_the_order_asked_for_each_on_the_form_of_its_day(office: Office, kinds: Kinds) -> None:
    codes = [kinds[NEW]["control"].id, kinds[OLD]["receipt"].id, kinds[NEW]["receipt"].id]
    pdf = render(office, CLERK, "receipt", codes)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) == 3
    for place, code in enumerate(codes):
        assert code in pages[place]
        assert codes_on(pdf, place)["QRCode"] == code
    assert ["2018" in page.rsplit("Mẫu số", 1)[1] for page in pages] == [False, True, False]


def test_what_is_not_known_prints_as_dots(office: Office) -> None:
    bare = Dossier(
        id="H33.902-260101-0001", state="processing", received_at=at(2026, 1, 1), department="SKHDT"
    )
    office.dossiers.write_many([(None, bare)], None)
    for kind in ("receipt", "supplement", "refusal", "apology", "stop", "control"):
        text = text_of(render(office, CLERK, kind, [bare.id]))
        assert len(re.findall(r"\.{5,}|(?:\. ){5,}", text)) >= 3
        assert "None" not in text


def test_people_are_named_whether_they_have_an_account_or_are_on_the_staff_only(office: Office) -> None:
    office.staff.put_many([StaffMember(id="SKHDT-cv7", name="Lâm Thị Kim", department="SKHDT")])
    office.names.forget()
    received = at(2025, 12, 2)
    taken = dossier("H33.902-251202-0001", received)
    visits = (taken.visits[0].model_copy(update={"assignee": "SKHDT-cv7"}), *taken.visits[1:])
    refused = dossier("H33.902-251202-0002", received, state="refused", visits=())
    put(office, [taken.model_copy(update={"visits": visits}), refused], {refused.id: ("refuse", "Thiếu")})
    assert "Lâm Thị Kim" in text_of(render(office, CLERK, "receipt", [taken.id]))
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in text_of(render(office, CLERK, "refusal", [refused.id]))
    assert text_of(render(office, CLERK, "refusal", [refused.id])).count("Người từ chối") == 1


def test_a_code_that_no_bar_code_has_still_prints_with_its_qr_code(office: Office) -> None:
    odd = dossier("HỒ SƠ/2019/đ-17", at(2025, 12, 1))
    office.dossiers.write_many([(None, odd)], None)
    assert codes_on(render(office, CLERK, "receipt", [odd.id])) == {"QRCode": odd.id}


def test_a_long_procedure_and_a_long_name_run_over_lines_not_off_the_paper(office: Office) -> None:
    long = dossier("H33.902-251201-0009", at(2025, 12, 1))
    name = "Công ty trách nhiệm hữu hạn một thành viên " * 7
    unbroken = "Đ" * 300
    applicant = long.applicant.model_copy(update={"name": name.strip(), "address": unbroken})
    many = tuple(long.components[0].model_copy(update={"name": f"Giấy tờ thứ {n} " * 8}) for n in range(30))
    office.dossiers.write_many(
        [(None, long.model_copy(update={"applicant": applicant, "components": many}))], None
    )
    pdf = render(office, CLERK, "receipt", [long.id])
    text = text_of(pdf)
    assert name.strip() in text
    assert text.replace(" ", "").count("Đ" * 300) == 1
    assert "30. Giấy tờ thứ 29" in text
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) > 1
    for page in document:
        words = page.get_textpage()
        for place in range(words.count_rects()):
            left, _, right, _ = words.get_rect(place)
            assert left >= 0
            assert right <= page.get_width() - 20


def test_a_khmer_name_in_its_own_script_has_its_letters(office: Office) -> None:
    khmer = dossier("H33.902-251201-0010", at(2025, 12, 1))
    name = "ដាញ់ សុភា"
    office.dossiers.write_many(
        [(None, khmer.model_copy(update={"applicant": khmer.applicant.model_copy(update={"name": name})}))],
        None,
    )
    pdf = render(office, CLERK, "receipt", [khmer.id])
    fonts = {
        str(font["/BaseFont"])
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    assert any("NotoSerifKhmer" in font for font in fonts)
    assert all("NotoSerifKhmer" in font or "LiberationSerif" in font for font in fonts)


def test_only_those_may_print_who_may_see_and_phones_are_whole_only_for_hands(
    office: Office, kinds: Kinds
) -> None:
    code = kinds[NEW]["receipt"].id
    elsewhere = Viewer(
        user_id="o", name="o", role="clerk", scope=Scope(kind="department", departments=frozenset({"STNMT"}))
    )
    with pytest.raises(NotAllowed):
        render(office, elsewhere, "receipt", [code])
    with pytest.raises(NotAllowed):
        render(office, SYSTEM, "receipt", [code])
    with pytest.raises(NotAllowed):
        render(office, CLERK, "receipt", [code, "H33.902-251105-9999"])
    with pytest.raises(NoForm):
        render(office, CLERK, "receipt", [])
    leader = Viewer(user_id="l", name="l", role="leadership")
    text = text_of(render(office, leader, "receipt", [code]))
    assert PHONE not in text
    assert PHONE[-3:] in text
    assert ADDRESS not in text


def test_a_print_is_told_in_the_audit_under_the_code(office: Office, kinds: Kinds) -> None:
    code = kinds[NEW]["apology"].id
    before = len(office.audit.about(code))
    render(office, CLERK, "apology", [code])
    told = office.audit.about(code)
    assert len(told) == before + 1
    assert (told[0].action, told[0].actor) == ("printed", CLERK.user_id)
    assert told[0].detail["form"] == "Mẫu số 04, TT 03/2025/TT-VPCP"


def test_only_forms_that_fit_are_offered_the_likeliest_first(office: Office, kinds: Kinds) -> None:
    def offered(kind: str, prefix: str = NEW) -> list[str]:
        return [form.kind for form in forms_for(office, kinds[prefix][kind])]

    assert offered("receipt") == ["receipt", "control"]
    assert offered("supplement") == ["supplement", "receipt", "control"]
    assert offered("stop") == ["stop", "receipt", "control"]
    assert offered("stop", OLD) == ["receipt", "control"]
    assert "apology" in offered("apology")
    assert offered("refusal")[0] == "refusal"

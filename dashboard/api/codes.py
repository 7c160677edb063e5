"""The official codes of states (`seed/statuses.csv`): the list of the national portal's synchronisation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Official:
    """One state of the official list."""

    code: int
    key: str
    name: str


OFFICIAL: dict[str, Official] = {
    "submitted": Official(1, "moi_dang_ky", "Mới đăng ký"),
    "received": Official(2, "duoc_tiep_nhan", "Được tiếp nhận"),
    "refused": Official(3, "khong_tiep_nhan", "Không được tiếp nhận"),
    "processing": Official(4, "dang_xu_ly", "Đang xử lý"),
    "supplement": Official(5, "yeu_cau_bo_sung", "Yêu cầu bổ sung giấy tờ"),
    "payment": Official(6, "yeu_cau_tai_chinh", "Yêu cầu thực hiện nghĩa vụ tài chính"),
    "withdrawn": Official(7, "rut_ho_so", "Công dân yêu cầu rút hồ sơ"),
    "stopped": Official(8, "dung_xu_ly", "Dừng xử lý"),
    "resolved": Official(9, "da_xu_ly_xong", "Đã xử lý xong"),
    "returned": Official(10, "da_tra_ket_qua", "Đã trả kết quả"),
    # The list has no code of its own for a refusal in appraisal: it is a result (column 9 of report II.06a).
    "rejected": Official(9, "da_xu_ly_xong", "Đã xử lý xong"),
}

"""What a person is told of an error that nobody foresaw: what to do, and the id by which the log has it."""

from __future__ import annotations

from models.errors import MotcuaError
from models.health import silence


def incident(error: BaseException, id: str) -> MotcuaError:
    """The sentence. Nothing of the error itself is in it, but that the store is silent where it is."""
    told = silence(error)
    if told is None and isinstance(error, MotcuaError):
        return error
    if told is not None:
        return MotcuaError(f"{told.vi} {_CODE[0]} {id}.", f"{told.en} {_CODE[1]} {id}.")
    return MotcuaError(
        "Có lỗi ngoài dự kiến. Việc vừa làm có thể chưa được lưu: hãy mở lại trang để xem. "
        f"Nếu vẫn lỗi, hãy báo người quản trị. {_CODE[0]} {id}.",
        "Something went wrong that nobody foresaw. What you have just done may not be saved: open the page "
        f"again and look. If it goes on, tell the administrator. {_CODE[1]} {id}.",
    )


_CODE = ("Mã sự cố", "Incident")

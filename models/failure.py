"""What a failure of the driver means, and its sentence."""

from __future__ import annotations

from pymongo.errors import (
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)
from pymongo.topology_description import TopologyDescription

from models.errors import StoreError

#: InternalError (all that the embedded server says of a full disk), UnknownError, OutOfDiskSpace
_BROKEN = {1, 8, 14031}


def is_broken(error: BaseException | None) -> bool:
    """Whether a server that answers says that it cannot do its work, as where its disk is full."""
    if isinstance(error, ExecutionTimeout):
        return is_broken(error.__cause__)
    if isinstance(error, ServerSelectionTimeoutError) and isinstance(error.details, TopologyDescription):
        # It says so even where the driver asks it for nothing but what it is.
        return any(is_broken(server.error) for server in error.details.server_descriptions().values())
    return isinstance(error, OperationFailure) and error.code in _BROKEN


def lost(error: PyMongoError, but: type[PyMongoError]) -> bool:
    """Whether the connection was lost, otherwise than by `but`. What took too long tells why by its cause."""
    last = error.__cause__ if isinstance(error, ExecutionTimeout) else error
    return isinstance(last, ConnectionFailure) and not isinstance(last, but)


def told_of(error: PyMongoError, sent: bool) -> StoreError | None:
    """The sentence for what ended a transaction; errors of the change itself have none.

    `sent`: a commit was sent before, and may have been carried out whatever came of trying it again.
    """
    gone = error.timeout or isinstance(error, ConnectionFailure) or is_broken(error)
    if error.has_error_label("UnknownTransactionCommitResult") or (sent and gone):
        return StoreError(
            "Mất kết nối khi đang lưu, chưa biết đã lưu hay chưa; hãy mở lại để xem rồi làm tiếp.",
            "The connection was lost while saving, so it is not known whether it was saved; "
            "look again before you go on.",
        )
    if is_broken(error):
        return StoreError(
            "Máy chủ dữ liệu không ghi được (đĩa có thể đã đầy), chưa lưu được gì; hãy báo quản trị viên.",
            "The database server cannot write (its disk may be full) and nothing was saved; "
            "please tell the administrator.",
        )
    # A server that is silent for so long is rather busy than gone.
    if lost(error, but=NetworkTimeout):
        return StoreError(
            "Mất kết nối với máy chủ dữ liệu, chưa lưu được gì; xin thử lại.",
            "The connection to the database server is lost and nothing was saved; please try again.",
        )
    if error.timeout or error.has_error_label("TransientTransactionError"):
        return StoreError(
            "Kho dữ liệu đang bận, chưa lưu được gì; xin thử lại.",
            "The store is busy and nothing was saved; please try again.",
        )
    return None

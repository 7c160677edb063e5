"""The people who may come in (người dùng): who they are, their role, and what part they may see."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field
from pymongo.errors import DuplicateKeyError

from models.errors import MotcuaError
from models.store import Index, Session, Store
from models.viewer import Role, Scope, Viewer

Language = Literal["vi", "en"]


class LoginTaken(MotcuaError):
    """Another account has this sign-in name."""

    def __init__(self, login: str) -> None:
        super().__init__(
            f"Tên đăng nhập “{login}” đã có người dùng.", f"The sign-in name “{login}” is already taken."
        )


def folded_login(typed: str) -> str:
    """The sign-in name as it is stored and compared: composed letters, lower case, no outer spaces."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


class User(BaseModel):
    """One account. Failed attempts are not kept here but in `models.attempt`, for unknown names too."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(alias="_id")
    #: as `folded_login` gives it, unique
    login: str
    name: str
    role: Role
    scope: Scope = Scope()
    #: argon2id, PHC string
    password_hash: str = Field(repr=False)
    disabled: bool = False
    #: the password was set by somebody else and must be replaced before anything is shown
    must_change: bool = False
    created_at: datetime
    language: Language = "vi"
    #: where notices to this person go; none where it is empty
    email: str = ""

    def viewer(self) -> Viewer:
        """This person in front of the data."""
        return Viewer(user_id=self.id, name=self.name, role=self.role, scope=self.scope)

    def document(self) -> dict[str, Any]:
        """The account as it is stored; sets become sorted lists."""
        document = self.model_dump(by_alias=True)
        document["scope"] = stored_scope(self.scope)
        return document


def stored_scope(scope: Scope) -> dict[str, Any]:
    """The scope as it is stored."""
    return {"kind": scope.kind, "departments": sorted(scope.departments), "fields": sorted(scope.fields)}


class Users:
    """The accounts of the Office: some hundreds, so the whole list may be read."""

    COLLECTION: ClassVar[str] = "users"
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(("login",), unique=True),)

    def __init__(self, store: Store) -> None:
        self._users = store.collection(self.COLLECTION)

    def get(self, user_id: str, session: Session | None = None) -> User | None:
        """The account of this id."""
        return _read(self._users.find_one({"_id": user_id}, session=session))

    def by_login(self, login: str, session: Session | None = None) -> User | None:
        """The account of this sign-in name, however it was typed."""
        return _read(self._users.find_one({"login": folded_login(login)}, session=session))

    def all(self, session: Session | None = None) -> list[User]:
        """Every account, by sign-in name."""
        found = [User.model_validate(document) for document in self._users.find({}, session=session)]
        return sorted(found, key=lambda user: user.login)

    def add(self, user: User, session: Session | None = None) -> None:
        """A new account. Raises `LoginTaken`."""
        try:
            self._users.insert_one(user.document(), session=session)
        except DuplicateKeyError:
            raise LoginTaken(user.login) from None

    def replace(self, user: User, session: Session | None = None) -> None:
        """Write what became of an account that is there."""
        self._users.replace_one({"_id": user.id}, user.document(), session=session)


def _read(document: dict[str, Any] | None) -> User | None:
    return None if document is None else User.model_validate(document)

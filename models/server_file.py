"""`server.json` of a data folder: where its embedded server answers, and whether it does."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pymongo
from pydantic import BaseModel
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from models.failure import is_broken

#: The one user of an embedded server.
USER = "motcua"


class ServerFile(BaseModel):
    """`server.json`: where the server of this folder answers, and to whom."""

    port: int
    user: str = USER
    password: str
    ready: bool = False
    pid: int | None = None

    @property
    def uri(self) -> str:
        """The address for the driver, password included."""
        return f"mongodb://{self.user}:{self.password}@127.0.0.1:{self.port}/?directConnection=true"

    @classmethod
    def read(cls, data_dir: Path) -> ServerFile | None:
        """What the folder's file says; None where there is none or it was cut off in writing."""
        try:
            return cls.model_validate_json((data_dir / "server.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return None

    def write(self, data_dir: Path) -> None:
        """Replace the file in one step, readable by its owner alone from its first byte."""
        new = data_dir / f"server.json.{os.getpid()}"
        new.unlink(missing_ok=True)
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(json.dumps(self.model_dump()))
        new.replace(data_dir / "server.json")


def calls(port: int) -> bool:
    """Whether anything takes a call on the port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True


def answers(uri: str) -> bool:
    """Whether a server answers at an address of `ServerFile`, and knows its user."""
    if not calls(int(uri.rpartition(":")[2].partition("/")[0])):
        return False
    try:
        with (
            MongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=2_000) as client,
            pymongo.timeout(5),
        ):
            client["motcua"].command("ping")
            return True
    except PyMongoError:
        return False


def is_stuck(uri: str) -> bool:
    """Whether a server answers and can no longer read: after its disk was full only a new start helps."""
    try:
        with (
            MongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=2_000) as client,
            pymongo.timeout(5),
        ):
            client["motcua"]["health"].find_one({"_id": "pulse"})
    except PyMongoError as error:
        return is_broken(error)
    return False

"""The settings, from MOTCUA_* variables of the environment. docs/configuration.md tells of each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import MotcuaError

#: The folder that holds streamlit_app.py.
ROOT = Path(__file__).resolve().parent.parent


class ConfigError(MotcuaError):
    """A setting has a value that cannot be meant."""


class Settings(BaseSettings):
    """What may differ between one Office's installation and another's.

    A value from the environment wins over the default, an argument over both. Raises pydantic's
    `ValidationError`; `read_settings` tells it in a sentence.
    """

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", frozen=True, env_ignore_empty=True)

    mongodb_uri: SecretStr | None = None
    database: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,38}$")] = "motcua"
    data: Path = ROOT / "data"
    zone: str = "Asia/Ho_Chi_Minh"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8501
    first: Literal["demo", "reference", "empty"] = "demo"
    language: Literal["vi", "en"] = "vi"
    public_url: Annotated[str, Field(pattern=r"^https?://[^\s/?#]+$")] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "text", "logfmt", "json"] = "auto"
    metrics_token: SecretStr | None = None
    smtp_host: str | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: Annotated[str, Field(pattern=r"^[^\s@<>]+@[^\s@<>]+$")] | None = None
    webhook_url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    webhook_secret: SecretStr | None = None
    second_factor: Literal["optional", "required"] = "optional"
    backup_at: Annotated[str, Field(pattern=r"^(off|([01]\d|2[0-3]):[0-5]\d)$")] = "01:30"
    backup_folder: Path | None = None
    backup_daily: Annotated[int, Field(ge=1, le=366)] = 7
    backup_weekly: Annotated[int, Field(ge=0, le=520)] = 4
    oidc_issuer: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_claim: Literal["preferred_username", "email", "sub"] = "preferred_username"
    oidc_name: str = "SSO"

    @field_validator("data", "backup_folder")
    @classmethod
    def _from_where_we_stand(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser().resolve()


def read_settings(**given: Any) -> Settings:
    """The settings of this process, with those `given` on the command line.

    Raises `ConfigError`, which names the variable that is wrong.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        names = ", ".join("MOTCUA_" + "_".join(map(str, fault["loc"])).upper() for fault in error.errors())
        raise ConfigError(
            f"Giá trị cấu hình không hợp lệ: {names}; xem docs/configuration.md.",
            f"A setting has a value that is not valid: {names}; see docs/configuration.md.",
        ) from error

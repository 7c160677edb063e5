"""The templates of notices that ship."""

from __future__ import annotations

import tomllib

from models.notice_template import NoticeTemplate
from seed.files import HERE


def notice_templates() -> list[NoticeTemplate]:
    """The templates of `notice_templates.toml`, in their order."""
    told = tomllib.loads((HERE / "notice_templates.toml").read_text(encoding="utf-8"))
    return [NoticeTemplate.model_validate(each) for each in told["templates"]]

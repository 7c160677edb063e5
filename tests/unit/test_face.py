"""The shipped face is there, with its licence, in every weight and script that the product asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "dashboard" / "static" / "fonts"


def asked() -> dict[str, list[str]]:
    """Who asks for which files: the theme, and the door's style sheet."""
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    door = (ROOT / "dashboard" / "access" / "page.css").read_text(encoding="utf-8")
    return {
        "theme": [face["url"] for face in theme["fontFaces"]],
        "door": [url.lstrip("/") for url in re.findall(r'url\("([^"]+)"\)', door)],
    }


def test_every_file_that_is_asked_for_is_shipped() -> None:
    for place, urls in asked().items():
        assert urls, place
        for url in urls:
            path = ROOT / "dashboard" / url.replace("app/static/", "static/")
            assert path.read_bytes()[:4] == b"wOF2", url


def test_every_weight_has_the_vietnamese_letters() -> None:
    for weight in ("400", "500", "600", "700"):
        for script in ("latin", "vietnamese"):
            assert f"app/static/fonts/be-vietnam-pro-{script}-{weight}-normal.woff2" in asked()["theme"]


def test_the_face_carries_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_nothing_is_asked_of_another_machine() -> None:
    for urls in asked().values():
        assert all("//" not in url for url in urls)

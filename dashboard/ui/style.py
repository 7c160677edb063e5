"""The look of what is drawn as HTML: neutral ink, one accent, amber for at risk, red for overdue."""

from __future__ import annotations

from pathlib import Path

CSS = f"<style>{(Path(__file__).parent / 'style.css').read_text(encoding='utf-8')}</style>"

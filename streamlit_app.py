"""What `streamlit run streamlit_app.py` and `uvicorn streamlit_app:app` start."""

from __future__ import annotations

from pathlib import Path

from streamlit.starlette import App

from dashboard.server import OPTIONS

app = App(Path(__file__).parent / "dashboard" / "main.py", **OPTIONS)
